"""Who speaks by a public role, for whom, and whose view it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Attribution
from corpus.rule_files import load_rules
from models.public_roles import NOBODY as NO_ROLE
from models.public_roles import Heard, PublicRole, RoleRule, role_of, role_rules
from models.speakers import voices

EXAMPLES = [(rule, phrase, body) for rule in role_rules() for phrase, body in rule.examples.items()]
NEAR_MISSES = [(rule, phrase) for rule in role_rules() for phrase in rule.near_misses]
NOBODY: list[str] = load_rules("models", "public_roles.yaml")["nobody"]
CARRIE, GREEN = "Anne Marie Carrie, Barnardo’s chief executive", "Colin Green, who chairs a committee of the ADCS"
LOUGHTON, DFE = "Tim Loughton, the Children’s Minister", "a DfE spokeswoman"
BROOKS = "Jane Brooks, NSPCC head of child protection assessment and review"


@pytest.mark.parametrize(("rule", "phrase", "organisation"), EXAMPLES, ids=[phrase for _, phrase, _ in EXAMPLES])
def test_words_about_a_speaker_tell_their_organisation_and_whose_view_it_is(
    rule: RoleRule, phrase: str, organisation: str
) -> None:
    role = role_of(phrase)
    assert (role.organisation, role.attribution) == (organisation, rule.attribution)
    assert role.is_public is (rule.attribution is not Attribution.FAMILY)


@pytest.mark.parametrize(("rule", "phrase"), NEAR_MISSES)
def test_like_words_tell_no_role(rule: RoleRule, phrase: str) -> None:
    assert not role_of(phrase).is_public or role_of(phrase).attribution is not rule.attribution


@pytest.mark.parametrize("phrase", NOBODY)
def test_whoever_holds_no_public_role_is_not_public(phrase: str) -> None:
    assert not role_of(phrase).is_public


@pytest.mark.parametrize(
    ("phrase", "organisation", "attribution"),
    [
        (GREEN, "ADCS", Attribution.THIRD_PARTY_ORG),
        (CARRIE, "Barnardo's", Attribution.THIRD_PARTY_ORG),
        (BROOKS, "NSPCC", Attribution.THIRD_PARTY_ORG),
        (LOUGHTON, "Government", Attribution.GOVERNMENT),
        (DFE, "DfE", Attribution.GOVERNMENT),
    ],
)
def test_art_47_speaker_to_organisation_to_class(phrase: str, organisation: str, attribution: Attribution) -> None:
    role = role_of(phrase)
    assert (role.organisation, role.attribution, role.is_public) == (organisation, attribution, True)
    [voice] = voices([f"{phrase[0].upper()}{phrase[1:]}, said that the fall was sharp."])
    [(_, speaker)] = voice.heard
    assert speaker.name in f"{phrase[0].upper()}{phrase[1:]}"
    known = role_of(speaker.organisation).organisation or speaker.organisation
    assert known == organisation


@pytest.mark.parametrize(
    "phrase",
    ["Child C", "Ms Lane, the mother of Child C", "Adult B, chair of the tenants' association", "Mr Q's widow"],
)
def test_art_47_the_subjects_of_cases_are_kept_apart_from_public_persons(phrase: str) -> None:
    role = role_of(phrase)
    assert (role.organisation, role.is_public) == ("", False)


@given(st.text(max_size=200))
def test_any_words_have_a_role_or_none(phrase: str) -> None:
    role = role_of(phrase)
    assert role.is_public or not role.organisation or role.attribution is not Attribution.UNATTRIBUTED


def heard(*sentences: str) -> list[PublicRole]:
    """Return the role by which the end of each sentence is said."""
    hearing, found = Heard(), []
    for sentence in sentences:
        hearing.hear(sentence)
        found.append(hearing.at(len(sentence) - 1))
    return found


def test_art_47_a_role_stays_with_whom_it_was_told_of() -> None:
    green = PublicRole("ADCS", Attribution.THIRD_PARTY_ORG, is_public=True)
    minister = PublicRole("Government", Attribution.GOVERNMENT, is_public=True)
    assert heard(
        f"{GREEN}, said councils might be opting for cheaper methods.",
        "The systems approach draws from other sectors.",
        "Green said it is likely that these alternatives are proving attractive to boards amid the council cuts.",
        f"{LOUGHTON}, said people had warned him.",
        "He added that it was under review.",
        "“A potential influence is the cost,” Green said.",
    ) == [green, NO_ROLE, green, minister, minister, green]


def test_art_47_a_role_told_after_the_words_is_theirs_too() -> None:
    [role] = heard("“We do not know why,” said Ann Lee, chief executive of Barnardo’s.")
    assert role == PublicRole("Barnardo's", Attribution.THIRD_PARTY_ORG, is_public=True)


def test_what_somebody_speaks_of_is_not_their_role() -> None:
    assert heard("Ann Lee said that the council and Ofsted's director had agreed.") == [NO_ROLE]


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_sentences_are_heard(sentences: list[str]) -> None:
    assert len(heard(*sentences)) == len(sentences)
