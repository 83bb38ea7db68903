from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from pathlib import Path

import pytest

from analysis.refi_qda import safe_input
from analysis.refi_qda.matching import KnownDocument, Matched, match_project
from analysis.refi_qda.project import Project
from analysis.refi_qda.project_reader import read_project
from analysis.refi_qda.texts import DocumentPages
from corpus.codebook import load_codebook
from corpus.errors import CorpusError
from tests.analysis.made_refi_qda import ANN, COST, ONE, TWO, client_project, document, selection, shared, text_source

CODEBOOK = load_codebook()
PAPER = document("No review, on cost grounds.\nThe Chair agreed.", "Any other business: none.")
TEXT = "No review, on cost grounds.\nThe Chair agreed.\n\nAny other business: none."
FILE = {"Sources/one.txt": TEXT.encode()}


def matched(project: Project, *papers: DocumentPages) -> Matched:
    known = [KnownDocument(paper, f"paper {i}.docx") for i, paper in enumerate(papers or (PAPER,))]
    return match_project(project, known, CODEBOOK)


def places(found: Matched) -> list[tuple[int, int, int, str]]:
    return [(c.page, c.start, c.end, c.quotation) for c in found.codings]


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_a_project_of_a_real_client_without_sources_gives_its_coders_and_codes() -> None:
    blank, target = (read_project(shared(f"{name}-atlas-project.qdpx")) for name in ("blank", "target"))
    assert [len(blank.users), len(blank.codes), len(blank.codings)] == [2, 0, 0]
    assert target.origin.startswith("ATLAS.ti")
    top, *below = target.codes
    assert top.parent == ""
    assert len(below) == 2
    assert {code.parent for code in below} == {top.guid}


@pytest.mark.parametrize("entry", ["project.qde", "Project.QDE", "thesis.qde"])
@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("internal://one.txt", "Sources/one.txt"),
        ("internal://one.txt", "sources/ONE.TXT"),
        ("internal:///one.txt", "Sources/one.txt"),
        ("internal://my%20paper.txt", "Sources/my paper.txt"),
        ("one.txt", "sources\\one.txt"),
        ("one.txt", "one.txt"),
    ],
)
def test_a_source_is_found_as_programs_write_its_path(tmp_path: Path, entry: str, path: str, stored: str) -> None:
    sources = text_source(selection(*at("cost grounds")), path)
    file = client_project(tmp_path / "a.qdpx", sources, {stored: TEXT.encode()}, entry=entry)
    assert places(matched(read_project(file))) == [(1, *at("cost grounds"), "cost grounds")]


def test_a_text_may_stand_in_the_project_itself(tmp_path: Path) -> None:
    inner = f"<PlainTextContent>{TEXT}</PlainTextContent>{selection(*at('cost grounds'))}"
    sources = f'<TextSource guid="{ONE}" name="one">{inner}</TextSource>'
    assert places(matched(read_project(client_project(tmp_path / "a", sources, {})))) == [
        (1, *at("cost grounds"), "cost grounds")
    ]


@pytest.mark.parametrize(
    "content",
    [TEXT.encode("utf-16"), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("Chair", "Chair\u2019s").encode("cp1252")],
)
def test_a_text_may_have_another_encoding(tmp_path: Path, content: bytes) -> None:
    paper = (
        PAPER
        if b"\x92" not in content
        else document(PAPER.pages[0].text.replace("Chair", "Chair’s"), PAPER.pages[1].text)
    )
    project = read_project(client_project(tmp_path / "a", text_source(selection(0, 9)), {"Sources/one.txt": content}))
    assert places(matched(project, paper)) == [(1, 0, 9, "No review")]
    assert bool(project.remarks) == (b"\x92" in content)


def test_spaces_line_ends_and_composed_letters_may_differ(tmp_path: Path) -> None:
    paper = document("Déjà vu:  no\nreview, on cost\u00ad grounds. 🚲")
    theirs = unicodedata.normalize("NFD", "\r\n Déjà vu: no review,\r\non   cost grounds. 🚲\r\n")
    start = theirs.index("cost")
    words = theirs[start : start + len("cost grounds")]
    source = text_source(selection(start, start + len("cost grounds"), words))
    project = read_project(client_project(tmp_path / "a", source, {"Sources/one.txt": theirs.encode()}))
    begin = paper.pages[0].text.index("cost")
    assert places(matched(project, paper)) == [(1, begin, begin + 13, "cost\u00ad grounds")]


def test_a_selection_over_two_pages_is_a_coding_on_each(tmp_path: Path) -> None:
    start, end = TEXT.index("agreed"), TEXT.index("business")
    project = read_project(client_project(tmp_path / "a", text_source(selection(start, end)), FILE))
    assert places(matched(project)) == [(1, start, start + 7, "agreed."), (2, 0, 10, "Any other ")]


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (4, 4, "selects 4 to 4"),
        (9, 4, "selects 9 to 4"),
        (0, 9_999, "selects 0 to 9999"),
        (-3, 5, "selects -3 to 5"),
        (TEXT.index("\n\n"), TEXT.index("\n\n") + 2, "the space between two pages"),
    ],
)
def test_a_selection_of_nothing_is_told(tmp_path: Path, start: int, end: int, says: str) -> None:
    found = matched(read_project(client_project(tmp_path / "a", text_source(selection(start, end)), FILE)))
    assert found.codings == ()
    assert [says in one.reason for one in found.not_placed] == [True]


def test_positions_that_are_no_numbers_are_told(tmp_path: Path) -> None:
    sources = text_source(selection(0, 9).replace('"9"', '"nine"'))
    (told,) = matched(read_project(client_project(tmp_path / "a", sources, FILE))).not_placed
    assert told.reason == "its positions are not whole numbers"


def test_coders_are_told_apart_and_may_be_missing(tmp_path: Path) -> None:
    other = "{" + TWO.upper() + "}"
    users = f'<Users><User guid="{ANN}" name="Ann"/><User guid="{other}" name="Ann"/></Users>'
    one = selection(0, 2).replace(f' creatingUser="{ANN}"', "")
    nobody = selection(3, 9, user="99999999-0000-4000-8000-000000000000")
    sources = text_source(one + nobody + selection(11, 13) + selection(14, 18, user=other))
    found = matched(read_project(client_project(tmp_path / "a", sources, FILE, users=users)))
    assert {c.quotation: c.coder for c in found.codings} == {
        "No": "unnamed coder",
        "review": "coder 99999999",
        "on": f"Ann ({ANN[:8]})",
        "cost": f"Ann ({TWO[:8]})",
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Cost", "cost"),
        ("COST  of legal\u00a0checks", "cost.legal_checks"),
        ("cost.legal_checks", "cost.legal_checks"),
        ("Cost::Cost of legal checks", "cost.legal_checks"),
        ('"Dirty linen in public"', "publicity.dirty_linen"),
        ("Weather", ""),
    ],
)
def test_codes_are_matched_by_name(tmp_path: Path, name: str, code: str) -> None:
    codes = f"<CodeBook><Codes><Code guid='{COST}' name='{name}' isCodable='true'/></Codes></CodeBook>"
    found = matched(read_project(client_project(tmp_path / "a", text_source(selection(0, 9)), FILE, codes=codes)))
    assert [c.code for c in found.codings] == [code] * bool(code)
    assert [(one.code, "not in the codebook" in one.reason) for one in found.not_placed] == [(name, True)] * (not code)


def test_a_text_that_two_documents_share_is_the_one_of_that_name_or_none(tmp_path: Path) -> None:
    twin = DocumentPages("b" * 64, PAPER.pages)
    for name, document_ids in (("paper 1", ["b" * 64]), ("scan", [])):
        project = read_project(client_project(tmp_path / "a", text_source(selection(0, 9), name=name), FILE))
        found = matched(project, PAPER, twin)
        assert [c.document_id for c in found.codings] == document_ids
        assert len(found.not_placed) == 1 - len(document_ids)


PDF_SELECTION = (
    f'<PDFSelection guid="{{guid}}" page="0" firstX="1" firstY="1" secondX="9" secondY="9">{{words}}'
    f'<Coding guid="{TWO}" creatingUser="{ANN}"><CodeRef targetGUID="{COST}"/></Coding></PDFSelection>'
)


def test_a_pdf_is_known_by_its_bytes_and_a_selection_by_words_that_stand_once(tmp_path: Path) -> None:
    pdf = b"%PDF-1.4 made up"
    paper = DocumentPages(hashlib.sha256(pdf).hexdigest(), PAPER.pages)
    words = '<Representation guid="{0}"><PlainTextContent>{1}</PlainTextContent></Representation>'
    drawn = "".join(
        PDF_SELECTION.format(guid=COST, words=words.format(ONE, said) if said else "")
        for said in ("cost \n grounds", "", "o", "Nowhere to be found")
    )
    their_text = TEXT.replace("Any other business", "A. O. B.") + " Printed by nobody."
    inside = f'<Representation guid="{TWO}" plainTextPath="internal://r.txt">{selection(0, 9)}</Representation>'
    sources = f'<PDFSource guid="{ONE}" name="p.pdf" path="internal://p.pdf">{drawn}{inside}</PDFSource>'
    file = client_project(tmp_path / "a", sources, {"Sources/p.pdf": pdf, "Sources/r.txt": their_text.encode()})
    found = matched(read_project(file), paper)
    assert places(found) == [(1, 0, 9, "No review"), (1, *at("cost grounds"), "cost grounds")]
    assert [one.reason for one in found.not_placed] == [
        "a PDFSelection without words",
        "its words do not stand in the document, or at more than one place",
        "its words do not stand in the document, or at more than one place",
    ]


def test_what_is_drawn_and_selected_in_the_text_is_one_selection(tmp_path: Path) -> None:
    drawn = PDF_SELECTION.format(guid=TWO.upper(), words="")
    inside = f'<Representation guid="{COST}" plainTextPath="internal://one.txt">{selection(0, 9)}</Representation>'
    file = client_project(tmp_path / "a", f'<PDFSource guid="{ONE}" name="p">{drawn}{inside}</PDFSource>', FILE)
    found = matched(read_project(file))
    assert (len(found.codings), found.not_placed) == (1, ())


def test_codings_without_words_are_told_and_none_is_lost(tmp_path: Path) -> None:
    coded = f'<Coding guid="{TWO}"><CodeRef targetGUID="{COST}"/></Coding>'
    picture = f'<PictureSource guid="{TWO}" name="map.png" path="internal://map.png">'
    picture += (
        f'<PictureSelection guid="{COST}" firstX="0" firstY="0" secondX="1" secondY="1">{coded}</PictureSelection>'
    )
    sources = text_source(selection(0, 9) + selection(0, 9) + coded) + picture + "</PictureSource>"
    project = read_project(client_project(tmp_path / "a", sources, FILE))
    found = matched(project)
    assert len(project.codings) == len(found.codings) + found.repeated + len(found.not_placed) == 4
    assert [one.reason for one in found.not_placed] == [
        "it codes the whole source, and no words in it",
        "the project brings no text for the PictureSource",
    ]


def test_a_source_outside_is_read_from_the_folder_that_is_named_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "papers" / "2010").mkdir(parents=True)
    (tmp_path / "papers" / "2010" / "one.txt").write_text(TEXT, encoding="utf-8")
    for path in ("relative:///2010/one.txt", "absolute:///C:/Users/ann/2010/one.txt", "relative://..\\2010\\one.txt"):
        file = client_project(tmp_path / "a.qdpx", text_source(selection(0, 9), path), {})
        assert len(matched(read_project(file, tmp_path / "papers")).codings) == 1
        (told,) = matched(read_project(file)).not_placed
        assert "--sources" in told.reason


@pytest.mark.parametrize(
    "path", ["relative:///../secret.txt", "absolute:///{0}/secret.txt", "internal://../secret.txt"]
)
def test_nothing_outside_of_that_folder_is_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "papers" / "link.txt").symlink_to(tmp_path / "secret.txt")
    for name in (path.format(tmp_path), path.format(tmp_path).replace("secret", "link")):
        file = client_project(tmp_path / "a.qdpx", text_source(selection(0, 9), name), {"../secret.txt": b"x"})
        (source,) = read_project(file, tmp_path / "papers").sources
        assert source.text in (None, "x")
        assert not (tmp_path.parent / "secret.txt").exists()


DTD = '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [DTD, '<!DOCTYPE Project SYSTEM "http://localhost/evil.dtd">', "<!DOCTYPE Project>"])
def test_a_document_type_is_refused(tmp_path: Path, head: str) -> None:
    file = client_project(tmp_path / "a.qdpx", "", {}, head=head)
    with pytest.raises(CorpusError, match=r"a\.qdpx, project\.qde: it declares a document type"):
        read_project(file)


def test_a_bomb_is_stopped_by_what_comes_out_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_input, "LARGEST_PROJECT", 1 << 16)
    monkeypatch.setattr(safe_input, "LARGEST_SOURCE", 1 << 16)
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b" " * (1 << 24))
    with pytest.raises(CorpusError, match="over the limit of 65,536 bytes"):
        read_project(tmp_path / "a.qdpx")
    file = client_project(tmp_path / "b.qdpx", text_source(selection(0, 9)), {"Sources/one.txt": b"a" * (1 << 20)})
    (told,) = matched(read_project(file)).not_placed
    assert "over the limit" in told.reason


def test_elements_without_end_in_each_other_are_refused(tmp_path: Path) -> None:
    deep = "<Code>" * 100_000 + "</Code>" * 100_000
    file = client_project(tmp_path / "a.qdpx", "", {}, codes=f"<CodeBook><Codes>{deep}</Codes></CodeBook>")
    with pytest.raises(CorpusError, match="stand 200 deep"):
        read_project(file)


def test_what_is_no_project_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    def refused(content: bytes | dict[str, str], says: str) -> None:
        path = tmp_path / "x.qdpx"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            with zipfile.ZipFile(path, "w") as archive:
                for name, text in content.items():
                    archive.writestr(name, text)
        with pytest.raises(CorpusError, match=says):
            read_project(path)

    refused(b"", "is not a project: a .qdpx file is a ZIP")
    refused(b"PK\x03\x04 cut short", "cut short")
    refused({"readme.txt": "hello"}, "expected one project.qde in it, found 0")
    refused({"a.qde": "<Project/>", "b.qde": "<Project/>"}, "found 2")
    refused({"project.qde": "<Project>"}, "not well-formed XML")
    refused({"project.qde": "\x00\x01"}, "not well-formed XML")
    refused({"project.qde": "<CodeBook/>"}, "expected <Project>, found <CodeBook>")
    with pytest.raises(CorpusError, match="cannot be read"):
        read_project(tmp_path / "missing.qdpx")


def test_a_damaged_entry_is_told(tmp_path: Path) -> None:
    path = client_project(tmp_path / "a.qdpx", text_source(selection(0, 9)), FILE)
    path.write_bytes(path.read_bytes().replace(b"The Chair", b"The chair"))
    (told,) = matched(read_project(path)).not_placed
    assert "one.txt: damaged" in told.reason
