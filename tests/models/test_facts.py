"""Facts of a case, as papers state, deny and tick them."""

from __future__ import annotations

import pytest

from models.criteria import known_facts
from models.facts import answered_in, fact_rules, facts_in

EXAMPLES = [(rule.fact, text, holds) for rule in fact_rules() for text, holds in rule.examples.items()]


@pytest.mark.parametrize(("fact", "sentence", "holds"), EXAMPLES)
def test_a_sentence_states_or_denies_a_fact(fact: str, sentence: str, holds: bool) -> None:
    assert {found.fact: found.holds for found in facts_in(sentence)}[fact] is holds


def test_every_fact_of_the_criteria_has_its_rule() -> None:
    assert {rule.fact for rule in fact_rules()} == set(known_facts())


def test_a_ticked_box_answers_its_question() -> None:
    assert [(f.fact, f.holds) for f in answered_in("A2 Child has died | ☐ | ☒ | ☐")] == [("died", False)]
    assert [(f.fact, f.holds) for f in answered_in("Has the adult died? | ☒ | ☐ | ☐")] == [("died", True)]
    row = "A1. Was abuse or neglect of the child known or suspected? | ☒ Yes   ☐ No"
    assert [(f.fact, f.holds) for f in answered_in(row)] == [("abuse_suspected", True)]


def test_an_unticked_question_and_the_box_for_unsure_tell_nothing() -> None:
    assert not list(answered_in("Has the adult died? | ☐ | ☐ | ☐"))
    assert not list(answered_in("Has the adult died? | ☐ | ☐ | ☒"))
    assert not list(facts_in("The training plan was agreed."))
