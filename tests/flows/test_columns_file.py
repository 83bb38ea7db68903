"""`minuted columns`, and a run by what a person then made of it: from a workbook with odd heads to decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from corpus.column_files import InvalidMapping, is_as_proposed
from corpus.column_mapping import Field
from corpus.errors import CorpusError
from flows import run_release as house
from flows.columns_file import Proposal, proposal_data, propose_columns, write_proposal
from flows.progress import Progress
from flows.run_release import Options, RunReport
from flows.shards import Task
from tests.command_line import all_rows, minuted, rows
from tests.made_documents import docx, eml, encrypted_pdf, pdf

HIDDEN = "Zqwhidden"
CELLS = (
    ("Northmoor Safeguarding Children Board",),
    ("Register of notifications", None, None, "printed 3 April 2012"),
    (),
    ("Nr", "Kid", "Day before us", "Z", "Narrative", "Kind", "Who took it", "File copy"),
    ("2009/10",),
    (
        "NM/09/1",
        "Child P",
        "12 May 2009",
        "Z3",
        "The fee of another author could not be afforded this year.",
        "SCR",
        "Chair",
        "no SCR",
    ),
    (
        "NM/09/2",
        "Child Q",
        "2 June 2009",
        "Z1",
        "A serious case review was asked for under chapter 8.",
        "SCR",
        "Panel",
        "",
    ),
    ("NM/09/3", HIDDEN, "9 June 2009", "Z8", f"{HIDDEN} was never to be seen.", "SCR", "Panel", ""),
    ("2010/11",),
    (
        "NM/10/1",
        "Child R",
        "14 September 2010",
        "Z3",
        "The files of the three agencies will be audited instead.",
        "DHR",
        "Panel",
        "not held because of the cost",
    ),
    (
        "NM/10/2",
        "Child S",
        "5 October 2010",
        "no SCR",
        "The Chair held that the criteria were not met.",
        "SCR",
        "Chair",
        "",
    ),
)
Run = Callable[..., RunReport]


def workbook(path: Path) -> Path:
    """Write the register, its eighth row hidden."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Notifications"
    for cells in CELLS:
        sheet.append(cells)
    sheet.row_dimensions[8].hidden = True
    held = BytesIO()
    book.save(held)
    path.write_bytes(held.getvalue())
    return path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "release").mkdir()
    return workbook(tmp_path / "release" / "odd.xlsx")


@pytest.fixture
def mapping(register: Path, tmp_path: Path) -> Path:
    """Return the proposal for the register as a person edited it."""
    out = tmp_path / "odd.yaml"
    write_proposal(propose_columns(register), out)
    text = out.read_text(encoding="utf-8")
    for head, field in {"Day before us": Field.DECIDED_ON, "Who took it": Field.MAKER}.items():
        assert f'head: "{head}"\n    field: ignore' in text
        text = text.replace(f'head: "{head}"\n    field: ignore', f'head: "{head}"\n    field: {field}')
    for code, status in {"Z3": "not_initiated", "Z1": "initiated"}.items():
        assert f'"{code}": not_stated' in text
        text = text.replace(f'"{code}": not_stated', f'"{code}": {status}')
    out.write_text(text, encoding="utf-8")
    return out


@pytest.fixture
def run(worked_on: list[Task], workspace: Path) -> Run:
    def run_now(*paths: Path, columns: tuple[Path, ...] = ()) -> RunReport:
        worked_on.clear()
        return house.run_release(Options(paths, workspace, columns=columns), Progress(quiet=True))

    return run_now


def decided(workspace: Path) -> dict[str, tuple[str, ...]]:
    names = "decision_status, review_type, decision_date, decision_maker, agenda_item"
    found = rows(workspace, f"SELECT case_label, {names} FROM decisions")
    return {row.pop("case_label"): tuple(row.values()) for row in found}


def test_odd_heads_below_title_rows_are_proposed_with_samples(register: Path) -> None:
    (table,) = propose_columns(register).mapping
    assert [column.head for column in table.columns] == list(CELLS[3])
    told = {column.head: column.field for column in table.columns}
    assert (told["Nr"], told["Kid"], told["Z"]) == (Field.REFERENCE, Field.CASE, Field.STATUS)
    assert (told["Narrative"], told["Kind"], told["File copy"]) == (Field.REASONS, Field.REVIEW_TYPE, None)
    assert table.columns[1].samples == ("Child P", "Child Q")


def test_a_run_by_the_reviewed_mapping_has_its_decisions(
    register: Path, mapping: Path, run: Run, workspace: Path
) -> None:
    run(register.parent, columns=(mapping,))
    assert decided(workspace) == {
        "Child P": ("not_initiated", "SCR", "2009-05-12", "chair", "NM/09/1"),
        "Child Q": ("initiated", "SCR", "2009-06-02", "panel", "NM/09/2"),
        "Child R": ("not_initiated", "DHR", "2010-09-14", "panel", "NM/10/1"),
        "Child S": ("not_initiated", "SCR", "2010-10-05", "chair", "NM/10/2"),
    }


def test_what_is_hidden_is_in_no_proposal_and_no_row(register: Path, mapping: Path, run: Run, workspace: Path) -> None:
    proposal = propose_columns(register)
    assert HIDDEN not in json.dumps(proposal_data(proposal)) and "Z8" not in json.dumps(proposal_data(proposal))
    assert HIDDEN not in mapping.read_text(encoding="utf-8")
    run(register.parent, columns=(mapping,))
    assert HIDDEN not in repr(all_rows(workspace))


def test_nothing_is_read_from_a_column_that_is_to_be_ignored(
    register: Path, mapping: Path, run: Run, workspace: Path
) -> None:
    run(register.parent, columns=(mapping,))
    quoted = {row["quote"] for row in rows(workspace, "SELECT quote FROM mentions")}
    assert any("fee of another author" in quote for quote in quoted)
    assert not any("because of the cost" in quote for quote in quoted)


def test_an_unchanged_mapping_does_nothing_and_a_changed_one_codes_again(
    register: Path, mapping: Path, run: Run, workspace: Path, worked_on: list[Task]
) -> None:
    run(register.parent)
    before = decided(workspace)
    run(register.parent, columns=(mapping,))
    assert [task.is_read for task in worked_on] == [True]  # read once, coded again
    held = all_rows(workspace)
    mapping.write_text("# a thought of the reviewer's\n" + mapping.read_text(encoding="utf-8"), encoding="utf-8")
    run(register.parent, columns=(mapping,))
    assert worked_on == [] and all_rows(workspace)["decisions"] == held["decisions"]
    mapping.write_text(mapping.read_text(encoding="utf-8").replace('"Z1": initiated', '"Z1": deferred'), "utf-8")
    run(register.parent, columns=(mapping,))
    assert [task.is_read for task in worked_on] == [True]
    assert decided(workspace)["Child Q"][0] == "deferred"
    run(register.parent)
    assert worked_on == [] and decided(workspace) == before


def test_rows_without_a_case_are_decisions_of_their_own(tmp_path: Path, run: Run, workspace: Path) -> None:
    table = tmp_path / "anonymous.csv"
    table.write_text("Year,Outcome\n2010,No SCR\n2010,No SCR\n2011,SCR agreed\n")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("tables: [{columns: [{head: Year, field: decided_on}, {head: Outcome, field: status}]}]")
    run(table, columns=(mapping,))
    found = rows(workspace, "SELECT agenda_item, decision_status FROM decisions ORDER BY agenda_item")
    assert [tuple(row.values()) for row in found] == [
        ("row 1", "not_initiated"),
        ("row 2", "not_initiated"),
        ("row 3", "initiated"),
    ]


def test_a_column_names_what_is_done_instead(tmp_path: Path, run: Run, workspace: Path) -> None:
    table = tmp_path / "instead.csv"
    table.write_text("Kid,Settled,Then\nChild A,No,Family conference\nChild B,No,n/a\nChild C,Yes,Press statement\n")
    mapping = tmp_path / "mapping.yaml"
    heads = {"Kid": "case", "Settled": "status", "Then": "alternative"}
    columns = ", ".join(f"{{head: {head}, field: {field}}}" for head, field in heads.items())
    mapping.write_text(f"tables: [{{columns: [{columns}]}}]")
    run(table, columns=(mapping,))
    found = rows(workspace, "SELECT case_label, alternative_type FROM decisions ORDER BY case_label")
    assert [tuple(row.values()) for row in found] == [
        ("Child A", "alternative_method"),
        ("Child B", None),
        ("Child C", None),
    ]


def test_a_broken_mapping_stops_a_run_before_it_begins(register: Path, run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("tables:\n- columns:\n  - head: Kid\n    field: child\n")
    with pytest.raises(InvalidMapping, match=r"broken\.yaml(.|\n)*line 4: table 1, column 1 .*one of case, reference"):
        run(register.parent, columns=(broken,))


def test_tables_of_word_and_of_what_is_attached_are_proposed(tmp_path: Path) -> None:
    table = [["Our no.", "Young person", "Outcome"], ["A/1", "Child A", "No SCR"], ["A/2", "Child B", "on hold"]]
    word = docx(["The register follows."], [table])
    (tmp_path / "register.docx").write_bytes(word)
    (found,) = propose_columns(tmp_path / "register.docx").mapping
    assert found.where == "page 1" and [value.text for value in found.values] == ["No SCR", "on hold"]
    message = eml("Register", "Attached.", [("register.docx", word)])
    (tmp_path / "sent.eml").write_bytes(message)
    (found,) = propose_columns(tmp_path / "sent.eml").mapping
    assert found.where == "sent.eml/register.docx, page 1"


def test_a_file_without_such_a_table_is_told_what_to_do(tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(pdf(["The panel met and decided not to hold a serious case review."]))
    with pytest.raises(CorpusError, match=r"minutes\.pdf: no table with a head was found(.|\n)*save a copy"):
        propose_columns(minutes)
    with pytest.raises(CorpusError, match="takes one file, not a folder"):
        propose_columns(tmp_path)


def test_only_a_proposal_that_nobody_changed_is_written_over(register: Path, tmp_path: Path) -> None:
    proposal, out = propose_columns(register), tmp_path / "out.yaml"
    write_proposal(proposal, out)
    write_proposal(Proposal("renamed.xlsx", proposal.mapping), out)
    first = out.read_text(encoding="utf-8")
    assert "renamed.xlsx" in first and is_as_proposed(first)
    out.write_text(first.replace("ignore", "reasons", 1), encoding="utf-8")
    changed = out.read_bytes()
    with pytest.raises(CorpusError, match="has been changed since it was proposed"):
        write_proposal(proposal, out)
    assert out.read_bytes() == changed


def test_the_command_prints_writes_and_ends_as_it_says(register: Path, tmp_path: Path) -> None:
    printed, out = minuted("columns", register), tmp_path / "out.yaml"
    assert printed.returncode == 0 and is_as_proposed(printed.stdout)
    assert minuted("columns", register, "--out", out).returncode == 0
    assert out.read_text(encoding="utf-8") == printed.stdout
    out.write_text("mine")
    refused = minuted("columns", register, "--out", out)
    assert refused.returncode == 2 and "out.yaml has been changed" in refused.stderr and out.read_text() == "mine"
    data = json.loads(minuted("columns", register, "--json").stdout)
    assert data["tables"][0]["columns"][1] == {
        "head": "Kid",
        "field": "case",
        "told_by": "values",
        "samples": ["Child P", "Child Q"],
    }
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(encrypted_pdf(["Words."]))
    unread = minuted("columns", locked)
    assert unread.returncode == 3 and "locked.pdf" in unread.stderr and "password" in unread.stderr


def test_peek_reads_by_a_mapping_too(register: Path, mapping: Path) -> None:
    looked = json.loads(minuted("peek", register, "--columns", mapping, "--json").stdout)
    assert {d["case_label"]: d["status"] for d in looked["decisions"]}["Child R"] == "not_initiated"
    broken = minuted("peek", register, "--columns", register)
    assert broken.returncode == 2 and "odd.xlsx is not a valid mapping" in broken.stderr


def test_a_table_of_a_letter_is_read_by_the_mapping_too(tmp_path: Path, run: Run, workspace: Path) -> None:
    """A letter tells of decisions second hand, and its rows count as such only where a person said what they hold."""
    table = [["File", "Kid", "Z"], ["A/1", "Child A", "Z3"], ["A/2", "Child B", "Z1"]]
    letter = docx(
        ["Dear Ms Oxley,", "You asked under the Freedom of Information Act for the register.", "It is:"], [table]
    )
    (tmp_path / "letter.docx").write_bytes(letter)
    mapping = tmp_path / "mapping.yaml"
    columns = "[{head: FILE, field: reference}, {head: kid, field: case}, {head: z, field: status}]"
    mapping.write_text(f"tables: [{{columns: {columns}, statuses: {{z3: not_initiated, z1: deferred}}}}]")
    run(tmp_path / "letter.docx", columns=(mapping,))
    assert {case: told[0] for case, told in decided(workspace).items()} == {
        "Child A": "not_initiated",
        "Child B": "deferred",
    }
