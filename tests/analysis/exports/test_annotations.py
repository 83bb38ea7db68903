from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from analysis.exports.annotations import (
    ANNOTATIONS,
    CONTEXT,
    PDF_FRAGMENTS,
    VOCABULARY,
    Quoted,
    Software,
    annotation,
    content_iri,
    target,
    write_annotations,
)
from corpus.material import gather
from corpus.outgoing import Disguise
from corpus.query import Filters
from tests.analysis.made_exports import AWKWARD, HIDDEN, NAME, awkward_texts, hide, make_store

DISGUISE = Disguise(hide, HIDDEN.hide_case, HIDDEN.says)
SOFTWARE = Software("0.1.0", "1.0.0", "m1")

# Terms that http://www.w3.org/ns/anno.jsonld defines, of those that may be used here.
TERMS = {"id", "type", "label", "creator", "total", "first", "partOf", "startIndex", "items", "motivation", "body"}
TERMS |= {"target", "source", "purpose", "selector", "refinedBy", "exact", "prefix", "suffix", "start", "end", "value"}
TERMS |= {"conformsTo", "format", "name"}
PREFIXES = {"skos", *VOCABULARY}
TYPES = {"AnnotationCollection", "AnnotationPage", "Annotation", "SpecificResource", "Software", "Text"}
TYPES |= {"TextQuoteSelector", "TextPositionSelector", "FragmentSelector", "skos:Concept"}
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def written(folder: Path, database: Path, filters: Filters | None = None) -> dict[str, Any]:
    path = folder / "a.jsonld"
    with gather(database, filters) as material:
        count = write_annotations(material.disguised(DISGUISE), SOFTWARE, "About.", path)
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert len(data["first"]["items"]) == data["total"] == count
    return data


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "@context":
                yield from nodes(inner)
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_it_is_json_ld_of_the_standard_s_terms_and_prefixes_alone(tmp_path: Path) -> None:
    data = written(tmp_path, make_store(tmp_path))
    assert data["@context"] == [ANNOTATIONS, VOCABULARY]
    for node in nodes(data):
        for key in set(node) - {"@context"}:
            assert key in TERMS or key.partition(":")[0] in PREFIXES, key
        assert node["type"] in TYPES
        if "id" in node:
            assert IRI.fullmatch(node["id"])


def test_each_mention_is_one_annotation_with_one_body_and_its_targets(tmp_path: Path) -> None:
    database = make_store(tmp_path)
    items = written(tmp_path, database)["first"]["items"]
    with gather(database) as material:
        stored = {f"urn:x-minuted:mention:{row['mention_id']}": row for row in material.records("mentions")}
    assert {item["id"] for item in items} == set(stored)
    for item in items:
        mention = stored[item["id"]]
        assert item["motivation"] == item["body"]["purpose"] == "classifying"
        assert item["body"]["source"]["skos:notation"] == mention["reason_code"]
        assert item["body"]["minuted:polarity"] == mention["polarity"]
        assert item["body"]["minuted:needs_review"] is False
        assert item["creator"] == SOFTWARE.agent()["id"]
        assert len(item["target"]) == 1
    assert "minuted:scope" in items[0]["body"]
    assert "scope" not in items[0]["body"]  # the standard's word for something else


@given(awkward_texts)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("".join(AWKWARD))
def test_words_with_their_surroundings_stand_so_in_the_exported_page(tmp_path: Path, text: str) -> None:
    database = make_store(tmp_path, text)
    items = written(tmp_path, database)["first"]["items"]
    with gather(database) as material:
        pages = {(content_iri(row["document_id"]), row["page"]): row["text"] for row in material.records("pages")}
    for item in items:
        (one,) = item["target"]
        words, place = one["selector"]
        page = pages[one["source"]["id"], one["minuted:page"]]
        assert words["prefix"] + words["exact"] + words["suffix"] in hide(page).text
        assert hide(page[place["start"] : place["end"]]).text == words["exact"]  # code points of the page as read
        assert NAME not in json.dumps(item)
        assert len(words["prefix"]) <= CONTEXT


def quoted(**changed: object) -> Quoted:
    given = {
        "document_id": "00ff" * 16,
        "source_name": "minutes.pdf",
        "media_type": "application/pdf",
        "page": 3,
        "start": 10,
        "end": 14,
        "prefix": "the ",
        "exact": "cost",
        "suffix": " of",
    }
    return Quoted(**given | changed)  # type: ignore[arg-type]


def test_a_page_of_a_pdf_is_named_as_a_fragment_and_characters_within_it() -> None:
    words, page = target(quoted())["selector"]
    assert words == {"type": "TextQuoteSelector", "exact": "cost", "prefix": "the ", "suffix": " of"}
    assert (page["value"], page["conformsTo"]) == ("page=3", PDF_FRAGMENTS)
    assert page["refinedBy"] == {"type": "TextPositionSelector", "start": 10, "end": 14}


def test_what_is_no_pdf_has_no_fragment() -> None:
    _, position = target(quoted(media_type="text/plain", page=1))["selector"]
    assert position == {"type": "TextPositionSelector", "start": 10, "end": 14}


def test_a_quotation_over_two_pages_has_two_targets_and_one_without_its_document() -> None:
    mention = {"mention_id": "m-1", "reason_code": "cost", "needs_review": 1, "document_id": "00ff" * 16}
    found = annotation(mention, [quoted(), quoted(page=4)], {"cost": "Cost"}, SOFTWARE)
    assert [one["minuted:page"] for one in found["target"]] == [3, 4]
    assert found["body"]["minuted:needs_review"] is True
    assert annotation(mention, [], {}, SOFTWARE)["target"] == content_iri("00ff" * 16)


def test_a_document_is_named_by_its_hash() -> None:
    iri = content_iri("00ff" * 16)
    assert iri.startswith("ni:///sha-256;")
    assert urlsafe_b64decode(iri.rpartition(";")[2] + "=").hex() == "00ff" * 16


@pytest.mark.parametrize(("since", "total"), [("2011", 1), ("2030", 0)])
def test_filters_narrow_it_to_nothing_too(tmp_path: Path, since: str, total: int) -> None:
    assert (
        written(tmp_path, make_store(tmp_path), Filters(since=since, reasons=("criteria_not_met",)))["total"] == total
    )
