"""Parts: what was read and what was coded, kept as Parquet and found again by content key.

A part is written whole or not at all, so a run that is killed loses at most the shard in flight. A part holds many
keys; the keys in all parts of a folder are what need not be done again.

A file that is read again, because a later run can do more (it has a password, or reads scans), goes under the key that
`again` gives: `KEY+1`, then `KEY+2`. The last of them counts. What a reading lacks stands beside it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.records import (
    Box,
    CodedDocument,
    Document,
    Hidden,
    Hiding,
    Method,
    Outcome,
    Page,
    Received,
    Redaction,
    RedactionKind,
    SourceFile,
    Words,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_ROWS_A_GROUP = 8


class Parts:
    """The parts of one stage and version, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._where: dict[str, tuple[Path, int]] = {}
        self._lacks: dict[str, str] = {}
        self._held: tuple[Path, int] | None = None
        self._rows: dict[str, bytes] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again at which keys are there. A part that cannot be read is set aside, and its keys are done again."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._where.clear()
        for path in sorted(self.folder.glob("*.parquet")):
            try:
                with pq.ParquetFile(path) as file:
                    for group in range(file.num_row_groups):
                        for row in file.read_row_group(group, columns=["key", "lacks"]).to_pylist():
                            self._where[row["key"]] = (path, group)
                            self._lacks[row["key"]] = row["lacks"]
            except (OSError, pa.ArrowException):
                path.replace(path.with_suffix(".damaged"))
                self._where = {key: place for key, place in self._where.items() if place[0] != path}

    def __contains__(self, key: str) -> bool:
        return key in self._where

    def latest(self, key: str) -> str | None:
        """Return the key of the last reading of what `key` names; None where there is none."""
        found = None
        while key in self._where:
            found, key = key, again(key)
        return found

    def lacks(self, key: str) -> set[str]:
        """Return what was wanting when the key was read, in the words given to `write_part`."""
        return set(self._lacks[key].split())

    def get(self, key: str) -> bytes:
        """Return what is kept under a key. Neighbouring keys are cheapest asked for one after the other."""
        import pyarrow.parquet as pq

        place = self._where[key]
        if place != self._held:
            with pq.ParquetFile(place[0]) as file:
                group = file.read_row_group(place[1])
            self._rows = dict(zip(group["key"].to_pylist(), group["payload"].to_pylist(), strict=True))
            self._held = place
        return self._rows[key]


def again(key: str) -> str:
    """Return the key under which what `key` names is kept when it is read once more."""
    name, _, count = key.partition("+")
    return f"{name}+{int(count or 0) + 1}"


def write_part(folder: Path, rows: Mapping[str, bytes], lacks: Mapping[str, Iterable[str]] | None = None) -> Path:
    """Write a part in one step (a temporary file, then a rename) and return its path, named after its keys.

    `lacks` says, for a key, what would have read more of it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:24]
    path, waiting = folder / f"{name}.parquet", folder / f"{name}.{os.getpid()}.tmp"
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([("key", pa.string()), ("lacks", pa.string()), ("payload", pa.large_binary())])
    try:
        with pq.ParquetWriter(waiting, schema, compression="zstd") as writer:
            for group in _grouped(list(rows.items())):
                wanting = [" ".join(sorted((lacks or {}).get(key, ()))) for key, _ in group]
                writer.write_table(pa.table([[k for k, _ in group], wanting, [v for _, v in group]], schema=schema))
        waiting.replace(path)
    except BaseException:
        with suppress(OSError):
            waiting.unlink()
        raise
    return path


def _grouped(rows: list[tuple[str, bytes]]) -> Iterable[list[tuple[str, bytes]]]:
    for i in range(0, len(rows), _ROWS_A_GROUP):
        yield rows[i : i + _ROWS_A_GROUP]


def pack_received(received: Iterable[Received]) -> bytes:
    """Return ledger lines with their documents as bytes."""
    return json.dumps([_received(line) for line in received], ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpack_received(payload: bytes) -> tuple[Received, ...]:
    """Return what `pack_received` packed."""
    return tuple(_to_received(item) for item in json.loads(payload.decode("utf-8", "surrogatepass")))


def _received(line: Received) -> dict[str, Any]:
    document = line.document
    return {
        "source": asdict(line.source),
        "outcome": line.outcome,
        "reason": line.reason,
        "document": document
        and {
            "document_id": document.document_id,
            "media_type": document.media_type,
            "pages": [_page(page) for page in document.pages],
        },
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "text": page.text,
        "method": page.method,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "spans": base64.b64encode(page.words.spans.tobytes()).decode(),
        "boxes": base64.b64encode(page.words.boxes.tobytes()).decode(),
        "confidences": base64.b64encode(page.words.confidences.tobytes()).decode(),
        "hidden": [asdict(hidden) for hidden in page.hidden],
        "furniture": page.furniture,
        "redactions": [asdict(redaction) for redaction in page.redactions],
        "quality": page.quality,
    }


def _to_received(item: dict[str, Any]) -> Received:
    held = item["document"]
    document = held and Document(
        held["document_id"], held["media_type"], tuple(_to_page(page) for page in held["pages"])
    )
    return Received(SourceFile(**item["source"]), Outcome(item["outcome"]), item["reason"], document)


def _to_page(item: dict[str, Any]) -> Page:
    return Page(
        number=item["number"],
        text=item["text"],
        method=Method(item["method"]),
        width_pt=item["width_pt"],
        height_pt=item["height_pt"],
        words=_to_words(item),
        hidden=tuple(Hidden(Hiding(h["mechanism"]), h["characters"], _to_boxes(h["boxes"])) for h in item["hidden"]),
        furniture=tuple((start, end) for start, end in item["furniture"]),
        redactions=tuple(
            Redaction(RedactionKind(r["kind"]), r["start"], r["end"], _to_boxes(r["boxes"]), r["exemption"])
            for r in item["redactions"]
        ),
        quality=item["quality"],
    )


def _to_words(item: dict[str, Any]) -> Words:
    words = Words()
    words.spans.frombytes(base64.b64decode(item["spans"]))
    words.boxes.frombytes(base64.b64decode(item["boxes"]))
    words.confidences.frombytes(base64.b64decode(item["confidences"]))
    return words


def _to_boxes(items: list[dict[str, float]]) -> tuple[Box, ...]:
    return tuple(Box(**item) for item in items)


def pack_coded(coded: tuple[CodedDocument, ...]) -> bytes:
    """Return coded documents as bytes."""
    return _coded().dump_json(coded)


def unpack_coded(payload: bytes) -> tuple[CodedDocument, ...]:
    """Return what `pack_coded` packed."""
    return _coded().validate_json(payload)


@cache
def _coded() -> TypeAdapter[tuple[CodedDocument, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[CodedDocument, ...])
