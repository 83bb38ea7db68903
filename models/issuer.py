"""Whose document it is: the public body that it speaks for, among the bodies that its first and last lines name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.bodies import Body, as_a_name, bodies_in
from corpus.records import DocumentKind
from models.lines import Line, Span

_LETTERHEAD = 8  # lines with words
_LETTERS = frozenset({DocumentKind.FOI_LETTER, DocumentKind.EMAIL})  # which may speak for a board further down
_POSTED = frozenset({DocumentKind.LETTER, DocumentKind.FOI_LETTER})
# Kinds of body that decide on reviews.
_BOARDS = frozenset({"ACPC", "CPC", "APC", "RSB", "LSCB", "LSCP", "SAB", "safeguarding_board", "CSP", "MAPPA", "YJB"})
_ADDRESSED = re.compile(r"^(?:> ?)*(?:to|cc|bcc)\b ?:", re.IGNORECASE)
_ASKED_FOR = re.compile(  # a form's row that asks whose it is
    r"^(?:name of )?(?:the )?(?:\w+ )?(?:board|partnership|committee|authority|organisation|body)\b[^|]{0,20} \| ",
    re.IGNORECASE,
)
_SENTENCE_OR_ROW = re.compile(r"[.?,;]\s*$|\. [A-Z]| \| ")
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\.?){3,5}$")  # how a name ends that gives its kind in letters


@dataclass(frozen=True, slots=True)
class Named:
    """A body as a line names it: where it stands on its page, and the number of the line, from 0."""

    body: Body
    span: Span
    line: int
    heads: bool = False  # whether its line begins with it and is no sentence, as that of a letterhead

    @property
    def is_board(self) -> bool:
        """Whether it decides on reviews."""
        return self.body.type in _BOARDS

    @property
    def is_local(self) -> bool:
        """Whether it is one of the many of its kind, or lends the letterhead."""
        return not self.body.is_national or self.heads


def issuer_of(head: Sequence[Line], foot: Sequence[Line], kind: DocumentKind) -> Named | None:
    """Return the body that a document speaks for: a board that decides on reviews before whoever lends the letterhead.

    A letter that answers a request, and an e-mail, may name the board only in its text or signature. Bodies that are
    only written to count least, and national ones (Ofsted) where they lend the letterhead.
    """
    named, closing = list(_named(head)), list(_named(foot))
    written_to = {number for number, line in enumerate(head) if _ADDRESSED.match(line.text)}
    asked = {number for number, line in enumerate(head) if _ASKED_FOR.match(line.text)}
    top = _top(head)
    speaking = [held for held in named if held.line not in written_to]
    choices: list[tuple[Sequence[Named], Callable[[Named], bool]]] = [
        (
            speaking[:1] if kind in _POSTED else (),
            lambda held: held.body.is_national and held.heads and held.line < top,
        ),
        (speaking, lambda held: held.is_board and (held.line < top or held.line in asked)),
        (speaking if kind in _LETTERS else (), lambda held: held.is_board),
        (closing if kind in _LETTERS else (), lambda held: held.is_board),
        (speaking, lambda held: held.is_local and held.line < top),
        (speaking, lambda held: held.is_local),
        (closing, lambda held: held.is_board),
        (closing, lambda held: held.is_local),
        (named, lambda held: not held.body.is_national),
    ]
    found = next((held for among, wanted in choices for held in among if wanted(held)), None)
    return _spelt_out(found, [*named, *closing]) if found else None


def bodies_named(lines: Sequence[Line]) -> tuple[Named, ...]:
    """Return the bodies that lines name, in their order; a name may run over the end of a line of the letterhead."""
    return tuple(_named(lines))


def _top(head: Sequence[Line]) -> int:
    """Return the number of the line at which the letterhead ends."""
    filled = [number for number, line in enumerate(head) if line.text.strip()]
    return filled[_LETTERHEAD] if len(filled) > _LETTERHEAD else len(head)


def _named(lines: Sequence[Line]) -> Iterator[Named]:
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < min(len(lines), _LETTERHEAD) else None
        broken = _broken(line, following) if following else None
        for body in bodies_in(line.text):
            if broken is None or body.end <= broken.start:
                heads = body.start == 0 and not _SENTENCE_OR_ROW.search(line.text)
                yield Named(body, line.at(body.start, body.end), number, heads)
        if broken is not None:
            yield Named(broken, line.at(broken.start, broken.end), number)


def _broken(line: Line, following: Line) -> Body | None:
    """Return the body whose place ends a line and whose kind begins the next: a name broken in a letterhead."""
    if not line.text.strip() or line.page != following.page or line.start + len(line.text) + 1 != following.start:
        return None
    if any(body.start == 0 for body in bodies_in(following.text)):
        return None
    end = len(line.text)
    across = (
        body
        for body in bodies_in(f"{line.text} {following.text}")
        if body.start < end < body.end and not re.search(r"[.:;,|]$", line.text)
    )
    return next(across, None)


def _spelt_out(found: Named, named: Sequence[Named]) -> Named:
    """Return the body under its full name where the document gives it: "Stourley SCB" is the board of Stourley."""
    if not _is_short(found.body):
        return found
    place = found.body.name.split()[0].casefold()
    return next(
        (
            held
            for held in named
            if held.body.type == found.body.type
            and not _is_short(held.body)
            and held.body.name.split()[0].casefold() == place
        ),
        found,
    )


def _is_short(body: Body) -> bool:
    return _ABBREVIATED.search(as_a_name(body.name)) is not None


def type_in(body: Body, nation: str) -> str:
    """Return a body's type in a nation: a safeguarding board of Wales is a regional one, whatever its name."""
    return "RSB" if body.type == "safeguarding_board" and nation == "Wales" else body.type
