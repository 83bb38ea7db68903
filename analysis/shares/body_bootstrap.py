"""Decisions drawn anew by body: decisions of one body are alike, so whole bodies are drawn (cluster bootstrap)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FEWEST_BODIES = 5
_AT_ONCE = 200  # resamples held in memory together


@dataclass(frozen=True, slots=True)
class Clusters:
    """The cluster of each decision: its body, or its document where no body is known.

    `of` has one number from 0 a decision, in the order of the frame; `named` counts the bodies known.
    """

    of: Any
    count: int
    named: int

    @property
    def refusal(self) -> str:
        """Why no interval by body is given, or nothing where one is."""
        if self.named >= FEWEST_BODIES:
            return ""
        few = f"{self.named} {'body' if self.named == 1 else 'bodies'}"
        return f"no interval by body: it takes {FEWEST_BODIES} bodies or more, and these decisions are of {few}."

    def sums(self, values: Any) -> Any:
        """Return the sum of each column over each cluster: an array of (clusters, columns)."""
        import numpy as np

        table = np.asarray(values, dtype=float)
        summed = np.zeros((self.count, table.shape[1]))
        np.add.at(summed, self.of, table)
        return summed

    def draws(self, resamples: int, seed: int) -> Iterator[Any]:
        """Yield how often each cluster is drawn: arrays of (some resamples, clusters). One seed, one sequence."""
        import numpy as np

        generator = np.random.default_rng(seed)
        equal = np.full(self.count, 1 / self.count)
        for start in range(0, resamples, _AT_ONCE):
            yield generator.multinomial(self.count, equal, size=min(_AT_ONCE, resamples - start)).astype(float)


def clusters_of(decisions: pd.DataFrame) -> Clusters:
    """Return the clusters of decisions, given their `body` and `document_id`."""
    import pandas as pd

    body = decisions["body"]
    names = ("body " + body).fillna("document " + decisions["document_id"].fillna("unknown"))
    numbers, found = pd.factorize(names, sort=True)
    return Clusters(numbers, len(found), int(body.nunique()))


def share_intervals(present: pd.DataFrame, clusters: Clusters, resamples: int, seed: int) -> Any:
    """Return the 95 % percentile interval of the share of each column of truth values: an array of (2, columns).

    Call it where `clusters.refusal` is empty.
    """
    import numpy as np

    with_all = np.column_stack([present.to_numpy(dtype=float), np.ones(len(present))])
    drawn = np.vstack([weights @ clusters.sums(with_all) for weights in clusters.draws(resamples, seed)])
    return np.percentile(drawn[:, :-1] / drawn[:, -1:], [2.5, 97.5], axis=0)
