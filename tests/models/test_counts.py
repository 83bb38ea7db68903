"""Figures in prose: each metric's own examples, and the figures of the article that began it all (ART-01 to ART-09)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.counts import Count, counts_in, metrics

ARTICLE_DAY = date(2011, 2, 15)
# The article's facts, in words of our own.
SENTENCES = [
    "The number of official probes into deaths of children has dropped sharply since publication in full was decided.",
    "Figures show that 136 serious case reviews (SCRs) were initiated in England in 2009/10, "
    "an average of 11.3 a month and a figure similar to 2008/09 and 2007/08.",
    "In the 10 months between 1 April 2010 and 31 January 2011 just 58 have been initiated, "
    "an average of just 5.8 a month.",
    "The policy was implemented on 10 June last year.",
    "The number of times boards are notifying Ofsted of serious incidents has also fallen.",
]
EXAMPLES = [(metric.metric, example) for metric in metrics() for example in metric.examples]


def read(*texts: str) -> list[Count]:
    starts = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    return counts_in(list(zip(starts, texts, strict=True)), ARTICLE_DAY)


@pytest.mark.parametrize(("metric", "example"), EXAMPLES, ids=[str(example["text"]) for _, example in EXAMPLES])
def test_the_examples_of_a_metric_are_read(metric: str, example: dict[str, str | int]) -> None:
    (found,) = read(str(example["text"]))
    assert (found.metric, found.count) == (metric, example.get("count"))
    assert found.direction == example.get("direction", "")
    if "period" in example:
        assert f"{found.first}/{found.last}" == example["period"]
    if "area" in example:
        assert found.area == example["area"]


def test_the_figures_of_the_article() -> None:
    fall, year, before, earlier, ten_months, notifications = read(*SENTENCES)
    assert (fall.metric, fall.direction, fall.count, fall.rate) == ("reviews_initiated", "down", None, None)
    assert (year.count, year.review_type, year.area, year.months) == (136, "SCR", "England", 12.0)
    assert (year.first, year.last, year.per_month) == (date(2009, 4, 1), date(2010, 3, 31), 11.3)
    assert year.rate == pytest.approx(136 / 12)
    for held, begin in ((before, 2008), (earlier, 2007)):
        assert (held.count, held.direction, held.first) == (None, "similar", date(begin, 4, 1))
    assert (ten_months.count, ten_months.months, ten_months.days) == (58, 10.0, 306)
    assert (ten_months.review_type, ten_months.area, ten_months.rate) == ("SCR", "England", 5.8)
    assert (notifications.metric, notifications.direction, notifications.count) == ("notifications", "down", None)


def test_a_figure_keeps_its_sentence() -> None:
    text = " ".join(SENTENCES)
    assert [text[found.start : found.end] for found in read(*SENTENCES) if found.count == 58] == [SENTENCES[2]]


@pytest.mark.parametrize(
    "text",
    [
        "A serious case review of Child C, aged 3 months, was initiated on 4 May 2010.",
        "The Board agreed the minutes and 12 members attended.",
        "An SCR was commissioned at a cost of £40,000 in 2010.",
        "Part 8 reviews are undertaken under chapter 8.",
        "Item 5 was deferred and no further action taken.",
        "The review initiated in 2009 took 18 months.",
        "SCRs rose up the agenda and 40% of members spoke.",
    ],
)
def test_what_counts_no_reviews_is_no_figure(text: str) -> None:
    assert read(text) == []


def test_figures_of_two_metrics_in_a_sentence_stay_apart() -> None:
    found = read("In 2011/12 the Board received 9 notifications and two serious case reviews were commissioned.")
    assert [(c.metric, c.count, str(c.first)) for c in found] == [
        ("notifications", 9, "2011-04-01"),
        ("reviews_initiated", 2, "2011-04-01"),
    ]


@given(st.lists(st.text(alphabet="0123456789 £/.,SCRsreviews initiated in notifications fell 2010", max_size=50)))
def test_nothing_breaks_it(texts: list[str]) -> None:
    for found in read(*texts):
        assert found.count is None or found.count >= 0
        assert found.first is None or found.last is None or found.first <= found.last
