"""Answers: the figures of each question, as a bundle holds them, and in what two answers differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter

from analysis.bundle.manifest import TOLERANCE
from analysis.bundle.strict_json import read_as, write_json
from analysis.figures import Figure
from analysis.question_kinds import Tables
from analysis.questions import Question, answer
from corpus.errors import CorpusError, InvalidQuery

_ROUNDING = 1e-15  # what may stand where another computer has exactly 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures of a question; or why the tables cannot answer it."""

    question: str
    figures: tuple[Figure, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of a figure that is not the same in the bundle (`packed`) and computed anew (`found`)."""

    question: str
    figure: str
    what: str  # value, low, high, rows, sentence, or the whole figure
    packed: str
    found: str


def answered(question: Question, tables: Tables) -> Answer:
    """Return the answer to a question, its refusal where the tables have none."""
    try:
        return Answer(question.name, answer(question, tables))
    except InvalidQuery as error:
        return Answer(question.name, refusal=str(error))


def answer_anew(question: Question, tables: Tables) -> Answer:
    """Return the answer to a question from a bundle that anybody may have written.

    Raises:
        CorpusError: it cannot be computed here, for whatever reason; the sentence tells it.
    """
    try:
        return answered(question, tables)
    except CorpusError:
        raise
    except Exception as error:
        # Frames of another's making can break any step of any library: the others are still to be computed.
        raise CorpusError(f"{type(error).__name__}: {error}") from error


def answers_json(answers: Sequence[Answer]) -> bytes:
    """Return answers as JSON, every number in full."""
    return write_json({"answers": [asdict(each) for each in answers]})


def read_answers(content: bytes, where: str) -> tuple[Answer, ...]:
    """Return the answers of a bundle.

    Raises:
        CorpusError: they are not in the form of a bundle; names what is wrong.
    """
    return read_as(TypeAdapter(dict[str, tuple[Answer, ...]]), content, where).get("answers", ())


def differences(packed: Answer, found: Answer, *, exact: bool, wording: bool) -> Iterator[Difference]:
    """Yield in what a packed answer is not the one computed anew.

    `exact`: numbers are counts, and equal or not; else they may differ by 1e-9 of their size. `wording`: sentences
    are compared too, as those of one version of minuted are.
    """
    if packed.refusal != found.refusal and (wording or not packed.refusal or not found.refusal):
        said = (packed.refusal or "answered", found.refusal or "answered")
        yield Difference(packed.question, "", "whether it can be answered", *said)
    old, new = _numbered(packed), _numbered(found)
    for name in dict.fromkeys((*old, *new)):
        label = name[0]
        if name not in new or name not in old:
            there, absent = "there", "not there"
            pair = (there, absent) if name in old else (absent, there)
            yield Difference(packed.question, label, "the figure", *pair)
            continue
        for what, one, other in _compared(old[name], new[name], exact=exact, wording=wording):
            yield Difference(packed.question, label, what, one, other)


def _numbered(given: Answer) -> dict[tuple[str, int], Figure]:
    """Figures by name; a name that stands twice gets numbers."""
    found: dict[tuple[str, int], Figure] = {}
    for figure in given.figures:
        number = 0
        while (figure.name, number) in found:
            number += 1
        found[figure.name, number] = figure
    return found


def _compared(old: Figure, new: Figure, *, exact: bool, wording: bool) -> Iterator[tuple[str, str, str]]:
    for what in ("value", "low", "high"):
        one, other = getattr(old, what), getattr(new, what)
        if not _same(one, other, exact=exact):
            yield what, _told(one), _told(other)
    if sorted(old.rows) != sorted(new.rows):
        gone, come = sorted(set(old.rows) - set(new.rows)), sorted(set(new.rows) - set(old.rows))
        yield "rows", _rows_told(old, gone), _rows_told(new, come)
    if wording and old.says != new.says:
        yield "sentence", old.says, new.says


def _same(one: float | None, other: float | None, *, exact: bool) -> bool:
    if one is None or other is None or exact:
        return one == other
    if one == 0 or other == 0:
        return abs(one - other) <= _ROUNDING
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=0.0)


def _told(number: float | None) -> str:
    return "none" if number is None else repr(number)


def _rows_told(figure: Figure, only_here: list[str]) -> str:
    more = f", only here {', '.join(only_here[:3])}{' ...' if len(only_here) > 3 else ''}" if only_here else ""
    return f"{len(figure.rows):,} rows{more}"
