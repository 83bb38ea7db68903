from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.bundle.tables import TableColumn, TableSchema, path_of, read_frame, write_tables
from corpus import open_workspace
from corpus.errors import CorpusError
from corpus.material import gather
from corpus.outgoing import Kind
from corpus.table_files import write_csv_rows
from tests.analysis.bundle.made_bundles import make_store
from tests.analysis.made_exports import awkward_texts

KINDS = TableSchema("", tuple(TableColumn(kind.name.lower(), kind) for kind in Kind))
TYPES = ["str", "str", "Int64", "float64", "boolean"]
cells = st.tuples(
    st.none() | awkward_texts.filter(bool),
    st.none() | st.sampled_from(["2010", "2010-06", "2010-06-10"]),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.booleans().map(int),
)


def read(content: bytes, schema: TableSchema = KINDS) -> pd.DataFrame:
    return read_frame(lambda _: BytesIO(content), "made", schema)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(cells, max_size=8))
def test_what_is_written_is_read_back_to_the_last_digit(rows: list[tuple[object, ...]], tmp_path: Path) -> None:
    write_csv_rows([column.name for column in KINDS.columns], rows, tmp_path / "a.csv")
    found = read((tmp_path / "a.csv").read_bytes())
    assert [str(kind) for kind in found.dtypes] == TYPES
    back = [tuple(None if pd.isna(cell) else cell for cell in row) for row in found.itertuples(index=False, name=None)]
    assert [[repr(c) if isinstance(c, float) else c for c in row] for row in back] == [
        [repr(c) if isinstance(c, float) else c for c in row] for row in rows
    ]


def test_tables_of_a_bundle_are_the_frames_of_the_workspace(tmp_path: Path) -> None:
    database = make_store(tmp_path)
    opened = open_workspace(tmp_path)
    (tmp_path / "out").mkdir()
    with gather(database) as material:
        schemas, rows = write_tables(material, tmp_path / "out", moved=False, more=("passages", "pages"))
    for table in ("analysis", "decisions", "ledger", "counts", "documents"):
        found = read_frame(lambda name: (tmp_path / "out" / name).open("rb"), table, schemas[table])
        pd.testing.assert_frame_equal(found, getattr(opened, table)()[list(found.columns)])
        assert rows[table] == len(found)
    assert [column.name for column in schemas["pages"].columns] == ["document_id", "page", "text"]


def test_a_table_larger_than_one_batch_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.bundle.tables._AT_ONCE", 3)
    schema = TableSchema("", (TableColumn("n", Kind.WHOLE),))
    found = read(b"n\r\n" + b"".join(b"%d\r\n" % number for number in range(8)), schema)
    assert found["n"].tolist() == list(range(8))


def test_a_cell_longer_than_csv_takes_by_default_is_read() -> None:
    schema = TableSchema("", (TableColumn("text", Kind.TEXT), TableColumn("n", Kind.WHOLE)))
    assert len(read(b"text,n\r\n" + b"x" * 400_000 + b",1\r\n", schema)["text"][0]) == 400_000


@pytest.mark.parametrize(
    ("kind", "cell", "said"),
    [
        (Kind.WHOLE, "1.5", "n is no whole number"),
        (Kind.WHOLE, "9" * 30, "n is no whole number"),
        (Kind.WHOLE, "9" * 5000, "n is no whole number"),
        (Kind.NUMBER, "inf", "n is no number"),
        (Kind.NUMBER, "1e999", "n is no number"),
        (Kind.TRUTH, "2", "n is no truth value"),
        (Kind.TRUTH, "True", "n is no truth value"),
    ],
)
def test_a_cell_of_another_kind_is_told(kind: Kind, cell: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        read(f"n\r\n{cell}\r\n".encode(), TableSchema("", (TableColumn("n", kind),)))


@pytest.mark.parametrize("content", [b"", b"m\r\n1\r\n", b"n,n\r\n1,1\r\n"])
def test_another_header_is_told(content: bytes) -> None:
    with pytest.raises(CorpusError, match="has other columns than n"):
        read(content, TableSchema("", (TableColumn("n", Kind.WHOLE),)))


def test_where_a_table_lies() -> None:
    assert path_of("analysis") == "tables/analysis.csv"
