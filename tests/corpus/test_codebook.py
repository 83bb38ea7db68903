"""The codebook loads with a line for every mistake, and its cues find what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import load_codebook, most_specific, parse_codebook
from corpus.errors import CorpusError, InvalidCodebook

SMALL = """\
version: "1.0.0"
codes:
  - code: cost
    label: "Cost"
    definition: "Money is given as a reason."
    cues: ["on cost grounds"]
    examples:
      - {directness: direct, text: "Refused on cost grounds."}
    near_misses:
      - {text: "The budget was noted."}
  - code: cost.fees
    label: "Fees"
    definition: "Fees are given as a reason."
    cues: ["fees"]
    examples:
      - {directness: oblique, text: "The fees were thought high."}
    near_misses:
      - {text: "The fees were paid."}
sentinels:
  - {code: not_stated, label: "Not stated", definition: "No reason."}
  - {code: redacted, label: "Redacted", definition: "Struck out."}
  - {code: illegible, label: "Illegible", definition: "Cannot be read."}
"""


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(InvalidCodebook) as raised:
        parse_codebook(text, "mine.yaml")
    assert "mine.yaml" in str(raised.value)
    return raised.value.problems


def test_the_codebook_that_minuted_ships_has_31_codes_and_3_sentinels() -> None:
    codebook = load_codebook()
    assert len(codebook.codes) == 31
    assert [sentinel.code for sentinel in codebook.sentinels] == ["not_stated", "redacted", "illegible"]


def test_every_code_shipped_says_what_it_includes_and_excludes_and_has_cues_direct_and_oblique_examples() -> None:
    for code in load_codebook():
        assert code.include and code.exclude and code.cues and code.near_misses, code.code
        assert {example.directness for example in code.examples} == {"direct", "oblique"}, code.code


def test_a_small_codebook_loads_with_children_under_their_parent() -> None:
    codebook = parse_codebook(SMALL, "mine.yaml")
    assert codebook.names == ("cost", "cost.fees")
    assert (codebook["cost"].parent, codebook["cost.fees"].parent) == ("", "cost")
    assert "cost.fees" in codebook and "publicity" not in codebook


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('    label: "Cost"\n', '    label: "Cost"\n    colour: "red"\n', 5, "unknown key `colour`"),
        ("  - code: cost.fees\n", "  - code: cost\n", 11, "`cost` stands twice: first on line 3"),
        ("  - code: cost.fees\n", "  - code: money.fees\n", 11, "`money.fees` has no parent"),
        ("  - code: cost.fees\n", "  - code: Cost Fees\n", 11, "lower-case words"),
        ("  - code: cost.fees\n", "  - code: redacted\n", 11, "`redacted` is a sentinel"),
        ('      - {directness: direct, text: "Refused on cost grounds."}\n', "      []\n", 3, "at least one example"),
        ('      - {text: "The budget was noted."}\n', "      []\n", 3, "one near miss"),
        ("directness: oblique", "directness: sideways", 16, "`direct` or `oblique`, found `sideways`"),
        ('    label: "Fees"\n', "", 11, "lacks `label`"),
        ('    definition: "Fees are given as a reason."\n', '    definition: ""\n', 13, "`definition` must be text"),
        ('    cues: ["fees"]\n', "    cues: fees\n", 14, "`cues` must be a list"),
        ('    label: "Fees"\n', '    label: "Fees"\n    label: "Fee"\n', 13, "`label` stands twice"),
        ('  - {code: redacted, label: "Redacted", definition: "Struck out."}\n', "", 20, "sentinel(s): redacted"),
        ('    cues: ["fees"]\n', '    cues: ["fees\n', 21, "not YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in SMALL
    found = problems(SMALL.replace(old, new))
    assert any(message in text for _, text in found), found
    if "YAML" not in message:
        assert any(number == line and message in text for number, text in found), found


def test_every_mistake_is_named_at_once() -> None:
    found = problems(SMALL.replace("directness: oblique", "directness: sideways").replace("cost.fees", "money.fees"))
    assert len(found) == 2


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "just words", "3", "codes: []"])
def test_a_file_that_is_no_codebook_is_refused_with_a_line(text: str) -> None:
    assert all(line >= 1 for line, _ in problems(text))


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(SMALL.replace("Struck", "Barr\xe9").encode("latin-1"))
    with pytest.raises(InvalidCodebook, match=r"latin\.yaml") as raised:
        load_codebook(path)
    assert raised.value.problems == [(21, "not UTF-8: save the file in that encoding")]


def test_a_codebook_saved_on_windows_is_the_same_codebook(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_codebook(path) == parse_codebook(SMALL, path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.yaml"):
        load_codebook(tmp_path / "none.yaml")


def test_the_fingerprint_changes_with_the_content_alone(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SMALL, encoding="utf-8")
    same = {load_codebook(tmp_path / name).fingerprint for name in ("a.yaml", "b.yaml")}
    other = parse_codebook(SMALL.replace("Money is", "Expense is"), "c.yaml").fingerprint
    assert len(same) == 1 and other not in same


def test_a_parent_is_dropped_where_its_child_is_coded() -> None:
    assert most_specific({"cost", "cost.fees", "publicity"}) == {"cost.fees", "publicity"}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_mutated_codebook_is_refused_or_loads_and_raises_nothing_else(data: st.DataObject) -> None:
    text = SMALL
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        piece = data.draw(
            st.one_of(st.text(max_size=8), st.sampled_from([*"{}[]:-&*!|>'\"\n\t#,?%@", "- ", ": ", "~", "<<: *a"]))
        )
        text = text[:start] + piece + text[end:]
    try:
        parse_codebook(text, "mine.yaml")
    except InvalidCodebook as error:
        assert error.problems and all(line >= 1 for line, _ in error.problems)


def test_no_cue_stands_twice_under_one_code() -> None:
    for code in load_codebook():
        assert len(set(code.cues)) == len(code.cues), code.code


def test_no_cue_has_a_part_that_matches_nothing() -> None:
    """An empty choice (`a||b`), a bare star or a gap at an end would match anything, or nothing."""
    for code in load_codebook():
        for cue in (*code.cues, *code.inverse_cues):
            parts = cue.split()
            assert parts and parts[0] != "..." and parts[-1] != "...", cue
            assert not any(re.search(r"^\||\|\||\|$|^\*|\|\*", part) for part in parts), cue
