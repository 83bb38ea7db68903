"""Labelled passages are read as they stand, and a wrong line is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.codebook import load_codebook
from corpus.errors import CorpusError, InvalidLabels
from corpus.labelled import read_labelled
from corpus.records import Polarity, Status

LINE: dict[str, Any] = {
    "id": "a-1", "author": "a", "register": "minutes", "directness": "direct", "status": "not_initiated",
    "text": "No review was held because of the cost.",
    "mentions": [{
        "code": "cost", "role": "reason_not_initiating", "polarity": "asserted", "attribution": "board_or_panel",
        "hedging": "actual", "quote": "because of the cost",
    }],
}  # fmt: skip


def write(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "a.jsonl").write_text(text + "\n", encoding="utf-8")
    return folder


def test_a_passage_is_read_with_the_place_of_its_quotation(tmp_path: Path) -> None:
    [passage] = read_labelled(write(tmp_path, LINE))
    [label] = passage.labels
    assert (passage.status, label.polarity) == (Status.NOT_INITIATED, Polarity.ASSERTED)
    assert passage.text[label.start : label.end] == "because of the cost"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Expecting"),
        ("[]", "list indices"),
        ({**LINE, "status": "perhaps"}, "'perhaps' is not a valid Status"),
        ({key: value for key, value in LINE.items() if key != "text"}, "lacks 'text'"),
        ({**LINE, "mentions": [{**LINE["mentions"][0], "quote": "for want of time"}]}, "does not stand in the text"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(InvalidLabels, match=r"a\.jsonl, line 2") as raised:
        read_labelled(write(tmp_path, LINE, line))
    assert message in str(raised.value)


def test_a_folder_without_examples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no labelled examples"):
        read_labelled(tmp_path)


def test_every_passage_shipped_has_an_identity_of_its_own_and_codes_of_the_codebook() -> None:
    passages = read_labelled()
    codes = set(load_codebook().names)
    assert len({passage.id for passage in passages}) == len(passages)
    assert {label.code for passage in passages for label in passage.labels} <= codes
    assert all(passage.text[label.start : label.end].strip() for passage in passages for label in passage.labels)
