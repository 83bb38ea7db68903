"""HTML pages: what a browser shows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.records import Hidden, Hiding, Page
from extractors.format import DEFAULTS, Reading, Settings, as_hidden, row_line
from extractors.plain import decode, normalise
from extractors.reflow import reflow

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_MACHINERY = {"head", "script", "style"}  # how a page works, not something that it hides
_UNSHOWN = {"head", "script", "style", "template", "noscript", "datalist", "iframe", "object"}
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"(?<!\|)[^\S\n]{2,}(?!\|)|\t")  # not those of an empty cell
_EMPTY_CELL = " | "
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CSS_AT_BLOCK = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_CSS_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DECLARATION = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
_ZERO = re.compile(r"0*(?:\.0+)?(?:px|pt|em|rem|%)?")
_TINY = re.compile(r"(?:0|0?\.\d+|1(?:\.0+)?)(?:px|pt)|0*(?:\.0+)?(?:em|rem|%)?|0?\.0\d*(?:em|rem)")
_FAR_OFF = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%)")
_WHITE = re.compile(
    r"white|#f[a-f]f[a-f]f[a-f]|#fff|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]\s*(?:,\s*1(?:\.0+)?\s*)?\)"
)
_TRANSPARENT = re.compile(r"transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\)")

_TELLING = {
    "display", "visibility", "opacity", "color", "font-size", "text-indent", "left", "top", "margin-left", "background",
    "background-color", "background-image",
}  # fmt: skip


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return an HTML page as one page of text; `read_text` says how."""
    text, hidden = read_text(content)
    return Reading((Page(1, text, hidden=hidden),))


def read_text(content: bytes, charset: str = "") -> tuple[str, tuple[Hidden, ...]]:
    """Return the text that a browser shows, and the characters that it does not show, counted by the way of hiding.

    A block stands on a line, a table's row on one line with ` | ` between its cells. The charset is the one given
    (a mail's header), the page's own, or guessed.
    """
    from selectolax.lexbor import LexborHTMLParser

    declared = _CHARSET.search(content[:4096])
    source = decode(content, charset or (declared[1].decode("ascii", "replace") if declared else ""))
    parser = LexborHTMLParser(normalise(source))
    walk = _Walk(_styles_by_sheet(parser))
    if parser.root is not None:
        walk.read(parser.root)
    return normalise(_tidy("".join(walk.buffers[0]))), as_hidden(walk.hidden)


@dataclass(slots=True)
class _Walk:
    """A walk over the nodes of a page. The last of `buffers` takes the text: the page's, a cell's or a `pre`'s."""

    styles: dict[int, dict[str, str]]  # by node, from the page's style sheets
    buffers: list[list[str]] = field(default_factory=lambda: [[]])
    rows: list[list[str]] = field(default_factory=list)
    hidden: Counter[Hiding] = field(default_factory=Counter)
    pre_depth: int = 0

    def read(self, root: LexborNode) -> None:
        """Read a node and all below it. A stack instead of recursion: a page may be nested a thousand deep."""
        stack: list[tuple[LexborNode, bool]] = [(root, True)]
        while stack:
            node, is_entered = stack.pop()
            if not is_entered:
                self._leave(node.tag or "")
            elif node.is_text_node:
                self._write_text(node.text_content or "")
            elif mechanism := self._hiding(node):
                if node.tag not in _MACHINERY:
                    self.hidden[mechanism] += _characters(node)
            elif node.is_element_node:
                self._enter(node)
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(list(node.iter(include_text=True))))

    def _hiding(self, node: LexborNode) -> Hiding | None:
        """Return how a node is hidden; None where it is shown."""
        if node.is_comment_node:
            return Hiding.COMMENT
        tag, attributes = node.tag or "", node.attributes
        if tag in _UNSHOWN:
            return Hiding.OTHER
        if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
            return Hiding.HIDDEN_STYLE
        return self._styled_away(node)

    def _styled_away(self, node: LexborNode) -> Hiding | None:
        style = self._style(node)
        if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
            return Hiding.HIDDEN_STYLE
        if _ZERO.fullmatch(style.get("opacity", "1")) or _TRANSPARENT.fullmatch(style.get("color", "")):
            return Hiding.TRANSPARENT
        if _TINY.fullmatch(style.get("font-size", "medium")):
            return Hiding.TINY
        if any(_FAR_OFF.fullmatch(style.get(name, "")) for name in ("text-indent", "left", "top", "margin-left")):
            return Hiding.OFF_PAGE
        is_white = _WHITE.fullmatch(style.get("color", "")) is not None
        return Hiding.GROUND_COLOUR if is_white and not self._stands_on_colour(node) else None

    def _style(self, node: LexborNode) -> dict[str, str]:
        """Return the declarations for a node: those of the sheets, then its attributes, then its own style."""
        attributes = node.attributes
        said = {"color": attributes.get("color"), "background": attributes.get("bgcolor")}
        of_attributes = {name: value.strip().lower() for name, value in said.items() if value}
        return self.styles.get(node.mem_id, {}) | of_attributes | _declarations(attributes.get("style") or "")

    def _stands_on_colour(self, node: LexborNode) -> bool:
        """Whether the node, or one around it, has a ground that is not white."""
        around: LexborNode | None = node
        while around is not None and around.is_element_node:
            style = self._style(around)
            ground = style.get("background-color") or style.get("background") or style.get("background-image")
            if ground and ground not in ("none", "inherit", "initial") and not _TRANSPARENT.fullmatch(ground):
                return not _WHITE.fullmatch(ground)
            around = around.parent
        return False

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br" or tag in _BLOCKS:
            self._write("\n")
        if tag in ("td", "th", "pre"):
            self.buffers.append([])
        if tag == "tr":
            self.rows.append([])
        elif tag == "pre":
            self.pre_depth += 1
        elif tag == "input" and (node.attributes.get("type") or "").lower() in ("checkbox", "radio"):
            self._write("☒ " if "checked" in node.attributes else "☐ ")

    def _leave(self, tag: str) -> None:
        if tag in ("td", "th"):
            cell = _tidy("".join(self.buffers.pop()))
            if self.rows:
                self.rows[-1].append(cell)
            else:
                self._write(f"\n{cell}\n")
        elif tag == "tr":
            self._write(f"\n{row_line(self.rows.pop())}\n")
        elif tag == "pre":
            self.pre_depth -= 1
            text = reflow("".join(self.buffers.pop()))
            self._write(f"\n{text}\n")
        elif tag in _BLOCKS:
            self._write("\n")

    def _write_text(self, text: str) -> None:
        self._write(text if self.pre_depth else re.sub(r"\s+", " ", text))

    def _write(self, text: str) -> None:
        self.buffers[-1].append(text)


def _characters(node: LexborNode) -> int:
    if node.is_comment_node:
        text = node.comment_content
    elif node.tag == "template":  # its content is no part of the page's tree
        text = _TAG.sub("", node.html or "")
    else:
        text = node.text(deep=True)
    return len((text or "").strip())


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line) for line in text.split("\n"))
    return "\n".join(line if line.startswith(_EMPTY_CELL) else line.strip() for line in lines if line.strip())


def _declarations(style: str) -> dict[str, str]:
    """Return what a style declares, by property, in lower case and without the mark `!important`."""
    pairs = _DECLARATION.findall(style.lower())
    return {name: value.replace("!important", "").strip() for name, value in pairs}


def _styles_by_sheet(parser: LexborHTMLParser) -> dict[int, dict[str, str]]:
    """Return what the page's own style sheets declare for its nodes, in the order of the rules.

    Which of two rules weighs more is not worked out, nor are rules for other media (`@media print`) looked at.
    """
    sheets = "\n".join(node.text(deep=True) for node in parser.css("style"))
    styles: dict[int, dict[str, str]] = {}
    for selectors, style in _CSS_RULE.findall(_CSS_AT_BLOCK.sub("", _CSS_COMMENT.sub("", sheets))):
        declared = {name: value for name, value in _declarations(style).items() if name in _TELLING}
        for node in _select(parser, selectors.strip()) if declared else ():
            styles.setdefault(node.mem_id, {}).update(declared)
    return styles


def _select(parser: LexborHTMLParser, selectors: str) -> list[LexborNode]:
    from selectolax.lexbor import SelectolaxError

    try:
        return parser.css(selectors)
    except SelectolaxError:  # a selector that the parser does not know hides nothing
        return []
