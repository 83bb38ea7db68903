from __future__ import annotations

from analysis.figures import Figure
from analysis.report.contents import Part, RowLink
from analysis.report.figure_book import FigureBook

ONE = Figure("a.one", 2.0, "Two.", rows=("d-2", "d-1"))
ROWS = {"d-1": ("decisions", RowLink("d-1", "1", "Child A")), "d-2": ("decisions", RowLink("d-2", "2", "Child B"))}


def test_figures_of_the_same_rows_share_a_list_in_the_order_of_the_page() -> None:
    book = FigureBook()
    assert book.link("2", ONE) == Part("2", "a.one", 1)
    assert book.link("50 %", Figure("a.share", 0.5, "Half.", rows=ONE.rows)).rows == 1
    (listed,) = book.lists(ROWS)
    assert [figure.name for figure in listed.figures] == ["a.one", "a.share"]
    assert listed.kinds == (("decisions", (ROWS["d-1"][1], ROWS["d-2"][1])),)


def test_a_figure_without_rows_is_plain_words_and_told_apart() -> None:
    book = FigureBook()
    assert book.link("0", Figure("none", 0.0, "None.")) == Part("0")
    assert [each.name for each in book.rowless] == ["none"] and book.lists(ROWS) == ()
    assert book.linked("3", "never.put") == Part("3")


def test_another_figure_of_the_same_name_keeps_both() -> None:
    book = FigureBook()
    book.put(ONE)
    book.put(ONE)
    other = book.link("9", Figure("a.one", 9.0, "Nine.", rows=("d-1",)), within="chart")
    assert (other.figure, other.rows) == ("chart.a.one", 2)
    assert [each.name for each in book.figures] == ["a.one", "chart.a.one"]


def test_rows_that_are_not_on_the_page_are_listed_by_their_id() -> None:
    book = FigureBook()
    book.put(Figure("a", 1.0, "", rows=("d-1", "d-9")))
    ((listed),) = book.lists(ROWS)
    assert listed.kinds[1] == ("rows that are not on this page", (RowLink("", "d-9"),))


def test_long_lists_give_labels_alone() -> None:
    ids = tuple(f"d-{number}" for number in range(61))
    rows = {each: ("decisions", RowLink(each, each, "Child")) for each in ids}
    book = FigureBook()
    book.count("many", "Many.", ids)
    ((_, links),) = book.lists(rows)[0].kinds
    assert len(links) == 61 and not any(link.name for link in links)
