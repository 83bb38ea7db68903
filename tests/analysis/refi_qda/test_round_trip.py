"""What was exported comes back: every selection, every offset, whatever the text."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace as changed
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from analysis.refi_qda.matching import KnownDocument, Matched, match_project
from analysis.refi_qda.project_reader import read_project
from analysis.refi_qda.project_writer import write_project
from analysis.refi_qda.source_writer import source_guid
from analysis.refi_qda.texts import DocumentPages, plain, source_text
from analysis.replaced import Hide, Replaced, replace
from corpus.codebook import load_codebook
from corpus.codings import Coding
from tests.analysis.made_refi_qda import coding, contents, document, settings

CODEBOOK = load_codebook()
AWKWARD = [
    *("\r\n", "\r", "\n", "\x00", "\x0c", "\x1b", "\ufeff", "\ud800", "\ufffe", "\u0085", "\u2028", " "),
    *("é", "e\u0301", "🚲", "👩\u200d👧", "שלום", "\u202e", "ﬁ", "=1+1", "]]>", "&lt;", "Jo Doe", "cost", "x"),
]
texts = st.lists(st.sampled_from(AWKWARD) | st.text(max_size=3), max_size=8).map("".join)


def hide(text: str) -> Replaced:
    return replace(text, [(m.start(), m.end(), "🚲 [person 1]") for m in re.finditer("Jo Doe", text)])


@st.composite
def coded_papers(draw: st.DrawFn) -> tuple[list[DocumentPages], list[Coding]]:
    papers = [
        document(*pages, name=str(i)) for i, pages in enumerate(draw(st.lists(st.lists(texts, max_size=3), max_size=3)))
    ]
    codings = []
    for paper in papers:
        for page in paper.pages:
            for _ in range(draw(st.integers(0, 3)) if page.text else 0):
                start = draw(st.integers(0, len(page.text) - 1))
                end = draw(st.integers(start + 1, len(page.text)))
                code, coder = draw(st.sampled_from(["cost", "publicity"])), draw(st.sampled_from(["Ann", "Ben"]))
                codings.append(coding(paper, page.number, start, end, code, coder))
    return papers, codings


def there_and_back(papers: list[DocumentPages], codings: list[Coding], way: Hide | None = None) -> Matched:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.qdpx"
        given = settings(hide=way) if way else settings()
        written = write_project(path, contents(papers, codings=codings), CODEBOOK, given)
        assert written.left_out == ()
        return match_project(read_project(path), [KnownDocument(paper) for paper in papers], CODEBOOK, way)


def in_order(codings: list[Coding]) -> list[Coding]:
    return sorted(set(codings), key=lambda c: (c.coder, c.document_id, c.page, c.start, c.end, c.code))


@given(coded_papers())
@tried(deadline=None, max_examples=60)
def test_every_selection_comes_back_where_it_was(made: tuple[list[DocumentPages], list[Coding]]) -> None:
    back = there_and_back(*made)
    assert list(back.codings) == in_order(made[1])
    assert back.not_placed == ()


@given(coded_papers())
@tried(deadline=None, max_examples=60)
def test_pseudonyms_lead_back_to_the_words_they_stand_for(made: tuple[list[DocumentPages], list[Coding]]) -> None:
    papers, codings = made

    def whole(one: Coding) -> Coding:
        """A selection that cuts a name takes in all of it: a pseudonym cannot be cut where the name was."""
        text = next(p.text for d in papers if d.document_id == one.document_id for p in d.pages if p.number == one.page)
        start, end = one.start, one.end
        for name in re.finditer("Jo Doe", text):
            start = name.start() if name.start() < start < name.end() else start
            end = name.end() if name.start() < end < name.end() else end
        return changed(one, start=start, end=end, quotation=text[start:end])

    back = there_and_back(papers, codings, hide)
    assert list(back.codings) == in_order([whole(one) for one in codings])
    assert back.not_placed == ()


@given(st.lists(texts, max_size=4))
def test_a_source_is_as_long_as_its_pages_and_leads_back_to_each_character(pages: list[str]) -> None:
    paper = document(*pages)
    source = source_text(paper.pages)
    assert len(source.text) == sum(map(len, pages)) + 2 * max(0, len(pages) - 1)
    source.text.encode()  # nothing that UTF-8 lacks
    for page in paper.pages:
        for i in range(len(page.text)):
            place = source.place(page.number, i, i + 1)
            assert place is not None
            assert source.text[slice(*place)] == plain(page.text)[i]
            assert source.on_pages(*place) == [(page.number, i, i + 1, page.text[i])]


def resaved(path: Path, line_end: str, mark: bytes, **offsets: bool) -> None:
    """Save an export as a program would that writes other line ends and counts them as it likes."""
    with ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (name for name in held if name.endswith(".txt"))
    text = held[name].decode()
    held[name] = mark + text.replace("\n", line_end).encode()

    def moved(match: re.Match[str]) -> str:
        place = int(match[2])
        before = text[:place]
        place += before.count("\n") * (len(line_end) - 1) * (not offsets.get("crlf_is_one", False))
        place += sum(c > "\uffff" for c in before) * offsets.get("utf16", False) + offsets.get("mark_counts", False)
        place -= offsets.get("end_included", False) and match[1] == "end"
        return f'{match[1]}Position="{place}"'

    project = re.sub(r'(start|end)Position="(\d+)"', moved, held["project.qde"].decode())
    held["project.qde"] = re.sub(r"<VariableValue>.*?</VariableValue>", "", project, flags=re.S).encode()
    with ZipFile(path, "w") as archive:
        for entry, content in held.items():
            archive.writestr(entry, content)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "offsets",
    [{}, {"utf16": True}, {"end_included": True}, {"utf16": True, "crlf_is_one": True}, {"crlf_is_one": True}],
    ids=str,
)
@pytest.mark.parametrize("whose", ["ours", "others"])
def test_other_ways_of_counting_are_told_by_the_words_that_selections_name(
    tmp_path: Path, mark: bytes, line_end: str, offsets: dict[str, bool], whose: str
) -> None:
    if line_end == "\n" and "crlf_is_one" in offsets:
        pytest.skip("no CR LF there")
    paper = document("First 🚲 line.\nSecond 🚲🚲 line.\nThird line on cost.", "Another\npage 🚲 of it.")
    words = [(1, "First"), (1, "line.\nSecond 🚲"), (1, "🚲 line"), (1, "cost"), (2, "page"), (2, "🚲 of it.")]
    starts = [(page, paper.pages[page - 1].text.index(word), len(word)) for page, word in words]
    codings = [coding(paper, page, start, start + length) for page, start, length in starts]
    path = tmp_path / "a.qdpx"
    write_project(path, contents([paper], codings=codings), CODEBOOK, settings())
    resaved(path, line_end, mark, mark_counts=bool(mark) and "utf16" in offsets, **offsets)
    if whose == "others":  # our GUID is gone as well: the text alone says which document it is
        with ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        ours, theirs = source_guid(paper.document_id), "aaaaaaaa-0000-4000-8000-000000000000"
        with ZipFile(path, "w") as archive:
            for name, content in held.items():
                archive.writestr(name.replace(ours, theirs), content.replace(ours.encode(), theirs.encode()))
    project = read_project(path)
    back = match_project(project, [KnownDocument(paper), KnownDocument(document("other"))], CODEBOOK)
    assert list(back.codings) == in_order(codings), project.counting
    assert back.not_placed == ()
