from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.codebook import load_codebook
from corpus.labelled import Label, LabelledPassage, read_labelled
from corpus.records import Attribution, Finder, Hedging, Link, Polarity, Role, Scope, Status
from models.coder import Finding
from models.evaluation import Coded, Report, code_all, report_on, truly_asserted
from models.training import rules_only

FINDING = Finding(
    "cost",
    Role.REASON_NOT_INITIATING,
    Polarity.ASSERTED,
    Attribution.CHAIR,
    Hedging.ACTUAL,
    Status.NOT_INITIATED,
    Scope.CASE_SPECIFIC,
    Link.DIRECT,
    0,
    9,
    0.9,
    Finder.BOTH,
    "",
)
LABEL = Label("cost", Role.REASON_NOT_INITIATING, Polarity.ASSERTED, Attribution.CHAIR, Hedging.ACTUAL, 0, 9)


def coded(said: tuple[Finding, ...], there: tuple[Label, ...], directness: str = "direct") -> Coded:
    passage = LabelledPassage("a-1", "a", "minutes", directness, "No money.", Status.NOT_INITIATED, there)
    return Coded(passage, said, Status.NOT_INITIATED)


def report(*held: Coded) -> Report:
    return report_on(held, load_codebook())


def test_precision_recall_and_f1_of_a_code() -> None:
    right, wrong, missed = coded((FINDING,), (LABEL,)), coded((FINDING,), ()), coded((), (LABEL,))
    score = report(*[right] * 6, *[wrong] * 2, *[missed] * 6).codes["cost"]
    assert (score.precision, score.recall, score.f1.of) == (0.75, 0.5, 12)
    assert score.f1.value == pytest.approx(0.6)
    assert 0.2 < score.f1.low < 0.6 < score.f1.high < 0.9


def test_a_code_that_does_not_occur_does_not_enter_the_mean() -> None:
    found = report(coded((FINDING, replace(FINDING, code="capacity")), (LABEL,)))
    assert found.macro["codes"].value == 1.0
    assert found.codes["capacity"].precision == 0.0


def test_a_child_counts_for_its_main_code() -> None:
    found = report(coded((replace(FINDING, code="cost.preparation"),), (LABEL,)))
    assert (found.macro["main"].value, found.macro["codes"].value) == (1.0, 0.0)


def test_only_asserted_reasons_count_as_truth() -> None:
    for passage in read_labelled()[:300]:
        wanted = {
            label.code
            for label in passage.labels
            if label.polarity is Polarity.ASSERTED and label.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)
        }
        assert truly_asserted(passage) == wanted


def test_what_is_marked_for_review_does_not_count_as_sure() -> None:
    unsure = replace(FINDING, needs_review=True)
    found = report(coded((FINDING,), (LABEL,)), coded((unsure,), ()), coded((unsure,), ()))
    assert (found.sure.value, found.sure.of) == (1.0, 1)
    assert found.marked.value == pytest.approx(2 / 3, abs=1e-4)


def test_scores_that_promise_too_much_show_as_calibration_error() -> None:
    found = report(coded((FINDING,), (LABEL,)), coded((FINDING,), ()))
    (only,) = found.bins
    assert (only.score, only.right, only.mentions) == (0.9, 0.5, 2)
    assert found.calibration_error == pytest.approx(0.4)


def test_polarity_counts_for_reasons_found_and_silence_for_passages_without() -> None:
    denied = replace(LABEL, polarity=Polarity.NEGATED)
    found = report(coded((FINDING,), (denied,)), coded((FINDING,), (LABEL,)), coded((), ()), coded((), (LABEL,)))
    assert (found.accuracy["polarity"].value, found.accuracy["polarity"].of) == (0.5, 2)
    assert (found.silent.value, found.silent.of) == (0.5, 2)
    assert found.recall["direct"].value == 0.5
    assert found.recall["oblique"].of == 0


def test_passages_are_coded_in_their_order() -> None:
    passages = read_labelled()[:8]
    seen = []

    def watch(items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            seen.append(item)
            yield item

    found = code_all(rules_only(load_codebook()), passages, watch)
    assert [each.passage.id for each in found] == [passage.id for passage in passages]
    assert len(seen) == 8


def test_codes_of_a_users_own_are_scored_by_their_examples() -> None:
    answers = [(True, True)] * 8 + [(True, False)] * 2 + [(False, False)] * 10
    score = report_on([coded((), ())], load_codebook(), own={"mine": answers}).own["mine"]
    assert (score.precision, score.recall, score.f1.of) == (1.0, 0.8, 10)
