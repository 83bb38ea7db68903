"""`minuted code`: passages that a researcher already has, coded in their order, whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InvalidLabels
from flows.code_passages import read_passages, write_lines
from tests.command_line import minuted

COST = "It was decided not to hold a serious case review, because of the cost."
NOTHING = "The leaflets will go to four libraries."


def coded(source: Path, out: Path) -> list[dict[str, Any]]:
    found = minuted("code", source, "--out", out)
    assert found.returncode == 0, found.stderr
    assert found.stdout == ""
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def jsonl(path: Path, items: list[Any]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def test_passages_come_back_in_order_with_ids_of_any_type_and_mentions_in_place(tmp_path: Path) -> None:
    names = ["a", 7, 1.5, None, True, ["x", 1], {"page": 2}, "a"]
    texts = [COST, NOTHING, "", COST.upper(), "é " * 40 + COST, NOTHING + " " + COST, " \n ", COST]
    items = [{"id": name, "text": text, "more": 1} for name, text in zip(names, texts, strict=True)]
    found = coded(jsonl(tmp_path / "in.jsonl", items), tmp_path / "out.jsonl")
    assert [item["id"] for item in found] == names
    assert found[0]["mentions"] == found[7]["mentions"] and found[0]["status"] == "not_initiated"
    keys = {"code", "role", "polarity", "attribution", "hedging", "start", "end", "score"}
    for item, text in zip(found, texts, strict=True):
        assert item.keys() == {"id", "status", "mentions"}
        for mention in item["mentions"]:
            assert mention.keys() >= keys and 0 <= mention["score"] <= 1
            assert 0 <= mention["start"] < mention["end"] <= len(text)
    assert [bool(item["mentions"]) for item in found] == [True, False, False, True, True, True, False, True]


def test_csv_gives_the_same_codes_as_jsonl(tmp_path: Path) -> None:
    texts = [COST, NOTHING, 'He said "no",\nand that was that.', ""]
    with (tmp_path / "in.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"])
        writer.writeheader()
        writer.writerows({"id": f"p{i}", "text": text} for i, text in enumerate(texts))
    items = [{"id": f"p{i}", "text": text} for i, text in enumerate(texts)]
    from_jsonl = coded(jsonl(tmp_path / "in.jsonl", items), tmp_path / "a.jsonl")
    assert coded(tmp_path / "in.csv", tmp_path / "b.jsonl") == from_jsonl


def test_a_huge_passage_is_coded(tmp_path: Path) -> None:
    text = (NOTHING + " ") * 1000 + COST
    (found,) = coded(jsonl(tmp_path / "in.jsonl", [{"id": 1, "text": text}]), tmp_path / "out.jsonl")
    assert len(text) > 40_000
    assert any(text[m["start"] : m["end"]] and m["code"] == "cost" for m in found["mentions"])


def test_many_passages_keep_their_order(tmp_path: Path) -> None:
    items = [{"id": i, "text": (COST if i % 3 == 0 else NOTHING)} for i in range(400)]
    found = coded(jsonl(tmp_path / "in.jsonl", items), tmp_path / "out.jsonl")
    assert [item["id"] for item in found] == list(range(400))
    assert all(bool(item["mentions"]) == (item["id"] % 3 == 0) for item in found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{not json", "not JSON"),
        ('["a"]', "expected an object"),
        ('{"id": 1}', '"text"'),
        ('{"id": 1, "text": 5}', "string"),
    ],
)
def test_a_bad_line_is_named_and_no_output_is_left(tmp_path: Path, line: str, words: str) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": 0, "text": COST}) + "\n\n" + line + "\n")
    found = minuted("code", source, "--out", out)
    assert found.returncode == 2
    assert f"{source}, line 3" in found.stderr and words in found.stderr and "Traceback" not in found.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_bytes_that_are_not_utf_8_are_a_bad_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": 1, "text": "caf\xe9"}\n')
    found = minuted("code", source, "--out", tmp_path / "out.jsonl")
    assert found.returncode == 2
    assert str(source) in found.stderr and "UTF-8" in found.stderr and "Traceback" not in found.stderr


def test_csv_that_is_not_utf_8_is_told_how_to_be_saved(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"id,text\n1,caf\xe9\n")
    with pytest.raises(InvalidLabels, match="save it as CSV UTF-8"):
        list(read_passages(source))


def test_csv_with_a_field_beyond_the_limit_is_a_bad_line(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,text\n1,short\n2," + "x" * 200_000 + "\n")
    with pytest.raises(InvalidLabels, match="field"):
        list(read_passages(source))


def test_csv_without_a_text_column_names_the_columns_found(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,words\n1,hello\n")
    with pytest.raises(InvalidLabels, match="column `text`; the columns are: id, words"):
        list(read_passages(source))


def test_an_earlier_output_stays_when_a_new_one_fails(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("earlier\n")
    with pytest.raises(RuntimeError):
        write_lines(_failing(), out)
    assert out.read_text() == "earlier\n" and [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def _failing() -> Any:
    yield {"id": 1}
    raise RuntimeError("in the middle")


def test_an_output_that_cannot_be_written_ends_with_1(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": 1, "text": NOTHING}])
    found = minuted("code", source, "--out", tmp_path / "no" / "out.jsonl")
    assert found.returncode == 1 and "cannot be written" in found.stderr
