"""Writing a page: its lines in reading order, paragraphs on a line each, tables row by row."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Box, Words
from extractors.layout import Line, TextBuilder, in_reading_order
from extractors.paragraphs import paragraphs
from extractors.tables import Table, write_table


def write_page(lines: list[Line], tables: Sequence[Table] = ()) -> tuple[str, Words]:
    """Return the text of a page, and where its words stand in it."""
    text = TextBuilder()
    _write(text, in_reading_order(lines), tables)
    written, words = text.finish()
    return written.rstrip("\n"), words


def _may_hold(box: Box, line: Line) -> bool:
    """Say whether a line is as high up the page as a box is, for most lines of a page are not."""
    return min([word.top for word in line]) < box.bottom and max([word.bottom for word in line]) > box.top


def _write(text: TextBuilder, lines: list[Line], tables: Sequence[Table]) -> None:
    waiting = list(tables)
    outside: list[Line] = []

    def flush() -> None:
        for paragraph in paragraphs(outside):
            text.write_words(paragraph)
            text.write("\n")
        outside.clear()

    for line in lines:
        beside = [table for table in tables if _may_hold(table.box, line)]
        for table in beside:
            if table in waiting and any(word.is_inside(table.box) for word in line):
                flush()
                write_table(table, lines, text)
                waiting.remove(table)
        rest = [word for word in line if not any(word.is_inside(table.box) for table in beside)] if beside else line
        if rest:
            outside.append(rest)
    flush()
