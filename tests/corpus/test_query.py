from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corpus.errors import InvalidQuery, WorkspaceError
from corpus.query import Filters, find, group, sql
from corpus.records import Passage
from corpus.schema import analysis
from tests.corpus.made_units import new_store, publish, unit

BUDGET = "No review because of budget."
PRESS = "The press was not a factor."
THRESHOLD = "It fell below the threshold."


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("w") / "minuted.sqlite"
    with new_store(database) as store:
        publish(
            store,
            unit("/foi/r/a.txt", f"{BUDGET} {PRESS}", meeting="2010-08-12"),
            unit("/foi/r/b.txt", f"It came down to money. {THRESHOLD}", meeting="2010-05", body="Bwrdd Diogelu Môn"),
            unit("/foi/s/c.txt", "No review.", meeting="", written="2009", body="Youth Justice Board"),
            unit("/foi/s/d.txt", THRESHOLD, meeting="", body=""),
        )
    return database


def found(database: Path, **filters: object) -> list[str]:
    return [
        f"{source[0]} {reason}"
        for source, reason in find(database, Filters(**filters))[["source_name", "reason_code"]].itertuples(index=False)  # type: ignore[arg-type]
    ]


ALL = ["a cost.budget_cuts", "a publicity", "b cost", "b criteria_not_met", "c not_stated", "d criteria_not_met"]


def test_no_filter_takes_every_row_in_order_of_release_source_and_place(database: Path) -> None:
    assert found(database) == ALL


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({"reasons": ("cost",)}, ["a cost.budget_cuts", "b cost"]),
        ({"reasons": ("cost.budget_cuts",)}, ["a cost.budget_cuts"]),
        ({"reasons": ("cost", "publicity")}, ["a cost.budget_cuts", "a publicity", "b cost"]),
        ({"reasons": ("publicity.dirty_linen",)}, []),
        ({"reasons": ("not_stated",)}, ["c not_stated"]),
        ({"body": "youth"}, ["c not_stated"]),
        ({"body": "MÔN"}, ["b cost", "b criteria_not_met"]),
        ({"body": "%"}, []),
        ({"statuses": ("not_initiated",), "release": "s"}, ["c not_stated", "d criteria_not_met"]),
        ({"polarities": ("negated",)}, ["a publicity"]),
        ({"polarities": ("negated", "asserted"), "release": "r"}, ALL[:4]),
        ({"roles": ("context_only",)}, []),
        ({"release": "s"}, ["c not_stated", "d criteria_not_met"]),
        ({"limit": 1}, ["a cost.budget_cuts"]),
        ({"limit": 0}, []),
        ({"reasons": ("cost",), "since": "2010-06"}, ["a cost.budget_cuts"]),
    ],
)
def test_each_filter_takes_its_rows(database: Path, filters: dict[str, object], rows: list[str]) -> None:
    assert found(database, **filters) == rows


@pytest.mark.parametrize(
    ("since", "until", "sources"),
    [
        ("2010", "", "ab"),
        ("2010-05-31", "", "ab"),  # May may mean its last day
        ("2010-06-01", "", "a"),
        ("2010-08-12", "2010-08-12", "a"),
        ("2010-08-13", "", ""),
        ("", "2010-05-01", "bc"),
        ("", "2010-04", "c"),
        ("", "2009-01-01", "c"),  # 2009 may mean its first day
        ("", "2008", ""),
        ("2009-12", "2009", "c"),
        ("", "2010", "abc"),  # undated rows are in no range
    ],
)
def test_dates_take_rows_of_which_some_day_may_lie_in_the_range(
    database: Path, since: str, until: str, sources: str
) -> None:
    assert sorted({row[0] for row in found(database, since=since, until=until)}) == sorted(sources)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("budget", ["a cost.budget_cuts"]),  # not the press, which is in another sentence of that page
        ('"not a factor"', ["a publicity"]),
        ("money OR threshold", ["b cost", "b criteria_not_met", "d criteria_not_met"]),
        ("budg*", ["a cost.budget_cuts"]),
        ("review NOT budget", ["c not_stated"]),  # a decision's own words count too
        ("absent", []),
    ],
)
def test_text_is_looked_for_in_the_passage_of_the_quotation(database: Path, text: str, rows: list[str]) -> None:
    assert found(database, text=text) == rows


def test_text_is_found_on_the_page_that_a_passage_runs_on_to(tmp_path: Path) -> None:
    made = unit("/foi/r/a.txt", "The panel found that", "money told. Closed.")
    (mention,), (passage, *_) = made.coded[0].mentions, made.coded[0].passages
    over = Passage(1, 0, 20, "The panel found that money told.", "", ((2, passage.start, passage.end),))
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, replace(made, coded=(replace(made.coded[0], passages=(over,)),)))
    frame = find(tmp_path / "minuted.sqlite", Filters(text="panel"))
    assert list(frame["mention_id"]) == [mention.mention_id]


@pytest.mark.parametrize("text", ["non-accidental", '"open', "AND", "title:x", "(", "*", "what?"])
def test_text_that_is_no_full_text_query_is_explained(database: Path, text: str) -> None:
    with pytest.raises(InvalidQuery, match=r"is not a full-text search\. Put words that hold punctuation"):
        find(database, Filters(text=text))


def test_pages_that_were_read_badly_can_be_left_out(tmp_path: Path) -> None:
    made = unit("/foi/r/a.txt", BUDGET, THRESHOLD)
    (line,) = made.received
    assert line.document is not None
    first, second = line.document.pages
    poor = replace(line.document, pages=(first, replace(second, quality=0.4)))
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, replace(made, received=(replace(line, document=poor),)))
    found = [find(tmp_path / "minuted.sqlite", Filters(least_quality=least))["page"].tolist() for least in (0.0, 0.5)]
    assert found == [[1, 2], [1]]


def test_strict_counts_leave_out_what_a_person_is_yet_to_look_at(tmp_path: Path) -> None:
    made = unit("/foi/r/a.txt", BUDGET, THRESHOLD)
    (coded,) = made.coded
    first, *rest = coded.mentions
    unsure = replace(coded, mentions=(replace(first, needs_review=True), *rest))
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, replace(made, coded=(unsure,)))
    found = [
        find(tmp_path / "minuted.sqlite", Filters(strict=strict))["mention_id"].tolist() for strict in (False, True)
    ]
    assert found == [[first.mention_id, *(m.mention_id for m in rest)], [m.mention_id for m in rest]]
    assert rest


def test_columns_have_the_types_of_the_dictionary(database: Path) -> None:
    frame = find(database, Filters())
    assert list(frame.columns) == [column.name for column in analysis.columns]
    assert frame["page"].dtype == "Int64"
    assert frame["hidden_text_detected"].dtype == bool
    assert frame["code_confidence"].dtype == float
    without = frame[frame["reason_code"] == "not_stated"].iloc[0]
    assert without["quote"] == "No review."
    assert pd.isna(without["mention_id"])
    assert pd.isna(without["role"])
    assert list(find(database, Filters(limit=0)).columns) == list(frame.columns)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"reasons": ("costs",)}, r"no reason code 'costs'\. Did you mean cost\? Known: cost, cost\.budget_cuts, "),
        ({"statuses": ("refused",)}, r"no status 'refused'\..* Known: not_initiated, initiated, "),
        ({"roles": ("reason",)}, r"no role 'reason'\..*reason_not_initiating"),
        ({"polarities": ("positive",)}, r"no polarity 'positive'\..* Known: asserted, negated, "),
        ({"release": "t"}, r"no release 't'\. Known: r, s\."),
        ({"since": "June 2010"}, r"'June 2010' is not a date: give a day \(2010-06-10\), a month"),
        ({"until": "2010-13"}, "not a date"),
        ({"until": "2010-00"}, "not a date"),
        ({"since": "2010-02-30"}, "not a date"),
        ({"since": "2010-06-00"}, "not a date"),
        ({"since": "0000"}, "not a date"),
        ({"since": "2010-06-1"}, "not a date"),
        ({"limit": -1}, "the limit is -1"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(database: Path, filters: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        find(database, Filters(**filters))  # type: ignore[arg-type]


def records(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


def test_groups_count_mentions_decisions_and_documents(database: Path) -> None:
    frame = group(database, Filters(), ["parent"])
    assert list(frame.columns) == ["parent", "mentions", "decisions", "documents"]
    assert records(frame) == [
        ("cost", 2, 1, 2),
        ("criteria_not_met", 2, 0, 2),
        ("not_stated", 0, 1, 1),
        ("publicity", 1, 0, 1),
    ]


def test_groups_by_month_and_reason_leave_what_has_no_month_without_a_name(database: Path) -> None:
    assert records(group(database, Filters(reasons=("criteria_not_met", "not_stated")), ["month", "reason"])) == [
        (None, "criteria_not_met", 1, 0, 1),
        (None, "not_stated", 0, 1, 1),
        ("2010-05", "criteria_not_met", 1, 0, 1),
    ]


@pytest.mark.parametrize("name", ["year", "body", "status", "polarity", "role", "kind", "release", "source"])
def test_every_grouping_adds_up_to_all_mentions(database: Path, name: str) -> None:
    frame = group(database, Filters(), [name])
    assert frame["mentions"].sum() == 5


def test_a_grouping_named_twice_is_one(database: Path) -> None:
    assert list(group(database, Filters(), ["year", "year"]).columns) == ["year", "mentions", "decisions", "documents"]


def test_no_grouping_gives_totals(database: Path) -> None:
    assert records(group(database, Filters(), [])) == [(5, 2, 4)]


def test_an_unknown_grouping_is_refused_with_those_there_are(database: Path) -> None:
    with pytest.raises(InvalidQuery, match=r"no grouping 'months'\. Did you mean month\? Known: month, year, reason"):
        group(database, Filters(), ["months"])


def test_sql_that_reads_is_answered(database: Path) -> None:
    assert records(sql(database, "SELECT reason_code, count(*) AS n FROM analysis GROUP BY 1 ORDER BY 1 LIMIT 1")) == [
        ("cost", 1)
    ]
    assert records(
        sql(database, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 2) SELECT * FROM n")
    )
    assert len(sql(database, "SELECT * FROM passages_fts WHERE passages_fts MATCH 'budget'")) == 1
    assert "reason_code" in set(sql(database, "PRAGMA table_info(analysis)")["name"])
    assert len(sql(database, "EXPLAIN QUERY PLAN SELECT 1"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger",
        "UPDATE mentions SET polarity = 'asserted'",
        "INSERT INTO meta VALUES ('a', 'b')",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "DROP VIEW analysis",
        "ATTACH DATABASE '/tmp/other.sqlite' AS other",
        "DETACH DATABASE main",
        "VACUUM",
        "VACUUM INTO '/tmp/copy.sqlite'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "WITH x AS (SELECT 1) DELETE FROM ledger",
        "REINDEX",
        "BEGIN IMMEDIATE",
        "SELECT load_extension('x')",
    ],
)
def test_sql_that_writes_or_attaches_is_refused(database: Path, statement: str) -> None:
    before = database.read_bytes()
    with pytest.raises(InvalidQuery, match="only statements that read are allowed"):
        sql(database, statement)
    assert database.read_bytes() == before
    assert not Path("/tmp/copy.sqlite").exists()
    assert not Path("/tmp/other.sqlite").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT reason FROM analysis", r"no such column: reason\. Columns of analysis: mention_id, decision_id, "),
        ("SELECT * FROM reasons", r"no such table: reasons\. Tables: actions, amounts, analysis, attendance, "),
        ("SELEC 1", "syntax error"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("", "asks for nothing"),
        ("-- a comment", "asks for nothing"),
        ("SELECT * FROM passages_fts WHERE passages_fts MATCH '(('", "fts5"),
    ],
)
def test_sql_that_is_wrong_is_explained(database: Path, statement: str, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        sql(database, statement)


def test_a_missing_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="holds no table yet"):
        find(tmp_path / "minuted.sqlite", Filters())
    with pytest.raises(WorkspaceError, match="holds no table yet"):
        sql(tmp_path / "minuted.sqlite", "SELECT 1")
    assert list(tmp_path.iterdir()) == []
