"""What `minuted show` opens: a mention or a decision, with its file and what a person needs to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import InvalidQuery
from corpus.records import Amount, CaseFact, Decision, DocumentKind, Evidence, Mention, Status
from corpus.rows import to_decision, to_mention

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """The document that a shown thing stands in, and the file received that holds it."""

    document_id: str
    release_id: str
    source_name: str
    received_path: str
    media_type: str
    kind: DocumentKind
    body: str


@dataclass(frozen=True, slots=True)
class ShownMention:
    """A mention with all that a person needs to check it: its file, its decision and the text of its pages."""

    mention: Mention
    label: str  # the code's name for people
    decision: Decision | None
    file: ShownFile
    pages: Mapping[int, str]  # text by page number, for the pages that hold evidence


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a decision or of its document: what it holds (empty where that is not told) and where it is said.

    `rests_on` names the fields whose evidence this is, where no words of its own give it.
    """

    name: str
    value: str
    evidence: tuple[Evidence, ...]
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A mention that bears on a decision, with its code's name for people."""

    mention: Mention
    label: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with the words behind each of its fields, and how it counts among the others.

    `fields` are its own, then its document's. `counted_as` is the decision that counts for it and all its copies
    (empty where none was compared), `counted_in` the file of that one, `copies` the others that it stands beside.
    """

    decision_id: str
    status: Status
    file: ShownFile
    fields: Mapping[str, ShownField]
    facts: tuple[CaseFact, ...]
    amounts: tuple[Amount, ...]
    reasons: tuple[ShownReason, ...]
    reason_code: str  # a sentinel (`not_stated`) where no mention gives a reason
    is_repeat: bool
    is_counted: bool
    counted_as: str
    counted_in: str
    copies: tuple[str, ...]
    sequence: int | None

    def field(self, name: str) -> ShownField:
        """Return a field.

        Raises:
            InvalidQuery: there is none of that name.
        """
        if name not in self.fields:
            raise InvalidQuery(f"a decision has no field {name!r}; it has {', '.join(self.fields)}.")
        return self.fields[name]


def whole_id(connection: Connection, noun: str, start: str) -> str:
    """Return the id of the `mention` or `decision` that begins so.

    Raises:
        InvalidQuery: none has that id, or more than one begins so.
    """
    column = f"{noun}_id"
    # A range, so that the index on the ids answers.
    statement = f"SELECT {column} FROM {noun}s WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT 3"  # noqa: S608
    found = [row[0] for row in connection.exec_driver_sql(statement, (start, start + "\U0010ffff"))] if start else []
    if start in found or len(found) == 1:
        return start if start in found else str(found[0])
    if not found:
        raise InvalidQuery(f"no {noun} has the id {start!r}; `minuted query` prints them in the column {column}.")
    raise InvalidQuery(f"several {noun}s begin with {start!r} ({', '.join(found)}...): give more of the id.")


def shown_mention(connection: Connection, mention_id: str) -> ShownMention:
    """Return a mention with its evidence, decision, file and page text."""
    (mention,) = rows_of(connection, "SELECT * FROM mentions WHERE mention_id = ?", mention_id)
    decision_id = mention["decision_id"] or ""
    labels = rows_of(connection, "SELECT label FROM codes WHERE code = ?", mention["reason_code"])
    decisions = rows_of(connection, "SELECT * FROM decisions WHERE decision_id = ?", decision_id)
    stated = rows_of(connection, "SELECT * FROM evidence WHERE decision_id = ? ORDER BY position", decision_id)
    quoted = rows_of(connection, "SELECT * FROM evidence WHERE mention_id = ? ORDER BY position", mention_id)
    pages = rows_of(
        connection,
        "SELECT DISTINCT p.page, p.text FROM evidence AS e JOIN pages AS p USING (document_id, page) "
        "WHERE e.mention_id = ? ORDER BY p.page",
        mention_id,
    )
    return ShownMention(
        mention=to_mention(mention, quoted),
        label=labels[0]["label"] if labels else mention["reason_code"],
        decision=to_decision(decisions[0], stated) if decisions else None,
        file=file_of(connection, document_of(connection, mention["document_id"])),
        pages={page["page"]: page["text"] for page in pages},
    )


def rows_of(connection: Connection, statement: str, *values: str) -> list[dict[str, Any]]:
    """Return what a statement finds, each row by its columns' names."""
    return [row._asdict() for row in connection.exec_driver_sql(statement, values)]


def document_of(connection: Connection, document_id: str) -> Row:
    """Return the row of a document."""
    (document,) = rows_of(connection, "SELECT * FROM documents WHERE document_id = ?", document_id)
    return document


def file_of(connection: Connection, document: Row) -> ShownFile:
    """Return where a document, given by its row, came in first."""
    first = "SELECT received_path FROM ledger WHERE document_id = ? AND duplicate_of IS NULL"
    (file,) = rows_of(connection, first, document["document_id"])
    return ShownFile(
        document_id=document["document_id"],
        release_id=document["release_id"],
        source_name=document["source_name"],
        received_path=file["received_path"],
        media_type=document["media_type"],
        kind=DocumentKind(document["document_type"]),
        body=document["body"] or "",
    )
