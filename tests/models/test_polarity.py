"""Polarity: every rule decides its own sentence, and a table of the traps that officials' prose sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.codebook import load_codebook
from corpus.records import Polarity
from models.pipeline import build_pipeline
from models.polarity import CONCESSIVE, PSEUDO, Judgement, Trigger, judge, reaching, rules

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

ASSERTED, NEGATED, REJECTED, QUESTIONED = (
    Polarity.ASSERTED,
    Polarity.NEGATED,
    Polarity.REJECTED_ARGUMENT,
    Polarity.QUESTIONED,
)

# The reason stands in [brackets]; the heading says which trap it is.
TRAPS = [
    # said not to be a reason, before it or after it
    ("[Cost] was not a factor.", NEGATED),
    ("[Cost] wasn’t an issue.", NEGATED),
    ("[Expense] is not a consideration.", NEGATED),
    ("[Cost] alone would not be a reason.", NEGATED),
    ("Reviews are decided irrespective of [cost].", NEGATED),
    ("A review will be held regardless of [expense].", NEGATED),
    ("The decision was made without reference to [cost].", NEGATED),
    ("[Money] had nothing to do with it.", NEGATED),
    ("[Cost] did not come into it.", NEGATED),
    ("[Cost] was ruled out.", NEGATED),
    ("[Publicity] was discounted.", NEGATED),
    ("Nobody suggested that [cost] mattered.", NEGATED),
    ("Far from [cost] being the reason, members wanted speed.", NEGATED),
    ("Neither [cost] nor publicity was a reason.", NEGATED),
    ("Neither cost nor [publicity] was a reason.", NEGATED),
    ("The choice wasn't driven by [cost].", NEGATED),
    ("No additional [preparation cost] was anticipated.", NEGATED),
    ("[Legal costs] would be absorbed.", NEGATED),
    ("[Legal costs] were not prohibitive.", NEGATED),
    ("The [independent author] has agreed to waive the fee.", NEGATED),
    ("Agencies confirmed they would meet their own [costs].", NEGATED),
    ("[Publicity] played no part.", NEGATED),
    ("[Publicity] should never be a reason.", NEGATED),
    ("[Media interest] is not a reason to avoid a review.", NEGATED),
    ("[Full publication] has not affected our decisions.", NEGATED),
    ("[Reputation] was not considered.", NEGATED),
    ("We are not afraid to wash our [dirty linen] in public.", NEGATED),
    ("No [alternative review] was considered.", NEGATED),
    ("An [alternative] would not be sufficient.", NEGATED),
    ("[Learning Together] is not a substitute for an SCR.", NEGATED),
    ("[IMRs] alone would be insufficient.", NEGATED),
    ("A [learning event] is no replacement for an SCR.", NEGATED),
    ("More than a [single agency review] is needed.", NEGATED),
    ("An [audit] would not meet the need.", NEGATED),
    ("[RCA] findings are not a substitute.", NEGATED),
    ("Not an [appreciative inquiry] but a full SCR.", NEGATED),
    ("The [rapid review] did not capture the learning.", NEGATED),
    ("No [dispute] that the criteria are met.", NEGATED),
    ("[Criminal proceedings] should not delay the review.", NEGATED),
    ("The [trial] is no bar to a review.", NEGATED),
    ("[Capacity] was not an obstacle.", NEGATED),
    ("Lack of [new learning] is not a criterion.", NEGATED),
    ("[Anonymity] can be preserved and is not a barrier.", NEGATED),
    ("The [family’s objection] is not a reason to hold back.", NEGATED),
    # contrast: the first is denied, the second stands
    ("The reason was not [cost] but publicity.", NEGATED),
    ("The reason was not cost but [publicity].", ASSERTED),
    ("Not because it is [cheaper] but because staff are involved.", NEGATED),
    ("It was chosen not because it is cheaper but because a [learning event] involves staff.", ASSERTED),
    # looks like a denial and is none
    ("Not only [cost] but publicity weighed against a review.", ASSERTED),
    ("Not only cost but [publicity] weighed against a review.", ASSERTED),
    ("A review was refused, not least because of [publicity].", ASSERTED),
    ("No doubt [cost] weighed with members.", ASSERTED),
    ("The [cost] cannot be overstated.", ASSERTED),
    ("The Board could not ignore the [cost].", ASSERTED),
    # double negatives
    ("The decision was not unaffected by [cost].", ASSERTED),
    ("It was not without [reputational risk].", ASSERTED),
    ("It was not unreasonable to weigh the [cost].", ASSERTED),
    ("It cannot be said there is [no new learning].", NEGATED),
    # what is lacking, or not wanted, is the reason
    ("There was no [budget] for a review.", ASSERTED),
    ("There was no money for [legal checks].", ASSERTED),
    ("The Board cannot afford the [cost].", ASSERTED),
    ("The Trust would not pay the [fees].", ASSERTED),
    ("The Board did not wish to attract [publicity].", ASSERTED),
    ("Members did not want [publicity].", ASSERTED),
    ("The [cost] could not be justified.", ASSERTED),
    ("No [independent author] could be found.", ASSERTED),
    ("There was not enough [capacity] for another review.", ASSERTED),
    ("Members did not have the [capacity].", ASSERTED),
    ("It would bring no [new learning].", ASSERTED),
    # the decision is denied, not its reason
    ("The SCR was not initiated because of the [cost].", ASSERTED),
    ("The request was not agreed because of the [cost].", ASSERTED),
    ("No SCR was initiated due to [reduced budgets].", ASSERTED),
    ("The Board did not proceed, given the [publicity] a report would bring.", ASSERTED),
    ("An [audit] was agreed as the case did not meet the criteria.", ASSERTED),
    ("The [cost] meant that a review was not considered.", ASSERTED),
    # raised and dismissed
    ("Health argued [cost]; the Chair did not accept this.", REJECTED),
    ("The suggestion that [publicity] should count was dismissed.", REJECTED),
    ("Health argued [cost]. The Chair was not persuaded.", REJECTED),
    # questions, and answers in minutes
    ("Is this about [cost]?", QUESTIONED),
    ("A member asked whether [cost] had been the reason.", QUESTIONED),
    ("Was [publicity] a reason? The Director would look into it.", QUESTIONED),
    ("Q: was [cost] an issue? A: No.", NEGATED),
    ("Q: was [cost] an issue? A: Yes.", ASSERTED),
    # a denial does not run into the next sentence
    ("A review was not held. [Cost] was the reason.", ASSERTED),
]

CONCEDED = [
    "An SCR was commissioned, [notwithstanding the cost].",
    "Despite [reduced budgets] the Board initiated a review.",
    "Notwithstanding the [pending guidance], the Board agreed an SCR.",
    "In spite of the [cost] a review will be held.",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_codebook())


def judged(nlp: Language, marked: str, *, inverse: bool = False) -> tuple[Judgement, Doc]:
    before, _, rest = marked.partition("[")
    reason, _, after = rest.partition("]")
    doc = nlp(before + reason + after)
    span = doc.char_span(len(before), len(before) + len(reason), alignment_mode="expand")
    assert span is not None
    return judge(doc, span.start, span.end, reaching(doc), inverse=inverse), doc


@pytest.mark.parametrize("trigger", rules().triggers, ids=lambda trigger: f"{trigger.category}: {trigger.cue}")
def test_every_trigger_decides_its_example(nlp: Language, trigger: Trigger) -> None:
    judgement, _ = judged(nlp, trigger.example)
    if trigger.category == CONCESSIVE:
        assert judgement.is_conceded
    else:
        assert (judgement.polarity, judgement.trigger) == (Polarity(trigger.category), trigger.cue)


@pytest.mark.parametrize(("cue", "example"), rules().pseudo)
def test_every_pseudo_trigger_leaves_its_example_asserted_and_is_there(nlp: Language, cue: str, example: str) -> None:
    judgement, doc = judged(nlp, example)
    assert judgement == Judgement(ASSERTED)
    assert doc.spans[PSEUDO]


@pytest.mark.parametrize(("sentence", "polarity"), TRAPS)
def test_a_reason_in_a_trap_has_the_polarity_that_a_reader_gives_it(
    nlp: Language, sentence: str, polarity: Polarity
) -> None:
    assert judged(nlp, sentence)[0].polarity is polarity


@pytest.mark.parametrize("sentence", CONCEDED)
def test_a_reason_known_and_overcome_is_conceded(nlp: Language, sentence: str) -> None:
    judgement, _ = judged(nlp, sentence)
    assert judgement == Judgement(ASSERTED, is_conceded=True)


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("The panel agreed that the [criteria were met].", NEGATED),
        ("Despite notifications [meeting the criteria], no review was held.", NEGATED),
        ("The criteria not only [met the criteria] but exceeded them.", NEGATED),
        ("It could not be said to [meet the criteria].", ASSERTED),
        ("The case did not [meet the criteria].", ASSERTED),
    ],
)
def test_words_that_state_the_opposite_of_a_code_turn_the_polarity(
    nlp: Language, sentence: str, polarity: Polarity
) -> None:
    assert judged(nlp, sentence, inverse=True)[0].polarity is polarity


def test_a_cue_that_spans_its_own_denial_is_negated(nlp: Language) -> None:
    assert judged(nlp, "[Cost was not a factor] here.")[0].polarity is NEGATED
    assert judged(nlp, "[No budget] could be found.")[0].polarity is ASSERTED
