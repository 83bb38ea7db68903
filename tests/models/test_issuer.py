"""Whose document it is, among the bodies that a letterhead, a form's row, a signature or the text names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.issuer import issuer_of
from models.lines import foot_of, head_of

MINUTES, EMAIL, ANSWER = DocumentKind.MINUTES, DocumentKind.EMAIL, DocumentKind.FOI_LETTER


def issuer(text: str, kind: DocumentKind) -> str:
    document = Document("d", "text/plain", (Page(1, text),))
    found = issuer_of(head_of(document), foot_of(document), kind)
    assert found is None or text[found.span.start : found.span.end].split() == found.body.name.split()
    return " ".join(found.body.name.split()) if found else ""


@pytest.mark.parametrize(
    ("kind", "text", "body"),
    [
        (MINUTES, "Corrow Council\nCorrow Safeguarding Children Board\nMinutes", "Corrow Safeguarding Children Board"),
        (
            MINUTES,
            "Bwrdd Diogelu / Glannau Corrow\nRegional Safeguarding Board\nMinutes",
            "Glannau Corrow Regional Safeguarding Board",
        ),
        (
            MINUTES,
            "CORROW AND DRAY\nSAFEGUARDING CHILDREN BOARD\nMinutes",
            "CORROW AND DRAY SAFEGUARDING CHILDREN BOARD",
        ),
        (MINUTES, "Corrow County Council\nCabinet minutes\n" + "x\n" * 9 + "Dray SCB wrote.", "Corrow County Council"),
        (MINUTES, "Panel\nPresent: Mr A. Roe, Ofsted\nMs B. Roe, Dray Council", "Dray Council"),
        (MINUTES, "Ofsted\nMinutes of the group", "Ofsted"),
        (
            MINUTES,
            "Corrow SCB\nMinutes\nThe Corrow Safeguarding Children Board met.",
            "Corrow Safeguarding Children Board",
        ),
        (
            DocumentKind.DECISION_FORM,
            "SAR 2\nRecord\n" * 5 + "Board | Corrow Safeguarding Adults Board",
            "Corrow Safeguarding Adults Board",
        ),
        (
            DocumentKind.DECISION_FORM,
            "Form 2\nFor use by the Panel of Corrow and Dray Safeguarding Children Board. Send to Ofsted.",
            "Corrow and Dray Safeguarding Children Board",
        ),
        (ANSWER, "Corrow Council\n" + "x\n" * 9 + "We hold the papers of the Corrow SCB.", "Corrow SCB"),
        (EMAIL, "From: A. Roe (Chair, Corrow SCB)\nTo: Dray SCB\n\nHello", "Corrow SCB"),
        (EMAIL, "From: A\nCc: B (Dray Council)\n\nOfsted know.\n\nA. Roe, Director, NHS Corrow", "NHS Corrow"),
        (
            EMAIL,
            "From: A\n\nOfsted know.\n" + "\n" * 700 + "Manager, Corrow Safeguarding Children Board",
            "Corrow Safeguarding Children Board",
        ),
        (EMAIL, "From: A\nTo: B (Dray Council)\n\nHello", "Dray Council"),
        (MINUTES, "The board met.", ""),
    ],
)
def test_the_body_that_a_paper_speaks_for(kind: DocumentKind, text: str, body: str) -> None:
    assert issuer(text, kind) == body


def test_a_name_is_joined_only_where_the_next_line_has_no_body_of_its_own() -> None:
    text = "Corrow House, Dray\nWeyborough Council\nMinutes"
    assert issuer(text, MINUTES) == "Weyborough Council"
    assert issuer("Present.\nSafeguarding Children Board", MINUTES) == ""


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="Corrow SafeguardingBoard\nCouncil|.,:&T", max_size=120), st.sampled_from(DocumentKind))
def test_any_text_has_a_body_that_stands_in_it_or_none(text: str, kind: DocumentKind) -> None:
    issuer(text, kind)
