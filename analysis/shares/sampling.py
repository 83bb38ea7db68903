"""A random sample for a person to check: pairs of a decision and a reason, found and not found, with known chances.

Half of the sample is of pairs where the machine says that the reason is stated, half of pairs where it says not: what
it missed is found nowhere else. Within each half, strata are code x band of the score x how the page was read; each
gets a number that goes with the square root of its size (Bankier 1988), so rare reasons are drawn oftener. The draw is
systematic through strata and bodies (Madow 1949): every stratum gets its number, rounded up or down at random, and
every pair has the `inclusion_prob` that `minuted shares --checked` weighs it back with.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from analysis.shares.prevalence import Z
from analysis.shares.stated_reasons import DEFAULT_STATUSES, Stated, Version, parent_of, refuse_unknown, stated_reasons
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COLUMNS = (
    "decision_id",
    "reason_code",
    "present",
    "quote",
    "source_name",
    "page",
    "mention_id",
    "check_twice",
    "machine",
    "stratum",
    "inclusion_prob",
    "seed",
)
TELLING = ("mention_id", "machine", "stratum")  # columns that tell a person what the machine said: not to be shown
_SURE = 0.8  # scores from here are the band `high`
_TWICE = 0.1  # share of the sample that a second person is to check too
_PLACE = ["source_name", "page", "quote", "mention_id"]


def sample_size(share: float, margin: float) -> int:
    """Return how many to check so that a share near the one given has a 95 % interval of +- margin (both in [0, 1]).

    Raises:
        InvalidQuery: a share or margin that is not between 0 and 1.
    """
    if not 0 < share < 1 or not 0 < margin < 1:
        raise InvalidQuery("a share and a margin lie between 0 and 1: 0.8 and 0.05.")
    return ceil(Z**2 * share * (1 - share) / margin**2)


def margin_of(checked: int, share: float = 0.5) -> float:
    """Return the half width of the 95 % interval of a share near the one given, from so many checked."""
    if checked < 1:
        raise InvalidQuery("a margin needs at least one row that was checked.")
    return float(Z * (share * (1 - share) / checked) ** 0.5)


def draw_sample(
    analysis: pd.DataFrame,
    decisions: pd.DataFrame,
    number: int,
    seed: int,
    reasons: Sequence[str] = (),
    statuses: Sequence[str] = DEFAULT_STATUSES,
) -> pd.DataFrame:
    """Return a sample to check, in random order, with the columns `COLUMNS`; `present` is empty, to be filled in.

    `reasons` are the codes to check, all that were found by default; a parent is stated where a code beneath it is. The
    quotation is that of the surest mention, or the words that decide where the reason is not mentioned. `machine` is
    the broad count. Fewer rows come back where there are fewer pairs.

    Raises:
        InvalidQuery: fewer than 2 rows, an unknown status or reason, or no decision or reason to draw from.
    """
    import numpy as np
    import pandas as pd

    if number < 2:
        raise InvalidQuery(f"a sample of {number}: give 2 or more, one where the reason was found and one where not.")
    stated = stated_reasons(analysis, decisions, Version.BROAD, statuses)
    refuse_unknown(reasons, stated.reasons.columns)
    codes = sorted(set(reasons)) or [str(code) for code in stated.reasons.columns]
    pairs = _pairs(stated, codes)
    if pairs.empty:
        raise InvalidQuery("there is nothing to draw from: no decision of this status, or no reason was found in any.")
    generator = np.random.default_rng(seed)
    found, missed = pairs[pairs["machine"].eq(1)], pairs[pairs["machine"].eq(0)]
    of_missed = min(len(missed), max(number // 2, number - len(found)))
    drawn = pd.concat([_drawn(found, number - of_missed, generator), _drawn(missed, of_missed, generator)])
    drawn = drawn.iloc[generator.permutation(len(drawn))].reset_index(drop=True)
    drawn["check_twice"] = (drawn.index < ceil(_TWICE * len(drawn))).astype(int)
    drawn["present"], drawn["seed"] = "", seed
    return drawn[list(COLUMNS)]


def _pairs(stated: Stated, codes: list[str]) -> pd.DataFrame:
    """Every decision with every code: what the machine says, where to look, and the stratum."""
    import pandas as pd

    reasons = stated.reasons.reindex(columns=pd.Index(codes, name="reason_code"), fill_value=False)
    pairs = reasons.astype(int).reset_index().melt("decision_id", var_name="reason_code", value_name="machine")
    pairs = pairs.astype({"reason_code": "str"})
    pairs = pairs.merge(_where_mentioned(stated, codes), on=["decision_id", "reason_code"], how="left")
    own = stated.decisions[["source_name", "page", "quote", "body", "extraction_method"]].add_prefix("own_")
    pairs = pairs.merge(own, left_on="decision_id", right_index=True, how="left")
    is_mentioned = pairs["mention_id"].notna()
    for column in ("source_name", "page", "quote"):
        pairs[column] = pairs[column].where(is_mentioned, pairs[f"own_{column}"])
    pairs["method"] = pairs["extraction_method"].fillna(pairs["own_extraction_method"]).fillna("unknown")
    band = pairs["code_confidence"].ge(_SURE).map({True: "high", False: "low"})
    band = band.where(pairs["machine"].eq(1), is_mentioned.map({True: "mentioned", False: "unmentioned"}))
    pairs["stratum"] = pairs["reason_code"] + "|" + band + "|" + pairs["method"]
    return pairs.sort_values(["stratum", "own_body", "decision_id"], ignore_index=True)


def _where_mentioned(stated: Stated, codes: list[str]) -> pd.DataFrame:
    """Return the mention to look at, a decision and code: one that counts before others, the surest first.

    A mention is one of its own code and of the parent of that.
    """
    import pandas as pd

    mentions = stated.mentions[stated.mentions["reason_code"].notna()]
    parents = mentions["reason_code"].map(parent_of)
    children = mentions[parents.ne(mentions["reason_code"])]
    every = pd.concat([mentions, children.assign(reason_code=parents[children.index])])
    every = every[every["reason_code"].isin(codes)]
    every = every.sort_values(["counts", "code_confidence", "mention_id"], ascending=[False, False, True])
    every = every.drop(columns="decision_id").rename(columns={"counts_for": "decision_id"})
    first = every.drop_duplicates(["decision_id", "reason_code"])
    return first[["decision_id", "reason_code", *_PLACE, "code_confidence", "extraction_method"]]


def _drawn(pairs: pd.DataFrame, number: int, generator: np.random.Generator) -> pd.DataFrame:
    """Draw so many pairs by a systematic walk through the strata, with the chance of each beside it."""
    import numpy as np

    if number <= 0 or pairs.empty:
        return pairs.iloc[:0].assign(inclusion_prob=0.0)
    shuffled: pd.DataFrame = pairs.iloc[generator.permutation(len(pairs))]
    shuffled = shuffled.sort_values(["stratum", "own_body"], kind="stable")
    sizes = shuffled.groupby("stratum")["stratum"].transform("size").to_numpy(dtype=float)
    chances = _chances(1 / np.sqrt(sizes), min(number, len(pairs)))
    ends = np.cumsum(chances)
    marks = generator.random() + np.arange(round(ends[-1]))
    taken = np.searchsorted(ends, marks, side="right").clip(max=len(pairs) - 1)
    return shuffled.iloc[taken].assign(inclusion_prob=chances[taken])


def _chances(weights: Any, number: int) -> Any:
    """Return chances that go with the weights, are at most 1 and sum to the number; what is over goes to the others."""
    import numpy as np

    chances = np.zeros(len(weights))
    is_sure = np.zeros(len(weights), dtype=bool)
    while True:
        open_ = ~is_sure
        left = number - int(is_sure.sum())
        if left <= 0 or not open_.any():
            return np.where(is_sure, 1.0, chances)
        chances = np.where(open_, weights * left / weights[open_].sum(), 1.0)
        over = open_ & (chances >= 1 - 1e-12)
        if not over.any():
            return chances
        is_sure |= over
