"""`minuted show` of a decision: what it states, the words behind each field, and the page with them boxed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpus.records import AmountBasis, Bound, Box, Document, StatedField
from corpus.store import Unit
from corpus.workspace import Workspace
from flows.cli import app
from flows.show_decision import _BOUNDS, _CRITERIA, _STATUS
from tests.command_line import minuted, rows
from tests.conftest import SampleRun
from tests.corpus.made_decision import COPY, DECISION, HEAD, TEXT, decided, said, with_decision
from tests.corpus.made_units import document, new_store, publish, received, unit

Show = Callable[..., Result]


def show_in(workspace: Path, *units: Unit, under: str = "/foi") -> Show:
    """Publish the units in a workspace; return the command on it."""
    database = Workspace(workspace).database
    database.parent.mkdir(parents=True, exist_ok=True)
    with new_store(database) as store:
        publish(store, *units, under=(under,))
    return lambda *given: CliRunner().invoke(app, ["show", *map(str, given), "-w", str(workspace)])


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return show_in(tmp_path / "workspace", decided(), decided("/foi/r/b.txt", COPY, " Closed."))


def under(lines: list[str], start: str) -> str:
    """Return the line that stands beneath the one that starts so."""
    return lines[next(i for i, line in enumerate(lines) if line.strip().startswith(start)) + 1].strip()


def test_a_decision_is_told_in_plain_words_with_the_words_behind_it(show: Show) -> None:
    found = show("d-00aa")
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0] == f"{DECISION}  Case 2: no review is initiated"
    assert "The document states:" in lines and "The document states of itself:" in lines
    assert "  decided by: chair  [decision_maker]" in lines
    assert under(lines, "decided by:") == "p. 2: “the chair”"
    assert under(lines, "status:") == "p. 2: “No review because of budget, the chair said.”"
    assert under(lines, "date of the decision:") == "p. 1: “12 August 2010”"
    assert under(lines, "body:") == "p. 1: “Northmoor Safeguarding Board”"
    assert under(lines, "told to: Ofsted") == "p. 2: “Ofsted”"


def test_a_field_that_is_not_told_says_so(show: Show) -> None:
    lines = show(DECISION).stdout.splitlines()
    assert "  recommended by: not told  [recommender]" in lines
    assert "  instead of a review: not told  [alternative_type]" in lines
    assert "  publication: not told  [publication_status]" in lines


def test_a_field_without_words_of_its_own_says_so(show: Show) -> None:
    lines = show(DECISION).stdout.splitlines()
    assert under(lines, "agenda item: Item 2") == "no words of its own are recorded"
    assert under(lines, "guidance in force: Working Together 2010, chapter 8 (WT2010)") == (
        "as follows from nation and date of the decision"
    )


def test_facts_sums_and_reasons_stand_with_their_words(show: Show) -> None:
    lines = show(DECISION).stdout.splitlines()
    assert under(lines, "states: the child or adult died (suicide included)  [fact: died]") == "p. 2: “died”"
    assert under(lines, "denies: abuse or neglect is known or suspected") == "p. 2: “Abuse was ruled out”"
    assert under(lines, "about GBP 9,000 (estimate), as what a review costs or would save") == (
        "p. 2: “It would cost about £9,000.”"
    )
    (reason,) = (line for line in lines if line.startswith("  ") and "cost.budget_cuts (Cost.Budget Cuts)" in line)
    assert reason.endswith(", asserted")


def test_criteria_are_told_as_what_the_facts_as_stated_lead_to(show: Show) -> None:
    lines = show(DECISION).stdout.splitlines()
    flag = next(line for line in lines if "never a finding" in line)
    assert lines.index(flag) < next(i for i, line in enumerate(lines) if line.startswith("  criteria: on the facts"))
    assert "  criteria: on the facts that the document states, the guidance asked for no review (not_covered)" in (
        line.removesuffix("  [criteria_assessment]") for line in lines
    )


def test_it_is_told_which_decision_counts(show: Show) -> None:
    first, second = show(DECISION).stdout, show(COPY).stdout
    counted, other = (first, second) if "It counts as a decision." in first else (second, first)
    assert "It counts as a decision.\nIt counts for these too: d-00" in counted
    assert "It does not count by itself: d-00" in other and " counts for it." in other


def test_one_field_is_told_alone(show: Show) -> None:
    lines = show(DECISION, "--field", "decision_maker").stdout.splitlines()
    assert lines[2:] == ["", "The document states:", "  decided by: chair  [decision_maker]", "    p. 2: “the chair”"]


def test_json_holds_every_field_with_its_evidence(show: Show) -> None:
    data: dict[str, Any] = json.loads(show(DECISION, "--json").stdout)
    assert data["decision_id"] == DECISION and data["source_name"] == "a.txt"
    maker = data["fields"]["decision_maker"]
    place = maker["evidence"][0]
    assert (maker["value"], place["page"], place["quotation"]) == ("chair", 2, "the chair")
    assert TEXT[place["start"] : place["end"]] == "the chair"
    assert place["boxes"] == [{"x0": 10.0, "top": 20.0, "x1": 30.5, "bottom": 40.0}]
    assert data["fields"]["recommender"] == {"value": None, "rests_on": [], "evidence": []}
    assert [(fact["fact"], fact["holds"]) for fact in data["facts"]] == [("died", True), ("abuse_suspected", False)]
    assert data["amounts"][0]["lowest"] == 9000.0 and data["reasons"][0]["reason_code"] == "cost.budget_cuts"
    assert {data["is_counted"], json.loads(show(COPY, "--json").stdout)["is_counted"]} == {True, False}
    alone = json.loads(show(DECISION, "--field", "decision_maker", "--json").stdout)
    assert (alone["field"], alone["value"], alone["evidence"]) == ("decision_maker", "chair", maker["evidence"])


def test_a_mention_is_printed_as_json_and_names_its_decision(show: Show) -> None:
    reason = json.loads(show(DECISION, "--json").stdout)["reasons"][0]
    mention = json.loads(show(reason["mention_id"], "--json").stdout)
    assert mention["decision_id"] == DECISION and mention["evidence"] == reason["evidence"]
    assert f"  decision {DECISION}: Case 2: not_initiated" in show(reason["mention_id"]).stdout.splitlines()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((DECISION, "--field", "maker"), "no field 'maker'; it has case_label, "),
        (("d-zz",), "no decision has the id 'd-zz'"),
        (("d-00",), "several decisions begin with 'd-00'"),
        (("0a", "--field", "decision_maker"), "--field is for a decision"),
        ((DECISION, "--field", "recommender", "--image", "page.png"), "no words are recorded for it"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(show: Show, given: tuple[str, ...], told: str) -> None:
    found = show(*given)
    assert found.exit_code == 2
    assert told in found.stderr and "Traceback" not in found.stderr


def test_the_image_shows_the_page_of_the_status_or_of_the_field(tmp_path: Path) -> None:
    """The page of the status' words by default; with a field, its page, with boxes where the field's words stand."""
    from tests.made_documents import minutes_pdf

    file = tmp_path / "release" / "minutes.pdf"
    file.parent.mkdir()
    file.write_bytes(minutes_pdf(2))
    read = replace(
        document(HEAD, TEXT), document_id=sha256(file.read_bytes()).hexdigest(), media_type="application/pdf"
    )
    boxes = (Box(100, 100, 200, 120), Box(300, 500, 400, 520))
    show = show_in(tmp_path / "workspace", _boxed(file, read, boxes), under=str(tmp_path))
    status, maker = tmp_path / "status.png", tmp_path / "maker.png"
    assert "page 2: " in show(DECISION, "--image", status).stderr
    assert "page 2: " in show(DECISION, "--field", "decision_maker", "--image", maker).stderr
    left, top, right, bottom = _difference(status, maker)
    scale = 120 / 72
    assert abs(left / scale - 100) < 6 and abs(top / scale - 100) < 6
    assert abs(right / scale - 400) < 6 and abs(bottom / scale - 520) < 6
    assert "page 1: " in show(DECISION, "--field", "decision_date", "--image", maker).stderr


def _boxed(file: Path, read: Document, boxes: tuple[Box, ...]) -> Unit:
    """A PDF with the decision, whose maker's words lie in the boxes and nothing else in any."""
    coded = with_decision(read)
    (decision,) = coded.decisions
    maker = StatedField("decision_maker", "chair", (said(read.pages[1], "the chair", *boxes),))
    fields = (maker, *(field for field in decision.fields if field.name != maker.name))
    coded = replace(coded, decisions=(replace(decision, fields=fields),))
    return Unit(str(file), "release", read.document_id, (received(file.name, read),), (coded,))


def _difference(one: Path, other: Path) -> tuple[int, int, int, int]:
    """Return the rectangle (pixels) outside of which two pictures are alike."""
    from PIL import Image, ImageChops

    with Image.open(one) as first, Image.open(other) as second:
        found = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox()
    assert found is not None
    return found


def test_every_status_bound_and_assessment_has_words() -> None:
    for words in (_STATUS, _BOUNDS, _CRITERIA):
        (kind,) = {type(each) for each in words}
        assert set(words) == set(kind)


@pytest.mark.parametrize(
    ("ends", "bound", "told"),
    [
        ((10000.0, None), Bound.MORE_THAN, "more than GBP 10,000, given by the treasurer of the council"),
        ((None, 250.5), Bound.AT_MOST, "at most GBP 250.50, given by the treasurer of the council"),
        ((5000.0, 9000.0), Bound.BETWEEN, "between GBP 5,000 and 9,000, given by the treasurer of the council"),
    ],
)
def test_a_sum_is_told_with_its_bounds_and_who_gives_it(
    tmp_path: Path, ends: tuple[float | None, float | None], bound: Bound, told: str
) -> None:
    made = decided()
    (amount,) = made.coded[0].amounts
    amount = replace(amount, lowest=ends[0], highest=ends[1], bound=bound, qualifier="", is_review_cost=False)
    amount = replace(amount, basis=AmountBasis.UNKNOWN, speaker="the treasurer", organisation="the council")
    show = show_in(tmp_path / "workspace", replace(made, coded=(replace(made.coded[0], amounts=(amount,)),)))
    assert f"  {told}" in show(DECISION).stdout.splitlines()


def test_a_decision_that_tells_little_is_told_without_trouble(tmp_path: Path) -> None:
    made = unit("/foi/r/a.txt", "No review was held.")
    (decision,) = made.coded[0].decisions
    bare = replace(decision, decision_id=DECISION, case_label="", heading="", review_type="")
    show = show_in(tmp_path / "workspace", replace(made, coded=(replace(made.coded[0], decisions=(bare,)),)))
    lines = show(DECISION).stdout.splitlines()
    assert lines[0] == f"{DECISION}  in general: no review is initiated"
    assert {"Facts of the case: none told  [criteria_facts]", "Sums: none told"} < set(lines)
    assert "Reasons: none told (not_stated)  [reason_code]" in lines
    assert under(lines, "criteria: the document does not state facts enough") == (
        "no facts are told that it could rest on"
    )


@pytest.mark.slow
def test_a_decision_of_each_kind_of_paper_in_the_sample_release_opens(sample_run: SampleRun) -> None:
    found = rows(
        sample_run.workspace,
        "SELECT min(decision_id) AS decision_id FROM decisions JOIN documents USING (document_id) "
        "WHERE quote IS NOT NULL GROUP BY document_type",
    )
    for row in found:
        shown = json.loads(minuted("show", row["decision_id"], "--json", "-w", sample_run.workspace).stdout)
        assert shown["fields"]["decision_status"]["evidence"][0]["quotation"]
        assert minuted("show", row["decision_id"], "-w", sample_run.workspace).returncode == 0
