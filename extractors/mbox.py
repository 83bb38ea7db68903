"""Mailboxes: many messages in one file, each begun by a line `From somebody, some day`."""

from __future__ import annotations

import re
from typing import BinaryIO

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import MIB, Limits, Member, file_too_large
from extractors.sandbox import beat

_START = re.compile(rb"From \S.*\d{4}")
_QUOTED_START = re.compile(rb"(?m)^>(>*From )")
_LINE_BYTES = MIB


class Mbox:
    """A mailbox opened within limits. Only where each message lies is kept; its bytes are read when asked for.

    Raises:
        UnreadableFile: more messages than allowed (too large).
    """

    damage = ""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        self._spans = self._find()
        self.members = tuple(
            Member(i, f"message {i + 1}.eml", end - start) for i, (start, end) in enumerate(self._spans)
        )

    def _find(self) -> list[tuple[int, int]]:
        """Return where each message begins (after its `From ` line) and ends, in bytes."""
        spans: list[tuple[int, int]] = []
        self._stream.seek(0)
        start, position, follows_gap = 0, 0, True
        while line := self._stream.readline(_LINE_BYTES):
            if follows_gap and line.startswith(b"From ") and _START.match(line):
                if spans:
                    spans[-1] = (start, position)
                start = position + len(line)
                spans.append((start, start))
                beat(0)
                if len(spans) > self._limits.max_entries:
                    raise UnreadableFile(
                        Outcome.TOO_LARGE,
                        f"more than {self._limits.max_entries:,} messages, which is the limit: split the mailbox",
                    )
            follows_gap = line in (b"\n", b"\r\n")
            position += len(line)
        if spans:
            spans[-1] = (start, position)
        return spans

    def read(self, index: int) -> bytes:
        """Return a message, with the quoting of lines that begin `From ` undone.

        Raises:
            UnreadableFile: it is too large.
        """
        start, end = self._spans[index]
        if end - start > self._limits.max_file_bytes:
            raise file_too_large(end - start, self._limits)
        self._stream.seek(start)
        return _QUOTED_START.sub(rb"\1", self._stream.read(end - start))
