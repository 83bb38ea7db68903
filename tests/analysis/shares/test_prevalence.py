import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.shares.prevalence import (
    Checked,
    Estimate,
    Ratio,
    hand_labels,
    prediction_powered,
    rogan_gladen,
    wilson,
    zero_error_bound,
)
from corpus.errors import InvalidQuery

# The worked table: of 300 checked, 64 found and there, 16 there and missed, 11 found and not there, 209 neither.
HUMAN = np.r_[np.ones(80), np.zeros(220)]
MACHINE = np.r_[np.ones(64), np.zeros(16), np.ones(11), np.zeros(209)]
ALL = np.r_[np.ones(300), np.zeros(700)]


def interval(estimate: Estimate) -> tuple[float, float]:
    assert estimate.low is not None
    assert estimate.high is not None
    return round(estimate.low, 4), round(estimate.high, 4)


def test_rogan_gladen_with_the_interval_of_lang_and_reiczigel() -> None:
    found = rogan_gladen(Ratio(300, 1000), Ratio(80, 100), Ratio(190, 200))
    assert found.value == pytest.approx(0.333333, abs=5e-7)
    assert interval(found) == (0.2765, 0.3951)
    assert not found.says


def test_a_classifier_that_tells_nothing_corrects_nothing() -> None:
    found = rogan_gladen(Ratio(300, 1000), Ratio(40, 100), Ratio(120, 200))
    assert found.value is None
    assert found.low is None
    assert "sum to 1 or less" in found.says


@pytest.mark.parametrize(("flagged", "cut"), [(0, 0.0), (1000, 1.0)])
def test_a_share_beyond_the_accuracy_is_cut_and_flagged(flagged: int, cut: float) -> None:
    found = rogan_gladen(Ratio(flagged, 1000), Ratio(80, 100), Ratio(190, 200))
    assert found.value == cut
    assert "does not agree" in found.says


@pytest.mark.parametrize(("part", "of"), [(1, 0), (5, 4), (-1, 3)])
def test_a_ratio_that_cannot_be_is_refused(part: int, of: int) -> None:
    with pytest.raises(InvalidQuery, match="no share"):
        Ratio(part, of)


def test_prediction_powered_classic_tuned_and_by_hand() -> None:
    checked = Checked(HUMAN, MACHINE, ALL)
    classic, tuned, by_hand = prediction_powered(checked), prediction_powered(checked, tuned=True), hand_labels(checked)
    assert classic.value == pytest.approx(0.316667, abs=5e-7)
    assert interval(classic) == (0.2724, 0.3609)
    assert tuned.value == pytest.approx(0.2941, abs=1e-4)
    assert interval(tuned) == (0.2566, 0.3317)
    assert by_hand.value == pytest.approx(0.2667, abs=5e-5)
    assert interval(by_hand) == (0.2166, 0.3167)


def test_weights_undo_a_draw_that_took_what_was_found_more_often() -> None:
    # 100 found (60 there) and 900 not found (90 there): of the first 100 % were checked, of the others 10 %.
    human = np.r_[np.ones(60), np.zeros(40), np.ones(9), np.zeros(81)]
    machine = np.r_[np.ones(100), np.zeros(90)]
    drawn = np.r_[np.ones(100), np.full(90, 0.1)]
    everything = np.r_[np.ones(100), np.zeros(900)]
    assert prediction_powered(Checked(human, machine, everything, drawn, True)).value == pytest.approx(0.15)
    assert hand_labels(Checked(human, machine, everything, drawn, True)).value == pytest.approx(0.15)
    assert hand_labels(Checked(human, machine, everything)).value == pytest.approx(69 / 190)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    hits = {"ppi": 0, "ppi_tuned": 0}
    for _ in range(400):
        truth = (generator.random(1000) < 0.3).astype(float)
        machine = np.where(generator.random(1000) < 0.12, 1 - truth, truth)
        drawn = np.where(machine == 1, 0.5, 0.2)
        taken = generator.random(1000) < drawn
        checked = Checked(truth[taken], machine[taken], machine, drawn[taken], True)
        for estimate in (prediction_powered(checked), prediction_powered(checked, tuned=True)):
            assert estimate.low is not None
            assert estimate.high is not None
            hits[estimate.method] += estimate.low <= 0.3 <= estimate.high
    assert all(370 <= count <= 397 for count in hits.values()), hits


def test_checks_that_found_no_error_say_what_they_cannot_see() -> None:
    found = prediction_powered(Checked(MACHINE[:59], MACHINE[:59], ALL))
    assert "up to 5.0%" in found.says


@pytest.mark.parametrize(
    "checked", [Checked([], [], ALL), Checked([1.0], [1.0, 0.0], ALL), Checked([1.0], [1.0], ALL, [0.0])]
)
def test_checks_that_do_not_fit_are_refused(checked: Checked) -> None:
    with pytest.raises(InvalidQuery):
        prediction_powered(checked)


def test_wilson_and_its_undefined_case() -> None:
    assert interval(wilson(35, 66))[0] == pytest.approx(0.412, abs=5e-4)
    assert interval(wilson(35, 66))[1] == pytest.approx(0.646, abs=5e-4)
    assert interval(wilson(86, 107))[0] == pytest.approx(0.719, abs=5e-4)
    assert interval(wilson(86, 107))[1] == pytest.approx(0.868, abs=5e-4)
    assert wilson(107, 107 + 168).value == pytest.approx(0.389, abs=5e-4)
    assert wilson(0, 0).value is None
    assert wilson(0, 0).says


@pytest.mark.parametrize(("part", "of"), [(0, 7), (7, 7), (1, 9), (300, 1000)])
def test_wilson_is_that_of_scipy(part: int, of: int) -> None:
    from scipy.stats import binomtest

    other = binomtest(part, of).proportion_ci(method="wilson")
    found = wilson(part, of)
    assert [found.low, found.high] == pytest.approx([other.low, other.high], abs=1e-12)


def test_no_error_found_in_so_many() -> None:
    assert round(zero_error_bound(59), 3) == 0.050
    assert round(zero_error_bound(300), 3) == 0.010
    with pytest.raises(InvalidQuery):
        zero_error_bound(0)


@given(
    st.integers(0, 60).flatmap(lambda part: st.tuples(st.just(part), st.integers(max(part, 1), 60))),
    st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
def test_every_corrected_share_is_a_share_or_a_sentence(flagged: tuple[int, int], right: tuple[int, int]) -> None:
    found = rogan_gladen(Ratio(*flagged), Ratio(right[0], 30), Ratio(right[1], 30))
    if found.value is None:
        assert found.says
    else:
        assert 0 <= found.value <= 1
        assert (found.low is None) or (0 <= found.low <= found.high <= 1)  # type: ignore[operator]
