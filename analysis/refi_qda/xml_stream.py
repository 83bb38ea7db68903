"""XML written element by element, so that a project of any size needs no memory; every text made fit for XML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from analysis.refi_qda.texts import plain

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class XmlStream:
    """Writes elements to a text file. An attribute that is None or empty is left out."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def open(self, tag: str, /, **attributes: str | int | None) -> None:
        """Open an element that somebody else closes."""
        self._out.write(f"<{tag}{_written(attributes)}>\n")

    @contextmanager
    def element(self, tag: str, /, **attributes: str | int | None) -> Iterator[None]:
        """Open an element, and close it at the end of the block."""
        self.open(tag, **attributes)
        yield
        self._out.write(f"</{tag}>\n")

    def leaf(self, tag: str, text: str = "", /, **attributes: str | int | None) -> None:
        """Write an element that holds text alone, or nothing."""
        if text:
            self._out.write(f"<{tag}{_written(attributes)}>{escape(plain(text))}</{tag}>\n")
        else:
            self._out.write(f"<{tag}{_written(attributes)}/>\n")


def _written(attributes: dict[str, str | int | None]) -> str:
    given = {name: plain(str(value)) for name, value in attributes.items() if value is not None}
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items() if value)
