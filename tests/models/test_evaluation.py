import pytest

from corpus.codebook import load_codebook
from corpus.labelled import read_labelled
from corpus.records import Polarity, Role
from models.evaluation import Report, Tally, evaluate_in_turn, truly_asserted


def test_precision_recall_and_f1_of_a_tally() -> None:
    tally = Tally(right=6, wrong=2, missed=6)
    assert (tally.precision, tally.recall, tally.support) == (0.75, 0.5, 12)
    assert tally.f1 == pytest.approx(0.6)
    assert Tally().f1 == 0


def test_a_code_that_does_not_occur_does_not_enter_the_mean() -> None:
    report = Report(codes={"cost": Tally(right=1), "capacity": Tally(wrong=3)})
    assert report.macro_f1(report.codes) == 1.0


def test_only_asserted_reasons_count_as_truth() -> None:
    for passage in read_labelled()[:300]:
        wanted = {
            label.code
            for label in passage.labels
            if label.polarity is Polarity.ASSERTED and label.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)
        }
        assert truly_asserted(passage) == wanted


@pytest.mark.slow
def test_each_author_is_left_out_once_and_better_than_keywords() -> None:
    """On a few passages: that the machinery holds apart who is judged from who is learnt from, not how good it is."""
    passages = [p for author in ("ashdown", "corrigan", "galbraith") for p in read_labelled() if p.author == author][
        ::4
    ]
    said: list[str] = []
    report = evaluate_in_turn(passages, load_codebook(), said.append)
    assert said == [f"training without {author}" for author in ("ashdown", "corrigan", "galbraith")]
    assert report.passages == len(passages) == report.status.support
    assert report.macro_f1(report.main) > report.macro_f1(report.keywords)
