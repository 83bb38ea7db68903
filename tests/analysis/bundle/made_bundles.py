"""Bundles of a store of made-up sentences, and ways to tamper with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from analysis.bundle.pack import Bundled, BundleOrder, pack
from analysis.bundle.standard import standard_questions
from analysis.exports.writers import Names
from analysis.question_kinds import Tables
from analysis.questions import Question
from corpus.codebook import default_path, load_codebook
from corpus.material import gather
from corpus.outgoing import Disguise
from tests.analysis.made_exports import KEPT, NAME
from tests.corpus.made_units import VERSIONS, new_store, unit

CODEBOOK = default_path().read_text(encoding="utf-8")
Edit = Callable[[bytes], bytes]


TEXTS = (
    "No review because of budget. It was the press too.",
    "No review. It was money, no doubt.",
    f"{NAME} was present. No review of {NAME} because of budget and the press.",
    "No review because of the threshold. Cost was not a factor in money.",
    "=1+1 was the sum. No review because of money and the press.",
    "No review. The chair agreed.",
)


def make_store(folder: Path, texts: Sequence[str] = TEXTS) -> Path:
    """Publish papers, each of a body and a year of its own: some before the policy date, some after it."""
    book = load_codebook()
    database = folder / "minuted.sqlite"
    units = [
        unit(f"/foi/r/{number}.txt", text, body=f"Board {number}", meeting=f"20{9 + number:02}-0{1 + number}-12")
        for number, text in enumerate(texts)
    ]
    with new_store(database) as store:
        store.publish(
            units,
            under=["/foi"],
            keep=set(),
            versions=replace(VERSIONS, codebook=book.version),
            codebook=(*book.codes, *book.sentinels),
        )
    return database


def few_questions(tables: Tables) -> tuple[Question, ...]:
    """Return the standard questions without the groupings and pairs, which take the time."""
    few = {"ledger", "decisions", "mentions", "shares", "rates-decisions"}
    return tuple(question for question in standard_questions(tables) if question.name in few)


def bundled(database: Path, out: Path, hide: Names = KEPT, *, standard: Any = few_questions, **order: Any) -> Bundled:
    """Pack a bundle of a store."""
    asked = {"names_kept": hide is KEPT} | order
    with pytest.MonkeyPatch.context() as patch, gather(database) as material:
        patch.setattr("analysis.bundle.pack.standard_questions", standard)
        disguised = material.disguised(Disguise(hide.hide, hide.hide_case, hide.says))
        return pack(disguised, out, BundleOrder(CODEBOOK, **asked))


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a bundle."""
    with ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def tampered(path: Path, target: Path, edits: Mapping[str, Edit | bytes | None], *, forged: bool = False) -> Path:
    """Write a bundle anew with some files changed, added, or (None) removed.

    `forged`: the manifest tells of the changed files as if they had been packed so, hashes and rows too.
    """
    files = contents(path)
    for name, edit in edits.items():
        if edit is None:
            del files[name]
            continue
        changed = edit if isinstance(edit, bytes) else edit(files[name])
        assert changed != files.get(name), f"{name} was not changed"
        files[name] = changed
    if forged:
        files["manifest.json"] = _rehashed(files)
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target


def swap(old: str, new: str) -> Edit:
    """Replace the first of some words."""
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def json_edit(change: Callable[[Any], None]) -> Edit:
    """Change what a JSON file says."""

    def edit(content: bytes) -> bytes:
        data = json.loads(content)
        change(data)
        return json.dumps(data).encode()

    return edit


def without_line(part: str) -> Edit:
    """Remove the first line that holds these words."""

    def edit(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines.remove(next(line for line in lines if part.encode() in line))
        return b"\r\n".join(lines)

    return edit


def figure(data: Any, question: str, name: str) -> Any:
    """Return a figure of `figures.json`."""
    answer = next(each for each in data["answers"] if each["question"] == question)
    return next(each for each in answer["figures"] if each["name"] == name)


def _rehashed(files: Mapping[str, bytes]) -> bytes:
    manifest = json.loads(files["manifest.json"])
    for name, content in files.items():
        if name == "manifest.json":
            continue
        entry = manifest["files"].setdefault(name, {"rows": None})
        rows = content.count(b"\r\n") - 1 if entry["rows"] is not None else None
        entry |= {"sha256": sha256(content).hexdigest(), "size": len(content), "rows": rows}
    manifest["files"] = {name: entry for name, entry in manifest["files"].items() if name in files}
    return json.dumps(manifest).encode()
