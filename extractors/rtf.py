r"""Rich Text (RTF): what a word processor shows. Hidden (`\v`) and deleted text and comments are counted, never read.

The walk is our own, since a reader of such files that tells hidden from shown text is not to be had; what the words of
the language mean as characters and code pages comes from striprtf.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome, Page
from extractors.format import DEFAULTS, Attachment, Reading, Settings, as_hidden
from extractors.grid import Grid
from extractors.ole_package import file_inside
from extractors.plain import normalise
from extractors.symbols import TICKED, UNTICKED, sign

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.S,
)
# Destinations whose words the page shows, among those that striprtf knows and leaves out.
_SHOWN = {
    "header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr", "footnote", "object",
    "result", "shp", "shpgrp", "shpinst", "shptxt", "dptxbxtext", "do", "pntext", "nesttableprops",
}  # fmt: skip
_SINKS = {"header": "header", "footer": "footer", "footnote": "notes", "shptxt": "boxes", "dptxbxtext": "boxes"}
_COUNTED = {
    "annotation": Hiding.COMMENT, "atnauthor": Hiding.COMMENT, "info": Hiding.PROPERTIES,
    "userprops": Hiding.PROPERTIES,
}  # fmt: skip
_ENDS = {"par", "sect", "page", "line", "column", "lbr", "softline"}
_HEEDED = {"", "objdata", "colortbl"}  # destinations whose characters count
_TINY_HALF_POINTS = 2
_WHITE_FROM = 0xFA
_SYMBOL_CHARSET = 2


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a document as one page: headers, body, notes, footers; a paragraph or table row a line.

    Objects put into it are files inside.

    Raises:
        UnreadableFile: its groups are not what RTF allows (corrupt).
    """
    walk = _Walk(content.decode("latin-1"))
    walk.run()
    parts = {name: normalise("\n".join(sink.finished())) for name, sink in walk.sinks.items()}
    head, foot = parts["header"], parts["footer"]
    text = "\n".join(part for part in parts.values() if part)
    furniture = ((0, len(head)), (len(text) - len(foot), len(text)))
    page = Page(
        1, text, hidden=as_hidden(walk.hidden), furniture=tuple(span for span in furniture if span[0] < span[1])
    )
    note = f"embedded objects that are not read: {walk.unread}" if walk.unread else ""
    if_wordless = Outcome.NEEDS_OCR if walk.has_pictures else Outcome.NO_TEXT
    return Reading((page,), tuple(walk.attachments), note, if_wordless)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a group: where its words go, and how they look."""

    sink: str = "body"
    role: str = ""  # the destination, where its words are not text
    mechanism: Hiding | None = None  # of a destination that is counted
    is_hidden: bool = False
    is_deleted: bool = False
    half_points: int = 24
    colour: int = 0
    ground: int = 0  # colours behind the characters, the paragraph and the row
    paragraph_ground: int = 0
    font: int = -1
    skipped: int = 1  # characters after each `\u`
    depth: int = 0  # in tables


@dataclass(slots=True)
class _Sink:
    """Words on their way to lines."""

    grid: Grid = field(default_factory=Grid)
    words: list[str] = field(default_factory=list)

    def taken(self) -> str:
        text = "".join(self.words).strip()
        self.words.clear()
        # halves of a character beyond the basic plane came as two `\u`
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def finished(self) -> list[str]:
        if self.words:
            self.grid.paragraph(self.taken())
        return self.grid.finished()


class _Walk:
    """One walk over the tokens of a file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.sinks = {name: _Sink() for name in ("header", "body", "notes", "boxes", "footer")}
        self.has_pictures = False
        self.hidden: Counter[Hiding] = Counter()
        self.attachments: list[Attachment] = []
        self.unread = 0  # objects
        self._group = _Group()
        self._stack: list[_Group] = []
        self._bytes = bytearray()  # characters not yet decoded
        self._to_skip = 0
        self._is_optional = False  # after `\*`
        self._encoding = "cp1252"
        self._charsets: dict[int, int] = {}
        self._whites: list[bool] = []  # the colour table
        self._rgb: dict[str, int] = {}
        self._font_read = 0
        self._default_font = -1
        self._row_is_shaded = False
        self._box: dict[str, int] = {}  # of a form
        self._object: list[str] = []  # its data, as hexadecimal digits

    def run(self) -> None:
        """Walk to the end of the document's own group."""
        at = 0
        while match := _TOKEN.match(self._source, at):
            at = match.end()
            kind = match.lastgroup
            if kind == "brace":
                self._flush()
                if match["brace"] == "{":
                    self._stack.append(self._group)
                elif not self._close():
                    break
            elif kind in ("word", "number"):
                at += self._word(match["word"], None if match["number"] is None else int(match["number"]))
            elif kind == "hex":
                self._put(bytes.fromhex(match["hex"]))
            elif kind == "sign":
                self._sign(match["sign"])
            elif kind == "text":
                self._put(match["text"].encode("latin-1"))
        self._flush()

    def _close(self) -> bool:
        """Leave a group. False where it was the document's own: what follows is no part of it."""
        if not self._stack:
            return False
        ended, self._group = self._group, self._stack.pop()
        self._is_optional = False
        if ended.role == "formfield" and self._group.role != "formfield":
            self._show_box()
        elif ended.role == "objdata" and self._group.role != "objdata":
            self._take_object()
        elif ended.role == "colortbl" and self._group.role != "colortbl":
            self._rgb.clear()
        elif ended.sink != self._group.sink:
            self._end_paragraph(ended)
        return bool(self._stack)

    def _sign(self, sign_: str) -> None:
        characters = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}
        if sign_ == "*":
            self._is_optional = True
        elif sign_ in "\r\n":
            self._word("par", None)
        elif sign_ in characters:
            self._put(characters[sign_].encode())

    def _word(self, word: str, number: int | None) -> int:
        """Act on a control word; return how many characters after it are raw data."""
        if word == "bin":
            return max(number or 0, 0)
        self.has_pictures = self.has_pictures or word == "pict"
        if word == "u" and number is not None:
            self._flush()
            self._show(chr(number % 0x10000))
            self._to_skip = self._group.skipped
            return 0
        self._flush()
        self._to_skip = 0
        if not self._destination(word) and not self._table(word, number) and not self._look(word, number):
            self._place(word, number)
        self._is_optional = False
        return 0

    def _destination(self, word: str) -> bool:
        """Enter a destination. What `\\*` marks and this reader does not know is left out."""
        group = self._group
        if word in _COUNTED and group.mechanism is None:
            self._group = replace(group, mechanism=_COUNTED[word], role="")
        elif group.mechanism is None and word in _SHOWN and group.role in ("", "shp"):
            sink = _SINKS.get(word, _SINKS.get(word[:6], group.sink))
            # of a shape only its text is shown, not the names and values of its properties
            role = "shp" if word in ("shp", "shpgrp", "shpinst", "do") else "props" if word == "nesttableprops" else ""
            self._group = replace(group, sink=sink, role=role, depth=group.depth if sink == group.sink else 0)
        elif group.mechanism is None and (word in _left_out() or self._is_optional):
            self._group = replace(group, role=word if group.role not in ("shprslt", "objdata") else group.role)
            if word == "objdata":
                self._object.clear()
        else:
            return False
        return True

    def _table(self, word: str, number: int | None) -> bool:
        """Note what the tables of fonts and colours and a form's field say."""
        role = self._group.role
        if role == "fonttbl" and word in ("f", "fcharset"):
            if word == "f":
                self._font_read = number or 0
            else:
                self._charsets[self._font_read] = number or 0
        elif role == "colortbl" and word in ("red", "green", "blue"):
            self._rgb[word] = number or 0
        elif role == "formfield":
            self._box[word] = 1 if number is None else number
        elif word == "ansicpg" and number:
            self._encoding = _known(f"cp{number}", "cp1252")
        elif word in ("mac", "pc", "pca"):
            self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "deff":
            self._default_font = number or 0
        else:
            return False
        return True

    def _look(self, word: str, number: int | None) -> bool:
        """Change how the following words look."""
        group, value = self._group, number if number is not None else 1
        changes: dict[str, int | bool]
        if word in ("v", "webhidden"):
            changes = {"is_hidden": value != 0}
        elif word == "deleted":
            changes = {"is_deleted": value != 0}
        elif word == "plain":
            changes = {"is_hidden": False, "is_deleted": False, "half_points": 24, "colour": 0, "ground": 0, "font": -1}
        elif word == "pard":
            changes = {"paragraph_ground": 0, "depth": 0}
        elif word in ("intbl", "itap"):
            changes = {"depth": max(group.depth, 1) if word == "intbl" else max(number or 0, 0)}
        elif word in _SETTINGS:
            changes = {_SETTINGS[word]: max(number or 0, 0)}
        else:
            return False
        self._group = replace(group, **changes)  # type: ignore[arg-type]  # the names above are the fields
        return True

    def _place(self, word: str, number: int | None) -> None:
        """Show a character that has a word of its own, or end a line, cell or row."""
        group = self._group
        if word == "trowd":
            self._row_is_shaded = False
        elif word == "clcbpat":
            self._row_is_shaded = self._row_is_shaded or self._is_coloured(number or 0)
        elif word in ("nestrow", "row") and group.role in ("", "props"):
            depth = 1 if word == "row" else max(group.depth, 2)
            self.sinks[group.sink].grid.end_row(depth)
        elif group.role or group.mechanism:
            return
        elif word in ("cell", "nestcell"):
            sink = self.sinks[group.sink]
            sink.grid.end_cell(sink.taken(), 1 if word == "cell" else max(group.depth, 2))
        elif word in _ENDS:
            self._end_paragraph(group)
        elif word in _characters():
            self._show(_characters()[word])

    def _end_paragraph(self, group: _Group) -> None:
        sink = self.sinks[group.sink]
        sink.grid.paragraph(sink.taken(), group.depth)

    def _put(self, content: bytes) -> None:
        """Take characters in the code page of their font."""
        if self._group.role not in _HEEDED:
            return  # a picture's digits may be most of the file
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._bytes += content[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            content = bytes(self._bytes)
            self._bytes.clear()
            self._show(self._decoded(content))

    def _decoded(self, content: bytes) -> str:
        group = self._group
        if group.role:
            return content.decode("latin-1")
        charset = self._charsets.get(self._default_font if group.font < 0 else group.font, 1)
        if charset == _SYMBOL_CHARSET:
            return "".join(sign(f"F0{byte:02X}") or ("" if byte > 126 else chr(byte)) for byte in content)
        encoding = self._encoding if charset in (0, 1) else _encoding_of(charset, self._encoding)
        return content.decode(encoding, "replace")

    def _show(self, text: str) -> None:
        group = self._group
        if group.mechanism is not None:
            self.hidden[group.mechanism] += len(text.strip())
        elif group.role == "objdata":
            self._object.append(text)
        elif group.role == "colortbl":
            for _ in range(text.count(";")):
                self._whites.append(len(self._rgb) == 3 and min(self._rgb.values()) >= _WHITE_FROM)
                self._rgb.clear()
        elif not group.role:
            mechanism = self._hiding(group)
            if mechanism is None:
                self.sinks[group.sink].words.append(text)
            else:
                self.hidden[mechanism] += len(text)

    def _hiding(self, group: _Group) -> Hiding | None:
        if group.is_deleted:
            return Hiding.TRACKED_DELETION
        if group.is_hidden:
            return Hiding.HIDDEN_STYLE
        if group.half_points <= _TINY_HALF_POINTS:
            return Hiding.TINY
        is_white = group.colour < len(self._whites) and self._whites[group.colour]
        on_colour = self._is_coloured(group.ground) or self._is_coloured(group.paragraph_ground)
        on_colour = on_colour or (group.depth > 0 and self._row_is_shaded)
        return Hiding.GROUND_COLOUR if is_white and not on_colour else None

    def _is_coloured(self, number: int) -> bool:
        """Whether a colour of the table is one; 0 stands for none."""
        return 0 < number < len(self._whites) and not self._whites[number]

    def _show_box(self) -> None:
        """Show the tick box of a form, whose field has just been read."""
        if self._box.get("fftype") == 1:
            state = self._box.get("ffres", 25)
            state = self._box.get("ffdefres", 0) if state > 1 else state
            self.sinks[self._group.sink].words.append(TICKED if state == 1 else UNTICKED)
        self._box.clear()

    def _take_object(self) -> None:
        digits = re.sub(r"[^0-9a-fA-F]", "", "".join(self._object))
        self._object.clear()
        found = _object_file(bytes.fromhex(digits[: len(digits) // 2 * 2]))
        if found is None:
            self.unread += 1
        else:
            self.attachments.append(found)


_SETTINGS = {
    "fs": "half_points", "cf": "colour", "cb": "ground", "chcbpat": "ground", "highlight": "ground",
    "cbpat": "paragraph_ground", "f": "font", "uc": "skipped",
}  # fmt: skip


def _object_file(data: bytes) -> Attachment | None:
    """Return the file in an object's data: version, kind, three names, size, bytes; None where there is none."""
    at = 8
    names = []
    for _ in range(3):
        size = int.from_bytes(data[at : at + 4], "little")
        names.append(data[at + 4 : at + 4 + size].rstrip(b"\0"))
        at += 4 + size
    size = int.from_bytes(data[at : at + 4], "little")
    native = data[at + 4 : at + 4 + size]
    if data[4:8] != b"\x02\0\0\0" or not native or len(native) != size:
        return None
    if names[0] == b"Package":
        try:
            return file_inside(len(native).to_bytes(4, "little") + native)
        except (ValueError, IndexError, OSError) as error:
            raise UnreadableFile(Outcome.CORRUPT, "an object embedded in it is damaged") from error
    return Attachment("object", native) if native.startswith((b"\xd0\xcf\x11\xe0", b"PK\x03\x04")) else None


@cache
def _left_out() -> frozenset[str]:
    """Return the destinations whose words are not of the page."""
    from striprtf.striprtf import destinations

    return (frozenset(destinations) | {"shprslt"}) - _SHOWN


@cache
def _characters() -> dict[str, str]:
    """Return the words that stand for a character."""
    from striprtf.striprtf import specialchars

    return {word: text for word, text in specialchars.items() if word.isalpha() and "\n" not in text and text != "|"}


def _encoding_of(charset: int, otherwise: str) -> str:
    from striprtf.striprtf import charset_map

    return _known(charset_map.get(charset, otherwise), otherwise)


def _known(encoding: str, otherwise: str) -> str:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return otherwise
    return encoding
