import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.shares.sampling import COLUMNS, draw_sample, margin_of, sample_size
from corpus.errors import InvalidQuery
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, mention, sentinel


def made(number: int = 200) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cost in half of the decisions, publicity in every fortieth, denied in some; every seventh page was scanned."""
    rows = []
    for at in range(number):
        method = "ocr" if at % 7 == 0 else "native"
        rows += [mention(at, "cost", code_confidence=0.4 + at % 2 / 2, extraction_method=method)] * (at % 4 < 2)
        rows += [mention(at, "publicity", extraction_method=method)] * (at % 40 == 0)
        rows += [mention(at, "publicity", polarity="negated", extraction_method=method)] * (at % 40 == 1)
        rows += [sentinel(at) | {"extraction_method": method}] * (at % 4 >= 2)
    return analysis_frame(rows), decisions_frame([decision(at, body=f"Board {at % 9}") for at in range(number)])


@pytest.mark.parametrize(
    ("share", "margin", "needed"), [(0.5, 0.05, 385), (0.8, 0.05, 246), (0.9, 0.05, 139), (0.8, 0.1, 62)]
)
def test_how_many_to_check(share: float, margin: float, needed: int) -> None:
    assert sample_size(share, margin) == needed
    assert margin_of(needed, share) <= margin < margin_of(needed - 1, share)


@pytest.mark.parametrize(("share", "margin"), [(0, 0.05), (0.5, 0), (1.2, 0.1)])
def test_sizes_of_nothing_are_refused(share: float, margin: float) -> None:
    with pytest.raises(InvalidQuery):
        sample_size(share, margin)


def test_half_is_of_what_was_not_found_and_every_row_says_how_it_was_drawn() -> None:
    drawn = draw_sample(*made(), number=60, seed=7)
    assert tuple(drawn.columns) == COLUMNS
    assert drawn["machine"].value_counts().to_dict() == {0: 30, 1: 30}
    assert not drawn.duplicated(["decision_id", "reason_code"]).any()
    assert drawn["inclusion_prob"].between(0, 1, inclusive="right").all()
    assert set(drawn["seed"]) == {7}
    assert set(drawn["present"]) == {""}
    assert drawn["quote"].notna().all()
    assert drawn["page"].notna().all()
    assert drawn["check_twice"].sum() >= 6
    bands = drawn["stratum"].str.split("|").str[1]
    assert set(bands[drawn["machine"].eq(1)]) == {"high", "low"}
    assert {"mentioned", "unmentioned"} == set(bands[drawn["machine"].eq(0)])
    assert set(drawn["stratum"].str.split("|").str[2]) == {"native", "ocr"}


def test_one_seed_one_sample() -> None:
    pd.testing.assert_frame_equal(draw_sample(*made(), 40, 7), draw_sample(*made(), 40, 7))
    assert list(draw_sample(*made(), 40, 8)["decision_id"]) != list(draw_sample(*made(), 40, 7)["decision_id"])


def test_rare_reasons_are_drawn_oftener() -> None:
    drawn = draw_sample(*made(), 60, 7)
    found = drawn[drawn["machine"].eq(1)].groupby("reason_code")["inclusion_prob"].mean()
    assert found["publicity"] > 2 * found["cost"]


def test_the_chances_written_are_those_of_the_draw() -> None:
    analysis, decisions = made(80)
    draws = 80
    drawn = pd.concat([draw_sample(analysis, decisions, 30, seed) for seed in range(draws)])
    taken = drawn.groupby(["decision_id", "reason_code"])["inclusion_prob"].agg(["size", "first"])
    off = (taken["size"] / draws - taken["first"]) / np.sqrt(taken["first"] * (1 - taken["first"]) / draws + 1e-9)
    assert abs(off).mean() < 1.1
    assert (1 / drawn["inclusion_prob"]).sum() / draws == pytest.approx(160, rel=0.03)


def test_reasons_named_are_the_reasons_drawn() -> None:
    drawn = draw_sample(*made(), 20, 7, ("publicity", "capacity"))
    assert set(drawn["reason_code"]) <= {"publicity", "capacity"}
    assert (drawn["reason_code"].eq("capacity") & drawn["machine"].eq(0)).any()
    with pytest.raises(InvalidQuery, match="Did you mean cost"):
        draw_sample(*made(), 20, 7, ("csot",))


def test_a_parent_is_looked_up_in_its_children() -> None:
    frames = analysis_frame([mention(1, "cost.legal_checks")]), decisions_frame([decision(1), decision(2)])
    drawn = draw_sample(*frames, number=10, seed=1)
    own = drawn[drawn["reason_code"].eq("cost") & drawn["machine"].eq(1)]
    assert list(own["mention_id"]) == ["m-001-cost.legal_checks"]
    assert len(drawn) == 4  # all there is
    assert set(drawn["inclusion_prob"]) == {1.0}


@pytest.mark.parametrize("number", [0, 1])
def test_a_sample_of_one_is_refused(number: int) -> None:
    with pytest.raises(InvalidQuery, match="2 or more"):
        draw_sample(*made(8), number=number, seed=1)


def test_nothing_to_draw_from_is_said() -> None:
    with pytest.raises(InvalidQuery, match="nothing to draw from"):
        draw_sample(analysis_frame([]), decisions_frame([]), 10, 1)
    with pytest.raises(InvalidQuery, match="nothing to draw from"):
        draw_sample(analysis_frame([sentinel(1)]), decisions_frame([decision(1)]), 10, 1)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 500), st.integers(0, 2**31))
def test_any_number_and_seed(number: int, seed: int) -> None:
    drawn = draw_sample(*made(40), number=number, seed=seed)
    assert len(drawn) == min(number, 80)
    assert drawn["inclusion_prob"].between(0, 1, inclusive="right").all()
