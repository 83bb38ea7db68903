"""Decisions as the report lists them, each once, with all that documents state of their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.report.contents import DecisionEntry, MentionEntry, ReasonTag, RowLink
from analysis.report.inputs import Tables
from analysis.report.quotations import Quotations, Row, rows_of
from analysis.report.wording import date_words, read_out
from analysis.shares.stated_reasons import Stated, Version, stated_reasons
from corpus.records import Status
from corpus.review_types import review_types

if TYPE_CHECKING:
    from analysis.report.figure_book import Rows

_ORDER = {str(Version.STRICT): 0, str(Version.BROAD): 1, "": 2}
_DATES = (("decision", "decision_date"), ("meeting", "meeting_date"), ("document", "document_date"))


class Decisions:
    """What is stated of each decision counted, in both versions, and the entries made of it."""

    def __init__(self, tables: Tables, quotations: Quotations) -> None:
        every = tuple(str(status) for status in Status)
        self._quotations = quotations
        self._labels = {str(row["code"]): str(row["label"]) for row in rows_of(tables.codes)}
        self._strict = _counting(stated_reasons(tables.analysis, tables.decisions, Version.STRICT, every))
        self.broad = stated_reasons(tables.analysis, tables.decisions, Version.BROAD, every)
        self._broad = _counting(self.broad)
        self._owners = dict(zip(self.broad.mentions["mention_id"], self.broad.mentions["counts_for"], strict=True))
        mentions = tables.analysis[tables.analysis["mention_id"].notna()]
        self._mentions = {str(row["mention_id"]): row for row in rows_of(mentions)}
        self._rows = {str(row["decision_id"]): row for row in rows_of(tables.decisions)}
        self._tellings = tables.decisions["counted_as"].value_counts().to_dict()

    def reason(self, code: str) -> str:
        """Return a code's name for people."""
        return self._labels.get(code, code.replace("_", " ").replace(".", ": "))

    def entries(self) -> tuple[DecisionEntry, ...]:
        """Return the decisions counted, by date, undated ones last."""
        owned: dict[str, list[str]] = {}
        for mention_id, decision_id in self._owners.items():
            owned.setdefault(str(decision_id), []).append(str(mention_id))
        ids = sorted((str(decision_id) for decision_id in self.broad.decisions.index), key=self._place)
        return tuple(self._entry(number, each, owned.get(each, [])) for number, each in enumerate(ids, start=1))

    def outside(self) -> tuple[MentionEntry, ...]:
        """Return what is stated of reasons outside any decision, in the order of the documents."""
        ids = [mention_id for mention_id in self._mentions if mention_id not in self._owners]
        return tuple(self._mention(f"G{number}", mention_id, "") for number, mention_id in enumerate(ids, start=1))

    def _place(self, decision_id: str) -> tuple[Any, ...]:
        row = self._rows[decision_id]
        date, _ = _date(row)
        return (date or "9999", str(row["source_name"]), row["page"] or 0, row["char_start"] or 0, decision_id)

    def _entry(self, number: int, decision_id: str, mention_ids: list[str]) -> DecisionEntry:
        row = self._rows[decision_id]
        mention_ids.sort(key=lambda each: (_ORDER[self._counts(each)], *_position(self._mentions[each])))
        date, dated_by = _date(row)
        return DecisionEntry(
            number=number,
            decision_id=decision_id,
            case=str(row["case_label"] or ""),
            body=str(row["body"] or ""),
            date=date,
            dated_by=dated_by,
            review_type=str(row["review_type"] or ""),
            status=str(row["decision_status"] or "unknown"),
            item=str(row["agenda_item"] or ""),
            source_name=str(row["source_name"] or ""),
            quotation=self._quotations.of(decision_id, row),
            reasons=self._tags(mention_ids),
            outcome=str(self.broad.outcome[decision_id]),
            mentions=tuple(
                self._mention(f"{number}.{place}", each, decision_id) for place, each in enumerate(mention_ids, start=1)
            ),
            tellings=int(self._tellings.get(decision_id, 1)) - 1,
        )

    def _tags(self, mention_ids: list[str]) -> tuple[ReasonTag, ...]:
        codes: dict[str, bool] = {}
        for mention_id in mention_ids:
            if counts := self._counts(mention_id):
                code = str(self._mentions[mention_id]["reason_code"])
                codes[code] = codes.get(code, False) or counts == Version.STRICT
        return tuple(ReasonTag(code, self.reason(code), strict) for code, strict in codes.items())

    def _counts(self, mention_id: str) -> str:
        if mention_id in self._strict:
            return str(Version.STRICT)
        return str(Version.BROAD) if mention_id in self._broad else ""

    def _mention(self, label: str, mention_id: str, decision_id: str) -> MentionEntry:
        row = self._mentions[mention_id]
        score = row["code_confidence"]
        return MentionEntry(
            mention_id=mention_id,
            label=label,
            code=str(row["reason_code"]),
            reason=self.reason(str(row["reason_code"])),
            counts=self._counts(mention_id) if decision_id else "",
            said=_said(row),
            score="" if score is None else f"{score:.2f}",
            quotation=self._quotations.of(mention_id, row),
            is_verified=bool(row["human_verified"]),
            needs_review=bool(row["needs_review"]),
            told_elsewhere=bool(decision_id) and row["decision_id"] != decision_id,
        )


def review_type_name(code: str) -> str:
    """Return the name of a type of review."""
    return next((each.name for each in review_types() if each.code == code), code)


def rows_on_page(entries: tuple[DecisionEntry, ...], outside: tuple[MentionEntry, ...]) -> Rows:
    """Return where each decision and mention is on the page, by its id."""
    rows: dict[str, tuple[str, RowLink]] = {}
    for entry in entries:
        rows[entry.decision_id] = ("decisions", RowLink(entry.decision_id, f"{entry.number}", name_of(entry)))
    for entry in entries:
        for each in entry.mentions:
            rows[each.mention_id] = ("passages", RowLink(each.mention_id, each.label, each.reason))
    for each in outside:
        rows[each.mention_id] = ("passages", RowLink(each.mention_id, each.label, each.reason))
    return rows


def name_of(entry: DecisionEntry) -> str:
    """Return what a decision is about, with body and date, in a line."""
    what = entry.case or entry.item or read_out("statuses", entry.status)
    return ", ".join(part for part in (what, entry.body, date_words(entry.date) if entry.date else "") if part)


def _counting(stated: Stated) -> frozenset[str]:
    mentions = stated.mentions
    return frozenset(map(str, mentions.loc[mentions["counts"], "mention_id"]))


def _date(row: Row) -> tuple[str, str]:
    """Return the day of a decision, else of its meeting, else of its document; and which it is."""
    return next(((str(row[column]), name) for name, column in _DATES if row[column]), ("", ""))


def _position(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (str(row["source_name"]), row["page"] or 0, row["char_start"] or 0, str(row["mention_id"]))


def _said(row: Row) -> str:
    given = f"{read_out('polarities', row['polarity'])} {read_out('roles', row['role'])}"
    return f"{given}, held by {read_out('attributions', row['attribution'])}, {read_out('hedgings', row['hedging'])}"
