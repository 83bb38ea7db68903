"""A decision made up with every kind of evidence, for the tests of what `minuted show` opens."""

from __future__ import annotations

from dataclasses import replace

from corpus.records import (
    Amount,
    AmountBasis,
    Bound,
    Box,
    CaseFact,
    CodedDocument,
    Criteria,
    Document,
    Evidence,
    Maker,
    Page,
    StatedField,
)
from corpus.store import Unit
from tests.corpus.made_units import coded, date, document, received

HEAD = "Northmoor Safeguarding Board, 12 August 2010."
TEXT = (
    "Child W died in May. Abuse was ruled out. No review because of budget, the chair said. "
    "It would cost about £9,000. Ofsted will be told."
)
DECISION, COPY = "d-00aa11bb22cc33dd", "d-00ff11bb22cc33dd"
BOX = Box(10.0, 20.0, 30.5, 40.0)


def said(page: Page, words: str, *boxes: Box) -> Evidence:
    """Where words stand on a page."""
    start = page.text.index(words)
    return Evidence(page.number, start, start + len(words), words, boxes)


def with_decision(read: Document, decision_id: str = DECISION) -> CodedDocument:
    """Code a document of HEAD and TEXT: one decision with a maker, facts, a sum, who is told, and a reason."""
    first, page = read.pages
    given = coded(read)
    facts = (
        CaseFact("died", True, (said(page, "died"),)),
        CaseFact("abuse_suspected", False, (said(page, "Abuse was ruled out"),)),
    )
    fields = (
        StatedField("decision_maker", "chair", (said(page, "the chair", BOX),)),
        StatedField("notified_to", "Ofsted", (said(page, "Ofsted"),)),
        StatedField("decision_date", "2010-08-12", (said(first, "12 August 2010"),)),
        StatedField("fact: died", "stated", (said(page, "died", BOX),)),
    )
    (decision,) = given.decisions
    decision = replace(
        decision,
        decision_id=decision_id,
        decided_on=date("2010-08-12"),
        maker=Maker.CHAIR,
        facts=facts,
        criteria=Criteria.NOT_COVERED,
        criteria_version="WT2010",
        notified_to=("Ofsted",),
        fields=fields,
    )
    amount = Amount(
        *(9000.0, 9000.0, "GBP", Bound.EXACT, "about", AmountBasis.ESTIMATE, "", ""),
        (said(page, "It would cost about £9,000."),),
        is_review_cost=True,
        decision_id=decision_id,
    )
    return replace(
        given,
        nation="England",
        decisions=(decision,),
        mentions=tuple(replace(mention, decision_id=decision_id) for mention in given.mentions),
        fields=(
            StatedField("body", "Northmoor Safeguarding Board", (said(first, "Northmoor Safeguarding Board"),)),
            StatedField("nation", "England", (said(first, "Safeguarding Board"),)),
        ),
        amounts=(amount,),
    )


def decided(path: str = "/foi/r/a.txt", decision_id: str = DECISION, more: str = "") -> Unit:
    """A text file that holds the decision; `more` stands at its end, so that it is another document."""
    read = document(HEAD, TEXT + more)
    folder, name = path.strip("/").split("/")[-2:]
    return Unit(path, folder, read.document_id, (received(name, read),), (with_decision(read, decision_id),))
