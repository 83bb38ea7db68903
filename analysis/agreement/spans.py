"""Stretches of text that overlap, and how far coders mark the same ones: F1 of overlapping spans."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from analysis.agreement.coefficients import Numbers
from analysis.agreement.estimates import Estimate, Measure, estimate
from analysis.agreement.resampling import drawn_sums

SPAN_COLUMNS = ("coder", "document_id", "page", "start", "end", "code")


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """How far two coders mark the same stretches with the same code, in documents that both looked at."""

    coders: tuple[str, str]
    documents: int
    spans: tuple[int, int]  # that each marked
    matched: int  # pairs with one code that share a character; each span in one pair at most
    f1: Estimate


def overlaps(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return which rows of two frames of stretches overlap: places `left` and `right`, and `characters` shared.

    Both frames have `document_id`, `page`, `start`, `end`.
    """
    pages = pd.concat([left[["document_id", "page"]], right[["document_id", "page"]]], ignore_index=True)
    page = pages.groupby(["document_id", "page"], sort=False).ngroup().to_numpy()
    here, there = page[: len(left)], page[len(left) :]
    left_start, right_start = (frame["start"].to_numpy(np.int64) for frame in (left, right))
    left_end, right_end = (frame["end"].to_numpy(np.int64) for frame in (left, right))
    stride = max(left_end.max(initial=0), right_end.max(initial=0)) + 1  # one line of characters, page after page
    order = np.argsort(there * stride + right_start, kind="stable")
    begin = (there * stride + right_start)[order]
    reach = np.maximum.accumulate((there * stride + right_end)[order])  # stretches of one frame may overlap each other
    low = np.searchsorted(reach, here * stride + left_start, side="right")
    high = np.maximum(np.searchsorted(begin, here * stride + left_end, side="left"), low)
    number = high - low
    at = np.repeat(np.arange(len(left)), number)
    other = order[np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number) + np.repeat(low, number)]
    shared = np.minimum(left_end[at], right_end[other]) - np.maximum(left_start[at], right_start[other])
    kept = (shared > 0) & (here[at] == there[other])
    return pd.DataFrame({"left": at[kept], "right": other[kept], "characters": shared[kept]})


def span_agreement(
    spans: pd.DataFrame, looked: pd.DataFrame, *, draws: int = 1000, seed: int = 0
) -> tuple[SpanAgreement, ...]:
    """Return, per pair of coders, the F1 of spans with one code that overlap; intervals by drawing documents.

    `spans` has the columns `SPAN_COLUMNS`; `looked` says which coder looked at which document. Pairs that share no
    document are left out. The same stretch and code twice by one coder is one span.
    """
    spans = spans[list(SPAN_COLUMNS)].drop_duplicates()
    found = []
    for first, second in combinations(sorted(looked["coder"].unique()), 2):
        theirs = [set(looked.loc[looked["coder"] == coder, "document_id"]) for coder in (first, second)]
        if documents := sorted(theirs[0] & theirs[1]):
            pair = [spans[spans["coder"].eq(c) & spans["document_id"].isin(documents)] for c in (first, second)]
            found.append(_of_pair((first, second), documents, pair, draws, seed))
    return tuple(found)


def _of_pair(
    coders: tuple[str, str], documents: list[str], pair: list[pd.DataFrame], draws: int, seed: int
) -> SpanAgreement:
    left, right = (frame.reset_index(drop=True) for frame in pair)
    met = overlaps(left, right)
    same = met[left["code"].to_numpy()[met["left"]] == right["code"].to_numpy()[met["right"]]]
    graph = csr_array((np.ones(len(same), np.int8), (same["left"], same["right"])), shape=(len(left), len(right)))
    partner = maximum_bipartite_matching(graph, perm_type="column") if len(same) else np.full(len(left), -1)
    matched = left[partner >= 0]
    at = pd.Index(documents)
    each = [np.bincount(at.get_indexer(pd.Index(f["document_id"])), minlength=len(at)) for f in (matched, left, right)]
    table = np.column_stack(each).astype(float)
    whole, drawn = drawn_sums(csr_array(table), draws, seed)
    says = "" if len(left) or len(right) else f"neither {coders[0]} nor {coders[1]} marks any stretch"
    f1 = estimate(Measure.SPAN_F1, _f1(whole[None, :])[0], _f1(drawn), len(documents), says, "documents")
    return SpanAgreement(coders, len(documents), (len(left), len(right)), len(matched), f1)


def _f1(sums: Numbers) -> Numbers:
    """Return 2 * matched / (spans of the one + spans of the other); NaN where neither marks any."""
    marked = sums[:, 1] + sums[:, 2]
    return np.where(marked > 0, 2 * sums[:, 0] / np.maximum(marked, 1), np.nan)
