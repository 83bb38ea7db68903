"""The columns of the analysis table that rows are filtered and grouped by, as numbers: a million are soon counted.

SQLite takes seconds to group a million rows of the view by three columns. Here each column is an array of small numbers
with the list of what they stand for; a question is put to that list, in SQL as ever, and its answer carried over. The
arrays are made from the view at the first question after a change of the store, and kept beside it in
`cache/tally.npz`, under the size and time of the store's files: those tell every change, by whomever. Where they cannot
be kept they are made anew each time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.conditions import Condition, joined
from corpus.migrations import HEAD

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from corpus.query import Words

ROWS_AT_ONCE = 50_000
_LARGEST_GROUP = 2**62
_NUMBERS = ("mention", "decision", "document")  # row numbers in the store, 0 where there is none
_WORDED = (
    "date",
    "reason_code",
    "body",
    "decision_status",
    "role",
    "polarity",
    "document_type",
    "release_id",
    "source_name",
    "needs_review",
    "page_quality",
)


@dataclass(frozen=True, slots=True)
class Worded:
    """A column: for each row the place of its value in the list of values."""

    places: NDArray[Any]
    values: list[Any]


class Tally:
    """The columns, each taken from where it is kept when it is first asked for."""

    def __init__(self, connection: sqlite3.Connection, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._connection = connection
        self._arrays = arrays

    def __len__(self) -> int:
        return len(self._arrays["mention"])

    def number(self, name: str) -> NDArray[Any]:
        """Return `mention`, `decision` or `document`: row numbers in the store, 0 where there is none."""
        return self._arrays[name]

    def worded(self, name: str) -> Worded:
        """Return a column with its values."""
        return Worded(self._arrays[name], json.loads(self._arrays[f"{name}.values"].tobytes()))

    def key(self, name: str, made: str) -> Worded:
        """Return what SQL makes of a column (`substr({}, 1, 4)`), its values in order, None first."""
        column = self.worded(name)
        statement = f"SELECT {made.replace('{}', 'value')} FROM json_each(?) ORDER BY key"  # noqa: S608
        labels = [row[0] for row in self._connection.execute(statement, (json.dumps(column.values),))]
        values = sorted(set(labels), key=lambda label: (label is not None, label))
        places = {label: place for place, label in enumerate(values)}
        return Worded(np.array([places[label] for label in labels], dtype=np.int64)[column.places], values)

    def rows(self, conditions: Sequence[Condition], words: Words | None) -> NDArray[np.bool_]:
        """Return which rows all conditions let through; `words` those too whose evidence holds a text."""
        kept = np.ones(len(self), dtype=bool)
        for condition in conditions:
            kept &= self._held(condition)
        return kept & self._carry(words) if words else kept

    def _held(self, condition: Condition) -> NDArray[np.bool_]:
        column = self.worded(condition.column)
        where, values = joined([condition], **{condition.column: "value"})
        statement = f"SELECT key FROM json_each(?) WHERE {where}"  # noqa: S608
        held = np.zeros(len(column.values), dtype=bool)
        held[[row[0] for row in self._connection.execute(statement, (json.dumps(column.values), *values))]] = True
        carried: NDArray[np.bool_] = held[column.places]
        return carried

    def _carry(self, words: Words) -> NDArray[np.bool_]:
        mentions, decisions = self.number("mention"), self.number("decision")
        carried = [
            self._connection.execute(f"SELECT rowid FROM {table} WHERE {name} IN ({ids})", (words.text,)).fetchall()  # noqa: S608
            for table, name, ids in (
                ("mentions", "mention_id", words.mentions),
                ("decisions", "decision_id", words.decisions),
            )
        ]
        of_mention, of_decision = (np.array(found, dtype=np.int64).ravel() for found in carried)
        by_mention, by_decision = np.isin(mentions, of_mention), np.isin(decisions, of_decision)
        return np.where(mentions > 0, by_mention, by_decision)


def counted(tally: Tally, rows: NDArray[np.bool_], keys: Mapping[str, Worded]) -> pd.DataFrame:
    """Return one row per group of the rows taken: its keys, and the mentions, decisions and documents it holds."""
    import pandas as pd

    taken = slice(None) if rows.all() else np.flatnonzero(rows)
    mention, decision, document = (tally.number(name)[taken].astype(np.int64) for name in _NUMBERS)
    most = 1 + max(int(numbers.max(initial=0)) for numbers in (decision, document))
    group, steps = _groups([(key.places[taken], len(key.values)) for key in keys.values()], len(mention), most)
    names = _distinct(np.sort(group)) if keys else np.zeros(1, dtype=np.int64)
    places = dict(zip(reversed(list(keys)), _parted(names, steps), strict=True))
    answer: dict[str, Any] = {
        name: pd.Series(pd.array(key.values, dtype="str").take(places[name])) for name, key in keys.items()
    }
    answer["mentions"] = _per_group(names, np.sort(group[mention > 0]))
    for thing, numbers in (("decisions", decision), ("documents", document)):
        pairs = _distinct(np.sort((group * most + numbers)[numbers > 0]))
        answer[thing] = _per_group(names, pairs // most)
    return pd.DataFrame(answer)


Numbers = np.ndarray[Any, np.dtype[np.int64]]


def _groups(keys: Sequence[tuple[Numbers, int]], rows: int, room: int) -> tuple[Numbers, list[tuple[int, Numbers]]]:
    """Return one number a row for what its keys hold, in their order, and how to part it again.

    `room` is what it must bear being multiplied by: numbers are closed up where they would grow too large for that.
    """
    group, bound, steps = np.zeros(rows, dtype=np.int64), 1, []
    for places, size in keys:
        closed = np.zeros(0, dtype=np.int64)
        if bound * size > _LARGEST_GROUP // room:
            closed, group = np.unique(group, return_inverse=True)
            bound = len(closed)
        group = group * size + places
        bound *= max(size, 1)
        steps.append((size, closed))
    return group, steps


def _parted(groups: Numbers, steps: Sequence[tuple[int, Numbers]]) -> Iterator[Numbers]:
    """Yield the places of each key in the groups, the last key's first."""
    for size, closed in reversed(steps):
        groups, places = np.divmod(groups, max(size, 1))
        groups = closed[groups] if len(closed) else groups
        yield places


def _distinct(ordered: Numbers) -> Numbers:
    return ordered[_first(ordered)]


def _first(ordered: Numbers) -> NDArray[np.bool_]:
    """Return where a number stands that the one before is not."""
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _per_group(groups: Numbers, ordered: Numbers) -> Numbers:
    """Return how often each group stands among the numbers; both in order."""
    answer = np.zeros(len(groups), dtype=np.int64)
    starts = np.flatnonzero(_first(ordered))
    answer[np.searchsorted(groups, ordered[starts])] = np.diff(starts, append=len(ordered))
    return answer


def open_tally(connection: sqlite3.Connection, database: Path) -> Tally:
    """Return the columns of the analysis table in the store that the connection reads."""
    kept, stamp = database.parent / "cache" / "tally.npz", _stamp(database)
    loaded = _load(kept, stamp)
    if loaded is not None:
        return Tally(connection, loaded)
    made = _columns(connection)
    if _stamp(database) == stamp:  # nobody wrote meanwhile
        _keep(made, kept, stamp)
    return Tally(connection, made)


def _stamp(database: Path) -> str:
    """Return what changes with every change of the store."""
    found: list[Any] = [HEAD]
    for path in (database, database.with_name(f"{database.name}-wal")):
        try:
            seen = path.stat()
            found += [seen.st_size, seen.st_mtime_ns] if seen.st_size else []
        except OSError:
            continue
    return json.dumps(found)


def _load(path: Path, stamp: str) -> Mapping[str, NDArray[Any]] | None:
    try:
        arrays = np.load(path, allow_pickle=False)
        return arrays if arrays["stamp"].tobytes().decode() == stamp else None
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _keep(arrays: dict[str, NDArray[Any]], path: Path, stamp: str) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **{**arrays, "stamp": _packed(stamp)})
        unfinished.replace(path)
    except OSError:  # a workspace that may only be read, or a full disk: the next question makes them anew
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _packed(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _columns(connection: sqlite3.Connection) -> dict[str, NDArray[Any]]:
    """Read the columns from the view."""
    names = ", ".join(
        "coalesce(a.meeting_date, a.document_date)" if name == "date" else f"a.{name}" for name in _WORDED
    )
    found = connection.execute(
        f"SELECT coalesce(m.rowid, 0), coalesce(c.rowid, 0), d.rowid, {names} FROM analysis AS a "  # noqa: S608
        "JOIN documents AS d ON d.document_id = a.document_id "
        "LEFT JOIN mentions AS m ON m.mention_id = a.mention_id "
        "LEFT JOIN decisions AS c ON c.decision_id = a.decision_id"
    )
    places: list[defaultdict[Any, int]] = [defaultdict(count().__next__) for _ in _WORDED]
    read: list[list[NDArray[Any]]] = [[] for _ in (*_NUMBERS, *_WORDED)]
    while rows := found.fetchmany(ROWS_AT_ONCE):
        for i, values in enumerate(zip(*rows, strict=True)):
            numbers = values if i < len(_NUMBERS) else map(places[i - len(_NUMBERS)].__getitem__, values)
            read[i].append(np.fromiter(numbers, dtype=np.int64, count=len(values)))
    columns = {name: _narrow(held) for name, held in zip((*_NUMBERS, *_WORDED), read, strict=True)}
    return columns | {
        f"{name}.values": _packed(json.dumps(list(known))) for name, known in zip(_WORDED, places, strict=True)
    }


def _narrow(parts: list[NDArray[Any]]) -> NDArray[Any]:
    whole = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    return whole.astype(np.min_scalar_type(int(whole.max(initial=0))))
