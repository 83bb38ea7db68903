"""Tick boxes: which of a form's options are ticked. Readers write them as ☒ ☑ ☐, scans and typists as [x] [ ]."""

from __future__ import annotations

import re

_BOX = re.compile(r"(?P<on>[☒☑✓✔⊠]|\[ ?[xX✓] ?\]|\([xX✓]\))|(?P<off>[☐□]|\[ {0,2}\]|\( {1,2}\))")


def has_boxes(text: str) -> bool:
    """Say whether a text has tick boxes, ticked or not."""
    return _BOX.search(text) is not None


def ticked(text: str) -> list[tuple[str, int, int]]:
    """Return the options whose boxes are ticked, each with its characters (half-open) in the text.

    A box stands before its option, as on forms: `☐ Yes   ☒ No` gives `No`. An option ends at the next box or cell.
    """
    boxes = list(_BOX.finditer(text))
    found = []
    for box, following in zip(boxes, [*boxes[1:], None], strict=False):
        if not box.group("on"):
            continue
        end = following.start() if following else len(text)
        option = text[box.end() : end].split(" | ", maxsplit=1)[0]
        start = box.end() + len(option) - len(option.lstrip())
        found.append((option.strip(), start, start + len(option.strip())))
    return [option for option in found if option[0]]
