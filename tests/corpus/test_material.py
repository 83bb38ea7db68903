from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis.replaced import Replaced, keep
from corpus.errors import InvalidQuery, WorkspaceError
from corpus.material import gather
from corpus.outgoing import TABLES, Disguise, outgoing
from corpus.query import Filters, find
from flows.hidden_names import keep_label
from tests.analysis.made_exports import HIDDEN, NAME, hide, make_store

DISGUISE = Disguise(hide, HIDDEN.hide_case, HIDDEN.says)
NEW = "[person number 1]"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make_store(tmp_path)


def test_without_a_disguise_rows_are_those_of_the_store(database: Path) -> None:
    with gather(database) as material, closing(sqlite3.connect(database)) as connection:
        for name in TABLES:
            export = outgoing(name)
            columns = ", ".join(f"{c.table.name}.{c.name}" for c in export.columns)
            stored = connection.execute(f"SELECT {columns} FROM {export.source}").fetchall()
            assert sorted(material.rows(name), key=repr) == sorted(stored, key=repr)
            assert material.count(name) == len(stored)


def test_a_disguise_that_keeps_changes_nothing(database: Path) -> None:
    with gather(database) as material:
        kept = material.disguised(Disguise(keep, keep_label, ""))
        for name in TABLES:
            assert list(kept.rows(name)) == list(material.rows(name))
            assert list(kept.rows(name, moved=True)) == list(material.rows(name))


def test_no_name_is_left_and_as_many_rows(database: Path) -> None:
    with gather(database) as material:
        hidden = material.disguised(DISGUISE)
        for name in (*TABLES, "mentions", "pages", "passages", "releases"):
            rows = list(hidden.rows(name))
            assert len(rows) == material.count(name)
            assert NAME not in repr(rows)
        assert NAME in repr(list(material.rows("analysis")))


def test_cases_become_pseudonyms(database: Path) -> None:
    with gather(database) as material:
        labels = {row["case_label"] for row in material.disguised(DISGUISE).records("decisions")}
    assert labels == {"CASE-0006"}


def test_places_point_into_the_pages_as_read_or_as_exported(database: Path) -> None:
    with gather(database) as material:
        hidden = material.disguised(DISGUISE)
        as_read = {(row["document_id"], row["page"]): row["text"] for row in material.records("pages")}
        exported = {(row["document_id"], row["page"]): row["text"] for row in hidden.records("pages")}
        assert any(NEW in text for text in exported.values())
        for row in hidden.records("evidence", moved=True):
            text = exported[row["document_id"], row["page"]]
            assert text[row["char_start"] : row["char_end"]] == row["quotation"]
        for row in hidden.records("evidence"):
            text = as_read[row["document_id"], row["page"]]
            assert hide(text[row["char_start"] : row["char_end"]]).text == row["quotation"]


def test_json_with_places_moves_too(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        document, page, start, end = connection.execute(
            "SELECT document_id, page, char_start, char_end FROM decisions WHERE quote LIKE '%budget%' AND page = 1 "
            "AND char_start > 0"
        ).fetchone()
        facts = f'[{{"fact": "died", "holds": true, "page": {page}, "char_start": {start}, "char_end": {end}}}]'
        connection.execute("UPDATE decisions SET criteria_facts = ? WHERE document_id = ?", (facts, document))
        connection.execute(
            "UPDATE passages SET continued_on = ? WHERE document_id = ?", (f"[[{page}, {start}, {end}]]", document)
        )
        connection.commit()
    with gather(database) as material:
        hidden = material.disguised(DISGUISE)
        moved = next(r for r in hidden.records("decisions", moved=True) if r["criteria_facts"])
        continued = next(r for r in hidden.records("passages", moved=True) if r["continued_on"])
    assert start > 0
    text = f'"char_start": {start + len(NEW) - len(NAME)}, "char_end": {end + 2 * (len(NEW) - len(NAME))}'
    assert text in moved["criteria_facts"]
    assert continued["continued_on"] == f"[[{page}, {start + 8}, {end + 16}]]"


@pytest.mark.parametrize(
    "filters",
    [
        Filters(reasons=("cost",)),
        Filters(reasons=("not_stated",)),
        Filters(release="q"),
        Filters(since="2011"),
        Filters(text="press"),
    ],
)
def test_filters_narrow_every_table_to_what_bears_on_the_rows_found(database: Path, filters: Filters) -> None:
    found = find(database, filters)
    with gather(database, filters) as material:
        rows = material.frame("analysis")
        assert rows["mention_id"].fillna("").tolist() == found["mention_id"].fillna("").tolist()
        assert 0 < len(rows) < 6
        assert set(material.frame("decisions")["decision_id"]) == set(found["decision_id"].dropna())
        assert set(material.frame("documents")["document_id"]) == set(found["document_id"])
        assert set(material.frame("ledger")["document_id"]) == set(found["document_id"])
        assert set(material.frame("evidence")["mention_id"].dropna()) == set(found["mention_id"].dropna())
        assert set(material.frame("releases")["release_id"]) == set(found["release_id"])
        assert material.count("codes") == 6


def test_filters_that_find_nothing_leave_nothing(database: Path) -> None:
    with gather(database, Filters(since="2030")) as material:
        assert {name: material.count(name) for name in TABLES if name != "codes"} == {
            name: 0 for name in TABLES if name != "codes"
        }


def test_wrong_filters_and_no_store_are_told(database: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidQuery, match="reason code"), gather(database, Filters(reasons=("costs",))):
        pass
    with pytest.raises(WorkspaceError), gather(tmp_path / "none.sqlite"):
        pass


def test_a_quotation_is_disguised_as_a_part_of_its_page(database: Path) -> None:
    """A surname alone is known for a name by what stands elsewhere on the page."""

    def by_context(text: str) -> Replaced:
        return hide(text) if "was present" in text else keep(text)

    with gather(database) as material:
        hidden = material.disguised(Disguise(by_context, keep_label, ""))
        for name, column in (("analysis", "quote"), ("evidence", "quotation"), ("decisions", "quote")):
            found = [row[column] for row in hidden.records(name) if row["page"] == 1 and row[column]]
            assert NAME not in repr(found)
            assert NEW in repr(found)
