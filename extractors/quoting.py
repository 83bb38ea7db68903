"""Plain mail text as its writer meant it: wrapped lines joined, quoted ones too, and files written into it had out."""

from __future__ import annotations

import binascii
import re
from itertools import groupby

from extractors.format import Attachment
from extractors.reflow import reflow

_QUOTE = re.compile(r"(?:>[ ]?)+")
_SIGNATURE = "-- "  # a line of its own before a signature: its space is no sign of flowing on
_UU_BEGIN = re.compile(r"begin [0-7]{3,4} (\S.*)")
_UU_LINE = re.compile(r"[ -`]{1,90}")


def unwrapped(text: str) -> str:
    """Return text with wrapped paragraphs joined. A quoted one (`> `) is joined too, its marks once, at its start."""
    pieces = []
    for depth, lines in groupby(text.split("\n"), _depth):
        block = list(lines)
        if not depth:
            pieces.append(reflow("\n".join(block)))
            continue
        inner = reflow("\n".join(_QUOTE.sub("", line, count=1) for line in block))
        pieces.append("\n".join(f"{'>' * depth} {line}".rstrip() for line in inner.split("\n")))
    return "\n".join(pieces)


def unflowed(text: str, drops_spaces: bool = False) -> str:
    """Return `format=flowed` text (RFC 3676) with each paragraph on one line; a line that ends in a space goes on.

    `drops_spaces` is its `DelSp=yes`: the space was put there by the program.
    """
    lines: list[str] = []
    depth_before, goes_on = 0, False
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ")
        if goes_on and marks == depth_before and words != _SIGNATURE:
            lines[-1] += words
        else:
            lines.append(f"{'>' * marks} {words}" if marks else words)
        goes_on = words.endswith(" ") and words != _SIGNATURE
        if goes_on and drops_spaces:
            lines[-1] = lines[-1][:-1]
        depth_before = marks
    return "\n".join(line.rstrip() for line in lines)


def without_files(text: str) -> tuple[str, tuple[Attachment, ...]]:
    """Return text without the files that old programs wrote into it (`begin 644 name` ... `end`), and the files."""
    kept: list[str] = []
    files: list[Attachment] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        begin = _UU_BEGIN.fullmatch(lines[at].rstrip())
        found = _uu_file(lines, at + 1) if begin else None
        if begin and found:
            content, at = found
            files.append(Attachment(begin[1], content))
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), tuple(files)


def _uu_file(lines: list[str], at: int) -> tuple[bytes, int] | None:
    """Return a file's bytes and the line after it; None where the lines are no file (somebody wrote "begin")."""
    content = bytearray()
    for number in range(at, len(lines)):
        line = lines[number].rstrip("\r")
        if line.strip() == "end":
            return (bytes(content), number + 1) if content else None
        if line.strip() in ("", "`"):
            continue
        if not _UU_LINE.fullmatch(line):
            return None
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            return None
    return (bytes(content), len(lines)) if content else None


def _depth(line: str) -> int:
    marks = _QUOTE.match(line)
    return marks[0].count(">") if marks else 0
