"""Coders' files: what is written comes back, and what is wrong is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.codings import (
    CodedUnit,
    CoderFile,
    Coding,
    Level,
    read_coder_file,
    write_coded_units,
    write_codings,
)
from corpus.errors import CorpusError, InvalidLabels, WorkspaceError

_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=8)
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_QUOTED = st.one_of(_ANY, st.sampled_from(["=SUM(A1)", "'=x", "a\r\nb", "\u2028", "e\u0301 \U0001f600 \u05d0", '"x",']))
_CODINGS = st.builds(
    lambda coder, document, page, start, length, code, quoted: Coding(
        coder, document, page, start, start + length, code, quoted
    ),
    _NAMES, _NAMES, st.integers(1, 999), st.integers(0, 10**6), st.integers(1, 999), _NAMES, _QUOTED,
)  # fmt: skip
_SHARED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", ["coded.csv", "coded.jsonl"])
@given(st.lists(_CODINGS, min_size=1, max_size=5))
@_SHARED
def test_codings_come_back_as_they_were(tmp_path: Path, name: str, codings: list[Coding]) -> None:
    write_codings(tmp_path / name, codings, [("Ann", "nothing seen")])
    assert read_coder_file(tmp_path / name) == CoderFile.of_codings(codings, [("Ann", "nothing seen")])


@pytest.mark.parametrize("name", ["units.csv", "units.jsonl"])
@pytest.mark.parametrize(("level", "unit"), [(Level.DECISION, "d-7f08"), (Level.PASSAGE, "642754916610368934")])
def test_units_come_back_as_they_were(tmp_path: Path, name: str, level: Level, unit: str) -> None:
    units = [CodedUnit("Ann", level, unit, ("cost", "publicity")), CodedUnit("=Ben", level, unit, ())]
    write_coded_units(tmp_path / name, units, level)
    assert read_coder_file(tmp_path / name) == CoderFile(units=tuple(units))


def test_a_formula_is_neutral_in_csv(tmp_path: Path) -> None:
    write_codings(tmp_path / "a.csv", [Coding("Ann", "doc", 1, 0, 3, "cost", "=1+1")])
    assert "'=1+1" in (tmp_path / "a.csv").read_text()


def test_a_file_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(
        "\ufeffcoder,decision_id,codes,remark\r\nAnn, d-1 ,cost ; publicity,x\r\nAnn,d-2,,\r\n,,,\r\n".encode()
    )
    assert read_coder_file(file).units == (
        CodedUnit("Ann", Level.DECISION, "d-1", ("cost", "publicity")),
        CodedUnit("Ann", Level.DECISION, "d-2", ()),
    )


def test_passages_may_be_numbers_in_json(tmp_path: Path) -> None:
    file = tmp_path / "units.jsonl"
    file.write_text('{"coder": "Ann", "passage_id": 642754916610368934, "codes": []}\n')
    assert read_coder_file(file).units[0].unit_id == "642754916610368934"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "coder,decision_id,codes\nAnn,d-1,cost\n,d-2,cost\n", "a.csv, line 3: has no coder"),
        ("a.csv", "coder,decision_id\nAnn,d-1\n", "line 2: lacks 'codes'"),
        ("a.csv", "coder,decision_id,codes\nAnn,d-1,a\nAnn,d-1,b\n", "line 3: Ann codes d-1 again .first on line 2"),
        ("a.csv", "coder,passage_id,codes\nAnn,6.42755E+17,a\n", "line 2: has the passage_id .* a spreadsheet rounds"),
        ("a.csv", "coder;decision_id;codes\nAnn;d-1;a\n", "line 1: has its columns parted by semicolons"),
        ("a.csv", "coder,decision_id,codes\nAnn,d-1\n", "line 2: has not the 3 cells"),
        ("a.csv", "coder,decision_id,codes\nAnn,d-1,a,b\n", "line 2: has not the 3 cells"),
        ("a.csv", 'coder,decision_id,codes\nAnn,"d-1,a\n', "is not CSV"),
        ("a.csv", "who,what\nAnn,d-1\n", "line 2: holds neither units .* it has who, what"),
        ("a.csv", "coder,document_id,page,start,end,code\nAnn,x,1,0,zwei,a\n", "line 2: has end 'zwei'"),
        ("a.csv", "coder,document_id,page,start,end,code\nAnn,x,1,9,9,a\n", "line 2: has page 1, start 9, end 9"),
        ("a.csv", "coder,document_id,page,start,end,code\nAnn,x,0,1,9,a\n", "line 2: has page 0"),
        ("a.csv", "coder,document_id,page,start,end,code\nAnn,x,1,0,9,\n", "line 2: has no code"),
        ("a.jsonl", '{"coder": "A", "decision_id": "d", "codes": "a"}\n\n{"coder"\n', "line 3: is not JSON"),
        ("a.jsonl", '[1]\n', "line 1: is not a JSON object"),
        ("a.jsonl", '{"coder": "A", "decision_id": "d", "codes": [1]}\n', "line 1: has codes"),
        ("a.jsonl", '{"coder": 7, "decision_id": "d", "codes": []}\n', "line 1: has coder 7, which is no text"),
        ("a.jsonl", '{"coder": "A", "document_id": "d", "page": true, "start": 0, "end": 1, "code": "a"}', "page True"),
        ("a.jsonl", '{"coder": "A", "document_id": "d", "start": 0, "end": 1, "code": "a"}', "lacks 'page'"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_follow_the_form_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidLabels, match=words):
        read_coder_file(tmp_path / name)


def test_what_is_not_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"coder,decision_id,codes\nAnn\xe9,d-1,a\n")
    with pytest.raises(InvalidLabels, match="line 2: is not UTF-8"):
        read_coder_file(tmp_path / "a.csv")


@pytest.mark.parametrize("text", ["", "coder,decision_id,codes\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(CorpusError, match="holds no rows"):
        read_coder_file(tmp_path / "a.csv")


def test_a_code_that_csv_would_take_for_two_is_not_written(tmp_path: Path) -> None:
    units = [CodedUnit("Ann", Level.DECISION, "d-1", ("a;b",))]
    with pytest.raises(CorpusError, match=r"the code 'a;b' holds ';'.*\.jsonl"):
        write_coded_units(tmp_path / "a.csv", units, Level.DECISION)
    write_coded_units(tmp_path / "a.jsonl", units, Level.DECISION)
    assert read_coder_file(tmp_path / "a.jsonl").units == tuple(units)


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.csv cannot be read"):
        read_coder_file(tmp_path / "none.csv")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        write_codings(tmp_path / "no" / "a.csv", [])
