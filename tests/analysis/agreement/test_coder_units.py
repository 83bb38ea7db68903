"""From codings and the table to units, and to stretches that overlap."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement.coder_agreement import AgreementSettings, Tables, coder_agreement
from analysis.agreement.coder_units import Sightings, machine_decisions, machine_spans, passages_coded
from analysis.agreement.spans import SPAN_COLUMNS, overlaps, span_agreement
from corpus.codings import CodedUnit, CoderFile, Coding, Level
from corpus.errors import InvalidQuery

PASSAGES = pd.DataFrame(
    [
        (1, "doc", 1, 0, 20, None),
        (2, "doc", 1, 21, 40, None),
        (3, "doc", 1, 41, 60, "[[2, 0, 10]]"),
        (4, "doc", 2, 11, 30, None),
        (5, "other", 1, 0, 50, None),
    ],
    columns=["passage_id", "document_id", "page", "char_start", "char_end", "continued_on"],
)
DECISIONS = pd.DataFrame(
    [("d-1", "doc", None), ("d-2", "doc", "redacted"), ("d-3", "other", "not_stated")],
    columns=["decision_id", "document_id", "reason_code"],
)
_SAID = ("reason_code", "polarity", "role", "needs_review")
MENTIONS = pd.DataFrame(
    [
        ("d-1", "doc", 1, 0, 20, "cost.legal_checks", "asserted", "reason_not_initiating", False),
        ("d-1", "doc", 1, 21, 40, "capacity", "negated", "reason_not_initiating", False),
        ("d-1", "doc", 1, 21, 40, "publicity", "asserted", "reason_delay", True),
        ("d-3", "other", 1, 0, 9, "cost", "asserted", "context_only", False),
    ],
    columns=["decision_id", "document_id", "page", "char_start", "char_end", *_SAID],
)
TABLES = Tables(MENTIONS, DECISIONS, PASSAGES, frozenset({"cost", "cost.legal_checks", "publicity", "capacity"}))
QUICK = AgreementSettings(draws=10)


def coding(
    start: int, end: int, code: str = "cost", coder: str = "Ann", page: int = 1, document: str = "doc"
) -> Coding:
    return Coding(coder, document, page, start, end, code, "")


def spans(*codings: Coding) -> pd.DataFrame:
    rows = [(c.coder, c.document_id, c.page, c.start, c.end, c.code) for c in codings]
    return pd.DataFrame(rows, columns=list(SPAN_COLUMNS))


def looked(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["coder", "document_id"])


def passages_of(*codings: Coding) -> set[str]:
    return set(passages_coded(spans(*codings), looked(("Ann", "doc")), PASSAGES).marks["unit"])


@pytest.mark.parametrize(
    ("given_coding", "units", "why"),
    [
        (coding(0, 20), {"1"}, "the passage itself"),
        (coding(2, 8), {"1"}, "a stretch within it"),
        (coding(0, 40), {"1", "2"}, "both passages that it covers"),
        (coding(0, 23), {"1"}, "two characters too far are no second passage"),
        (coding(18, 24), {"2"}, "the one that it shares half with"),
        (coding(0, 8, page=2), {"3"}, "a passage that began on the page before"),
        (coding(70, 80), set(), "no passage lies there"),
    ],
)
def test_a_coding_goes_to_the_passages_that_it_shares_half_with(
    given_coding: Coding, units: set[str], why: str
) -> None:
    assert passages_of(given_coding) == units, why


def test_a_stretch_between_passages_goes_to_the_one_it_shares_most_with() -> None:
    apart = pd.DataFrame([(1, "doc", 1, 0, 13, None), (2, "doc", 1, 20, 40, None)], columns=PASSAGES.columns)
    assert list(passages_coded(spans(coding(10, 22)), looked(("Ann", "doc")), apart).marks["unit"]) == ["1"]


def test_every_passage_of_a_document_looked_at_is_a_unit() -> None:
    seen = passages_coded(spans(coding(0, 20)), looked(("Ann", "doc"), ("Ben", "other")), PASSAGES)
    assert set(map(tuple, seen.looked.to_numpy())) == {("Ann", str(n)) for n in (1, 2, 3, 4)} | {("Ben", "5")}


def test_codings_beside_all_passages_are_told() -> None:
    assert (
        "1 codings lie in no passage"
        in passages_coded(spans(coding(70, 80)), looked(("Ann", "doc")), PASSAGES).notes[0]
    )


def test_the_machine_gives_its_asserted_reasons_and_strictly_those_that_need_no_review() -> None:
    assert set(machine_spans(MENTIONS)["code"]) == {"cost.legal_checks", "publicity"}
    assert set(machine_spans(MENTIONS, strict=True)["code"]) == {"cost.legal_checks"}
    seen: Sightings = machine_decisions(MENTIONS, DECISIONS)
    assert set(seen.looked["unit"]) == {"d-1", "d-2", "d-3"}
    assert ("d-2", "redacted") in set(map(tuple, seen.marks[["unit", "code"]].to_numpy()))


def decision(coder: str, unit: str, *codes: str) -> CodedUnit:
    return CodedUnit(coder, Level.DECISION, unit, codes)


def test_people_and_the_machine_are_compared_on_the_decisions_that_they_share() -> None:
    file = CoderFile((decision("Ann", "d-1", "cost.legal_checks"), decision("Ann", "d-3")))
    found = coder_agreement([file], TABLES, QUICK).units
    assert found.coders == ("Ann", "machine") and found.looked == (2, 3) and found.shared == (2, 2)
    by = {code.code: code.saw for code in found.codes}
    assert by == {"cost.legal_checks": (1, 1), "publicity": (0, 1)}
    parents = coder_agreement([file], TABLES, AgreementSettings(parents=True, strict=True, draws=0)).units
    assert {code.code: code.saw for code in parents.codes} == {"cost": (1, 1)}


def test_not_stated_is_what_an_empty_list_says() -> None:
    units = (decision("Ann", "d-3", "not_stated"), decision("Ann", "d-1"))
    found = coder_agreement([CoderFile(units)], TABLES, QUICK).units
    assert "not_stated" not in {code.code for code in found.codes}


def test_coders_who_share_no_unit_are_refused_with_what_each_coded() -> None:
    file = CoderFile((decision("Ann", "d-1"), decision("Ben", "d-2"), decision("Cat", "d-1")))
    with pytest.raises(InvalidQuery) as refused:
        coder_agreement([file], None, QUICK)
    assert "Ben shares no decision with any other coder" in str(refused.value)
    assert "Ann coded 1 (d-1); Ben coded 1 (d-2)" in str(refused.value)
    assert coder_agreement([file], None, AgreementSettings(coders=("Ann", "Cat"), draws=0)).units.coders == (
        "Ann",
        "Cat",
    )


@pytest.mark.parametrize(
    ("files", "tables", "chosen", "words"),
    [
        ([CoderFile((decision("Ann", "d-1"),))], None, QUICK, "needs two coders"),
        ([CoderFile()], None, QUICK, "there is none"),
        ([CoderFile((decision("Ann", "d-1"),))], TABLES, AgreementSettings(Level.PASSAGE), "passages are asked for"),
        ([CoderFile((decision("Ann", "d-1"),))], TABLES, AgreementSettings(coders=("Bob",)), "no coder Bob"),
        ([CoderFile((decision("machine", "d-1"),))], TABLES, QUICK, "a coder called 'machine'"),
        ([CoderFile((decision("Ann", "d-1"),)), CoderFile((decision("Ann", "d-1"),))], TABLES, QUICK, "in two files"),
        ([CoderFile.of_codings([coding(0, 20)])], None, QUICK, "name the workspace with --workspace"),
        (
            [CoderFile((decision("Ann", "d-1"), CodedUnit("Ben", Level.PASSAGE, "1", ())))],
            TABLES,
            QUICK,
            "some files code decisions and some passages",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(
    files: list[CoderFile], tables: Tables | None, chosen: AgreementSettings, words: str
) -> None:
    with pytest.raises(InvalidQuery, match=words):
        coder_agreement(files, tables, chosen)


def test_codings_are_compared_as_passages_and_as_stretches() -> None:
    file = CoderFile.of_codings([coding(3, 20, "cost.legal_checks"), coding(41, 60, "capacity")], [("Ann", "other")])
    found = coder_agreement([file], TABLES, QUICK)
    assert found.units.level is Level.PASSAGE and found.units.units == 5 and found.units.clusters == 2
    assert {code.code: code.saw for code in found.units.codes} == {
        "capacity": (1, 0),
        "cost.legal_checks": (1, 1),
        "publicity": (0, 1),
    }
    stretch = found.spans[0]
    assert (stretch.coders, stretch.documents, stretch.spans, stretch.matched) == (("Ann", "machine"), 2, (2, 2), 1)
    assert stretch.f1.value == pytest.approx(0.5)


def test_codings_tell_of_a_decision_only_where_a_document_states_one() -> None:
    file = CoderFile.of_codings([coding(0, 20), coding(0, 9, document="other")], [])
    chosen = AgreementSettings(Level.DECISION, draws=0)
    found = coder_agreement([file], TABLES, chosen).units
    assert found.units == 1 and any("1 codings lie in documents that state several decisions" in n for n in found.notes)
    assert "1 shared decision" in found.overall.estimates[2].says


def test_units_and_codes_that_the_table_does_not_hold_are_told() -> None:
    units = tuple(decision(coder, unit, "cots") for coder in ("Ann", "Ben") for unit in ("d-1", "d-9"))
    notes = coder_agreement([CoderFile(units)], TABLES, QUICK).units.notes
    assert any("1 decisions of the files are not in the table, as d-9" in note for note in notes)
    assert any("not in the codebook of the table: cots" in note for note in notes)


def test_passages_without_a_table_are_drawn_alone_and_it_is_said() -> None:
    units = tuple(CodedUnit(coder, Level.PASSAGE, str(at), ()) for coder in ("Ann", "Ben") for at in range(3))
    assert any("likely too narrow" in note for note in coder_agreement([CoderFile(units)], None, QUICK).units.notes)


_STRETCHES = st.lists(
    st.tuples(st.sampled_from("de"), st.integers(1, 2), st.integers(0, 15), st.integers(1, 8)), max_size=12
)


@given(_STRETCHES, _STRETCHES)
@settings(max_examples=80, deadline=None)
def test_overlaps_are_those_found_one_by_one(
    left: list[tuple[str, int, int, int]], right: list[tuple[str, int, int, int]]
) -> None:
    frames = [
        pd.DataFrame([(d, p, s, s + n) for d, p, s, n in rows], columns=["document_id", "page", "start", "end"])
        for rows in (left, right)
    ]
    slowly = {
        (i, j, min(a[2] + a[3], b[2] + b[3]) - max(a[2], b[2]))
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if a[:2] == b[:2] and min(a[2] + a[3], b[2] + b[3]) > max(a[2], b[2])
    }
    assert set(map(tuple, overlaps(*frames).to_numpy())) == slowly


def test_a_stretch_is_matched_once_and_as_many_as_can_be() -> None:
    # Ann's long stretch overlaps both of Ben's; her short one overlaps only his first.
    marked = spans(coding(0, 30), coding(0, 4), coding(0, 10, coder="Ben"), coding(20, 28, coder="Ben"))
    both = looked(("Ann", "doc"), ("Ben", "doc"))
    (found,) = span_agreement(marked, both, draws=5)
    assert found.matched == 2 and found.f1.value == 1
    other = marked.assign(code=np.where(marked["coder"] == "Ben", "capacity", "cost"))
    assert span_agreement(other, both, draws=5)[0].f1.value == 0, "another code is another stretch"


def test_nothing_marked_is_a_sentence_and_nothing_shared_is_no_pair() -> None:
    (found,) = span_agreement(spans(), looked(("Ann", "doc"), ("Ben", "doc")), draws=5)
    assert found.f1.value is None and "neither Ann nor Ben marks any stretch" in found.f1.says
    assert span_agreement(spans(), looked(("Ann", "doc"), ("Ben", "other"))) == ()
