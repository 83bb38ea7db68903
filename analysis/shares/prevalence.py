"""How often a reason is stated, corrected for the classifier's errors: from its accuracy, or from rows checked by hand.

Sources: Wilson 1927; Rogan and Gladen 1978 with the interval of Lang and Reiczigel 2014; prediction-powered inference,
Angelopoulos et al. 2023 (classic) and 2023b (tuned). Every interval is at 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from corpus.errors import InvalidQuery

Z = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many: `Ratio(80, 100)`."""

    part: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.of or self.of == 0:
            raise InvalidQuery(
                f"{self.part}/{self.of} is no share: give whole numbers, the first not above the second."
            )

    @property
    def share(self) -> float:
        """The first divided by the second, in [0, 1]."""
        return self.part / self.of


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share in [0, 1] with its 95 % interval, by a method. None where it is not defined; `says` then tells why.

    Where it is defined, `says` holds what must be told beside it, or nothing.
    """

    method: str
    value: float | None
    low: float | None = None
    high: float | None = None
    says: str = ""


def wilson(part: int, of: int) -> Estimate:
    """Return a share with the score interval of Wilson 1927. None of none is not defined."""
    if of == 0:
        return Estimate("wilson", None, says="there is no decision to take a share of.")
    # Written out: SciPy gives it only with an exact test beside it, which took most of the time of a large table.
    share, size = part / of, of + Z**2
    middle = (part + Z**2 / 2) / size
    half = Z * sqrt(share * (1 - share) * of + Z**2 / 4) / size
    low = 0.0 if part == 0 else middle - half
    return Estimate("wilson", share, low, 1.0 if part == of else middle + half)


def rogan_gladen(flagged: Ratio, sensitivity: Ratio, specificity: Ratio) -> Estimate:
    """Return the share that an imperfect classifier's share points to (Rogan and Gladen 1978).

    The interval (Lang and Reiczigel 2014) holds the uncertainty of all three ratios. The share is cut to [0, 1] and
    `says` tells so; it is not defined where sensitivity and specificity sum to 1 or less.
    """
    informed = sensitivity.share + specificity.share - 1
    if informed <= 0:
        return Estimate(
            "rogan_gladen",
            None,
            says="not corrected: sensitivity and specificity sum to 1 or less, so the classifier tells nothing.",
        )
    value = (flagged.share + specificity.share - 1) / informed
    low, high = _lang_reiczigel(flagged, sensitivity, specificity)
    says = ""
    if not 0 <= value <= 1:
        says = (
            f"cut to {min(max(value, 0), 1):g}: the share found does not agree with the sensitivity and specificity "
            "given, which were perhaps measured on other documents."
        )
    return Estimate("rogan_gladen", min(max(value, 0.0), 1.0), low, high, says)


def _lang_reiczigel(flagged: Ratio, sensitivity: Ratio, specificity: Ratio) -> tuple[float | None, float | None]:
    n = flagged.of + Z**2
    p = (flagged.part + Z**2 / 2) / n
    positives, negatives = sensitivity.of + 2, specificity.of + 2
    se, sp = (sensitivity.part + 1) / positives, (specificity.part + 1) / negatives
    informed = se + sp - 1
    if informed <= 0:
        return None, None
    share = (p + sp - 1) / informed
    of_se, of_sp = se * (1 - se) / positives, sp * (1 - sp) / negatives
    middle = share + 2 * Z**2 * (share * of_se - (1 - share) * of_sp)
    half = Z / informed * sqrt(p * (1 - p) / n + share**2 * of_se + (1 - share) ** 2 * of_sp)
    return min(max(middle - half, 0.0), 1.0), max(min(middle + half, 1.0), 0.0)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a person said of decisions drawn at random, and what the machine said of them and of all.

    `human` and `machine` are arrays of 0 and 1, one entry a decision checked, in the same order; `machine_of_all` has
    one a decision of the population. `inclusion_prob` is the probability in (0, 1] that each was drawn with; without
    it they were drawn alike. `are_among_all`: those checked stand in `machine_of_all` too.
    """

    human: Any
    machine: Any
    machine_of_all: Any
    inclusion_prob: Any = None
    are_among_all: bool = False


def hand_labels(checked: Checked) -> Estimate:
    """Return the share among the decisions checked alone, weighted by how they were drawn, with its Wald interval."""
    sample = _Sample.of(checked)
    return sample.estimate("hand_labels", 0.0)


def prediction_powered(checked: Checked, *, tuned: bool = False) -> Estimate:
    """Return the machine's share over all decisions, set right by the decisions checked (prediction-powered inference).

    Classic: the machine's share plus the mean of (person - machine), weighted where inclusion probabilities are given
    (Hajek). Tuned: the machine counts only as far as it narrows the interval, from 0 (hand labels alone) to 1. The
    variance is linearised; where those checked are among all, their covariance is in it. It takes draws as made with
    replacement, so it is a little wide for a stratified sample.

    Raises:
        InvalidQuery: nothing was checked, or the arrays differ in length, or a probability is not in (0, 1].
    """
    sample = _Sample.of(checked)
    return sample.estimate("ppi_tuned", sample.tuning) if tuned else sample.estimate("ppi", 1.0)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Weighted moments: means, variances and covariance of person and machine among those checked, and among all."""

    human: float
    machine: float
    machine_of_all: float
    var_human: float
    var_machine: float
    var_all: float
    var_pooled: float
    covariance: float
    one_over_n: float  # sum of squared normed weights: 1/n where all were drawn alike
    one_over_all: float
    checked: int
    errors: int
    overlaps: bool

    @classmethod
    def of(cls, checked: Checked) -> _Sample:
        import numpy as np

        human, machine, everything = (
            np.asarray(values, dtype=float) for values in (checked.human, checked.machine, checked.machine_of_all)
        )
        drawn = np.ones(len(human)) if checked.inclusion_prob is None else np.asarray(checked.inclusion_prob, float)
        _refuse(human, machine, everything, drawn)
        weights = (1 / drawn) / (1 / drawn).sum()
        mean_human, mean_machine = float(weights @ human), float(weights @ machine)
        pooled = everything if checked.are_among_all else np.concatenate([machine, everything])
        return cls(
            mean_human,
            mean_machine,
            float(everything.mean()),
            float(weights @ (human - mean_human) ** 2),
            float(weights @ (machine - mean_machine) ** 2),
            float(everything.var()),
            float(pooled.var()),
            float(weights @ ((human - mean_human) * (machine - mean_machine))),
            float((weights**2).sum()),
            1 / len(everything),
            len(human),
            int((human != machine).sum()),
            checked.are_among_all,
        )

    @property
    def tuning(self) -> float:
        """The part of the machine, in [0, 1], that makes the interval narrowest."""
        shared = 1.0 if self.overlaps else 1 + self.one_over_all / self.one_over_n
        return min(max(self.covariance / (self.var_pooled * shared), 0.0), 1.0) if self.var_pooled > 0 else 0.0

    def estimate(self, method: str, part: float) -> Estimate:
        """Return the estimate in which the machine has a part in [0, 1]."""
        value = part * self.machine_of_all + self.human - part * self.machine
        corrected = self.var_human - 2 * part * self.covariance + part**2 * self.var_machine
        variance = corrected * self.one_over_n + part**2 * self.var_all * self.one_over_all
        if self.overlaps:
            variance += 2 * part * (self.covariance - part * self.var_machine) * self.one_over_all
        half = Z * sqrt(max(variance, 0.0))
        low, high = min(max(value - half, 0.0), 1.0), max(min(value + half, 1.0), 0.0)
        return Estimate(method, min(max(value, 0.0), 1.0), low, high, self._says(value, part, corrected))

    def _says(self, value: float, part: float, corrected: float) -> str:
        parts = []
        if not 0 <= value <= 1:
            parts.append("cut to [0, 1]: too few decisions were checked.")
        if part > 0 and self.errors == 0:
            parts.append(
                f"all {self.checked} checked agree with the machine, which the interval takes for no error at all: up "
                f"to {zero_error_bound(self.checked):.1%} of its answers may be wrong all the same."
            )
        elif corrected <= 0:
            parts.append(f"the {self.checked} checked are all alike: the interval says too little.")
        return " ".join(parts)


def _refuse(human: Any, machine: Any, everything: Any, drawn: Any) -> None:
    if len(human) == 0 or len(everything) == 0:
        raise InvalidQuery("no decision was checked: draw some with `minuted sample` and fill in `present`.")
    if not len(human) == len(machine) == len(drawn):
        raise InvalidQuery("person, machine and inclusion probabilities must be of the same decisions, in one order.")
    if not ((drawn > 0) & (drawn <= 1)).all():
        raise InvalidQuery("an inclusion probability is above 0 and at most 1: take those that `minuted sample` wrote.")


def zero_error_bound(checked: int) -> float:
    """Return the upper 95 % one-sided bound of a rate of which none was found in so many (3/n, exactly reckoned)."""
    if checked < 1:
        raise InvalidQuery("a bound needs at least one row that was checked.")
    return float(1 - 0.05 ** (1 / checked))
