"""Prints the examples of the guide anew: `python -m docs.make_examples` runs each `console` block and keeps its output.

A block holds commands (`$ minuted ...`, `$ cat FILE`), each followed by what it printed. The release is run once;
the id after `minuted show` is always that of the mention in `docs/picture.png`.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

from docs.make_picture import mention_row

REPOSITORY = Path(__file__).parents[1]
GUIDE = REPOSITORY / "docs" / "guide.md"
WORKSPACE = "results"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r", in \d+\.\d s\b")
Answer = Callable[[str], str]  # a command as it stands after `$ ` -> what it prints


def blocks(text: str) -> list[str]:
    """Return the inside of every `console` block of a page."""
    return _BLOCK.findall(text)


def renewed(text: str, answer: Answer) -> str:
    """Return a page with the output of every `console` block printed anew."""
    return _BLOCK.sub(lambda found: f"```console\n{renewed_block(found[1], answer)}```", text)


def renewed_block(block: str, answer: Answer) -> str:
    """Return a block's commands, each followed by what it prints now."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{answer(command)}" for command in commands)


def answer_in(folder: Path, mention_id: str) -> Answer:
    """Return a function that answers commands in a folder laid out as the guide has it (see `lay_out`)."""

    def answer(command: str) -> str:
        words = shlex.split(command)
        if words[0] == "cat":
            return (folder / words[1]).read_text(encoding="utf-8")
        if words[1] == "show":
            words[2] = mention_id
        return _printed_by(words[1:], folder)

    return answer


def _printed_by(arguments: list[str], folder: Path) -> str:
    from typer.testing import CliRunner

    from flows.cli import app

    with chdir(folder):
        result = CliRunner(env={"COLUMNS": "120"}).invoke(app, arguments)
    if result.exit_code:
        raise SystemExit(f"minuted {shlex.join(arguments)} ended with {result.exit_code}: {result.output}")
    lines = result.stdout.replace(f"{folder}{os.sep}", "").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def lay_out(folder: Path, workspace: Path | None = None) -> None:
    """Put what the guide's commands name into a folder: the repository's files and, where there is one, a workspace."""
    for name in ("corpus", "docs"):
        (folder / name).symlink_to(REPOSITORY / name)
    if workspace is not None:
        (folder / WORKSPACE).symlink_to(workspace)


def main() -> None:
    """Run the sample release and print every example of the guide anew."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        lay_out(folder)
        summary = _printed_by(["run", "corpus/sample_release", "--workspace", WORKSPACE], folder)
        mention_id = str(mention_row(folder / WORKSPACE)["mention_id"])[:10]
        ask = answer_in(folder, mention_id)
        text = re.sub(r"(minuted show )m-[0-9a-f]+", rf"\g<1>{mention_id}", GUIDE.read_text(encoding="utf-8"))
        text = renewed(text, lambda command: _SECONDS.sub("", summary) if "minuted run" in command else ask(command))
    GUIDE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{GUIDE}: {len(blocks(text))} examples\n")


if __name__ == "__main__":
    main()
