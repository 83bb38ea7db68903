from __future__ import annotations

from pathlib import Path

from corpus import opened_tables
from corpus.data_dictionary import render, with_columns
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


def test_the_docstrings_of_the_tables_are_those_of_the_schema() -> None:
    source = Path(opened_tables.__file__).read_text(encoding="utf-8")
    assert source == with_columns(source), "run `python -m corpus.data_dictionary`"


def test_columns_are_put_into_a_docstring_and_replaced_there() -> None:
    bare = '    def codes(self) -> pd.DataFrame:\n        """Return one row per code."""\n        return None\n'
    written = with_columns(bare)
    assert "        Columns:\n            code: The reason code, or a sentinel such as `not_stated`.\n" in written
    assert with_columns(written.replace("            code: The reason", "            gone: Another")) == written
