"""Sentences about the reviews of publicly known cases elsewhere: background of a paper, and no decision of its body."""

from __future__ import annotations

import re

from corpus.context_entities import context_entities_in, without_context
from models.cases import case_label

_POLICY = "policy"
_REVIEW = (
    r"(?:(?:serious|second|first|published|full|independent|public|case) )*(?:reviews?|SCRs?|inquir(?:y|ies)|reports?)"
)
_OF_THEIRS = re.compile(  # with the names of what everybody knows struck out
    rf"\b{_REVIEW} (?:of|into|on|for|about|concerning|regarding) (?:the )?"
    r"(?:(?:case|death|murder)s? of )?·+(?: and ·+)*"
    rf"|·+[’']?s?[”\"’']? ?{_REVIEW}\b",
    re.IGNORECASE,
)
_NAMES_A_REVIEW = re.compile(rf"\b{_REVIEW}\b", re.IGNORECASE)


def is_background(sentence: str, body: str = "") -> bool:
    """Say whether a sentence of a body's paper tells of the review of a publicly known case elsewhere, and of no other.

    "A serious case review of Baby Peter had been held" is background; "since the Baby Peter review it was agreed not to
    hold a serious case review" is not.
    """
    known = [found for found in context_entities_in(sentence, body) if found.entity.kind != _POLICY]
    if not known:
        return False
    struck = without_context(sentence, body)
    rest, count = _OF_THEIRS.subn("", struck)
    names_one = any(_NAMES_A_REVIEW.search(sentence[found.start : found.end]) for found in known)
    return (count > 0 or names_one) and not (_NAMES_A_REVIEW.search(rest) or case_label(rest))
