"""A mention as `minuted show` gives it: its words in their context, or on their page."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.format import DEFAULTS, Settings
from flows.page_image import draw_place

if TYPE_CHECKING:
    from corpus.shown import ShownMention


def draw(shown: ShownMention, image: Path, settings: Settings = DEFAULTS) -> None:
    """Write the page of a mention's first evidence as PNG, its quotation boxed.

    Raises:
        CorpusError, WorkspaceError: as `draw_place`.
    """
    draw_place(shown.file, shown.mention.evidence, image, settings)


def mention_lines(shown: ShownMention, context: int = 300) -> list[str]:
    """Return a mention with its quotation marked in its context."""
    mention, file = shown.mention, shown.file
    lines = [
        f"{mention.mention_id}  {mention.code} ({shown.label})",
        f"  {file.source_name}, {file.kind}, {file.body or 'body unknown'}",
        f"  {mention.role}, {mention.polarity}, held by {mention.attribution}, {mention.hedging}",
        f"  status {mention.status}",
        f"  score {mention.score:.2f}, found by {mention.finder}"
        + (f" (cue: {mention.cue})" if mention.cue else "")
        + (": to be reviewed by a person before it counts" if mention.needs_review else ""),
    ]
    if shown.decision:
        what = shown.decision.case_label or shown.decision.heading or "in general"
        lines.append(f"  decision {shown.decision.decision_id}: {what}: {shown.decision.status}")
    for evidence in mention.evidence:
        text = shown.pages[evidence.page]
        before, after = (
            text[max(0, evidence.start - context) : evidence.start],
            text[evidence.end : evidence.end + context],
        )
        marked = f"{before}>>>{evidence.quotation}<<<{after}"
        lines += ["", f"page {evidence.page}, characters {evidence.start}-{evidence.end}:"]
        lines += [textwrap.fill(line, 100) for line in marked.split("\n")]
    return lines
