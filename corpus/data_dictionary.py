"""The data dictionary: every table and column of the store with its meaning, printed from the schema.

`python -m corpus.data_dictionary` writes `docs/data-dictionary.md` and the docstrings of `opened_tables.py` anew.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Column, Table

_HEAD = """\
# Data dictionary

Printed from `corpus/schema.py` by `python -m corpus.data_dictionary`; a test holds the two together.

The table to put questions to is `analysis`, a view in `minuted.sqlite`, and the same as `analysis.parquet` and
`analysis.csv` in the workspace's folder `table/`. Beside it lie `decisions` (with release, source, body, nation, type
and dates of the document before its own columns), `ledger` (without `received_path`) and `redaction_differences` (with
those of the document that shows the passage), as Parquet and CSV.

- **Absent.** NULL, an empty cell in CSV: not stated or not applicable. `unknown` in a closed set: nobody can tell.
- **Places.** Pages count from 1, characters (Unicode code points) from 0 within the page's text, the end not included:
  `pages.text[char_start:char_end]` is the quotation.
- **Dates.** As precise as the document gives them: `2010-08-12`, `2010-08` or `2010`; the precision stands beside.
- **Truth values.** 0 or 1 in SQLite and CSV.
- **CSV.** UTF-8, as RFC 4180 has it. A text that a spreadsheet would take for a formula begins with an apostrophe;
  Parquet holds it exactly.
- **Hidden text.** Characters that a page carries and does not show are counted and located; they are stored nowhere.
"""


def render() -> str:
    """Return the data dictionary as Markdown: the analysis table first, then the tables it is made of."""
    from corpus.schema import analysis, metadata

    tables = (analysis, *metadata.tables.values())
    return "\n".join([_HEAD, *map(_section, tables)])


def _section(table: Table) -> str:
    head = f"## {table.name}\n\n{table.comment}\n\n| column | type | allowed values | meaning |\n|---|---|---|---|\n"
    return head + "".join(map(_line, table.columns))


def _line(column: Column[Any]) -> str:
    values = ", ".join(f"`{value}`" for value in column.info.get("values", ()))
    return f"| `{column.name}` | {_kind(column)} | {values} | {column.comment}{_reference(column)} |\n"


def _kind(column: Column[Any]) -> str:
    from sqlalchemy import Boolean, Float, Integer

    names = {Boolean: "truth value", Float: "number", Integer: "whole number"}
    name = next((name for kind, name in names.items() if isinstance(column.type, kind)), "text")
    return f"{name}, key" if column.primary_key else name


def _reference(column: Column[Any]) -> str:
    targets = ", ".join(sorted(f"`{key.target_fullname}`" for key in column.foreign_keys))
    return f" Refers to {targets}." if targets else ""


def columns_frame(name: str) -> pd.DataFrame:
    """Return the columns of a table as frames have them: column, type, allowed values, meaning.

    Raises:
        InvalidQuery: there is no such table.
    """
    import pandas as pd

    rows = [
        (column.name, _kind(column), ", ".join(map(str, column.info.get("values", ()))), column.comment)
        for column in _columns(name)
    ]
    return pd.DataFrame(rows, columns=["column", "type", "allowed values", "meaning"])


def _columns(name: str) -> Sequence[Column[Any]]:
    from corpus.table import export_of

    return export_of("analysis" if name == "mentions" else name).columns


_METHOD = re.compile(
    r'(    def ([a-z]\w*)\(self.*?\) -> pd\.DataFrame:\n        """Return [^\n]*?\.)'
    r'(?:\n\n        Columns:\n.*?\n        )?"""\n',
    re.DOTALL,
)


def with_columns(source: str) -> str:
    """Return the source of `opened_tables.py` with the columns of each table in its method's docstring."""
    return _METHOD.sub(lambda found: f'{found[1]}\n\n{_column_lines(found[2])}        """\n', source)


def _column_lines(name: str) -> str:
    if name == "mentions":
        return "        Columns:\n            Those of `analysis`.\n"
    head, more = " " * 12, " " * 16
    lines = [
        textwrap.fill(f"{column.name}: {column.comment}", 120, initial_indent=head, subsequent_indent=more)
        for column in _columns(name)
    ]
    return "        Columns:\n" + "\n".join(lines) + "\n"


def main() -> None:
    """Write `docs/data-dictionary.md`, and the docstrings of `opened_tables.py`, in the folder of the source."""
    path = Path(__file__).parents[1] / "docs" / "data-dictionary.md"
    path.write_text(render(), encoding="utf-8")
    tables = Path(__file__).with_name("opened_tables.py")
    tables.write_text(with_columns(tables.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
