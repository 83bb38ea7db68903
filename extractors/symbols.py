"""The signs of the fonts Wingdings and Symbol that forms and lists use, and the tick boxes of forms."""

from __future__ import annotations

TICKED, UNTICKED = "☒", "☐"
_SIGNS = {
    "F0FE": TICKED, "F0FD": TICKED, "F078": TICKED, "F0A8": UNTICKED, "F06F": UNTICKED, "F071": UNTICKED,
    "F072": UNTICKED, "F0FC": "✓", "F0FB": "✗", "F0B7": "•", "F0A7": "▪", "F0D8": "•", "F076": "•",
}  # fmt: skip


def sign(code: str) -> str:
    """Return the sign for a character of such a font, given as four hexadecimal digits; empty for others."""
    return _SIGNS.get(code.upper(), "")
