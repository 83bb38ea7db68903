from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, example, given, settings

from corpus.datasette import datasette_metadata, shelves, write_datasette, write_metadata
from corpus.material import gather
from corpus.outgoing import Disguise, out_table
from corpus.query import Filters
from tests.analysis.made_exports import AWKWARD, HIDDEN, NAME, awkward_texts, hide, make_store

DISGUISE = Disguise(hide, HIDDEN.hide_case, HIDDEN.says)


def write(folder: Path, database: Path, filters: Filters | None = None) -> dict[str, int]:
    (folder / "reviews.db").unlink(missing_ok=True)
    with gather(database, filters) as material:
        counts = write_datasette(material.disguised(DISGUISE), folder / "reviews.db")
    write_metadata(datasette_metadata("reviews", {"Names": DISGUISE.says}), folder / "metadata.json")
    return counts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, make_store(tmp_path))
    return tmp_path


def served(folder: Path, *addresses: str) -> list[Any]:
    """What Datasette answers: JSON as data, pages as text."""
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))

    async def ask() -> list[Any]:
        datasette = Datasette([str(folder / "reviews.db")], metadata=metadata)
        await datasette.invoke_startup()
        answers = [await datasette.client.get(address) for address in addresses]
        assert [answer.status_code for answer in answers] == [200] * len(addresses)
        return [
            answer.json() if ".json" in address else answer.text
            for address, answer in zip(addresses, answers, strict=True)
        ]

    return asyncio.run(ask())


def test_datasette_shows_every_table_with_its_title_and_the_meaning_of_its_columns(folder: Path) -> None:
    names = [shelf.name for shelf in shelves()]
    home, *pages = served(folder, "/reviews", *(f"/reviews/{name}" for name in names))
    assert "Reviews that were not held" in home
    for shelf, page in zip(shelves(), pages, strict=True):
        assert shelf.title in page
        assert "SHA-256 of its bytes" in page or shelf.name in ("releases", "codes", "meta")


def test_facets_count_the_rows(folder: Path) -> None:
    (answer,) = served(folder, "/reviews/analysis.json?_facet=reason_code")
    counted = {one["value"]: one["count"] for one in answer["facet_results"]["reason_code"]["results"]}
    with closing(sqlite3.connect(folder / "minuted.sqlite")) as store:
        assert counted == dict(store.execute("SELECT reason_code, count(*) FROM analysis GROUP BY 1"))
    assert {"reason_parent", "policy_period", "body"} <= set(answer["facet_results"])


def test_words_are_searched_and_names_that_were_replaced_are_not_found(folder: Path) -> None:
    budget, quill, pages = served(
        folder,
        "/reviews/passages.json?_search=budget",
        "/reviews/passages.json?_search=quill",
        "/reviews/pages.json?_search=person&_shape=objects",
    )
    assert (budget["filtered_table_rows_count"], quill["filtered_table_rows_count"]) == (2, 0)
    assert pages["filtered_table_rows_count"] == 2


def test_a_mention_leads_to_its_decision_and_document(folder: Path) -> None:
    (page,) = served(folder, "/reviews/mentions")
    with closing(sqlite3.connect(folder / "reviews.db")) as file:
        decision, document = file.execute(
            "SELECT decision_id, document_id FROM mentions WHERE decision_id IS NOT NULL"
        ).fetchone()
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    assert f"/reviews/decisions/{decision}" in page
    assert f"/reviews/documents/{document}" in page


def test_no_byte_of_the_file_holds_a_name_or_where_files_lay(folder: Path) -> None:
    content = (folder / "reviews.db").read_bytes() + (folder / "metadata.json").read_bytes()
    assert NAME.encode() not in content
    assert b"/foi/" not in content
    assert NAME.encode() in (folder / "minuted.sqlite").read_bytes()


@given(awkward_texts)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("".join(AWKWARD))
def test_rows_sums_and_quotations_come_back(tmp_path: Path, text: str) -> None:
    database = make_store(tmp_path, text)
    counts = write(tmp_path, database)
    with closing(sqlite3.connect(tmp_path / "reviews.db")) as file, gather(database) as material:
        assert counts == {shelf.name: material.count(shelf.name) for shelf in shelves()}
        pages = {row[:2]: row[2] for row in file.execute("SELECT document_id, page, text FROM pages")}
        stored = {(row["document_id"], row["page"]): hide(row["text"]).text for row in material.records("pages")}
        assert pages == stored
        for document, page, start, end, quotation in file.execute(
            "SELECT document_id, page, char_start, char_end, quotation FROM evidence"
        ):
            assert pages[document, page][start:end] == quotation
        scores = file.execute("SELECT sum(code_confidence) FROM mentions").fetchone()[0]
        assert scores == pytest.approx(sum(row["code_confidence"] for row in material.records("mentions")))


def test_a_narrowed_file_points_at_nothing_that_is_missing(tmp_path: Path) -> None:
    counts = write(tmp_path, make_store(tmp_path), Filters(reasons=("publicity",)))
    assert (counts["analysis"], counts["documents"]) == (1, 1)
    with closing(sqlite3.connect(tmp_path / "reviews.db")) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_rules_name_columns_that_there_are() -> None:
    for shelf in shelves():
        names = {field.name for field in out_table(shelf.name).fields}
        given = {*shelf.facets, *shelf.search, shelf.sort, shelf.sort_desc, shelf.label} - {""}
        assert given <= names, shelf.name


def test_a_file_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    database = make_store(tmp_path)
    (tmp_path / "reviews.db").write_bytes(b"mine")
    with gather(database) as material, pytest.raises(FileExistsError):
        write_datasette(material, tmp_path / "reviews.db")
    assert (tmp_path / "reviews.db").read_bytes() == b"mine"
