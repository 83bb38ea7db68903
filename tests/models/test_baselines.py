from corpus.codebook import load_codebook
from corpus.labelled import Label, LabelledPassage
from corpus.records import Attribution, Hedging, Polarity, Role, Status
from models import baselines
from models.encoder import load_encoder
from models.training import rules_only


def passage(text: str, code: str = "") -> LabelledPassage:
    label = Label(code, Role.REASON_NOT_INITIATING, Polarity.ASSERTED, Attribution.CHAIR, Hedging.ACTUAL, 0, len(text))
    return LabelledPassage("x", "x", "minutes", "direct", text, Status.NOT_INITIATED, (label,) if code else ())


LEARNT = [passage(f"the bill was too high {i}", "cost") for i in "abcdef"]
LEARNT += [passage(f"nobody was free to write it {i}", "capacity") for i in "abcdef"]
LEARNT += [passage(f"the minutes were agreed {i}") for i in "abcdef"]
ASKED = [passage("the bill was too high again"), passage("nobody was free to write it"), passage("agreed minutes")]


def test_the_keyword_list_says_the_codes_whose_cues_stand_there() -> None:
    found = baselines.keywords(rules_only(load_codebook()), [passage("Adverse media coverage."), passage("Tea.")])
    assert found == [{"publicity.adverse_media"}, set()]


def test_words_and_vectors_learn_from_passages() -> None:
    assert baselines.words(LEARNT, ASKED, load_codebook()) == [{"cost"}, {"capacity"}, set()]
    found = baselines.vectors(load_encoder(), LEARNT, ASKED, load_codebook())
    assert found[0] == {"cost"}
    assert "cost" not in found[2]
