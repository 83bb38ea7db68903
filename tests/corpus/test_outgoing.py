from __future__ import annotations

import pytest
from sqlalchemy import String

from corpus.outgoing import TABLES, Handling, Kind, dictionary_rows, handling_of, out_table, outgoing
from corpus.rule_files import load_rules
from corpus.schema import analysis, metadata

LISTS = load_rules("corpus", "material.yaml")
ALL = (analysis, *metadata.tables.values())


def test_every_text_column_of_the_schema_stands_in_one_list() -> None:
    """A new column of text has to be put somewhere by a person, before anybody exports it."""
    for table in ALL:
        for column in table.columns:
            if not isinstance(column.type, String) or column.info.get("values"):
                continue
            names = {column.name, f"{table.name}.{column.name}"}
            found = [key for key, listed in LISTS.items() if names & set(listed)]
            assert len(found) == 1, f"{table.name}.{column.name}: {found}"


def test_every_name_listed_is_a_column() -> None:
    known = {name for table in ALL for column in table.columns for name in (column.name, f"{table.name}.{column.name}")}
    assert {name for listed in LISTS.values() for name in listed} <= known


@pytest.mark.parametrize(
    ("column", "handling"),
    [
        (analysis.c.quote, Handling.WORDS),
        (analysis.c.source_name, Handling.WORDS),
        (analysis.c.case_label, Handling.CASE),
        (analysis.c.role, Handling.OWN),  # a closed set
        (metadata.tables["attendance"].c.role, Handling.WORDS),  # an office as printed
        (metadata.tables["decisions"].c.criteria_facts, Handling.PLACES),
        (analysis.c.body, Handling.OWN),  # public bodies are kept
    ],
)
def test_what_is_done_to_a_column(column: object, handling: Handling) -> None:
    assert handling_of(column) is handling  # type: ignore[arg-type]


def test_paths_and_fingerprints_never_leave() -> None:
    names = {(table.name, field.name) for table in ALL for field in out_table(table.name).fields}
    assert {name for _, name in names} & {"received_path", "words_sha256", "minhash"} == set()
    assert ("ledger", "source_name") in names


def test_fields_stand_as_the_columns_that_are_read() -> None:
    for name in TABLES:
        assert [f.name for f in out_table(name).fields] == [column.name for column in outgoing(name).columns]


def test_kinds_of_cells() -> None:
    kinds = {field.name: field.kind for field in out_table("analysis").fields}
    assert (kinds["decision_date"], kinds["page"], kinds["needs_review"]) == (Kind.DATE, Kind.WHOLE, Kind.TRUTH)
    assert (kinds["code_confidence"], kinds["decision_date_precision"]) == (Kind.NUMBER, Kind.TEXT)


def test_the_dictionary_tells_every_column_and_whose_places_they_are() -> None:
    rows = dictionary_rows(("analysis", "codes"))
    assert len(rows) == 2 + sum(len(out_table(name).fields) for name in ("analysis", "codes"))
    meanings = {row[1]: row[4] for row in rows if row[0] == "analysis"}
    assert "in the page as minuted read it" in meanings["char_start"]
    assert "pseudonym" in meanings["case_label"]
    assert all(meaning for meaning in meanings.values())
