from __future__ import annotations

from pathlib import Path

from corpus.data_dictionary import render
from corpus.schema import analysis, metadata

DOCS = Path(__file__).parents[2] / "docs"


def test_the_printed_dictionary_is_that_of_the_schema() -> None:
    printed = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")
    assert printed == render(), "run `python -m corpus.data_dictionary`"


def test_every_column_has_its_line() -> None:
    lines = render().splitlines()
    for table in (analysis, *metadata.tables.values()):
        start = lines.index(f"## {table.name}")
        section = lines[start : start + len(table.columns) + 6]
        for column in table.columns:
            assert any(line.startswith(f"| `{column.name}` |") for line in section), f"{table.name}.{column.name}"


def test_closed_sets_list_their_values() -> None:
    (line,) = {line for line in render().splitlines() if line.startswith("| `polarity`")}
    assert "`asserted`, `negated`, `rejected_argument`, `questioned`, `unknown`" in line
