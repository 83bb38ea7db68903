"""Judgement: what encoder, word model and rules say of a text, joined into calibrated probabilities.

Everything here is a logistic regression over a handful of signals, fitted (`models.calibration`) on authors that
neither encoder nor word model has seen: so its probabilities can be taken at their word (Platt 1999).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.encoder import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SPOKEN = ("code", "family", "words", "cue")  # signals of whether a text speaks of a code at all
LEANING = ("code", "family", "denied cue")  # signals of whether what it says is an asserted reason
FAMILY = "*"  # `cost*` is cost with its children
_LEAST = 1e-4  # probabilities are kept this far from 0 and 1
_LITTLE = 1e-3  # added to both sides of a ratio


def code_signals(
    codes: Sequence[str],
    reading: Reading,
    known: Mapping[str, int],
    words: Mapping[str, float],
    cued: Collection[str],
    denied: Collection[str],
) -> Floats:
    """Return codes x (`SPOKEN`, `LEANING`): what each source says of each code.

    `known` are the encoder's codes by place. `words` are the word model's probabilities. `cued` are the codes whose
    cues stand in the text, `denied` those whose cues the rules find denied, dismissed, questioned or conceded.
    """
    import numpy as np

    own = [known[code] for code in codes]
    family = [known[family_of(code, known)] for code in codes]
    asserted, other = reading.asserted, reading.other
    ratio = np.log((asserted + _LITTLE) / (other + _LITTLE))
    columns = [
        log_odds(asserted[own] + other[own]),
        log_odds(asserted[family] + other[family]),
        log_odds(np.array([words.get(code, 0.0) for code in codes])),
        np.array([code in cued for code in codes]),
        ratio[own],
        ratio[family],
        np.array([code in denied for code in codes]),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def family_of(code: str, known: Collection[str]) -> str:
    """Return what stands for a code with its parent and siblings (`cost*`); the code itself where it has none."""
    family = code.partition(".")[0] + FAMILY
    return family if family in known else code


def log_odds(probabilities: Any) -> Any:
    """Return the natural logarithm of the odds."""
    import numpy as np

    held = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return np.log(held / (1 - held))


def label_signals(labels: Sequence[str], trained: Sequence[Any], rules: Collection[str]) -> Floats:
    """Return one row: the log of each trained source's probabilities a label, then whether the rules say the label."""
    import numpy as np

    logs = [np.log(np.clip(held, _LEAST, 1)) for held in trained]
    return np.concatenate([*logs, np.array([label in rules for label in labels])]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Choice:
    """One label of several: multinomial logistic regression, `weights` labels x signals."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def probabilities(self, signals: Floats) -> dict[str, float]:
        """Return a probability in [0, 1] for each label; they sum to 1."""
        import numpy as np

        scores = self.weights @ signals + self.bias
        raised = np.exp(scores - scores.max())
        return dict(zip(self.labels, map(float, raised / raised.sum()), strict=True))


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted regressions: is a code spoken of, and if so, asserted as a reason?

    `spoken` are the weights of `SPOKEN`, `bias` an intercept a code; `leaning` the weights of `LEANING` and an
    intercept. `threshold` and `threshold_other` are the probabilities from which a mention is kept, `threshold_family`
    that from which the likeliest code of a family is kept though it alone is less likely. Below `sure` (asserted) or
    `sure_other` a mention is for a person to look at. `choices` tell polarity, role, attribution, hedging and status.
    """

    codes: tuple[str, ...]
    spoken: Floats
    bias: Floats
    leaning: Floats
    threshold: float
    threshold_other: float
    threshold_family: float
    sure: float
    sure_other: float
    choices: Mapping[str, Choice]

    def probabilities(self, table: Any) -> Floats:
        """Return 2 x codes, in [0, 1], for a table of signals: asserted as a reason, and spoken of otherwise."""
        import numpy as np

        spoken = _sigmoid(table[:, : len(SPOKEN)] @ self.spoken + self.bias)
        asserted = _sigmoid(table[:, len(SPOKEN) :] @ self.leaning[:-1] + self.leaning[-1])
        return np.stack([spoken * asserted, spoken * (1 - asserted)]).astype(np.float32)

    def kept(self, asserted: Floats, reading: Reading, known: Mapping[str, int]) -> set[int]:
        """Return the places of the codes that are kept as asserted, given their probabilities.

        Where the encoder is sure of a family and no code of it is likely enough, the likeliest is kept.
        """
        found = {i for i, chance in enumerate(asserted) if chance >= self.threshold}
        families: dict[str, list[int]] = {}
        for i, code in enumerate(self.codes):
            if (family := family_of(code, known)) != code:
                families.setdefault(family, []).append(i)
        for family, members in families.items():
            if found.isdisjoint(members) and reading.asserted[known[family]] >= self.threshold_family:
                found.add(max(members, key=lambda i: asserted[i]))
        return found


def _sigmoid(scores: Any) -> Any:
    import numpy as np

    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
