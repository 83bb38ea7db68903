from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analysis.bundle.check import check
from analysis.bundle.inputs import Gathered, gather_inputs
from analysis.bundle.manifest import MANIFEST
from analysis.bundle.standard import standard_questions
from analysis.question_kinds import AgreementQuestion, SharesQuestion, Tables
from analysis.questions import answer, questions_of, read_questions
from analysis.rate_questions import SeriesQuestion
from corpus import open_workspace
from corpus.codings import Coding, write_codings
from corpus.errors import InvalidCodebook, InvalidQuery, WorkspaceError
from corpus.table import restore
from tests.analysis.bundle.made_bundles import bundled, contents, make_store, swap
from tests.analysis.made_exports import HIDDEN, NAME


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store"))


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"tables/{name}.csv"].decode(), newline="")))


def test_the_same_store_and_options_give_the_same_bytes(database: Path, tmp_path: Path) -> None:
    one, other = bundled(database, tmp_path / "a.zip"), bundled(database, tmp_path / "sub" / "b.zip")
    assert one.path.read_bytes() == other.path.read_bytes()
    assert (one.sha256, one.size) == (other.sha256, other.path.stat().st_size)
    dated = bundled(database, tmp_path / "c.zip", made="2026-11-24")
    assert dated.sha256 != one.sha256
    assert json.loads(contents(dated.path)[MANIFEST])["made"] == "2026-11-24"


def test_figures_are_those_of_the_workspace(database: Path, tmp_path: Path) -> None:
    done = bundled(database, tmp_path / "a.zip", standard=standard_questions)
    assert check(done.path).agrees
    files = contents(done.path)
    opened = open_workspace(database.parent)
    tables = Tables(opened.analysis(), opened.decisions(), opened.ledger(), opened.counts())
    questions = questions_of(json.loads(files["questions.json"])["questions"], "questions.json")
    packed = {each["question"]: each["figures"] for each in json.loads(files["figures.json"])["answers"]}
    assert [each.name for each in questions] == list(packed)
    for question in questions:
        found = [(each.name, each.value, each.low, each.high, list(each.rows)) for each in answer(question, tables)]
        assert found == [
            tuple(each[k] for k in ("name", "value", "low", "high", "rows")) for each in packed[question.name]
        ]
    counted = {each["name"]: each["value"] for each in packed["decisions"]}
    assert counted["decisions.status.not_initiated"] == 6.0


def test_the_manifest_tells_versions_seeds_rows_and_hashes(database: Path, tmp_path: Path) -> None:
    asked = (SharesQuestion(name="mine", seed=77, reasons=("cost",)),)
    done = bundled(database, tmp_path / "a.zip", questions=asked)
    files = contents(done.path)
    manifest = json.loads(files[MANIFEST])
    assert manifest["versions"] == {"codebook": "1.0.0", "model": "m1", "extractor": "x1"}
    assert manifest["policy_date"] == "2010-06-10"
    assert set(manifest["libraries"]) == {"python", "numpy", "pandas", "scipy", "statsmodels"}
    assert manifest["seeds"]["mine"] == 77
    assert set(manifest["files"]) == set(files) - {MANIFEST}
    rows = {name: entry["rows"] for name, entry in manifest["files"].items() if entry["rows"] is not None}
    assert rows["tables/analysis.csv"] == len(table(files, "analysis")) > 6
    assert sum(rows.values()) == done.rows
    assert done.files == len(files)


def test_names_are_replaced_wherever_they_stood(database: Path, tmp_path: Path) -> None:
    for with_pages in (False, True):
        done = bundled(database, tmp_path / "a.zip", HIDDEN, with_pages=with_pages)
        assert not [name for name, content in contents(done.path).items() if NAME.encode() in content]
        assert check(done.path).agrees
    kept = contents(bundled(database, tmp_path / "b.zip").path)
    assert NAME.encode() in kept["tables/evidence.csv"]


def test_no_page_text_no_place_on_a_disk_and_no_fingerprint_of_words(database: Path, tmp_path: Path) -> None:
    files = contents(bundled(database, tmp_path / "a.zip").path)
    assert "tables/pages.csv" not in files
    unquoted = b"The chair agreed"  # a sentence that nothing quotes
    assert not [name for name, content in files.items() if unquoted in content]
    assert unquoted in contents(bundled(database, tmp_path / "b.zip", with_pages=True).path)["tables/pages.csv"]
    assert b"/foi/" not in b"".join(files.values())
    heads = {column for name in files if name.endswith(".csv") for row in table(files, name[7:-4]) for column in row}
    assert not heads & {"received_path", "words_sha256", "minhash"}


def test_with_pages_each_quotation_stands_where_it_says(database: Path, tmp_path: Path) -> None:
    files = contents(bundled(database, tmp_path / "a.zip", HIDDEN, with_pages=True).path)
    texts = {(row["document_id"], row["page"]): restore(row["text"]) for row in table(files, "pages")}
    assert any("[person number 1]" in text for text in texts.values())
    for row in table(files, "evidence"):
        text = texts[row["document_id"], row["page"]]
        assert text[int(row["char_start"]) : int(row["char_end"])] == restore(row["quotation"])


def test_a_formula_is_neutralised_and_the_figures_do_not_mind(database: Path, tmp_path: Path) -> None:
    done = bundled(database, tmp_path / "a.zip", with_pages=True)
    assert any(row["text"].startswith("'=1+1") for row in table(contents(done.path), "pages"))
    assert check(done.path).agrees


def test_another_codebook_than_the_documents_were_coded_with_is_refused(database: Path, tmp_path: Path) -> None:
    from analysis.bundle.pack import BundleOrder, pack
    from corpus.material import gather
    from corpus.outgoing import Disguise
    from tests.analysis.bundle.made_bundles import CODEBOOK
    from tests.analysis.made_exports import KEPT

    def packed(codebook: str) -> None:
        with gather(database) as material:
            disguised = material.disguised(Disguise(KEPT.hide, KEPT.hide_case, KEPT.says))
            pack(disguised, tmp_path / "a.zip", BundleOrder(codebook))

    with pytest.raises(InvalidQuery, match=r"coded with codebook 1\.0\.0, and this is 9"):
        packed(swap("version: 1.0.0", "version: 9.0.0")(swap('"1.0.0"', '"9.0.0"')(CODEBOOK.encode())).decode())
    with pytest.raises(InvalidQuery, match="not the one that the documents were coded with"):
        packed(CODEBOOK.replace("label: ", "label: Other ", 1))
    with pytest.raises(InvalidCodebook):
        packed("codes: 1")
    assert list(tmp_path.iterdir()) == []


def test_a_question_of_the_users_own_is_answered_or_refused(database: Path, tmp_path: Path) -> None:
    asked = read_questions("- {kind: rates, of: given, before: 136/12, after: 58/10, name: article}", "mine.yaml")
    done = bundled(database, tmp_path / "a.zip", questions=asked)
    (article,) = [each for each in done.answers if each.question == "article"]
    assert {each.name: each.value for each in article.figures}["rates.ratio"] == pytest.approx(0.511765, abs=1e-6)
    absent = read_questions("- {kind: shares, reasons: [no_such_code]}", "mine.yaml")
    with pytest.raises(InvalidQuery, match=r"shares-1 .shares.: there is no reason 'no_such_code'"):
        bundled(database, tmp_path / "b.zip", questions=absent)
    with pytest.raises(InvalidQuery, match="two questions are called 'ledger'"):
        bundled(database, tmp_path / "b.zip", questions=read_questions("- {kind: ledger, name: ledger}", "m"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def _gathered(database: Path, folder: Path) -> Gathered:
    documents = open_workspace(database.parent).documents()["document_id"].tolist()
    decisions = open_workspace(database.parent).decisions()["decision_id"].tolist()
    codings = [Coding("ann", document, 1, 0, 20, "cost", f"words of {NAME}") for document in documents[:2]]
    write_codings(folder / "ann's file.jsonl", codings, [("ann", documents[2])])
    lines = [f"{each},cost,{number % 2},0.5" for number, each in enumerate(decisions)]
    (folder / "checked.csv").write_text("decision_id,reason_code,present,inclusion_prob\n" + "\n".join(lines))
    months = [f"{2009 + at // 12}-{at % 12 + 1:02},{10 + at % 5 if at < 17 else 4 + at % 3}" for at in range(36)]
    (folder / "months.csv").write_text("month,count\n" + "\n".join(months))
    questions = (
        AgreementQuestion(name="agreement", files=("ann's file.jsonl",), draws=50),
        SharesQuestion(name="checked", checked="checked.csv"),
        SeriesQuestion(name="series", months="months.csv", event="2010-06-10"),
    )
    return gather_inputs(questions, folder)


def test_files_that_people_gave_go_in_without_words_of_documents(database: Path, tmp_path: Path) -> None:
    given = _gathered(database, tmp_path)
    done = bundled(database, tmp_path / "a.zip", HIDDEN, questions=given.questions, inputs=given.inputs)
    files = contents(done.path)
    assert {name for name in files if name.startswith("inputs/")} == {
        "inputs/coders/ann-s-file.jsonl",
        "inputs/checked/checked.csv",
        "inputs/months/months.csv",
    }
    assert not [name for name, content in files.items() if NAME.encode() in content]
    assert list(table(files, "passages")[0]) == [
        "passage_id", "document_id", "page", "char_start", "char_end", "continued_on",
    ]  # fmt: skip
    found = check(done.path)
    assert found.agrees, found
    figures = {each.name: each.value for answer in done.answers for each in answer.figures}
    assert figures["agreement.passage.cost.kappa"] is not None
    assert figures["series.level"] is not None


def test_stretches_beside_pages_with_names_replaced_are_refused(database: Path, tmp_path: Path) -> None:
    given = _gathered(database, tmp_path)
    with pytest.raises(InvalidQuery, match="leave --with-pages out, or say --names kept"):
        bundled(database, tmp_path / "a.zip", HIDDEN, questions=given.questions, inputs=given.inputs, with_pages=True)
    kept = bundled(database, tmp_path / "a.zip", questions=given.questions, inputs=given.inputs, with_pages=True)
    assert check(kept.path).agrees


def test_what_was_there_stays_until_the_bundle_is_complete(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a.zip"
    place.write_text("my notes")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.bundle.pack.write_zip", full)
    with pytest.raises(WorkspaceError, match="No space left"):
        bundled(database, place)
    assert place.read_text() == "my notes"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_bundle_too_large_to_be_verified_is_not_written(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.bundle.zipped.LARGEST_ALL", 10_000)
    with pytest.raises(WorkspaceError, match="leave the pages out"):
        bundled(database, tmp_path / "a.zip")


def test_the_readme_tells_how_to_check_and_its_recipe_holds(database: Path, tmp_path: Path) -> None:
    files = contents(bundled(database, tmp_path / "a.zip").path)
    readme = files["README.txt"].decode()
    assert "minuted verify" in readme and "sha256sum" in readme and "$" not in readme
    assert "The texts of pages are not in this bundle" in readme
    decided = [
        row["decision_id"]
        for row in table(files, "decisions")
        if row["is_counted"] == "1" and row["decision_status"] == "not_initiated"
    ]
    costly = {
        row["decision_id"]
        for row in table(files, "analysis")
        if row["reason_code"].partition(".")[0] == "cost"
        and (row["role"], row["polarity"], row["needs_review"]) == ("reason_not_initiating", "asserted", "0")
    }
    answers = {each["question"]: each["figures"] for each in json.loads(files["figures.json"])["answers"]}
    share = next(each for each in answers["shares"] if each["name"] == "shares.strict.cost")
    assert share["value"] == len(costly & set(decided)) / len(decided) > 0


def test_an_empty_store_makes_a_bundle_that_agrees(tmp_path: Path) -> None:
    done = bundled(make_store(tmp_path, texts=()), tmp_path / "a.zip")
    assert [each.question for each in done.unanswered] == ["rates-decisions"]
    found = check(done.path)
    assert found.agrees, found
