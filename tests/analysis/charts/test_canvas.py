from io import BytesIO
from xml.etree import ElementTree

import matplotlib
from PIL import Image

from analysis.charts.canvas import WIDTH, pictures, sheet
from tests.analysis.charts.made_charts import AWKWARD, SVG, foreign, said


def drawn(title: str = "Cost & <co> is stated", alt: str = "Bars & more") -> tuple[str, bytes]:
    with sheet(title, ["what is shown"], ["where it comes from"], 1.0) as canvas:
        axes = canvas.axes(1, 0, 3, 0.8)
        axes.bar([0, 1], [2, 3], hatch="//", facecolor="white", edgecolor="black")
        for place, name in enumerate(AWKWARD):
            canvas.text(1, place / 10, name)
        return pictures(canvas, "made", title, alt)


def test_the_svg_tells_screen_readers_what_it_is() -> None:
    svg, _ = drawn()
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    first, second = list(root)[:2]
    assert (first.tag, first.text) == (f"{SVG}title", "Cost & <co> is stated")
    assert (second.tag, second.text) == (f"{SVG}desc", "Bars & more")
    assert root.get("aria-labelledby") == f"{first.get('id')} {second.get('id')}"


def test_the_svg_holds_text_as_text_and_names_nothing_outside() -> None:
    svg, _ = drawn()
    assert "where it comes from" in said(svg)
    assert AWKWARD[3] in said(svg)  # what looks like a reference in a name stays as it is
    assert foreign(svg) == []
    assert "<!DOCTYPE" not in svg
    assert "<style" not in svg
    assert "sans-serif" in svg


def test_ids_are_of_the_chart_alone_and_references_find_them() -> None:
    svg, _ = drawn()
    root = ElementTree.fromstring(svg)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert ids
    assert all(str(own).startswith("made-") for own in ids)
    pointed = {element.get("{http://www.w3.org/1999/xlink}href", "#")[1:] for element in root.iter(f"{SVG}use")}
    assert pointed <= ids


def test_the_same_drawing_gives_the_same_bytes_whatever_the_user_likes() -> None:
    first = drawn()
    with matplotlib.rc_context({"font.size": 20, "axes.grid": True, "svg.fonttype": "path", "savefig.dpi": 50}):
        assert drawn() == first
        assert matplotlib.rcParams["font.size"] == 20


def test_the_png_is_200_dpi_of_an_a4_column_and_bears_no_date() -> None:
    _, png = drawn()
    with Image.open(BytesIO(png)) as picture:
        picture.load()
        assert picture.width == round(200 * WIDTH)
        assert round(picture.info["dpi"][0]) == 200
        assert set(picture.info) <= {"dpi", "Title", "Description"}
        assert picture.info["Title"] == "Cost & <co> is stated"


def test_a_long_title_takes_more_height_and_no_more_width() -> None:
    _, short = drawn()
    _, long = drawn("A very long title of many words " * 12)
    heights = [Image.open(BytesIO(png)).size for png in (short, long)]
    assert heights[0][0] == heights[1][0]
    assert heights[0][1] < heights[1][1]
