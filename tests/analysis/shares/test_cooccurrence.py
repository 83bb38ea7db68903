import pandas as pd
import pytest

from analysis.shares.cooccurrence import PairSettings, cooccurrence, is_structural, pair_of
from analysis.shares.cooccurrence_tables import cooccurrence_figures, cooccurrence_frame, cooccurrence_matrix
from corpus.errors import InvalidQuery
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, mention, sentinel


def hundred(first: str = "cost", second: str = "publicity") -> tuple[pd.DataFrame, pd.DataFrame]:
    """100 decisions of ten bodies: 30 with the first, 20 with the second, 12 with both."""
    rows = []
    for number in range(100):
        with_first, with_second = number < 30, number < 12 or 30 <= number < 38
        rows += [mention(number, first)] * with_first + [mention(number, second)] * with_second
        rows += [sentinel(number)] * (not with_first and not with_second)
    decisions = [decision(number, body=f"Board {number % 10}") for number in range(100)]
    return analysis_frame(rows), decisions_frame(decisions)


def test_the_worked_pair() -> None:
    pair = pair_of("cost", "publicity", 12, 30, 20, 100)
    assert pair.expected == 6.0
    assert pair.lift == 2.0
    assert pair.jaccard == pytest.approx(0.3158, abs=5e-5)
    assert pair.phi == pytest.approx(0.3273, abs=5e-5)
    assert pair.odds_ratio == pytest.approx(5.1667, abs=5e-5)
    assert pair.fisher == pytest.approx(0.00213, abs=5e-6)


def test_the_same_pair_counted_from_decisions() -> None:
    found = cooccurrence(*hundred())
    (pair,) = found.pairs
    assert (pair.both, pair.one, pair.other, pair.decisions) == (12, 30, 20, 100)
    assert pair.holm == pytest.approx(pair.fisher)
    assert pair.lift_interval is not None
    assert pair.lift_interval[0] < 2 < pair.lift_interval[1]
    assert pair.rows == tuple(f"d-{number:03}" for number in range(12))
    assert cooccurrence(*hundred()) == found
    drawn = {
        cooccurrence(*hundred(), PairSettings(seed=seed, resamples=100)).pairs[0].lift_interval for seed in range(9)
    }
    assert len(drawn) > 1


def test_holm_over_the_pairs_tested() -> None:
    analysis, decisions = hundred()
    third = analysis_frame([mention(number, "capacity") for number in range(0, 100, 3)])
    found = cooccurrence(pd.concat([analysis, third], ignore_index=True), decisions)
    assert [pair.fisher for pair in found.pairs] == sorted(pair.fisher or 0 for pair in found.pairs)
    first = found.pairs[0]
    assert first.fisher is not None
    assert first.holm == pytest.approx(3 * first.fisher)


def test_what_one_code_brings_with_it_is_not_tested() -> None:
    found = cooccurrence(*hundred("cost.comparative_saving", "alternative_method.audit"), PairSettings(fine=True))
    assert len(found.pairs) == 6
    assert all(pair.is_structural and pair.fisher is None and pair.holm is None for pair in found.pairs)
    assert any("not tested" in caution for caution in found.cautions)
    codes = pd.Index(["cost", "cost.legal_checks", "publicity"])
    assert is_structural("cost", "cost.legal_checks", codes)
    assert not is_structural("cost", "alternative_method", codes)
    assert not is_structural("cost.legal_checks", "alternative_method", codes)


def test_undefined_numbers_are_sentences() -> None:
    never_apart = pair_of("cost", "publicity", 5, 5, 8, 20)
    assert never_apart.odds_ratio is None
    assert "not defined" in never_apart.says
    everywhere = pair_of("cost", "publicity", 8, 20, 8, 20)
    assert everywhere.phi is None
    assert everywhere.fisher is None
    assert everywhere.says
    with pytest.raises(InvalidQuery, match="cannot be"):
        pair_of("cost", "publicity", 9, 5, 8, 20)


def test_small_pairs_are_hidden_whole() -> None:
    analysis, decisions = hundred()
    (pair,) = cooccurrence(analysis, decisions, PairSettings(suppress=13)).pairs
    assert (pair.both, pair.one, pair.lift, pair.fisher, pair.lift_interval, pair.rows) == (None,) * 5 + ((),)
    assert cooccurrence(analysis, decisions, PairSettings(suppress=5)).pairs[0].both == 12


def test_few_bodies_get_no_interval_and_a_sentence() -> None:
    analysis, decisions = hundred()
    decisions["body"] = "Northshire Board"
    found = cooccurrence(analysis, decisions)
    assert found.pairs[0].lift_interval is None
    assert any("takes 5 bodies" in caution for caution in found.cautions)


def test_no_decisions_and_no_reasons() -> None:
    assert cooccurrence(analysis_frame([]), decisions_frame([])).pairs == ()
    one = cooccurrence(analysis_frame([mention(1, "cost")]), decisions_frame([decision(1)]))
    assert one.pairs == ()
    assert cooccurrence_frame(one).empty
    assert cooccurrence_matrix(one).empty


def test_frame_matrix_and_figures_tell_the_same() -> None:
    found = cooccurrence(*hundred())
    assert cooccurrence_frame(found).loc[0, "both"] == 12
    matrix = cooccurrence_matrix(found, "lift")
    assert matrix.to_dict()["cost"]["publicity"] == 2.0
    assert matrix.to_dict()["publicity"]["cost"] == 2.0
    figures = {figure.name: figure for figure in cooccurrence_figures(found)}
    assert figures["together.strict.cost+publicity"].value == 2.0
    assert len(figures["together.strict.cost+publicity"].rows) == 12
    assert figures["together.strict.cost+publicity.odds_ratio"].value == pytest.approx(5.1667, abs=5e-5)
