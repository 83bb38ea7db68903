import pandas as pd
import pytest

from analysis.charts.chart import NoChart
from analysis.charts.coverage import coverage_chart
from tests.analysis.charts.made_charts import cut_off, documents_frame, overlapping, said, texts, written


def ledger(*rows: tuple[str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["outcome", "reason"]).astype("str")
    return frame.assign(ledger_id=[f"l-{number}" for number in range(len(rows))])


READ = [("coded", None)] * 12 + [("no_reason", None)] * 2 + [("duplicate", None), ("container", "2 files inside")]
DOCUMENTS = documents_frame("2010-08", "2012-03-04")


def test_it_tells_what_could_not_be_read_and_why() -> None:
    locked = [("encrypted", "a password is needed")] * 3 + [("corrupt", "the file <ends> & is short")]
    chart = coverage_chart(ledger(*READ, *locked), DOCUMENTS)
    assert chart.title == "4 of 20 files received could not be read (20 %); 14 were"
    assert {"12 (60 %)", "3 (15 %)", "a password is needed"} <= set(texts(chart.svg))
    assert "the file <ends> & is short" in said(chart.svg)
    assert "Why not read: a password is needed: 3" in chart.alt
    assert "n = 20 files received. Release release 1: 2 documents, dated 2010-08 to 2012-03-04." in chart.source
    assert "codebook 1.0.0, model abc, extractor def" in chart.source


def test_its_figures_sum_to_the_files_and_resolve_to_the_ledger() -> None:
    chart = coverage_chart(ledger(*READ, ("needs_ocr", None)), DOCUMENTS)
    by_name = {figure.name: figure for figure in chart.figures}
    outcomes = [f for name, f in by_name.items() if name not in ("coverage.files", "coverage.not_read")]
    assert sum(figure.value or 0 for figure in outcomes) == by_name["coverage.files"].value == 17
    assert sorted(row for figure in outcomes for row in figure.rows) == sorted(by_name["coverage.files"].rows)
    assert by_name["coverage.not_read"].rows == ("l-16",)
    assert "no reason is noted" in said(chart.svg)


def test_all_read_is_a_finding_too() -> None:
    assert coverage_chart(ledger(*READ), DOCUMENTS).title == (
        "Every file with content of its own could be read: 14 of 16 files received"
    )
    only_system = coverage_chart(ledger(("system_file", None)), documents_frame())
    assert only_system.title == "None of 1 file received holds content of its own"
    assert "No documents." in only_system.source


@pytest.mark.parametrize("number", [1, 700])
def test_no_text_covers_another_or_is_cut_off(number: int) -> None:
    every = ["coded", "no_reason", "no_text", "duplicate", "container", "system_file", "needs_ocr", "encrypted"]
    every += ["corrupt", "timed_out", "failed", "too_large", "unsupported", "unreadable", "of_later_versions"]
    rows: list[tuple[str, str | None]] = [(outcome, None) for outcome in every for _ in range(number)]
    rows += [
        ("failed", f"reason {place} that goes on and on and on, with words, and more words") for place in range(number)
    ]
    with written() as boxes:
        chart = coverage_chart(ledger(*rows), DOCUMENTS)
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []
    if number > 10:
        assert f"{number + 1 - 10:,} other reasons together" in texts(chart.svg)


def test_an_empty_ledger_is_a_sentence() -> None:
    with pytest.raises(NoChart, match="no file is in the ledger"):
        coverage_chart(ledger(), documents_frame())
