from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.bundle.check import check
from analysis.bundle.inputs import gather_inputs
from analysis.bundle.manifest import MANIFEST
from analysis.rate_questions import SeriesQuestion
from corpus.errors import CorpusError
from tests.analysis.bundle.made_bundles import (
    bundled,
    contents,
    figure,
    json_edit,
    make_store,
    swap,
    tampered,
    without_line,
)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    return bundled(make_store(folder), folder / "a.zip", with_pages=True).path


ANALYSIS, DECISIONS, FIGURES = "tables/analysis.csv", "tables/decisions.csv", "figures.json"
TAMPERED = {
    "a cell of a mention": (ANALYSIS, swap(",asserted,", ",negated,")),
    "a cell of a decision": (DECISIONS, swap(",not_initiated,", ",initiated,")),
    "a row of decisions": (DECISIONS, without_line("not_initiated")),
    "a row of mentions": (ANALYSIS, without_line("reason_not_initiating")),
    "a row of the ledger": ("tables/ledger.csv", without_line("2.txt")),
    "a quotation": ("tables/evidence.csv", swap("budget", "a budget")),
    "a row of evidence": ("tables/evidence.csv", without_line("because of budget")),
    "the text of a page": ("tables/pages.csv", swap("because", "becauxe")),
    "the codebook": ("codebook.yaml", swap("label: ", "label: Other ")),
    "a digit of a figure": (
        FIGURES,
        json_edit(lambda data: figure(data, "shares", "shares.strict.cost").update(value=0.6)),
    ),
    "a digit of a count": (FIGURES, json_edit(lambda data: figure(data, "ledger", "ledger.received").update(value=7))),
    "an end of an interval": (
        FIGURES,
        json_edit(lambda data: figure(data, "shares", "shares.strict.cost").update(high=0.9)),
    ),
    "a figure left out": (FIGURES, json_edit(lambda data: data["answers"][3]["figures"].pop())),
    "an answer left out": (FIGURES, json_edit(lambda data: data["answers"].pop())),
    "a row of a figure": (
        FIGURES,
        json_edit(lambda data: figure(data, "ledger", "ledger.received")["rows"].pop()),
    ),
    "a sentence": (FIGURES, swap("decisions, each counted once", "decisions, each counted thrice")),
    "a seed": (
        "questions.json",
        json_edit(lambda data: data["questions"][3].update(seed=2)),
    ),
    "a question": ("questions.json", json_edit(lambda data: data["questions"].pop())),
}


@pytest.mark.parametrize(("name", "edit"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_is_caught_by_its_hash(
    name: str, edit: Callable[[bytes], bytes], bundle: Path, tmp_path: Path
) -> None:
    found = check(tampered(bundle, tmp_path / "b.zip", {name: edit}), lambda _: ())
    assert not found.agrees
    assert any(problem.startswith(f"{name} is not the file that was packed") for problem in found.problems)


@pytest.mark.parametrize(("name", "edit"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_is_caught_where_hashes_were_forged_too(
    name: str, edit: Callable[[bytes], bytes], bundle: Path, tmp_path: Path
) -> None:
    found = check(tampered(bundle, tmp_path / "b.zip", {name: edit}, forged=True))
    assert not found.agrees
    assert not any("is not the file that was packed" in problem for problem in found.problems)


def test_an_untouched_bundle_agrees_without_a_network(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a network was asked for"))
    found = check(bundle)
    assert found.agrees, found
    assert (found.problems, found.differences, found.not_computed, found.warnings) == ((), (), (), ())
    held = json.loads(contents(bundle)["figures.json"])["answers"]
    assert found.figures == sum(len(each["figures"]) for each in held) > 50


def test_a_difference_tells_both_values(bundle: Path, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        figure(data, "decisions", "decisions.counted")["value"] = 5.0
        figure(data, "decisions", "decisions.counted")["rows"][0] = "d-none"

    found = check(tampered(bundle, tmp_path / "b.zip", {"figures.json": json_edit(change)}, forged=True))
    value, rows = found.differences
    assert (value.question, value.figure, value.what) == ("decisions", "decisions.counted", "value")
    assert (value.packed, value.found) == ("5.0", "6.0")
    assert rows.what == "rows" and "d-none" in rows.packed
    assert found.differing == 1


@pytest.mark.parametrize(("factor", "agrees"), [(1 + 1e-10, True), (1 - 1e-8, False)])
def test_numbers_may_differ_by_one_part_in_a_milliard(
    factor: float, agrees: bool, bundle: Path, tmp_path: Path
) -> None:
    def change(data: Any) -> None:
        share = figure(data, "shares", "shares.strict.cost")
        share["low"] *= factor

    found = check(tampered(bundle, tmp_path / "b.zip", {"figures.json": json_edit(change)}, forged=True))
    assert found.agrees is agrees


def test_a_count_has_no_tolerance(bundle: Path, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        figure(data, "ledger", "ledger.received")["value"] *= 1 + 1e-12

    assert not check(tampered(bundle, tmp_path / "b.zip", {"figures.json": json_edit(change)}, forged=True)).agrees


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"tables/counts.csv": None}, "tables/counts.csv is missing"),
        ({"tables/more.csv": b"a\r\n"}, "tables/more.csv is not in the manifest"),
        ({"figures.json": swap('"low": ', '"low": NaN, "x": ')}, "holds NaN"),
        ({"figures.json": swap('"value": ', '"value": 1e999, "x": ')}, "too large"),
        ({"figures.json": swap('"value": ', '"value": ' + "9" * 5000 + ', "x": ')}, "5,000 digits"),
        ({"figures.json": swap('"value": ', '"value": 1, "value": ')}, "a key stands twice"),
        ({"figures.json": b"[" * 100_000}, "nested too deep"),
        ({"figures.json": b'{"answers": 3}'}, "another form than a bundle's"),
        ({"questions.json": b"[]"}, "holds no questions"),
        ({"questions.json": b'{"questions": [{"kind": "shell", "name": "x"}]}'}, "a question has a `kind`"),
        ({"schema.json": b"{}"}, "lacks the tables analysis"),
        ({ANALYSIS: swap("mention_id,", "mention,")}, "has other columns"),
        ({DECISIONS: b"\xff\xfe"}, "is not CSV in UTF-8"),
        ({"tables/ledger.csv": swap("\r\n", "\r\none cell\r\n")}, "a row has not the"),
        ({"codebook.yaml": b"codes: ["}, "codebook.yaml is not a valid codebook"),
    ],
)
def test_damage_is_told_and_the_check_goes_on(edits: dict[str, Any], said: str, bundle: Path, tmp_path: Path) -> None:
    found = check(
        tampered(bundle, tmp_path / "b.zip", edits, forged="more" not in str(edits) and None not in edits.values())
    )
    assert not found.agrees
    assert any(said in problem for problem in found.problems), found.problems


@pytest.mark.parametrize(("cell", "said"), [("nan", "code_confidence is no number"), ("1e999", "no number")])
def test_a_number_that_is_none_is_no_cell(cell: str, said: str, bundle: Path, tmp_path: Path) -> None:
    changed = tampered(bundle, tmp_path / "b.zip", {ANALYSIS: swap(",0.75,", f",{cell},")}, forged=True)
    assert any(said in problem for problem in check(changed).problems)


def test_a_question_that_cannot_be_computed_is_told_and_the_others_are(bundle: Path, tmp_path: Path) -> None:
    def drop(data: Any) -> None:
        columns = data["ledger"]["columns"]
        data["ledger"]["columns"] = [
            {**each, "name": "lid"} if each["name"] == "ledger_id" else each for each in columns
        ]

    edits = {"schema.json": json_edit(drop), "tables/ledger.csv": swap("ledger_id", "lid")}
    found = check(tampered(bundle, tmp_path / "b.zip", edits, forged=True))
    assert [(each.question, each.reason) for each in found.not_computed] == [("ledger", "KeyError: 'ledger_id'")]
    assert found.figures > 50
    assert not found.differences


def test_other_versions_are_warned_of_and_other_words_forgiven(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(data: Any) -> None:
        data["minuted"] = "0.0.9"
        data["libraries"]["numpy"] = "1.0"

    worded = {"figures.json": swap("decisions, each counted once", "decisions counted")}
    forged = tampered(bundle, tmp_path / "b.zip", worded, forged=True)
    found = check(tampered(forged, tmp_path / "c.zip", {MANIFEST: json_edit(older)}))
    assert found.agrees, found
    assert [warning.split()[0] for warning in found.warnings] == ["minuted", "numpy"]
    assert "was 1.0" in found.warnings[1]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (None, "a ZIP without manifest.json"),
        (b"{}", "not that of a bundle"),
        (b"\x00", "is not JSON"),
        (json_edit(lambda data: data.update(format_version=2)), "has format 2, and this minuted reads format 1"),
        (json_edit(lambda data: data.update(files=3)), "another form"),
    ],
)
def test_what_is_no_bundle_is_refused(edit: Any, said: str, bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=said):
        check(tampered(bundle, tmp_path / "b.zip", {MANIFEST: edit}))


def test_inputs_from_elsewhere_are_checked_like_the_rest(tmp_path: Path) -> None:
    months = [f"{2009 + at // 12}-{at % 12 + 1:02},{10 + at % 5 if at < 17 else 4 + at % 3}" for at in range(36)]
    (tmp_path / "m.csv").write_text("month,count\n" + "\n".join(months))
    given = gather_inputs([SeriesQuestion(name="series", months="m.csv", event="2010-06-10")], tmp_path)
    out = bundled(make_store(tmp_path), tmp_path / "a.zip", questions=given.questions, inputs=given.inputs).path
    name = "inputs/months/m.csv"
    more = check(tampered(out, tmp_path / "b.zip", {name: swap("2009-05,14", "2009-05,15")}, forged=True))
    assert {each.question for each in more.differences} == {"series"}
    assert "series.level" in {each.figure for each in more.differences}
    broken = check(tampered(out, tmp_path / "c.zip", {name: b"month\r\n\r\n"}, forged=True))
    assert any("has no column count" in problem for problem in broken.problems)
