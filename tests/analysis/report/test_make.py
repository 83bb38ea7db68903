from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.exports.writers import Names
from analysis.figures import Figure
from analysis.rates.comparison import compare_rates
from analysis.rates.sensitivity import sensitivity
from analysis.rates.totals import total_given
from analysis.rates.windows import Unit
from analysis.report.contents import Contents, Sentence
from analysis.report.inputs import Compared, Extras, Tables
from analysis.report.make import report_contents
from analysis.report.quotations import around_in
from analysis.shares.measure import ShareSettings, shares
from analysis.shares.tables import shares_figures
from tests.analysis.made_exports import HIDDEN, NAME
from tests.analysis.report.made_report import FEW, contents_of, opened, page_of, tables_of


def words(sentence: Sentence) -> str:
    return "".join(part.text for part in sentence)


def figures(contents: Contents) -> dict[str, Figure]:
    return {figure.name: figure for figure in contents.figures}


def empty(tables: Tables) -> Tables:
    return Tables(*(getattr(tables, name).head(0) for name in Tables.__slots__))


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    return contents_of(tmp_path)


def test_the_summary_says_in_sentences_what_was_received_and_what_is_stated(contents: Contents) -> None:
    told = [words(each) for each in contents.summary]
    assert told[0].startswith("3 files were received in 2 releases; 3 were read.")
    number = len(contents.decisions)
    assert told[1].startswith(f"They tell of {number} decisions, each counted once. The documents state: no review")
    assert any("have been confirmed by a person" in each for each in told)


def test_each_figure_of_a_sentence_leads_to_a_list_of_just_its_rows(contents: Contents) -> None:
    lists = {each.number: each for each in contents.lists}
    by_name = figures(contents)
    linked = [part for sentence in contents.summary for part in sentence if part.figure]
    assert len(linked) >= 5
    for part in linked:
        listed = lists[part.rows]
        assert by_name[part.figure] in listed.figures
        assert sum(len(links) for _, links in listed.kinds) == listed.size == len(by_name[part.figure].rows)
        if part.figure.startswith("report."):
            assert part.text.split()[0] == f"{listed.size:,}"


def test_every_row_of_every_list_is_on_the_page(contents: Contents) -> None:
    page = page_of(contents)
    anchors = {link.anchor for each in contents.lists for _, links in each.kinds for link in links}
    assert anchors and all(f'id="{anchor}"' in page for anchor in anchors)


def test_outcomes_sum_to_the_files_and_statuses_to_the_decisions(contents: Contents) -> None:
    covered = contents.coverage
    assert sum(int(line.files.text) for line in covered.outcomes) == len(covered.files) == int(covered.total.text)
    assert sum(int(part.text) for _, part in contents.statuses) == len(contents.decisions)


def test_the_shares_are_those_of_the_table_of_shares(contents: Contents, tmp_path: Path) -> None:
    with opened(tmp_path) as material:
        tables = tables_of(material)
    found = shares(tables.analysis, tables.decisions, tables.ledger, ShareSettings(resamples=FEW.resamples))
    mine = figures(contents)
    for figure in shares_figures(found):
        assert mine[figure.name] == figure
    lines = {line.code: line for line in contents.reasons.lines}
    assert int(lines["cost"].broad.count.text) == len(mine["shares.broad.cost"].rows) > 0
    assert {"any_reason", "not_stated"} <= set(lines)


def test_each_mention_is_told_once_and_one_denied_counts_in_neither(contents: Contents, tmp_path: Path) -> None:
    told = [mention for entry in contents.decisions for mention in entry.mentions] + list(contents.outside)
    with opened(tmp_path) as material:
        mentions = tables_of(material).analysis["mention_id"].dropna()
    assert sorted(each.mention_id for each in told) == sorted(mentions)
    denied = [each for each in told if each.said.startswith("denied as")]
    assert denied and not any(each.counts for each in denied)
    assert {"strict"} <= {each.counts for each in told}


def test_decisions_are_numbered_by_date(contents: Contents) -> None:
    assert [each.number for each in contents.decisions] == list(range(1, len(contents.decisions) + 1))
    dates = [each.date or "9999" for each in contents.decisions]
    assert dates == sorted(dates)
    assert contents.decisions[0].dated_by == "meeting"  # the made decisions have no date of their own


def test_names_are_replaced_in_all_that_is_told(tmp_path: Path) -> None:
    assert NAME in page_of(contents_of(tmp_path))
    hidden = contents_of(tmp_path, names=HIDDEN)
    page = page_of(hidden)
    assert NAME not in page
    assert "[person number 1]" in page
    assert {each.case for each in hidden.decisions} == {"CASE-0006"}


def test_a_quotation_is_cut_from_the_page_with_its_names_replaced(tmp_path: Path) -> None:
    hidden: Names = HIDDEN
    stretches = [
        stretch
        for entry in contents_of(tmp_path, names=hidden).decisions
        for mention in entry.mentions
        for stretch in mention.quotation.stretches
    ]
    quoted = next(each for each in stretches if "No review of" in each.words)
    assert "[person number 1]" in quoted.words and quoted.words.endswith(".")
    assert quoted.before.endswith(" ") or not quoted.before


def test_rates_given_are_told_with_their_figures_and_without_rows(tmp_path: Path) -> None:
    found = compare_rates(total_given("136/12", Unit.MONTHS), total_given("58/10", Unit.MONTHS), Unit.MONTHS)
    contents = contents_of(tmp_path, extras=Extras(rates=Compared(found, sensitivity(found), "figures as given")))
    told = [words(each) for each in contents.rates.sentences]
    assert "11.3 a month in the earlier window (136 in 12 months; exact 95 % interval 9.5 to 13.4)." in told
    assert figures(contents)["rates.ratio"].value == pytest.approx(0.511765, abs=1e-6)
    assert figures(contents)["rates.shortfall"].value == pytest.approx(55.3333, abs=1e-4)
    assert "rates.ratio" in {each.name for each in contents.rowless}
    assert any("counts do not tell why" in words(each) for each in contents.summary)


def test_a_table_without_rows_gives_a_report_that_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as material:
        nothing = empty(tables_of(material))
    contents = report_contents(nothing, lambda *_: ("", "", ""), FEW, Extras(why_no_rates="No rates were asked for."))
    told = " ".join(words(each) for each in contents.summary)
    assert "No file has been received yet." in told and "No decision was found" in told
    assert not contents.lists
    assert "No rates were asked for." in page_of(contents)


def test_facts_that_no_document_tells_are_told_as_such(tmp_path: Path) -> None:
    with opened(tmp_path) as material:
        tables = tables_of(material)
        bare = tables.decisions.copy()
        for column in ("body", "case_label", "review_type", "meeting_date", "document_date", "agenda_item"):
            bare[column] = None
        contents = report_contents(replace(tables, decisions=bare), around_in(material), FEW, Extras())
    assert {each.date for each in contents.decisions} == {""}
    assert "not told" in page_of(contents)


def test_the_same_table_and_settings_give_the_same_contents(tmp_path: Path) -> None:
    first, second = contents_of(tmp_path), contents_of(tmp_path)
    assert first == second and page_of(first) == page_of(second)
