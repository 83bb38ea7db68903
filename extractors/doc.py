"""Word 97-2003 documents (DOC): what Word shows. Hidden and deleted text and comments are counted and never read."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome, Page
from extractors.doc_styles import Look, ParagraphLook, Runs, Styles, modifiers, paragraph_look
from extractors.format import DEFAULTS, Attachment, Reading, Settings, as_hidden
from extractors.grid import Grid
from extractors.ole_package import file_inside
from extractors.plain import normalise
from extractors.properties import ole_characters
from extractors.symbols import TICKED, UNTICKED, sign

_WORD_97 = 0xC0  # the first version of the format that is read here
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_TABLES = 154  # where the list of tables begins: place and size of each
_FOOTNOTE_REFS, _FOOTNOTES, _SECTIONS, _HEADERS, _CHARACTERS, _PARAGRAPHS = 2, 3, 6, 11, 12, 13
_STYLES, _DOCUMENT, _PIECES, _ENDNOTE_REFS, _ENDNOTES = 1, 31, 33, 46, 47
_STORIES = ("main", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_TITLE_PAGE = 0x300A  # the switch of a section whose first page has a header of its own
_SHORT_MODIFIERS = {0x41: 0x0800, 0x5C: 0x083C}  # of a piece of a fast-saved file: deleted, hidden

_ENDS = re.compile("[\r\x07\x0c]")
_CONTROL = re.compile("([\x00-\x08\x0b-\x1f(])")  # "(" may stand for a symbol
_CHARACTER = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\t": "\t"}
_CELL = "\x07"
_MARGINS = {  # the order of a section's headers and footers
    0: ("even", "header"), 1: ("odd", "header"), 2: ("even", "footer"), 3: ("odd", "footer"),
    4: ("first", "header"), 5: ("first", "footer"),
}  # fmt: skip


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a document as one page: headers, body, notes, text boxes, footers; a paragraph or table row a line.

    Files embedded as packages are files inside; other embedded objects are counted in the note.

    Raises:
        UnreadableFile: encrypted, damaged, or older than Word 97 where no program here converts it (unsupported). A
            document whose formatting cannot be read is refused: hidden text could not be told from shown.
    """
    import olefile

    try:
        with olefile.OleFileIO(content) as ole:
            file = _File(*_streams(ole))
            page = _page(file, ole_characters(ole))
            attachments, unread = _embedded(ole)
    except _OlderWord:
        from extractors import converters

        return converters.read(content, settings)
    except UnreadableFile:
        raise
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableFile(
            Outcome.CORRUPT, "its text or formatting is damaged: open it with Word and save it anew, as .docx"
        ) from error
    note = f"embedded objects that are not read: {unread}" if unread else ""
    if_wordless = Outcome.NEEDS_OCR if file.data else Outcome.NO_TEXT  # that is where pictures lie
    return Reading((page,), attachments, note, if_wordless)


class _OlderWord(Exception):
    """The document is of Word 6 or 95."""


def _streams(ole: Any) -> tuple[bytes, bytes, bytes]:
    """Return the streams of text, tables and data, having made sure that this reader knows the version."""
    text: bytes = ole.openstream("WordDocument").read()
    magic, version = struct.unpack_from("<HH", text, 0)
    (flags,) = struct.unpack_from("<H", text, 10)
    if flags & _ENCRYPTED:
        raise UnreadableFile(Outcome.ENCRYPTED, "a Word document locked with a password: give it with --password")
    if magic != 0xA5EC or version < _WORD_97:
        raise _OlderWord
    table: bytes = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    data: bytes = ole.openstream("Data").read() if ole.exists("Data") else b""
    return text, table, data


def _page(file: _File, property_characters: int) -> Page:
    story = _Story(file)
    headers = list(_margins(file, story, "header"))
    main = story.lines(*file.stories["main"])
    notes = [line for kind in ("footnotes", "endnotes") for line in _notes(file, story, kind)]
    boxes = story.lines(*file.stories["boxes"]) + story.lines(*file.stories["header boxes"])
    footers = list(_margins(file, story, "footer"))
    story.hidden[Hiding.COMMENT] += file.count(*file.stories["comments"])
    story.hidden[Hiding.PROPERTIES] += property_characters
    head, body, foot = (normalise("\n".join(lines)) for lines in (headers, [*main, *notes, *boxes], footers))
    text = "\n".join(part for part in (head, body, foot) if part)
    furniture = ((0, len(head)), (len(text) - len(foot), len(text)))
    return Page(
        1, text, hidden=as_hidden(story.hidden), furniture=tuple(span for span in furniture if span[0] < span[1])
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters that lie together in the stream from `at`, each `width` bytes, with a fast save's own changes."""

    text: str
    at: int
    width: int
    changes: bytes


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph's stretches, the character that ends it, and how its mark looks."""

    stretches: tuple[_Stretch, ...]
    end: str
    look: ParagraphLook


class _File:
    """The streams of a document and the tables in them."""

    def __init__(self, text: bytes, table: bytes, data: bytes) -> None:
        self._text, self._table, self.data = text, table, data
        lengths = struct.unpack_from("<8I", text, 76)
        self.stories = dict(zip(_STORIES, pairwise(accumulate(lengths, initial=0)), strict=True))
        self._pieces = list(self._read_pieces())
        self._starts = [start for start, _ in self._pieces]
        self.styles = Styles(self.table(_STYLES))
        self._characters = Runs(text, self.table(_CHARACTERS), "characters")
        self._paragraphs = Runs(text, self.table(_PARAGRAPHS), "paragraphs")

    def table(self, number: int) -> bytes:
        """Return one of the tables that the head of the file lists; empty where it has none."""
        at, size = struct.unpack_from("<II", self._text, _TABLES + 8 * number)
        if at + size > len(self._table):
            raise IndexError("a table lies beyond the end")
        return self._table[at : at + size]

    def numbers(self, table: int, entry_bytes: int) -> list[int]:
        """Return the places in the text that a table is ordered by."""
        content = self.table(table)
        return [number for (number,) in struct.iter_unpack("<I", content[: 4 * _entries(content, entry_bytes) + 4])]

    def _read_pieces(self) -> Iterator[tuple[int, _Stretch]]:
        clx, at = self.table(_PIECES), 0
        changes: list[bytes] = []
        while clx[at] == 1:
            (size,) = struct.unpack_from("<H", clx, at + 1)
            changes.append(clx[at + 3 : at + 3 + size])
            at += 3 + size
        plex = clx[at + 5 :][: struct.unpack_from("<I", clx, at + 1)[0]]
        count = _entries(plex, 8)
        places = struct.unpack_from(f"<{count + 1}I", plex, 0)
        if list(places) != sorted(places) or places[-1] > len(self._text):
            raise IndexError("the pieces of the text are out of order")
        for number, (start, end) in enumerate(pairwise(places)):
            _, place, modifier = struct.unpack_from("<HIH", plex, 4 * (count + 1) + 8 * number)
            yield start, self._piece(end - start, place, _piece_changes(modifier, changes))

    def _piece(self, length: int, place: int, changes: bytes) -> _Stretch:
        if place & 0x40000000:
            at, width, encoding = (place & 0x3FFFFFFF) // 2, 1, "cp1252"
        else:
            at, width, encoding = place, 2, "utf-16-le"
        content = self._text[at : at + width * length]
        if len(content) != width * length:
            raise IndexError("a piece of the text lies beyond the end")
        if width == 1:
            return _Stretch(content.decode(encoding, "replace"), at, width, changes)
        # a pair of surrogates stays two characters, so that places are counted as Word does
        return _Stretch("".join(map(chr, struct.unpack(f"<{length}H", content))), at, width, changes)

    def stretches(self, start: int, end: int) -> Iterator[_Stretch]:
        """Yield the text between two places, piece by piece."""
        for number in range(max(bisect_right(self._starts, start) - 1, 0), len(self._pieces)):
            begin, piece = self._pieces[number]
            if begin >= end:
                return
            first, last = max(start - begin, 0), min(end - begin, len(piece.text))
            if first < last:
                yield _Stretch(piece.text[first:last], piece.at + first * piece.width, piece.width, piece.changes)

    def paragraphs(self, start: int, end: int) -> Iterator[_Paragraph]:
        """Yield the paragraphs between two places; how one looks is said at its end."""
        gathered: list[_Stretch] = []
        for stretch in self.stretches(start, end):
            done = 0
            for mark in _ENDS.finditer(stretch.text):
                gathered.append(_cut(stretch, done, mark.start()))
                look = paragraph_look(self._paragraphs.at(stretch.at + mark.start() * stretch.width))
                yield _Paragraph(tuple(gathered), mark[0], look)
                gathered, done = [], mark.end()
            gathered.append(_cut(stretch, done, len(stretch.text)))
        if any(stretch.text for stretch in gathered):
            yield _Paragraph(tuple(gathered), "\r", ParagraphLook())

    def runs(self, paragraph: _Paragraph) -> Iterator[tuple[str, Look]]:
        """Yield a paragraph's text by stretches of one look."""
        inherited = self.styles.paragraph(paragraph.look.style)
        for stretch in paragraph.stretches:
            if not stretch.text:
                continue
            cuts = self._characters.cuts(stretch.at, stretch.at + len(stretch.text) * stretch.width)
            for start, end in pairwise(cuts):
                look = self.styles.characters(inherited, self._characters.at(start) + stretch.changes)
                yield _cut(stretch, *((place - stretch.at) // stretch.width for place in (start, end))).text, look

    def look_at(self, place: int) -> Look:
        """Return how the character at a place of the text looks, its paragraph's style aside."""
        for stretch in self.stretches(place, place + 1):
            return self.styles.characters(Look(), self._characters.at(stretch.at) + stretch.changes)
        return Look()

    def count(self, start: int, end: int) -> int:
        """Return how many characters that are no controls lie between two places."""
        return sum(character >= " " for stretch in self.stretches(start, end) for character in stretch.text)

    @cached_property
    def section_switches(self) -> list[bool]:
        """Whether the first page of each section has a header of its own."""
        plex = self.table(_SECTIONS)
        count = _entries(plex, 12)
        switches = []
        for number in range(count):
            (at,) = struct.unpack_from("<i", plex, 4 * (count + 1) + 12 * number + 2)
            size = struct.unpack_from("<H", self._text, at)[0] if at >= 0 else 0
            changes = self._text[at + 2 : at + 2 + size] if size else b""
            switches.append(any(opcode == _TITLE_PAGE and operand[0] for opcode, operand in modifiers(changes)))
        return switches


def _entries(plex: bytes, entry_bytes: int) -> int:
    return max(len(plex) - 4, 0) // (4 + entry_bytes)


def _cut(stretch: _Stretch, first: int, last: int) -> _Stretch:
    return _Stretch(stretch.text[first:last], stretch.at + first * stretch.width, stretch.width, stretch.changes)


def _piece_changes(modifier: int, changes: list[bytes]) -> bytes:
    """Return the changes of a piece: one of those listed before the pieces, or one packed into two bytes."""
    if modifier & 1:
        return changes[modifier >> 1]
    opcode = _SHORT_MODIFIERS.get((modifier >> 1) & 0x7F)
    return b"" if opcode is None else struct.pack("<HB", opcode, modifier >> 8)


@dataclass(slots=True)
class _Field:
    """A field being read: its instruction is not shown, its result is."""

    instruction: str = ""
    has_result: bool = False
    data_at: int = -1


@dataclass(slots=True)
class _Story:
    """A walk over running text that counts what is hidden."""

    file: _File
    hidden: Counter[Hiding] = field(default_factory=Counter)
    fields: list[_Field] = field(default_factory=list)

    def lines(self, start: int, end: int) -> list[str]:
        """Return the paragraphs and table rows between two places, a line each."""
        self.fields.clear()
        paragraphs = list(self.file.paragraphs(start, end))
        grid = Grid()
        for paragraph, on_shading in zip(paragraphs, _shadings(paragraphs), strict=True):
            _place(grid, self._text(paragraph, on_shading), paragraph)
        return grid.finished()

    def _text(self, paragraph: _Paragraph, on_shading: bool) -> str:
        shown: list[str] = []
        for text, look in self.file.runs(paragraph):
            mechanism = look.hiding(on_shading)
            for part in _CONTROL.split(text):
                if part in ("\x13", "\x14", "\x15") or self._in_instruction:
                    shown.append(self._field(part, look) if mechanism is None else self._field(part, look) and "")
                elif mechanism is None:
                    shown.append(_shown(part, look))
                else:
                    self.hidden[mechanism] += sum(character >= " " for character in part)
        return "".join(shown).strip()

    @property
    def _in_instruction(self) -> bool:
        return any(not each.has_result for each in self.fields)

    def _field(self, part: str, look: Look) -> str:
        """Take note of a field's mark or instruction; a form's tick box is shown where its field ends."""
        if part == "\x13":
            self.fields.append(_Field())
        elif not self.fields:
            return ""
        elif part == "\x14":
            self.fields[-1].has_result = True
        elif part == "\x15":
            ended = self.fields.pop()
            if ended.instruction.strip().startswith("FORMCHECKBOX"):
                return _tick_box(self.file.data, ended.data_at)
        elif part == "\x01":
            self.fields[-1].data_at = look.data_at
        else:
            self.fields[-1].instruction += part
        return ""


def _place(grid: Grid, text: str, paragraph: _Paragraph) -> None:
    depth = paragraph.look.depth or (1 if paragraph.end == _CELL else 0)
    if depth and paragraph.look.ends_row:
        grid.end_row(depth)
    elif depth and (paragraph.end == _CELL or paragraph.look.ends_inner_cell):
        grid.end_cell(text, depth)
    else:
        grid.paragraph(text, depth)


def _shadings(paragraphs: list[_Paragraph]) -> list[bool]:
    """Return whether each paragraph stands on colour: its own, or that of its row, which the row's end tells."""
    shadings: list[bool] = []
    row_is_shaded = False
    for paragraph in reversed(paragraphs):
        if paragraph.look.ends_row:
            row_is_shaded = paragraph.look.is_shaded
        elif not paragraph.look.depth:
            row_is_shaded = False
        shadings.append(paragraph.look.is_shaded or row_is_shaded)
    return shadings[::-1]


def _shown(part: str, look: Look) -> str:
    if len(part) == 1 and look.symbol and (part == "(" or part < " "):
        return sign(look.symbol)
    if len(part) == 1 and part < " ":
        return _CHARACTER.get(part, "")
    return part.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _tick_box(data: bytes, at: int) -> str:
    """Return a form's tick box, from the field's data: 68 bytes of head, mark, flags, sizes, name, default."""
    if at < 0 or at + 80 > len(data):
        return UNTICKED
    head_bytes = int.from_bytes(data[at + 4 : at + 6], "little")
    body = data[at + head_bytes :]
    (flags,) = struct.unpack_from("<H", body, 4)
    state = (flags >> 2) & 0x1F
    if state > 1:  # never touched: as the form has it
        (name_characters,) = struct.unpack_from("<H", body, 10)
        (state,) = struct.unpack_from("<H", body, 12 + 2 * name_characters + 2)
    return TICKED if state == 1 else UNTICKED


def _margins(file: _File, story: _Story, kind: str) -> Iterator[str]:
    """Yield the headers or footers that some page shows, each once."""
    start, end = file.stories["headers"]
    places = file.numbers(_HEADERS, 0)
    document = file.table(_DOCUMENT)
    has_even = bool(document and document[0] & 1)
    seen: set[str] = set()
    for number, (first, last) in enumerate(pairwise(places[6:-1])):  # the first six part notes from the text
        section, place = divmod(number, len(_MARGINS))
        pages, what = _MARGINS[place]
        switches = file.section_switches
        has_first = section < len(switches) and switches[section]
        if what != kind or (pages == "even" and not has_even) or (pages == "first" and not has_first):
            continue
        text = "\n".join(story.lines(start + first, min(start + last, end)))
        if text and text not in seen:
            seen.add(text)
            yield text


def _notes(file: _File, story: _Story, kind: str) -> Iterator[str]:
    """Yield the notes; those whose mark in the text is hidden are counted."""
    refs, texts = (_FOOTNOTE_REFS, _FOOTNOTES) if kind == "footnotes" else (_ENDNOTE_REFS, _ENDNOTES)
    begin, _ = file.stories[kind]
    for place, (first, last) in zip(file.numbers(refs, 2), pairwise(file.numbers(texts, 0)), strict=False):
        mechanism = file.look_at(place).hiding(on_shading=True)
        if mechanism is None:
            yield from story.lines(begin + first, begin + last)
        else:
            story.hidden[mechanism] += file.count(begin + first, begin + last)


def _embedded(ole: Any) -> tuple[tuple[Attachment, ...], int]:
    """Return the files put into the document, and how many objects are none that can be had out."""
    found: dict[str, Attachment | None] = {}
    for path in ole.listdir():
        if path[0] != "ObjectPool" or len(path) < 3:
            continue
        found.setdefault(path[1], None)
        if path[2] == "\x01Ole10Native":
            found[path[1]] = file_inside(ole.openstream(path).read())
        elif path[2] in ("Package", "CONTENTS"):
            found[path[1]] = Attachment(f"object {len(found)}", ole.openstream(path).read())
    files = tuple(file for file in found.values() if file is not None)
    return files, len(found) - len(files)
