from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from corpus import OpenWorkspace, open_workspace
from corpus.errors import CorpusError, InvalidQuery
from corpus.opened import SearchFilters
from corpus.opened_tables import DocumentFilters, RowFilters, Tables
from corpus.query import Filters, find
from corpus.schema import analysis, metadata
from corpus.search import PageFilters
from corpus.store import open_store
from corpus.table import exports
from tests.conftest import SampleRun
from tests.corpus.made_units import new_store, publish, unit

TABLES = sorted(
    name for name, method in vars(Tables).items() if not name.startswith("_") and inspect.isfunction(method)
)
LEFT_OUT = {"units"}  # where files lay on one person's disk


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("w")
    with new_store(folder / "minuted.sqlite") as store:
        publish(
            store,
            unit("/foi/r/a.txt", "No review because of budget. The press was not a factor.", meeting="2010-08-12"),
            unit("/foi/r/b.txt", "It came down to money.", meeting="2010-05", body="Bwrdd Môn"),
            unit("/foi/s/c.txt", "No review.", meeting="", written="2009", body=""),
        )
    return folder


@pytest.fixture
def opened(workspace: Path) -> OpenWorkspace:
    return open_workspace(workspace)


def sources(frame: pd.DataFrame) -> str:
    return "".join(sorted({name[0] for name in frame["source_name"]}))


def test_a_workspace_without_a_run_is_refused_with_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="minuted run PATH --workspace"):
        open_workspace(tmp_path)


def test_there_is_a_method_for_every_table() -> None:
    assert {*TABLES} == {"analysis", *metadata.tables} - LEFT_OUT


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_the_columns_of_its_docstring_with_their_types(opened: OpenWorkspace, name: str) -> None:
    frame: pd.DataFrame = getattr(opened, name)()
    documented = inspect.getdoc(getattr(Tables, "analysis" if name == "mentions" else name)) or ""
    listed = [line.split(":")[0].strip() for line in documented.split("Columns:\n")[1].splitlines()]
    assert [column for column in frame.columns if column not in listed] == []
    kinds = {str(frame[column].dtype) for column in frame.columns}
    assert kinds <= {"str", "Int64", "float64", "boolean"}
    assert list(opened.columns(name)["column"]) == list(frame.columns)


def test_the_tables_that_are_exported_have_the_same_columns(opened: OpenWorkspace) -> None:
    for export in exports():
        assert list(getattr(opened, export.name)().columns) == [column.name for column in export.columns]
    assert {"body_type", "nation"} < set(opened.decisions().columns)


def test_filters_by_keyword_are_those_of_the_records() -> None:
    assert set(RowFilters.__annotations__) == {field.name for field in fields(Filters)} - {"limit"}
    assert set(SearchFilters.__annotations__) == {field.name for field in fields(PageFilters)}
    assert set(DocumentFilters.__annotations__) == set(SearchFilters.__annotations__) - {"reasons", "limit"}


def test_rows_are_those_that_a_query_finds(opened: OpenWorkspace) -> None:
    frame = opened.analysis(since="2010-05", polarities=("asserted",))
    asked = find(opened.database, Filters(since="2010-05", polarities=("asserted",)))
    assert frame["mention_id"].tolist() == asked["mention_id"].tolist()
    assert list(frame.columns) == [column.name for column in analysis.columns]
    assert len(frame) == 2


def test_mentions_leave_out_the_rows_of_decisions_without_a_reason(opened: OpenWorkspace) -> None:
    assert len(opened.analysis()) == 4
    assert opened.mentions()["reason_code"].tolist() == ["cost.budget_cuts", "publicity", "cost"]
    assert opened.mentions(reasons=("not_stated",)).empty
    assert opened.mentions(text="budget")["reason_code"].tolist() == ["cost.budget_cuts"]


def test_decisions_are_those_with_a_row_that_the_filters_let_through(opened: OpenWorkspace) -> None:
    assert sources(opened.decisions()) == "ac"
    assert sources(opened.decisions(reasons=("cost",))) == "a"
    assert sources(opened.decisions(reasons=("not_stated",))) == "c"
    assert opened.decisions(body="Môn").empty


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        ({}, "abc"),
        ({"body": "môn"}, "b"),
        ({"since": "2010-06"}, "a"),
        ({"kinds": ("minutes",)}, "abc"),
        ({"release": "s"}, "c"),
    ],
)
def test_tables_of_documents_are_narrowed_by_their_documents(
    opened: OpenWorkspace, filters: DocumentFilters, where: str
) -> None:
    documents = opened.documents(**filters)
    assert sources(documents) == where
    pages = opened.pages(**filters)
    assert set(pages["document_id"]) == set(documents["document_id"])
    assert opened.redaction_differences(**filters).empty


def test_a_filter_that_names_what_there_is_not_is_refused(opened: OpenWorkspace) -> None:
    with pytest.raises(InvalidQuery, match="no kind 'minute'"):
        opened.pages(kinds=("minute",))
    with pytest.raises(InvalidQuery, match="no release 't'"):
        opened.ledger(release="t")
    with pytest.raises(InvalidQuery, match="there is no table 'mention'"):
        opened.columns("mention")


def test_a_search_gives_a_frame(opened: OpenWorkspace) -> None:
    frame = opened.search("budget OR money", body="môn", limit=5)
    assert frame[["source_name", "line"]].to_numpy().tolist() == [["b.txt", "It came down to [money]."]]
    (text,), (((start, end),),) = opened.pages(body="môn")["text"], frame["matches"]
    assert text[start:end] == "money"


def test_within_a_with_statement_all_calls_see_one_state(tmp_path: Path) -> None:
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, unit("/foi/r/a.txt", "No review because of budget."))
        with open_workspace(tmp_path) as held:
            publish(store, unit("/foi/r/a.txt", "It came down to money."))
            assert held.mentions()["reason_code"].tolist() == ["cost.budget_cuts"]
            assert held.search("budget").attrs["total"] == 1
            assert held.decisions().shape[0] == 1
        assert open_workspace(tmp_path).mentions()["reason_code"].tolist() == ["cost"]
        assert held.mentions()["reason_code"].tolist() == ["cost"]


def test_reading_changes_nothing_in_the_workspace(workspace: Path, opened: OpenWorkspace) -> None:
    before = (workspace / "minuted.sqlite").read_bytes()
    with opened:
        opened.analysis()
        opened.search("review")
    assert (workspace / "minuted.sqlite").read_bytes() == before
    with open_store(workspace / "minuted.sqlite") as store:
        assert store.verify() == []


@pytest.mark.slow
def test_the_sample_release_opens_as_frames(sample_run: SampleRun) -> None:
    with open_workspace(sample_run.workspace) as opened:
        assert len(opened.mentions()) == sample_run.report["mentions"]
        assert len(opened.decisions()) == sample_run.report["decisions"]
        assert len(opened.ledger()) == sample_run.report["received"]
        decided = opened.mentions()["decision_id"].dropna()
        assert set(decided) <= set(opened.decisions()["decision_id"])
