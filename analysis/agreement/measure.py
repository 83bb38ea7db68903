"""How far coders agree, the machine as one of them: per code and overall, with intervals by resampling units.

Per code each unit is a yes or no. Percent agreement is the mean over units of the share of coder pairs that agree;
kappa is Cohen's (1960), of more than two coders the mean over pairs (Light 1971); alpha is nominal (Krippendorff 2004);
AC1 is Gwet's (2008); PABAK is that of Byrt, Bishop and Carlin (1993). Overall, alpha compares sets of codes by MASI
distance (Passonneau 2006), and kappa, AC1 and percent agreement pool the codes: the mean of observed agreement
against the mean of that expected by chance (de Vries, Elliott, Kanouse and Teleki 2008).
Missing codings are handled as alpha does: a unit counts where two coders or more looked at it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analysis.agreement.coder_units import CoderUnits
from analysis.agreement.coefficients import Truths
from analysis.agreement.estimates import Estimate, Measure, estimate
from analysis.agreement.resampling import drawn_sums
from analysis.agreement.sums import UnitSums, Values, evaluate, unit_sums
from corpus.codings import Level

OVERALL = "overall"
MEASURES = (Measure.OBSERVED, Measure.KAPPA, Measure.ALPHA, Measure.AC1, Measure.PABAK)
PARADOX = 0.2  # AC1 above kappa by more: prevalence, not disagreement, may hold kappa down


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far coders agree on one code, or `overall`. `saw`: in how many of the shared units each coder saw it."""

    code: str
    units: int
    saw: tuple[int, ...]
    estimates: tuple[Estimate, ...]
    notes: tuple[str, ...]
    rows: tuple[str, ...]  # the units in which any coder saw it

    def __getitem__(self, measure: Measure) -> Estimate:
        return next(each for each in self.estimates if each.measure is measure)


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two of the coders: the units that both looked at, Cohen's kappa pooled over the codes, and that of each code."""

    coders: tuple[str, str]
    units: int
    kappa: Estimate
    codes: tuple[tuple[str, Estimate], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree at one level. Counts of coders are in the order of `coders`."""

    level: Level
    coders: tuple[str, ...]
    looked: tuple[int, ...]  # units that each looked at
    shared: tuple[int, ...]  # those that another coder looked at too
    units: int
    clusters: int
    draws: int
    seed: int
    overall: CodeAgreement
    codes: tuple[CodeAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    notes: tuple[str, ...]


def agreement(units: CoderUnits, *, draws: int = 1000, seed: int = 0) -> Agreement:
    """Return how far coders agree on the units that they share.

    Intervals are 95 % percentiles of `draws` resamples: of decisions, or of documents with all their passages. The same
    units, draws and seed give the same figures.
    """
    sums = unit_sums(units)
    clusters = int(units.clusters.max(initial=-1)) + 1
    grouping = csr_array(
        (np.ones(len(units.units)), (units.clusters, np.arange(len(units.units)))), shape=(clusters, len(units.units))
    )
    whole, drawn = drawn_sums(grouping @ sums.table, draws, seed)
    value, values = evaluate(sums, whole[None, :]), evaluate(sums, drawn)
    found = _Found(units, sums, value, values, clusters)
    return Agreement(
        units.level,
        units.coders,
        units.looked,
        tuple(int(count) for count in units.seen.sum(1)),
        len(units.units),
        clusters,
        draws,
        seed,
        found.of_code(len(units.codes)),
        tuple(found.of_code(at) for at in range(len(units.codes))),
        tuple(found.of_pair(at) for at in range(len(sums.pairs))),
        units.notes,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was measured, of which the result is made. The last place of each value is that of all codes together."""

    units: CoderUnits
    sums: UnitSums
    value: Values
    values: Values
    clusters: int

    @property
    def _drawn(self) -> str:
        return f"{self.units.level}s" if self.clusters == len(self.units.units) else "documents"

    def _marks(self, at: int) -> tuple[str, Truths]:
        """Return how a sentence names a code, and who saw it where: (coders, units)."""
        if at == len(self.units.codes):
            return "a code", np.asarray(self.units.marks.any(axis=2))
        return self.units.codes[at], self.units.marks[:, :, at]

    def of_code(self, at: int) -> CodeAgreement:
        overall = at == len(self.units.codes)
        name, marks = self._marks(at)
        why = _undefined(marks[self.units.seen], len(self.units.units), name, self.units.level)
        estimates = []
        for measure in (Measure.IDENTICAL, *MEASURES) if overall else MEASURES:
            value, drawn = (each.of_codes[measure][:, -1 if overall else at] for each in (self.value, self.values))
            estimates.append(estimate(measure, value[0], drawn, self.clusters, why, self._drawn))
        code = OVERALL if overall else name
        saw = tuple(int(count) for count in marks.sum(1))
        rows = tuple(self.units.units[place] for place in np.flatnonzero(marks.any(axis=0)))
        notes = self._notes(at, saw, {each.measure: each.value for each in estimates})
        return CodeAgreement(code, len(self.units.units), saw, tuple(estimates), () if overall else notes, rows)

    def of_pair(self, at: int) -> PairAgreement:
        pair = list(self.sums.pairs[at])
        both = self.units.seen[pair].all(0)
        count = int(both.sum())

        def kappa(code: int) -> Estimate:
            name, marks = self._marks(code)
            why = _undefined(marks[pair][:, both], count, name, self.units.level)
            value, drawn = (each.of_pairs[:, at, code] for each in (self.value, self.values))
            return estimate(Measure.KAPPA, value[0], drawn, self.clusters, why, self._drawn)

        codes = tuple((name, kappa(place)) for place, name in enumerate(self.units.codes))
        first, second = (self.units.coders[coder] for coder in pair)
        return PairAgreement((first, second), count, kappa(len(self.units.codes)), codes)

    def _notes(self, at: int, saw: tuple[int, ...], found: dict[Measure, float | None]) -> tuple[str, ...]:
        kappa, ac1 = found[Measure.KAPPA], found[Measure.AC1]
        notes = []
        if kappa is not None and ac1 is not None and ac1 - kappa > PARADOX:
            notes.append(
                "so rare or so common a code holds kappa and alpha down whatever the agreement (Feinstein and "
                "Cicchetti 1990): read AC1, and in how many units it is seen, beside them"
            )
        never = [coder for coder, count in zip(self.units.coders, saw, strict=True) if not count]
        if never and any(saw):
            notes.append(f"kappa with {' and '.join(never)}, who never saw it, is 0 by its formula, or not defined")
        undefined = int(np.isnan(self.value.of_pairs[0, :, at]).sum())
        if kappa is not None and undefined:
            pairs = len(self.sums.pairs)
            notes.append(
                f"kappa is the mean over {pairs - undefined} of {pairs} pairs of coders, not defined for the others"
            )
        return tuple(notes)


def _undefined(marks: Truths, units: int, code: str, level: Level) -> str:
    """Say why a coefficient is not defined, where it is not: too few units, or one category only."""
    if units < 2:
        return f"not defined: {units} shared {level}{'' if units == 1 else 's'}, and it takes 2"
    if not marks.any():
        return f"not defined: no coder saw {code} in any of {units:,} shared {level}s, so there is nothing to agree on"
    if marks.all():
        return f"not defined: every coder saw {code} in each of {units:,} shared {level}s, so nothing varies"
    return f"not defined: {code} varies on no 2 {level}s that the same two coders share"
