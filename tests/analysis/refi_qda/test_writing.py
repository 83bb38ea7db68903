from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace as changed
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from analysis.refi_qda.codebook import code_guid, codebook_document, mark_of
from analysis.refi_qda.project_writer import write_project
from analysis.refi_qda.source_writer import source_guid
from analysis.refi_qda.texts import DocumentPages
from analysis.replaced import Replaced, replace
from corpus.codebook import load_codebook
from corpus.codings import Coding
from corpus.errors import CorpusError, InvalidQuery, WorkspaceError
from tests.analysis.made_refi_qda import MACHINE, coding, contents, document, settings, shared

CODEBOOK = load_codebook()
PAGES = ("No review was held\r\non cost grounds. 🚲 Déjà vu.", "The press \x00 was not a factor.\x0c")
PAPER = document(*PAGES)
COST = (1, PAGES[0].index("cost"), PAGES[0].index("."), "cost", "asserted")
PRESS = (2, 0, len("The press \x00 was not a factor."), "publicity", "negated")
BOXES = "[[72.4, 100.5, 300.2, 112.0], [60.0, 114.0, 90.0, 126.5]]"


def hide(text: str) -> Replaced:
    return replace(text, [(m.start(), m.end(), "[person 123]") for m in re.finditer("Jo Doe", text)])


def project_of(path: Path) -> Element:
    with ZipFile(path) as archive:
        root = fromstring(archive.read("project.qde"))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def valid(path: Path, schema: Any) -> bool:
    from lxml import etree

    with ZipFile(path) as archive:
        assert archive.testzip() is None
        schema.assertValid(etree.fromstring(archive.read("project.qde")))
    return True


@pytest.fixture(scope="module")
def schema() -> Any:
    from lxml import etree

    return etree.XMLSchema(etree.parse(shared("Project-mrt2019.xsd")))


def test_a_project_follows_the_schema_of_the_standard(tmp_path: Path, schema: Any) -> None:
    codings = [coding(PAPER, 1, 0, 18, coder="Ann\x01 <&>"), coding(PAPER, 2, 0, 9, "publicity", "Ben")]
    given = contents([PAPER, document()], [(PAPER, COST), (PAPER, PRESS)], codings, BOXES)
    written = write_project(tmp_path / "a.qdpx", given, CODEBOOK, settings())
    assert (written.sources, written.selections, written.codings, written.cases) == (2, 4, 8, 2)
    assert written.left_out == ()
    assert valid(tmp_path / "a.qdpx", schema)


def test_a_project_with_the_papers_themselves_follows_it_too(tmp_path: Path, schema: Any) -> None:
    path = tmp_path / "a.qdpx"
    given = contents([PAPER], [(PAPER, COST)], boxes=BOXES)
    write_project(path, given, CODEBOOK, settings(original=lambda _: b"%PDF-1.4"))
    assert valid(path, schema)
    source = project_of(path).find("Sources/PDFSource")
    assert source is not None
    with ZipFile(path) as archive:
        assert archive.read(f"Sources/{source.get('path', '').removeprefix('internal://')}") == b"%PDF-1.4"
    (drawn,) = source.findall("PDFSelection")
    place = [int(drawn.get(name, "")) for name in ("page", "firstX", "firstY", "secondX", "secondY")]
    assert place == [0, 60, 842 - 127, 301, 742]  # points from the lower left: 842 - 100.5, rounded outward
    assert drawn.get("guid") == source.find("Representation/PlainTextSelection").get("guid")  # type: ignore[union-attr]


def test_a_project_of_nothing_follows_it_too(tmp_path: Path, schema: Any) -> None:
    empty = contents([])
    empty = changed(empty, documents=empty.documents.assign(document_id=[]))
    written = write_project(tmp_path / "a.qdpx", empty, CODEBOOK, settings(name=""))
    assert (written.sources, written.cases) == (0, 0)
    assert valid(tmp_path / "a.qdpx", schema)


def test_a_codebook_follows_the_schema_that_the_standard_prints() -> None:
    import pypdfium2
    from lxml import etree

    with closing(pypdfium2.PdfDocument(shared("REFI-QDA-1-5.pdf"))) as pdf:
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf).replace("\r", "")
    printed = text[text.index('<xsd:schema xmlns="urn:QDA-XML:codebook:1.0"') :].partition("</xsd:schema>")
    # Its elements alone: a figure stands between them. Lines are broken inside attributes.
    elements = re.findall(r"</?xsd:[^>]*>", "".join(printed[:2]))
    printed_schema = "".join(elements).replace("-\n", "-").replace("\n", " ")
    rules = etree.XMLSchema(etree.fromstring(printed_schema))
    rules.assertValid(etree.fromstring(codebook_document(CODEBOOK, MACHINE).encode()))


def test_a_codebook_has_every_code_once_under_its_parent_with_its_definition() -> None:
    root = fromstring(codebook_document(CODEBOOK, MACHINE))
    space = "{urn:QDA-XML:codebook:1.0}"
    held = {child.get("guid"): parent.get("guid") for parent in root.iter() for child in parent.findall(f"{space}Code")}
    sentinels = {code_guid(sentinel.code): None for sentinel in CODEBOOK.sentinels}
    assert held == {code_guid(c.code): code_guid(c.parent) if c.parent else None for c in CODEBOOK.codes} | sentinels
    told = {code.get("name"): code.findtext(f"{space}Description") or "" for code in root.iter(f"{space}Code")}
    assert len(told) == len(held)
    for code in CODEBOOK.codes:
        assert told[code.label].startswith(code.definition)
        assert all(example.text in told[code.label] for example in code.examples)


def test_the_same_content_and_time_give_the_same_bytes(tmp_path: Path) -> None:
    given = contents([PAPER], [(PAPER, COST)])
    for name in ("a", "b"):
        write_project(tmp_path / name, given, CODEBOOK, settings())
    write_project(tmp_path / "c", given, CODEBOOK, settings(made=settings().made + timedelta(days=1)))
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_offsets_count_code_points_and_name_the_words(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    write_project(path, contents([PAPER], [(PAPER, COST), (PAPER, PRESS)]), CODEBOOK, settings())
    with ZipFile(path) as archive:
        text = archive.read(f"Sources/{source_guid(PAPER.document_id)}.txt").decode()
    assert "\r" not in text
    assert "\x00" not in text
    assert len(text) == len(PAGES[0]) + 2 + len(PAGES[1])
    selected = [
        text[int(s.get("startPosition", "")) : int(s.get("endPosition", ""))]
        for s in project_of(path).iter("PlainTextSelection")
    ]
    assert selected == ["cost grounds", "The press � was not a factor."]


def test_a_reason_that_is_negated_is_marked_so_beside_its_code(tmp_path: Path) -> None:
    same_words = [(PAPER, COST), (PAPER, (*COST[:3], "publicity", "negated"))]
    write_project(tmp_path / "a.qdpx", contents([PAPER], same_words), CODEBOOK, settings())
    codes = [
        {reference.get("targetGUID") for reference in selection.iter("CodeRef")}
        for selection in project_of(tmp_path / "a.qdpx").iter("PlainTextSelection")
    ]
    role = code_guid(mark_of("role", "reason_not_initiating"))
    assert codes == [
        {code_guid("cost"), code_guid(mark_of("polarity", "asserted")), role},
        {code_guid("publicity"), code_guid(mark_of("polarity", "negated")), role},
    ]


def test_with_pseudonyms_no_name_leaves_and_selections_lie_right_in_the_new_text(tmp_path: Path) -> None:
    paper = document("Jo Doe said: no review. Mother of Jo Doe wept. Cost was the reason, Jo Doe held.")
    text = paper.pages[0].text
    said = (1, text.index("Cost"), len(text), "cost", "asserted")
    given = contents([paper], [(paper, said)], [coding(paper, 1, 0, 23)], source_name="letter of Jo Doe.pdf")
    given = changed(given, decisions=given.decisions.assign(case_label="Jo Doe"))
    path = tmp_path / "a.qdpx"
    write_project(path, given, CODEBOOK, settings(hide=hide))
    with ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        new = archive.read(f"Sources/{source_guid(paper.document_id)}.txt").decode()
    assert b"Jo Doe" not in everything
    assert b"Doe" not in everything
    places = [
        (int(s.get("startPosition", "")), int(s.get("endPosition", "")))
        for s in project_of(path).iter("PlainTextSelection")
    ]
    assert [new[a:b] for a, b in places] == [
        "[person 123] said: no review.",
        "Cost was the reason, [person 123] held.",
    ]


def test_cases_have_names_of_their_own_where_a_way_is_given(tmp_path: Path) -> None:
    given = settings(hide=hide, hide_case=lambda label, _body: f"case {len(label)}")
    write_project(tmp_path / "a.qdpx", contents([PAPER], [(PAPER, COST)]), CODEBOOK, given)
    (case,) = project_of(tmp_path / "a.qdpx").iter("Case")
    assert case.get("name") == "case 7 · SCR · 2010-08-12"
    assert len(case.findall("SelectionRef")) == 1


def test_original_files_are_refused_together_with_pseudonyms(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuery, match="names that pseudonyms hide"):
        write_project(tmp_path / "a", contents([PAPER]), CODEBOOK, settings(hide=hide, original=lambda _: b"%PDF"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (changed(coding(PAPER, 1, 0, 5), code="weather"), "'weather' is not in the codebook"),
        (changed(coding(PAPER, 1, 0, 5), end=0), "selects nothing"),
    ],
)
def test_codings_of_nothing_or_with_unknown_codes_are_refused(tmp_path: Path, wrong: Coding, says: str) -> None:
    with pytest.raises(CorpusError, match=says):
        write_project(tmp_path / "a", contents([PAPER], codings=[wrong]), CODEBOOK, settings())


def test_codes_of_another_codebook_are_refused(tmp_path: Path) -> None:
    given = contents([PAPER], [(PAPER, (1, 0, 5, "weather", "asserted"))])
    with pytest.raises(InvalidQuery, match="weather"):
        write_project(tmp_path / "a", given, CODEBOOK, settings())


def test_codings_that_no_longer_fit_the_text_are_told_and_left_out(tmp_path: Path) -> None:
    stale = [
        changed(coding(PAPER, 1, 0, 5), quotation="Other"),
        changed(coding(PAPER, 1, 6, 9), page=7),
        changed(coding(PAPER, 1, 6, 9), end=9_999),
        changed(coding(PAPER, 1, 0, 5), document_id="f" * 64),
    ]
    written = write_project(tmp_path / "a", contents([PAPER], codings=stale), CODEBOOK, settings())
    assert written.codings == 0
    assert len(written.left_out) == len(stale)
    assert "ffffffffffff" in written.left_out[-1]


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuery, match="time zone"):
        write_project(tmp_path / "a", contents([PAPER]), CODEBOOK, settings(made=datetime(2026, 1, 1)))


def test_trouble_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    path.write_bytes(b"old")

    def pages() -> Iterator[DocumentPages]:
        yield PAPER
        raise OSError(28, "No space left on device")

    given = changed(contents([PAPER, document("x")], [(PAPER, COST)]), pages=pages())
    with pytest.raises(WorkspaceError, match="No space left"):
        write_project(path, given, CODEBOOK, settings())
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.qdpx", b"old")]


def test_pages_are_asked_for_one_document_at_a_time(tmp_path: Path) -> None:
    import weakref

    class Page(str):
        pass

    held: list[weakref.ref[Page]] = []

    def pages() -> Iterator[DocumentPages]:
        for one in papers:
            text = Page(one.pages[0].text)
            held.append(weakref.ref(text))
            alive.append(sum(reference() is not None for reference in held))
            yield changed(one, pages=(changed(one.pages[0], text=text),))

    alive: list[int] = []
    papers = [document(f"Paper {i}.") for i in range(30)]
    written = write_project(tmp_path / "a", changed(contents(papers), pages=pages()), CODEBOOK, settings())
    assert written.sources == len(papers)
    assert max(alive) <= 3
