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

SIGNALS = ("asserted", "other", "words", "cue", "denied cue")
_LEAST = 1e-4  # probabilities are kept this far from 0 and 1


def code_signals(
    codes: Sequence[str],
    reading: Reading,
    known: Mapping[str, int],
    words: Mapping[str, float],
    cued: Collection[str],
    denied: Collection[str],
) -> Floats:
    """Return codes x `SIGNALS`: what each source says of each code; probabilities as their log odds.

    `known` are the encoder's codes by place. `words` are the word model's probabilities. `cued` are the codes whose
    cues stand plainly in the text, `denied` those whose cues the rules find denied, dismissed, questioned or conceded.
    """
    import numpy as np

    rows = [
        (reading.asserted[known[code]], reading.other[known[code]], words.get(code, 0.0), code in cued, code in denied)
        for code in codes
    ]
    table = np.array(rows, np.float32)
    held = np.clip(table[:, :3], _LEAST, 1 - _LEAST)
    table[:, :3] = np.log(held / (1 - held))
    return table


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
    """The fitted regressions. `weights` are 2 x signals, `bias` 2 x codes; first asserted, then spoken of otherwise.

    `threshold` and `threshold_other` are the probabilities from which a mention is kept; below `sure` (asserted) or
    `sure_other` it is for a person to look at. `choices` tell polarity, role, attribution, hedging and status.
    """

    codes: tuple[str, ...]
    weights: Floats
    bias: Floats
    threshold: float
    threshold_other: float
    sure: float
    sure_other: float
    choices: Mapping[str, Choice]

    def probabilities(self, table: Any) -> Floats:
        """Return 2 x codes, in [0, 1], for a table of signals."""
        import numpy as np

        found: Floats = 1 / (1 + np.exp(-np.clip(self.weights @ table.T + self.bias, -30, 30)))
        return found
