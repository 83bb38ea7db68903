"""Projects made up for the tests of REFI-QDA: contents to write, and `.qdpx` files as other programs make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

from analysis.refi_qda.project_writer import Contents, Settings
from analysis.refi_qda.texts import DocumentPages, PageText
from corpus.codings import Coding

SHARED = Path(__file__).parents[3] / "shared" / "refi-qda"
MADE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MACHINE = "minuted 1.0 (model m1, codebook 1.0.0)"
Mentioned = tuple[int, int, int, str, str]  # page, start, end, code, polarity


def shared(name: str) -> Path:
    """Return a file of the standard, or skip the test where it is absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} of the REFI-QDA standard is not beside the repository")
    return path


def settings(**changed: Any) -> Settings:
    return Settings(**{"machine": MACHINE, "made": MADE, **changed})


def key(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document(*texts: str, name: str = "") -> DocumentPages:
    return DocumentPages(key(name or "\f".join(texts)), tuple(PageText(i, t, 842.0) for i, t in enumerate(texts, 1)))


def contents(
    pages: Sequence[DocumentPages],
    mentioned: Sequence[tuple[DocumentPages, Mentioned]] = (),
    codings: Sequence[Coding] = (),
    boxes: str | None = None,
    **of_documents: str,
) -> Contents:
    """What is mentioned where, each mention under a decision of its document."""
    documents = [
        {"document_id": d.document_id, "source_name": f"minutes {i}.pdf", "body": "Northmoor Safeguarding Board",
         "media_type": "application/pdf", "meeting_date": "2010-08-12", "document_date": "2010-08", **of_documents}
        for i, d in enumerate(pages)
    ]  # fmt: skip
    mentions: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for i, (of, (page, start, end, code, polarity)) in enumerate(mentioned):
        where = {"document_id": of.document_id, "mention_id": f"m-{i}"}
        text = next(p.text for p in of.pages if p.number == page)
        mentions.append(
            {**where, "decision_id": f"d-{of.document_id[:6]}", "reason_code": code, "polarity": polarity,
             "role": "reason_not_initiating", "attribution": "board_or_panel", "code_confidence": 0.75}
        )  # fmt: skip
        evidence.append(
            {**where, "decision_id": None, "page": page, "char_start": start, "char_end": end,
             "quotation": text[start:end], "boxes": boxes}
        )  # fmt: skip
    decisions = [
        {"decision_id": f"d-{d.document_id[:6]}", "document_id": d.document_id, "decision_status": "not_initiated",
         "case_label": "Child W", "review_type": "SCR", "decision_date": "2010-08-12", "reason_code": None,
         "is_counted": True}
        for d in pages
    ]  # fmt: skip
    columns = ("document_id", "mention_id", "decision_id", "reason_code")
    return Contents(
        _frame(documents, columns[:1]), _frame(mentions, columns), _frame(decisions, columns),
        _frame(evidence, columns), list(pages), tuple(codings),
    )  # fmt: skip


def _frame(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(rows) if rows else pd.DataFrame({name: [] for name in columns})


def coding(of: DocumentPages, page: int, start: int, end: int, code: str = "cost", coder: str = "Ann") -> Coding:
    text = next(p.text for p in of.pages if p.number == page)
    return Coding(coder, of.document_id, page, start, end, code, text[start:end])


ANN, COST, ONE, TWO = (f"{n}0000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4))
USERS = f'<Users><User guid="{ANN}" name="Ann"/></Users>'
CODES = f'<CodeBook><Codes><Code guid="{COST}" name="Cost" isCodable="true"/></Codes></CodeBook>'


def selection(start: int, end: int, name: str = "", code: str = COST, user: str = ANN, guid: str = TWO) -> str:
    return (
        f'<PlainTextSelection guid="{guid}" name="{name}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{guid}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def text_source(inner: str, path: str = "internal://one.txt", name: str = "one") -> str:
    return f'<TextSource guid="{ONE}" name="{name}" plainTextPath="{path}">{inner}</TextSource>'


def client_project(
    path: Path, sources: str, files: dict[str, bytes], *, users: str = USERS, codes: str = CODES, origin: str = "",
    head: str = "", entry: str = "project.qde",
) -> Path:  # fmt: skip
    """Write a `.qdpx` as a program might: what is inside is the test's affair."""
    with ZipFile(path, "w") as archive:
        archive.writestr(
            entry,
            f'<?xml version="1.0" encoding="utf-8"?>{head}<Project xmlns="urn:QDA-XML:project:1.0" name="p" '
            f'origin="{origin}">{users}{codes}<Sources>{sources}</Sources></Project>',
        )
        for name, content in files.items():
            archive.writestr(name, content)
    return path
