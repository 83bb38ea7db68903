"""The sheet that a chart is drawn on: title, body and foot, laid out in inches, and how it becomes SVG and PNG."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from analysis.charts.lettering import FONT, SIZE, TITLE_SIZE, line_height, plain, quiet_about_letters, wrapped
from analysis.charts.palette import INK, RULE, SOFT

WIDTH = 6.3  # inches: 160 mm, the text of an A4 page
_EDGE = 0.06
_GAP = 0.1
_DPI = 200
_STACK = "'DejaVu Sans', Verdana, 'Noto Sans', Arial, sans-serif"
_JOINS = "stroke-linejoin: round; stroke-linecap: butt"  # on the drawing alone, not on the page that holds it
_STYLE: dict[Any, Any] = {
    "font.family": [FONT],
    "font.size": SIZE,
    "text.parse_math": False,  # a $ in a name is a $
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.labelsize": SIZE,
    "axes.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "minuted",
    "path.simplify": False,
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """A sheet with its title and foot written; what is drawn goes between, placed in inches from the body's top left.

    `body` is the height of what is between, in inches.
    """

    figure: Any
    height: float
    top: float
    body: float

    def axes(self, left: float, top: float, width: float, height: float) -> Any:
        """Return axes at a place of the body, with lines at the left and foot only."""
        place = (left / WIDTH, 1 - (self.top + top + height) / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(place)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.set_axisbelow(True)
        axes.tick_params(length=2, width=0.6, pad=2)
        axes.tick_params(axis="x", pad=4)  # clear of the nought of the other axis
        return axes

    def text(self, left: float, top: float, said: str, **style: Any) -> Any:
        """Write lines with their top left (or as `ha` and `va` say) at a place of the body."""
        place = left / WIDTH, 1 - (self.top + top) / self.height
        lines = "\n".join(plain(line) for line in said.split("\n"))
        return self.figure.text(*place, lines, **({"ha": "left", "va": "top", "fontsize": SIZE} | style))

    def line(self, starts: tuple[float, float], ends: tuple[float, float], **style: Any) -> None:
        """Draw a line between two places (left, top) of the body."""
        from matplotlib.lines import Line2D

        across = [left / WIDTH for left in (starts[0], ends[0])]
        up = [1 - (self.top + top) / self.height for top in (starts[1], ends[1])]
        self.figure.add_artist(Line2D(across, up, transform=self.figure.transFigure, **style))

    def box(self, left: float, top: float, width: float, height: float, **style: Any) -> None:
        """Draw a box at a place of the body."""
        from matplotlib.patches import Rectangle

        place = left / WIDTH, 1 - (self.top + top + height) / self.height
        drawn = Rectangle(place, width / WIDTH, height / self.height, transform=self.figure.transFigure, **style)
        self.figure.add_artist(drawn)


@contextmanager
def sheet(title: str, lead: Sequence[str], foot: Sequence[str], body: float) -> Iterator[Canvas]:
    """Give a canvas with a title, what is shown beneath it, and the notes and source at its foot; height as needed."""
    import matplotlib
    from matplotlib.figure import Figure

    room = WIDTH - 2 * _EDGE
    heads = wrapped(title, room, size=TITLE_SIZE, weight="bold")
    leads = [line for sentence in lead for line in wrapped(sentence, room)]
    feet = [line for sentence in foot for line in wrapped(sentence, room)]
    head_height = len(heads) * line_height(TITLE_SIZE) + len(leads) * line_height() + _GAP
    height = 2 * _EDGE + head_height + body + _GAP + len(feet) * line_height()
    with matplotlib.rc_context(), quiet_about_letters():
        matplotlib.rcdefaults()  # a user's own style would change the bytes
        matplotlib.rcParams.update(_STYLE)
        figure = Figure(figsize=(WIDTH, height))
        canvas = Canvas(figure, height, _EDGE + head_height, body)
        _write(canvas, -head_height, heads, TITLE_SIZE, INK, "bold")
        _write(canvas, -head_height + len(heads) * line_height(TITLE_SIZE), leads, SIZE, SOFT, "normal")
        _write(canvas, body + _GAP, feet, SIZE, SOFT, "normal")
        yield canvas


def pictures(canvas: Canvas, name: str, title: str, alt: str) -> tuple[str, bytes]:
    """Return what was drawn, as SVG and as PNG. To be called inside `sheet`."""
    svg, png = BytesIO(), BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    canvas.figure.savefig(svg, format="svg", metadata=nothing)
    texts = {"Title": plain(title), "Description": plain(alt)}
    canvas.figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None} | texts)
    return _told(svg.getvalue().decode("utf-8"), name, title, alt), png.getvalue()


def quiet_grid(axes: Any, which: str) -> None:
    """Draw pale lines across, at the ticks of an axis."""
    axes.grid(axis=which, color=RULE, linewidth=0.5)


def _write(canvas: Canvas, top: float, lines: Sequence[str], size: float, colour: str, weight: str) -> None:
    for number, line in enumerate(lines):
        canvas.text(_EDGE, top + number * line_height(size), line, fontsize=size, color=colour, fontweight=weight)


def _told(svg: str, name: str, title: str, alt: str) -> str:
    """Return an SVG that screen readers can tell, that names no other file, and whose ids are its own in a page."""
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", svg)
    svg = re.sub(r"<defs>\s*<style type=\"text/css\">\*\{([^}]*)\}</style>\s*</defs>", "", svg, count=1)
    svg = re.sub(r"<[a-z][^>]*>", lambda tag: _own(tag[0], name), svg)  # in tags only: a name may hold such words too
    words = (
        f'<title id="{name}-title">{escape(plain(title))}</title>\n <desc id="{name}-desc">{escape(plain(alt))}</desc>'
    )
    head, ground, rest = re.split(r"(<svg [^>]*)>", svg, maxsplit=1)
    return f'{head}{ground} style="{_JOINS}" role="img" aria-labelledby="{name}-title {name}-desc">\n {words}{rest}'


def _own(tag: str, name: str) -> str:
    tag = re.sub(r'\bid="', f'id="{name}-', tag)
    tag = tag.replace("url(#", f"url(#{name}-").replace('xlink:href="#', f'xlink:href="#{name}-')
    return tag.replace(f"'{FONT}'", _STACK)
