"""The key of a register: what its own letters for an outcome mean (`X+ | no SAR, but an audit is done`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from corpus.records import Status
from models.registers import Legend, cells, outcome_of
from models.status import stated_status

_CODE = r"(?:[A-Z][A-Za-z]{0,3}\d?|[A-Z]{1,4}\d{0,2}|\d{1,2}|\?)[+*]?"
_WHOLE = re.compile(_CODE)
_LONGEST = 120  # characters of a meaning
_PHRASE = r"[“‘'\"](?P<phrase>[^“”‘’'\"]{2,25})[”’'\"]|(?P<short>[a-z]\.(?:[a-z]\.?){1,4})"
_ENTRY = re.compile(
    rf"(?:^|[:;,.(•]|\s{{2}})\s*(?:(?P<code>{_CODE})|{_PHRASE})\s*=\s*(?P<means>[^;=\n]+?)(?=[;.)]|,\s*{_CODE}\s*=|$)"
)
_LEAST = 2  # statuses that make a table a key


def legend_of(lines: Iterable[str]) -> Legend:
    """Return the key of a document: the status that each of its codes stands for; empty where it has none.

    A key is a line such as `Y = SCR held; N = no SCR`, or a table of two columns that gives codes of at least two
    statuses. A code that is explained twice in different words is left out.
    """
    held = list(lines)
    listed = _stated(entry for line in held for entry in _row_entry(line))
    told = _stated((e["code"] or e["phrase"] or e["short"], e["means"]) for e in chain(*map(_ENTRY.finditer, held)))
    return Legend((listed if len(set(listed.values())) >= _LEAST else {}) | told)


def _row_entry(line: str) -> Iterator[tuple[str, str]]:
    """Yield the code that a row of two cells explains, and its meaning."""
    filled = [cell.text for cell in cells(line) if cell.text]
    if len(filled) == 2 and _WHOLE.fullmatch(filled[0]) and len(filled[1]) <= _LONGEST:
        yield filled[0], filled[1]


def _stated(entries: Iterable[tuple[str, str]]) -> dict[str, Status]:
    """Return the status of each code whose meaning states one."""
    told: dict[str, set[Status]] = {}
    for code, meaning in entries:
        status = outcome_of(meaning.strip())
        status = stated_status(meaning) if status is Status.NOT_STATED else status
        if status is not Status.NOT_STATED:
            told.setdefault(code, set()).add(status)
    return {code: statuses.pop() for code, statuses in told.items() if len(statuses) == 1}
