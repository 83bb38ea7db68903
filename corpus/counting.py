"""Which decisions are one decision told several times, and in what sequence a body decided on a case.

Pure: `publish.py` feeds it rows and stores what it finds. The order of what it is fed tells nothing; `position` does.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.copies import Groups, plain
from corpus.records import Status

REACH = timedelta(days=92)  # from a recommendation to the decision that takes or overrules it
LAG = timedelta(days=31)  # by which versions of a paper may differ in the day they give one decision
YEARS = 3  # a name that comes up again after more than so many years is another case's
_RECOMMENDED = frozenset({Status.RECOMMENDED_NOT, Status.RECOMMENDED_INITIATE})
_DECIDED = frozenset({Status.NOT_INITIATED, Status.INITIATED, Status.DEFERRED, Status.REFERRED_ELSEWHERE})
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SURE = 2  # decisions that a paper without a body must share with the papers of one body


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as one document tells it, with what makes it the same as another.

    `position` is the order of publication: the first that is no repeat is the one that counts.
    """

    decision_id: str
    document_id: str
    body: str
    case: str
    review_type: str
    status: str
    decided_on: str
    is_repeat: bool
    position: int
    release: str = ""


def decision_groups(told: Sequence[Told], versions: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """Return, a decision, the id of the decision that counts for it, and whether it is that one.

    One decision are: those of versions of one document with the same case and type; those of one body, case, type and
    day wherever they are told; a repeat with the decision of its body, case and type that it tells again, where there
    is only one such before it; a recommendation with the decision that follows it within `REACH`. Decisions without a
    case are one only within versions of a document.
    """
    prepared = _prepared(told)
    groups = Groups()
    for item in prepared:
        groups.find(item.decision_id)
    _join_versions(groups, prepared, versions)
    named = [t for t in prepared if t.case and t.body]
    _join_alike(
        groups,
        (t for t in named if t.decided_on),
        lambda t: (t.body, t.case, t.review_type, t.decided_on, t.status),
    )
    for tellings in _by(named, lambda t: (t.body, t.case, t.review_type)):
        _join_repeats(groups, tellings)
        _join_steps(groups, tellings)
    return _counted(groups, prepared)


def sequences(told: Sequence[Told], groups: Mapping[str, tuple[str, bool]]) -> dict[str, int]:
    """Return the place, from 1, of each counted decision among those of its body, case and type, by its day.

    After a gap of more than `YEARS` the sequence starts anew: that is another case of the same name. Undated decisions
    come last. Without a body the document stands for it; a decision without a case is the first of its own.
    """
    prepared = _prepared(told)
    days_told: dict[str, str] = {}  # of each counted decision, by whichever copy gives it
    for item in prepared:
        if item.decided_on and item.status not in _RECOMMENDED:
            days_told.setdefault(groups[item.decision_id][0], item.decided_on)
    counted = (
        replace(item, decided_on=item.decided_on or days_told.get(item.decision_id, ""))
        for item in prepared
        if groups[item.decision_id][1]
    )
    found: dict[str, int] = {}
    for tellings in _by(
        counted, lambda t: (t.body or t.document_id, t.case, t.review_type) if t.case else t.decision_id
    ):
        place, before = 0, None
        for item in sorted(tellings, key=_by_day):
            days = _days(item.decided_on)
            is_another = before is not None and days is not None and _is_years_after(before, days[0])
            place = 1 if is_another else place + 1
            found[item.decision_id] = place
            before = days[1] if days else before
    return found


def _prepared(told: Iterable[Told]) -> list[Told]:
    """Return the decisions in order of publication, bodies and cases in their plain form.

    A paper that names no body (a register's sheet) speaks for the one body of its release whose papers tell decisions
    of the same case, type and day: two such decisions, or the only one that the paper tells.
    """
    held = [
        replace(t, body=plain(t.body), case=plain(t.case))
        for t in sorted(told, key=lambda t: (t.position, t.decision_id))
    ]
    bodies: dict[tuple[str, ...], set[str]] = defaultdict(set)
    events: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for item in held:
        if item.case and len(item.decided_on) == len("2010-09-14"):
            event = (item.release, item.case, item.review_type, item.decided_on)
            if item.body:
                bodies[event].add(item.body)
            else:
                events[item.document_id].add(event)
    speaks_for: dict[str, str] = {}
    for document_id, own in events.items():
        shared = [bodies[event] for event in own if event in bodies]
        named = set().union(*shared)
        if len(named) == 1 and len(shared) >= min(_SURE, len(own)):
            speaks_for[document_id] = named.pop()
    return [replace(t, body=t.body or speaks_for.get(t.document_id, "")) for t in held]


def _by(told: Iterable[Told], key: Callable[[Told], Hashable]) -> Iterable[list[Told]]:
    held: dict[Hashable, list[Told]] = defaultdict(list)
    for item in told:
        held[key(item)].append(item)
    return held.values()


def _join_versions(groups: Groups, told: Iterable[Told], versions: Mapping[str, str]) -> None:
    """Join what versions of one document tell of a case: by day, or, where each tells it once, near enough in time."""
    for tellings in _by(told, lambda t: (versions.get(t.document_id, t.document_id), t.case, t.review_type, t.status)):
        is_told_once = len({t.document_id for t in tellings}) == len(tellings)
        spans = [days for t in tellings if (days := _days(t.decided_on))]
        is_near = not spans or max(first for first, _ in spans) - min(last for _, last in spans) <= LAG
        alike = [replace(t, decided_on="") for t in tellings] if is_told_once and is_near else tellings
        _join_alike(groups, alike, lambda t: t.decided_on)


def _join_alike(groups: Groups, told: Iterable[Told], key: Callable[[Told], Hashable]) -> None:
    """Join decisions of one key. Two of one document are two, as a register's looks at one case are."""
    first: dict[tuple[Hashable, int], Told] = {}
    looks: dict[tuple[Hashable, str], int] = defaultdict(int)
    for item in told:
        name = key(item)
        looks[name, item.document_id] += 1
        held = first.setdefault((name, looks[name, item.document_id]), item)
        groups.join(held.decision_id, item.decision_id)


def _join_repeats(groups: Groups, tellings: Sequence[Told]) -> None:
    """Join each repeat with the decision that it tells again, where it can mean only one."""
    for repeat in (t for t in tellings if t.is_repeat):
        before = {groups.find(t.decision_id) for t in tellings if _tells_again(repeat, t)}
        if len(before) == 1:
            groups.join(before.pop(), repeat.decision_id)


def _tells_again(repeat: Told, told: Told) -> bool:
    if told.is_repeat or told.status != repeat.status:
        return False
    before, after = _days(told.decided_on), _days(repeat.decided_on)
    if before is None or after is None:
        return True
    return told.decided_on <= repeat.decided_on and not _is_years_after(before[1], after[0])


def _join_steps(groups: Groups, tellings: Sequence[Told]) -> None:
    """Join each recommendation with the first decision that follows it, whether that takes or overrules it.

    A register may date the decision by the day of the recommendation, and minutes by the day on which it was taken:
    where both say the same, and nothing else was decided in between, they tell one decision.
    """
    decided = sorted((t for t in tellings if t.status in _DECIDED), key=lambda t: (t.is_repeat, *_by_day(t)))
    advised = [t for t in tellings if t.status in _RECOMMENDED]
    for steps in _by(advised, lambda t: groups.find(t.decision_id)):
        following = [(t, step) for t in decided for step in steps if _leads_to(step, t)]
        if not following:
            continue
        (taken, step), *_ = following
        name = groups.find(taken.decision_id)
        after = next((t for t, _ in following if groups.find(t.decision_id) != name), None)
        if (
            after is not None
            and after.status == taken.status
            and taken.decided_on == step.decided_on
            and taken.document_id != step.document_id
            and not _tells_both(groups, tellings, taken, after)
        ):
            groups.join(taken.decision_id, after.decision_id)
        groups.join(taken.decision_id, step.decision_id)


def _tells_both(groups: Groups, tellings: Iterable[Told], one: Told, other: Told) -> bool:
    """Say whether a document tells two decisions apart: there they stay two."""
    held = _by(tellings, lambda t: groups.find(t.decision_id))
    first, second = (
        {t.document_id for members in held if wanted in members for t in members} for wanted in (one, other)
    )
    return not first.isdisjoint(second)


def _leads_to(step: Told, decision: Told) -> bool:
    """Say whether a decision follows a recommendation within `REACH`, as far as their dates tell for certain."""
    before, after = _days(step.decided_on), _days(decision.decided_on)
    return before is not None and after is not None and timedelta(0) <= after[1] - before[0] <= REACH


def _by_day(told: Told) -> tuple[date, int, str]:
    days = _days(told.decided_on)
    return days[0] if days else date.max, told.position, told.decision_id


def _days(stated: str) -> tuple[date, date] | None:
    """Return the first and last day that a date as stated may mean: `2010-09`, `2010-04-01/2010-06-30`."""
    ends = [days for part in stated.split("/") if (days := _days_of(part))]
    return (ends[0][0], ends[-1][1]) if ends else None


def _days_of(stated: str) -> tuple[date, date] | None:
    match = _DATE.fullmatch(stated)
    if not match:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        return first, first if day else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None


def _is_years_after(before: date, after: date) -> bool:
    return (after.year - YEARS, after.month, after.day) > (before.year, before.month, before.day)


def _counted(groups: Groups, told: Iterable[Told]) -> dict[str, tuple[str, bool]]:
    """Return the one that counts: a decision before a recommendation, before a repeat, then the first published."""
    found: dict[str, tuple[str, bool]] = {}
    for members in _by(told, lambda t: groups.find(t.decision_id)):
        chosen = min(members, key=lambda t: (t.status in _RECOMMENDED, t.is_repeat, t.position, t.decision_id))
        found |= {t.decision_id: (chosen.decision_id, t is chosen) for t in members}
    return found
