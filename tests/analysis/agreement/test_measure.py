"""Agreement: the worked figures to their digits, published fixtures, and what is not defined."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.agreement.coder_units import CoderUnits, coded_units, join
from analysis.agreement.coefficients import krippendorff_alpha, masi
from analysis.agreement.estimates import Measure
from analysis.agreement.measure import Agreement, CodeAgreement, agreement
from analysis.agreement.measure_figures import agreement_figures, agreement_frame
from analysis.agreement.sums import unit_sums
from corpus.codings import CodedUnit, Level

A, B = "Ann", "Ben"


def of_table(both: int, first: int, second: int, neither: int, draws: int = 0) -> Agreement:
    """Two coders on one code, from the four cells of their table."""
    cells = [("cost", "cost")] * both + [("cost", "")] * first + [("", "cost")] * second + [("", "")] * neither
    return agreement(units_of({A: [row[0] for row in cells], B: [row[1] for row in cells]}), draws=draws)


def units_of(given_codes: dict[str, list[str | None]]) -> CoderUnits:
    """Units from what each coder gave, code by code with `;`; None: did not look."""
    rows = [
        CodedUnit(coder, Level.DECISION, f"d-{at:04}", tuple(code for code in codes.split(";") if code))
        for coder, row in given_codes.items()
        for at, codes in enumerate(row)
        if codes is not None
    ]
    return join(Level.DECISION, [coded_units(rows, Level.DECISION)])


def value(found: CodeAgreement, measure: Measure) -> float:
    given_value = found[measure].value
    assert given_value is not None, found[measure].says
    return given_value


# Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): examples A, B and C.
_BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
_NOMINAL = [list("aabbdcccedda"), list("babbbccceddd")]
_MISSING = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(
    ("ratings", "alpha"), [(_BINARY, 0.0952381), (_NOMINAL, 0.6919643), (_MISSING, 0.7434211)], ids=["A", "B", "C"]
)
def test_alpha_is_that_of_the_published_examples(ratings: list[list[Any]], alpha: float) -> None:
    assert krippendorff_alpha(ratings) == pytest.approx(alpha, abs=5e-8)


def test_the_worked_table_gives_the_worked_figures() -> None:
    found = of_table(64, 16, 11, 209).codes[0]
    assert value(found, Measure.OBSERVED) == pytest.approx(0.91, abs=1e-12)
    assert value(found, Measure.KAPPA) == pytest.approx(0.765217, abs=5e-7)
    assert value(found, Measure.ALPHA) == pytest.approx(0.765524, abs=5e-7)
    assert value(found, Measure.PABAK) == pytest.approx(0.82, abs=1e-12)
    assert value(found, Measure.AC1) == pytest.approx(0.8541, abs=5e-5)
    assert found.saw == (80, 75)


def test_the_paradox_is_told_beside_its_kappa() -> None:
    found = of_table(1, 2, 2, 95).codes[0]
    assert value(found, Measure.KAPPA) == pytest.approx(0.3127, abs=5e-5)
    assert value(found, Measure.OBSERVED) == pytest.approx(0.96)
    assert value(found, Measure.AC1) > 0.95
    assert any("holds kappa and alpha down" in note for note in found.notes)
    assert not of_table(64, 16, 11, 209).codes[0].notes


def test_the_published_example_with_missing_values_as_units_of_one_code_each_gives_its_alpha() -> None:
    given_codes = {f"c{at}": [None if v is None else str(v) for v in row] for at, row in enumerate(_MISSING)}
    units = units_of(given_codes)
    found = agreement(units, draws=0)
    assert value(found.overall, Measure.ALPHA) == pytest.approx(0.7434211, abs=5e-8)  # single codes: MASI is nominal
    assert found.units == 11, "the unit that one coder alone looked at is no unit of agreement"
    assert {pair.coders: pair.units for pair in found.pairs}["c0", "c1"] == 9
    for at, code in enumerate(found.codes):
        yes = [[None if v is None else v == at + 1 for v in row] for row in _MISSING]
        assert code[Measure.ALPHA].value == pytest.approx(krippendorff_alpha(yes), abs=1e-12)


def test_masi_is_passonneaus() -> None:
    def distance(first: str, second: str) -> float:
        return float(masi(*(np.array([[code in given for code in "abcd"]]) for given in (first, second)))[0])

    assert distance("ab", "ab") == 0
    assert distance("a", "ab") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert distance("abc", "abd") == pytest.approx(1 - 2 / 4 * 1 / 3)
    assert distance("a", "b") == 1
    assert distance("", "") == 0 and distance("", "a") == 1


def test_overall_alpha_compares_sets() -> None:
    first = ["cost", "cost;publicity", "", "publicity", "capacity", "cost"]
    second = ["cost", "cost", "", "capacity;publicity", "", "cost"]
    found = agreement(units_of({A: list(first), B: list(second)}), draws=0)
    sets = [[frozenset(filter(None, codes.split(";"))) for codes in row] for row in (first, second)]
    assert value(found.overall, Measure.ALPHA) == pytest.approx(krippendorff_alpha(sets), abs=1e-12)
    assert value(found.overall, Measure.IDENTICAL) == pytest.approx(3 / 6)


def test_pooled_kappa_is_of_mean_agreements() -> None:
    # de Vries et al. (2008): mean observed against mean expected, over codes.
    first, second = ["a;b", "a", "", "b", ""], ["a", "a", "b", "b", ""]
    found = agreement(units_of({A: list(first), B: list(second)}), draws=0)
    observed = (1 + 3 / 5) / 2
    expected = ((2 * 2 + 3 * 3) / 25 + (2 * 2 + 3 * 3) / 25) / 2
    assert value(found.overall, Measure.KAPPA) == pytest.approx((observed - expected) / (1 - expected))
    assert found.pairs[0].kappa.value == found.overall[Measure.KAPPA].value


@given(st.tuples(*[st.integers(1, 40)] * 4))
@settings(max_examples=40, deadline=None)
def test_kappa_is_that_of_statsmodels(cells: tuple[int, int, int, int]) -> None:
    both, first, second, neither = cells
    theirs = cohens_kappa(np.array([[both, first], [second, neither]]), return_results=False)
    assert value(of_table(*cells).codes[0], Measure.KAPPA) == pytest.approx(theirs, abs=1e-9)


_JUDGEMENTS = st.lists(
    st.tuples(*[st.sampled_from([None, "", "a", "b", "a;b"])] * 3), min_size=3, max_size=12
)  # three coders; None: did not look


@given(_JUDGEMENTS)
@settings(max_examples=60, deadline=None)
def test_every_coefficient_is_a_number_no_greater_than_1_or_a_sentence(rows: list[tuple[str | None, ...]]) -> None:
    columns = [[*column, "a", ""] for column in zip(*rows, strict=True)]  # two units that all looked at
    found = agreement(units_of(dict(zip("xyz", columns, strict=True))), draws=20)
    for code in (found.overall, *found.codes):
        for given_value in code.estimates:
            if given_value.value is None:
                assert given_value.says.startswith("not defined")
            else:
                assert -1.0000001 <= given_value.value <= 1 + 1e-9
            if given_value.low is not None and given_value.high is not None:
                assert given_value.low < given_value.high
    for at, code in enumerate(found.codes):
        yes = [[None if cell is None else found.codes[at].code in cell.split(";") for cell in row] for row in columns]
        assert code[Measure.ALPHA].value == pytest.approx(krippendorff_alpha(yes))


def test_many_coders_have_the_mean_kappa_of_their_pairs_and_gwets_ac1() -> None:
    rows = {"x": ["a", "a", "", "", "a"], "y": ["a", "", "", "", "a"], "z": ["a", "a", "a", "", ""]}
    found = agreement(units_of({coder: list(row) for coder, row in rows.items()}), draws=0)
    pairs = [pair.codes[0][1].value for pair in found.pairs]
    assert len(pairs) == 3 and value(found.codes[0], Measure.KAPPA) == pytest.approx(np.mean([p or 0 for p in pairs]))
    observed, share = np.mean([1, 1 / 3, 1 / 3, 1, 1 / 3]), (3 + 2 + 1 + 0 + 2) / 15  # by hand, Gwet (2008)
    chance = 2 * share * (1 - share)
    assert value(found.codes[0], Measure.AC1) == pytest.approx((observed - chance) / (1 - chance))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (["", "", ""], ["", "", ""], "no coder saw a code in any of 3 shared decisions"),
        (["a", "a"], ["a", "a"], "every coder saw a code in each of 2 shared decisions"),
        (["a"], [""], "1 shared decision, and it takes 2"),
    ],
)
def test_what_is_not_defined_is_a_sentence(first: list[str], second: list[str], words: str) -> None:
    found = agreement(units_of({A: list(first), B: list(second)}), draws=10)
    for measure in (Measure.KAPPA, Measure.ALPHA, Measure.AC1, Measure.PABAK):
        assert found.overall[measure].value is None
        assert words in found.overall[measure].says
    assert words in found.pairs[0].kappa.says


def test_a_coder_who_never_sees_a_code_has_kappa_0_and_is_named() -> None:
    found = of_table(0, 5, 0, 20).codes[0]
    assert value(found, Measure.KAPPA) == 0
    assert any(f"kappa with {B}, who never saw it" in note for note in found.notes)


def test_perfect_agreement_has_no_interval_that_would_look_certain() -> None:
    found = of_table(20, 0, 0, 20, draws=200).codes[0]
    assert value(found, Measure.KAPPA) == 1
    assert found[Measure.KAPPA].low is None and "it would look certain" in found[Measure.KAPPA].says


def test_a_code_too_rare_for_an_interval_says_so() -> None:
    found = of_table(1, 0, 1, 98, draws=200).codes[0]
    assert found[Measure.KAPPA].value is not None and found[Measure.KAPPA].low is None
    assert "not defined in more than 5% of draws" in found[Measure.KAPPA].says


def test_intervals_are_those_of_the_seed_and_near_the_large_sample_ones() -> None:
    found, again = (of_table(64, 16, 11, 209, draws=2000).codes[0][Measure.KAPPA] for _ in range(2))
    assert found == again
    theirs = cohens_kappa(np.array([[64, 16], [11, 209]]))
    assert found.low == pytest.approx(theirs.kappa_low, abs=0.015)
    assert found.high == pytest.approx(theirs.kappa_upp, abs=0.015)


def test_units_of_one_document_are_drawn_together() -> None:
    rows = [CodedUnit(c, Level.PASSAGE, str(at), ("a",) if at % 20 < 10 - 3 * (c == B) * (at // 20 % 2) else ())
            for c in (A, B) for at in range(400)]  # fmt: skip
    given_units = coded_units(rows, Level.PASSAGE)
    alone = agreement(join(Level.PASSAGE, [given_units], {}), draws=300)
    homes = {str(at): f"doc{at // 20}" for at in range(400)}
    together = agreement(join(Level.PASSAGE, [given_units], homes), draws=300)
    width = [each.codes[0][Measure.KAPPA] for each in (alone, together)]
    assert (alone.clusters, together.clusters) == (400, 20)
    assert width[0].value == width[1].value
    assert (width[0].low, width[0].high) != (width[1].low, width[1].high)
    one = agreement(join(Level.PASSAGE, [given_units], dict.fromkeys(homes, "doc")), draws=300)
    assert one.codes[0][Measure.KAPPA].low is None and "fewer than 2 documents" in one.codes[0][Measure.KAPPA].says


def test_figures_have_names_of_their_own_and_rows() -> None:
    found = of_table(4, 2, 1, 9, draws=50)
    figures = {figure.name: figure for figure in agreement_figures(found)}
    assert len(figures) == len(agreement_figures(found))
    kappa = figures["agreement.decision.cost.kappa"]
    assert kappa.value == found.codes[0][Measure.KAPPA].value
    assert kappa.rows == tuple(f"d-{at:04}" for at in range(7))
    assert "Ann and Ben on the code cost, over 16 decisions" in kappa.says
    assert "agreement.decision.pair.Ann.Ben.kappa" in figures
    assert agreement_figures(of_table(4, 2, 1, 9, draws=50)) == agreement_figures(found)


def test_the_frame_has_a_row_a_code_and_no_number_where_none_is_defined() -> None:
    frame = agreement_frame(agreement(units_of({A: ["", ""], B: ["", ""]}), draws=0))
    assert list(frame["code"]) == ["overall"]
    assert frame["kappa"].isna().all() and "not defined" in frame["says"].iloc[0]
    assert list(agreement_frame(of_table(4, 2, 1, 9))["code"]) == ["overall", "cost"]


def test_sums_hold_no_more_than_what_coders_marked() -> None:
    sums = unit_sums(units_of({A: ["a", "", "a;b"], B: ["a", "", ""]}))
    assert sums.sets.shape == (3, 2)  # none, a, a and b
    assert asdict(of_table(1, 1, 1, 1))["level"] == "decision"
