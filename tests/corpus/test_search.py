from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidQuery
from corpus.records import Passage
from corpus.search import Found, PageFilters, hits_frame, search
from corpus.store import open_store, read_only
from tests.corpus.made_units import new_store, publish, unit

HOLDING = "No review because of budget cuts."
MEETING = "The Board met.\n\nA Serious Case Review would not be held. Sections s.40(2) and s.41 were cited."


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("w") / "minuted.sqlite"
    with new_store(database) as store:
        publish(
            store,
            unit("/foi/r/a.txt", MEETING, f"{HOLDING} The press was not a factor.", meeting="2010-08-12"),
            unit("/foi/r/b.txt", "Costs, and the costs again: a costly review.", meeting="2010-05", body="Bwrdd Môn"),
            unit("/foi/s/c.txt", "Nid oedd y tŷ na'r caffi (café) yn ddiogel.", meeting="", written="2009", body=""),
        )
    return database


def pages(found: Found) -> list[str]:
    return [f"{hit.source_name[0]}{hit.page}" for hit in found.hits]


def words(found: Found) -> list[list[str]]:
    return [[hit.snippet[s - hit.char_start : e - hit.char_start] for s, e in hit.matches] for hit in found.hits]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("review", ["a1", "a2", "b1"]),
        ("REVIEW budget", ["a2"]),  # words of one page, in whatever order
        ('"serious case review"', ["a1"]),
        ('"board met a serious"', ["a1"]),  # over the border of a paragraph
        ("cost*", ["b1"]),
        ("NEAR(board review, 5)", ["a1"]),
        ("NEAR(board cited, 3)", []),
        ("review NOT budget", ["a1", "b1"]),
        ("budget OR café", ["a2", "c1"]),
        ("CAFE", ["c1"]),  # accents do not matter, as asked or as written
        ("ty", ["c1"]),
        ("bûdget", ["a2"]),
        ("cafe\u0301", ["c1"]),
        ("absent", []),
    ],
)
def test_pages_are_found_in_the_full_text_language(database: Path, asked: str, where: list[str]) -> None:
    found = search(database, asked)
    assert sorted(pages(found)) == where
    assert found.read_as in (asked, "café") and found.total == len(where)


@pytest.mark.parametrize(
    ("asked", "read_as", "where"),
    [
        ("s.40(2)", '"s.40(2)"', ["a1"]),
        ("s.40(2) cited", '"s.40(2)" AND cited', ["a1"]),
        ("(s.40(2) OR café) oedd", '( "s.40(2)" OR café ) AND oedd', ["c1"]),
        ("(budget OR press) review", "( budget OR press ) AND review", ["a2"]),
        ("non-accidental", '"non-accidental"', []),
        ("na'r", '"na\'r"', ["c1"]),
        ("title:x", '"title:x"', []),
        ('"serious case', '"serious" AND case', ["a1"]),
        ("review – budget", "review budget", ["a2"]),
        ('review "—" budget', "review budget", ["a2"]),
        ("“case review”", '"case review"', ["a1"]),
        ("budget?", '"budget?"', ["a2"]),
        ("cos-*", '"cos-"*', ["b1"]),
        ("AND", '"AND"', ["a1", "b1"]),
        ("budget OR (review", "budget OR review", ["a1", "a2", "b1"]),
        ("*bud", '"bud"', []),
    ],
)
def test_what_is_not_the_language_is_read_word_by_word_and_said(
    database: Path, asked: str, read_as: str, where: list[str]
) -> None:
    found = search(database, asked)
    assert sorted(pages(found)) == where
    assert found.read_as == read_as


@pytest.mark.parametrize("asked", ["", "  ", "***", "—", '""', "()"])
def test_a_search_without_a_word_is_refused(database: Path, asked: str) -> None:
    with pytest.raises(InvalidQuery, match=r"holds no word to look for\. Give words"):
        search(database, asked)


@settings(max_examples=150, deadline=None)
@given(asked=st.text(max_size=30) | st.text(alphabet='ab"*()+-^:{}.ANDORT NEAR,', max_size=20))
def test_any_text_is_answered_or_refused_in_a_sentence(database: Path, asked: str) -> None:
    try:
        found = search(database, asked)
    except InvalidQuery as error:
        assert str(error).endswith(".")
    else:
        assert found.total >= len(found.hits)


@settings(max_examples=60, deadline=None)
@given(
    before=st.text(alphabet=st.characters(exclude_categories=("Cs", "L", "N", "M", "Co")), max_size=30),
    after=st.text(alphabet=st.characters(exclude_categories=("Cs", "L", "N", "M", "Co")), max_size=30),
)
def test_matches_are_places_in_the_page_whatever_stands_around_them(
    tmp_path_factory: pytest.TempPathFactory, before: str, after: str
) -> None:
    database = tmp_path_factory.mktemp("w") / "minuted.sqlite"
    text = f"{before} \U0001f600 Plûm \ufdd0 {after} plum.".replace("\0", " ")
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", text))
    (hit,) = search(database, "plum").hits
    with read_only(database) as connection:
        (held,) = connection.execute("SELECT text FROM pages").fetchone()
    assert [held[start:end] for start, end in hit.matches] == ["Plûm", "plum"]
    assert held[hit.char_start : hit.char_end] == hit.snippet


def test_a_hit_tells_where_the_words_stand_and_what_opens_them(database: Path) -> None:
    (hit,) = search(database, "budget").hits
    assert (hit.source_name, hit.page, hit.document_type, hit.date) == ("a.txt", 2, "minutes", "2010-08-12")
    assert hit.body == "Northmoor Safeguarding Board" and hit.release_id == "r"
    assert words(search(database, "budget")) == [["budget"]]
    assert hit.marked() == "No review because of [budget] cuts. The press was not a factor."
    with open_store(database) as store:
        opened = store.mention(hit.opens)
    assert opened.mention.code == "cost.budget_cuts" and hit.is_quoted
    (elsewhere,) = search(database, "serious").hits
    assert elsewhere.opens == "" and not elsewhere.is_quoted


def test_a_phrase_is_one_match_and_words_are_one_each(database: Path) -> None:
    assert words(search(database, '"case review"')) == [["Case Review"]]
    assert sorted(words(search(database, "cost* AND review"))[0]) == ["Costs", "costly", "costs", "review"]


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        ({"body": "môn"}, ["b1"]),
        ({"body": "northmoor"}, ["a1", "a2"]),
        ({"since": "2010-06"}, ["a1", "a2"]),
        ({"until": "2010-05-01"}, ["b1"]),
        ({"kinds": ("minutes",)}, ["a1", "a2", "b1"]),
        ({"kinds": ("letter",)}, []),
        ({"kinds": ("letter", "minutes"), "release": "r", "body": "bwrdd"}, ["b1"]),
        ({"reasons": ("cost",)}, ["a2"]),  # the page of the mention, not its whole document
        ({"reasons": ("criteria_not_met",)}, []),
        ({"reasons": ("publicity",), "since": "2010"}, ["a2"]),
        ({"release": "s"}, []),
    ],
)
def test_filters_narrow_pages_and_total_alike(database: Path, filters: dict[str, object], where: list[str]) -> None:
    found = search(database, "review", PageFilters(**filters))  # type: ignore[arg-type]
    assert sorted(pages(found)) == where
    assert found.total == len(where)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"reasons": ("costs",)}, "no reason code 'costs'. Did you mean cost?"),
        ({"kinds": ("minute",)}, "no kind 'minute'. Did you mean minutes?"),
        ({"release": "t"}, "no release 't'. Known: r, s."),
        ({"since": "June"}, "'June' is not a date"),
        ({"limit": -1}, "the limit is -1"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(database: Path, filters: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        search(database, "review", PageFilters(**filters))  # type: ignore[arg-type]
    assert said in str(refused.value)


def test_the_limit_bounds_the_hits_and_not_the_total(database: Path) -> None:
    found = search(database, "review", PageFilters(limit=1))
    assert (found.total, len(found.hits)) == (3, 1)
    assert len(search(database, "review", PageFilters(limit=None)).hits) == 3


def test_the_page_with_most_of_a_rare_word_comes_first(tmp_path: Path) -> None:
    rest = "Nothing else was said. " * 5
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(
            store,
            unit("/foi/r/a.txt", f"Cost once. {rest}"),
            unit("/foi/r/b.txt", f"Cost, and cost, and cost. {rest}"),
            *(unit(f"/foi/r/{i}.txt", f"Case {i}. {rest}") for i in range(8)),
        )
    hits = search(tmp_path / "minuted.sqlite", "cost").hits
    assert [hit.source_name for hit in hits] == ["b.txt", "a.txt"]
    assert hits[0].score > hits[1].score > 0


def test_of_very_many_pages_the_best_are_chosen_among_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.search.RANKED", 10)
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, *(unit(f"/foi/r/{i}.txt", f"A review, number {i}.") for i in range(60)))
    found = search(tmp_path / "minuted.sqlite", "review", PageFilters(limit=None))
    assert (found.total, found.ranked) == (60, 10)
    assert 2 <= len(found.hits) <= 22  # ten, as chance has it
    assert search(tmp_path / "minuted.sqlite", "review", PageFilters(limit=None)) == found


def two_pages(database: Path, first: str, second: str) -> None:
    """Publish a document whose last sentence on page 1 runs on to page 2."""
    made = unit("/foi/r/a.txt", first, second)
    start, end = first.rindex("  ") + 2, second.index(".") + 1
    over = Passage(1, start, len(first), f"{first[start:]} {second[:end]}", "", ((2, 0, end),))
    with new_store(database) as store:
        publish(store, replace(made, coded=(replace(made.coded[0], passages=(over,)),)))


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ('"ordinary case review"', [(1, True)]),
        ("NEAR(serious case, 3)", [(1, True)]),
        ('"case review"', [(2, False)]),  # whole on the next page
        ('"a serious and"', [(1, False)]),
        ('"ordinary case review" NOT closed', []),
    ],
)
def test_a_phrase_that_the_end_of_a_page_cuts_is_found(
    tmp_path: Path, asked: str, where: list[tuple[int, bool]]
) -> None:
    two_pages(tmp_path / "minuted.sqlite", "They met.  It asked for a serious and ordinary", "case review. Closed.")
    found = search(tmp_path / "minuted.sqlite", asked)
    assert [(hit.page, hit.runs_on) for hit in found.hits] == where
    assert found.total == len(where)
    for hit in found.hits:
        assert not hit.runs_on or hit.marked() == "They met. [It asked for a serious and ordinary]"


def test_what_changes_or_goes_is_no_longer_found(tmp_path: Path) -> None:
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "An old word."), unit("/foi/r/b.txt", "Another old word."))
        publish(store, unit("/foi/r/a.txt", "A new word."))
    assert pages(search(database, "old")) == []
    assert pages(search(database, "new")) == ["a1"]
    with open_store(database) as store, store._writing() as connection:
        connection.exec_driver_sql("INSERT INTO pages_fts (pages_fts, rank) VALUES ('integrity-check', 1)")


def test_pages_of_documents_without_a_reason_are_found_too(tmp_path: Path) -> None:
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, unit("/foi/r/a.txt", "Heading without a full stop"))
    assert pages(search(tmp_path / "minuted.sqlite", "heading")) == ["a1"]


def test_a_frame_of_hits_has_types_also_when_empty(database: Path) -> None:
    frame = hits_frame(search(database, "review", PageFilters(limit=2)))
    empty = hits_frame(search(database, "absent"))
    assert frame.attrs == {"total": 3, "ranked": 3, "read_as": "review"}
    assert len(frame) == 2 and len(empty) == 0
    assert dict(frame.dtypes) == dict(empty.dtypes)
    assert frame["page"].dtype == "Int64" and frame["is_quoted"].dtype == "boolean"
    assert frame["line"].str.contains(r"\[[Rr]eview\]").all()
