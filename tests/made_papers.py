"""Made papers with gold decisions, 136 by fourteen writers, printed as PDF, Word, e-mail and workbook: all invented.

`papers/WRITER-NN.json` holds a paper's blocks from top to bottom and what two careful readers would write down of it:
body, dates, agenda items, decisions with their reasons, passages that only repeat an earlier decision, and of which
other paper it is a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from corpus.make_sample_release import typeset, word
from corpus.make_sample_release.blocks import Block, Heading, NewPage, Paper, Paragraph, Table, Title
from corpus.make_sample_release.packing import eml, xlsx

FOLDER = Path(__file__).parent / "papers"
# What is looked at while the code is written, and what it is reported on.
DEVELOPMENT = ("amberley", "corley", "eskdale", "garth", "iveson", "jarrow", "kirkby", "ludlow", "marsden", "norland")
REPORT = ("birchall", "denby", "fenwick", "hallam")
_NOT_DRAWN = str.maketrans({"█": "■", "ŵ": "w", "ŷ": "y"})  # characters that the PDF's own typefaces lack


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper as it is printed (name with the ending of its format, bytes) and its gold."""

    paper_id: str
    writer: str
    kind: str
    name: str
    content: bytes
    gold: dict[str, Any]


def made_papers(writers: Sequence[str] = (*DEVELOPMENT, *REPORT)) -> Iterator[MadePaper]:
    """Yield the papers of these writers, in the order of their names."""
    for path in sorted(FOLDER.glob("*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["author"] in writers:
            layout = held["layout"]
            sent = held["gold"].get("document_date") if layout == "eml" else ""
            content = _eml(held["blocks"], sent) if sent else _WRITERS[layout](held["blocks"])
            yield MadePaper(held["id"], held["author"], held["kind"], f"{held['id']}.{layout}", content, held["gold"])


def _paper(blocks: Sequence[dict[str, Any]]) -> Paper:
    footer = next((block["text"] for block in blocks if block["type"] == "footer"), "")
    return Paper("", footer, tuple(_block(block) for block in blocks if block["type"] != "footer"))


def _block(block: dict[str, Any]) -> Block:
    match block["type"]:
        case "title":
            return Title(block["text"])
        case "heading":
            return Heading(block["text"])
        case "item":
            return Heading(_headed(block))
        case "table":
            rows = _square(block["rows"])
            return Table(rows, tuple(1 / len(rows[0]) for _ in rows[0]))
        case "page_break":
            return NewPage()
        case _:
            return Paragraph(block["text"])


def _headed(block: dict[str, Any]) -> str:
    return " ".join(filter(None, (block.get("number", ""), block["title"])))


def _square(rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    width = max(len(row) for row in rows)
    return tuple((*map(str, row), *[""] * (width - len(row))) for row in rows)


def _pdf(blocks: Sequence[dict[str, Any]]) -> bytes:
    drawn = json.loads(json.dumps(blocks, ensure_ascii=False).translate(_NOT_DRAWN))
    return typeset.pdf(_paper(drawn))


def _docx(blocks: Sequence[dict[str, Any]]) -> bytes:
    return word.docx(_paper(blocks), compressed=True)


def _lines(blocks: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """Yield the blocks as rows of cells, one cell where a block is no table."""
    for block in blocks:
        if block["type"] == "table":
            yield from (list(map(str, row)) for row in block["rows"])
        elif block["type"] == "item":
            yield [_headed(block)]
        elif block["type"] != "page_break":
            yield [block["text"]]


def _eml(blocks: Sequence[dict[str, Any]], sent: str = "") -> bytes:
    """Return the blocks as an e-mail, sent on a day (ISO) where one is given."""
    day = {"Date": format_datetime(datetime.fromisoformat(f"{sent}T09:30:00+00:00"))} if sent else {}
    title = next((block["text"] for block in blocks if block["type"] == "title"), "Review")
    return eml(title, "\n\n".join(" | ".join(row) for row in _lines(blocks)) + "\n", headers=day)


def _xlsx(blocks: Sequence[dict[str, Any]]) -> bytes:
    return xlsx({"Register": list(_lines(blocks))})


_WRITERS = {"pdf": _pdf, "docx": _docx, "eml": _eml, "xlsx": _xlsx}
