"""How Word text looks: enough of its styles to tell text that is hidden, white on white, or too small to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.records import Hiding

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TINY_HALF_POINTS = 2
_WHITE_FROM = 0xFA  # of each of red, green and blue


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their identifiers, and what holds where no style is named."""

    by_id: dict[str, etree._Element]
    defaults: etree._Element | None = None
    paragraph_default: str = ""

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        """Return the styles of a `styles.xml`; none where there is no such part."""
        if root is None:
            return cls({})
        styles = {style.get(W + "styleId", ""): style for style in root.iterchildren(W + "style")}
        default = next(
            (
                key
                for key, style in styles.items()
                if style.get(W + "default") in ("1", "true") and _is_paragraph(style)
            ),
            "",
        )
        return cls(styles, root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), default)

    def hiding(self, properties: etree._Element | None, paragraph_style: str, on_shading: bool) -> Hiding | None:
        """Return how a run of text is hidden; None where it shows.

        White text counts as hidden only on a ground that is not shaded (`on_shading`), by the run's own shading
        neither.
        """
        levels = list(self._levels(properties, paragraph_style or self.paragraph_default))
        if is_on(_first(levels, "vanish")):
            return Hiding.HIDDEN_STYLE
        size = _first(levels, "sz")
        if (
            size is not None
            and (half_points := size.get(W + "val", "")).isdigit()
            and int(half_points) <= _TINY_HALF_POINTS
        ):
            return Hiding.TINY
        on_shading = on_shading or any(is_shaded(level) for level in levels)
        return Hiding.GROUND_COLOUR if not on_shading and _is_white(_first(levels, "color")) else None

    def shades(self, style: str) -> bool:
        """Whether a paragraph style colours the ground."""
        return any(is_shaded(link.find(W + "pPr")) for link in self._chain(style or self.paragraph_default))

    def names(self, style: str) -> list[str]:
        """Return a paragraph style and those it is based on, the nearest first."""
        return [link.get(W + "styleId", "") for link in self._chain(style or self.paragraph_default)]

    def paragraph_property(self, style: str, name: str) -> etree._Element | None:
        """Return what a paragraph style, or the nearest that it is based on, says of a property; None if nothing."""
        links = (link.find(f"{W}pPr/{W}{name}") for link in self._chain(style or self.paragraph_default))
        return next((found for found in links if found is not None), None)

    def has_shading(self, table_style: etree._Element | None) -> bool:
        """Whether a table style colours any of its cells."""
        name = "" if table_style is None else table_style.get(W + "val", "")
        return any(_has_colour(shade) for link in self._chain(name) for shade in link.iter(W + "shd"))

    def _levels(self, properties: etree._Element | None, paragraph_style: str) -> Iterator[etree._Element]:
        """Yield the properties that hold for a run, the nearest first."""
        if properties is not None:
            yield properties
            character_style = properties.find(W + "rStyle")
            if character_style is not None:
                yield from self._run_properties(character_style.get(W + "val", ""))
        yield from self._run_properties(paragraph_style)
        if self.defaults is not None:
            yield self.defaults

    def _run_properties(self, style: str) -> Iterator[etree._Element]:
        for link in self._chain(style):
            properties = link.find(W + "rPr")
            if properties is not None:
                yield properties

    def _chain(self, name: str) -> Iterator[etree._Element]:
        """Yield a style and those that it is based on."""
        seen: set[str] = set()
        while name in self.by_id and name not in seen:
            seen.add(name)
            style = self.by_id[name]
            yield style
            base = style.find(W + "basedOn")
            name = "" if base is None else base.get(W + "val", "")


def is_on(switch: etree._Element | None) -> bool:
    """Whether an on-off property is there and not switched off."""
    if switch is None:
        return False
    value = next((value for name, value in switch.attrib.items() if str(name).endswith("}val")), "1")
    return value not in ("0", "false", "off")


def is_shaded(properties: etree._Element | None) -> bool:
    """Whether properties colour the ground, by shading or highlighting."""
    if properties is None:
        return False
    highlight = properties.find(W + "highlight")
    return _has_colour(properties.find(W + "shd")) or (
        highlight is not None and highlight.get(W + "val") not in ("none", "white")
    )


def is_filled(drawing: etree._Element) -> bool:
    """Whether a drawn shape is filled with a colour, so that white text on it shows."""
    fills = [fill for shape in drawing.iter("{*}spPr") for fill in shape if str(fill.tag).endswith("Fill")]
    if fills:
        return any(_is_colour_fill(fill) for fill in fills)
    themed = any(reference.get("idx", "0") != "0" for reference in drawing.iter("{*}fillRef"))
    return themed or any(
        shape.get("fillcolor", "white").split(" ")[0] not in ("white", "#fff", "#ffffff")
        for shape in drawing.iter("{urn:schemas-microsoft-com:vml}*")
    )


def _is_colour_fill(fill: etree._Element) -> bool:
    colours = list(fill)
    if str(fill.tag).endswith("}noFill"):
        return False
    return not (colours and (_is_white_rgb(colours[0].get("val", "")) or colours[0].get("val") == "bg1"))


def _has_colour(shade: etree._Element | None) -> bool:
    if shade is None:
        return False
    if shade.get(W + "val") not in ("clear", "nil", None):
        return True  # a pattern or solid ink
    fill = shade.get(W + "fill", "auto")
    return fill != "auto" and not _is_white_rgb(fill)


def _is_white(colour: etree._Element | None) -> bool:
    return colour is not None and _is_white_rgb(colour.get(W + "val", ""))


def _is_white_rgb(value: str) -> bool:
    try:
        return len(value) == 6 and all(part >= _WHITE_FROM for part in bytes.fromhex(value))
    except ValueError:
        return False


def _first(levels: list[etree._Element], name: str) -> etree._Element | None:
    return next((found for level in levels if (found := level.find(W + name)) is not None), None)


def _is_paragraph(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph"
