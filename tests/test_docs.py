"""What the pages of the repository say is so: commands, options, links, outcomes and the printed examples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from corpus.records import Outcome
from docs.make_examples import GUIDE, answer_in, blocks, lay_out, renewed_block
from docs.make_picture import mention_row
from flows.cli import app
from tests.conftest import SampleRun

ROOT = Path(__file__).parents[1]
README, ARCHITECTURE = ROOT / "README.md", ROOT / "ARCHITECTURE.md"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "corpus" / "labelled" / "README.md",
        ROOT / "models" / "trained" / "README.md",
    ]
)
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def example_lines(page: Path) -> list[str]:
    """Return every `minuted ...` that a page gives as an example: in backticks with arguments, or a line of a block."""
    text = text_of(page)
    inline = re.findall(r"`(minuted [^`]+)`", _FENCE.sub("", text))
    in_blocks = re.findall(r"^(?:\$ )?(minuted .+)$", "\n".join(_FENCE.findall(text)), re.MULTILINE)
    return [line for line in [*inline, *in_blocks] if "COMMAND" not in line]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made for Markdown on the web."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme_with_an_example(command: str) -> None:
    assert re.search(rf"^\| `{command}` \|.*`minuted {command}\b", text_of(README), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(_FENCE.sub("", text_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


EXAMPLES = sorted({line for page in PAGES for line in example_lines(page)})


def test_the_pages_hold_examples() -> None:
    assert len(EXAMPLES) > 15


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_names_a_command_and_options_that_it_has(line: str) -> None:
    words = shlex.split(line)[1:]
    words = words[: words.index(">")] if ">" in words else words
    command = words[:2] if words[:2] == ["codebook", "check"] else words[:1]
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*command, "--help"])
    assert shown.exit_code == 0, shown.output
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", shown.output))
    assert options <= known


def test_the_ledger_of_the_architecture_lists_every_outcome_and_no_other() -> None:
    section = text_of(ARCHITECTURE).split("## The ledger")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", section, re.MULTILINE))
    assert rows.keys() == {str(outcome) for outcome in Outcome}
    assert {name for name, missing in rows.items() if missing == "yes"} == {str(o) for o in Outcome if o.is_failure}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_an_outcome_that_a_page_compares_with_is_one(page: Path) -> None:
    """SQL such as `outcome = 'coded'` or `outcome not in ('coded', 'no_reason')` in the examples."""
    compared = re.findall(r"outcome (?:not in|in|=|<>) ?(\([^)]*\)|'[^']*')", text_of(page))
    named = {name for names in compared for name in re.findall(r"'([^']*)'", names)}
    assert named <= {str(outcome) for outcome in Outcome}


def test_the_outcomes_that_the_guide_calls_missing_are_the_failures() -> None:
    sentence = re.search(r"^(`.*) mean that a file's content is missing", text_of(GUIDE), re.MULTILINE)
    assert sentence
    assert set(re.findall(r"`(\w+)`", sentence[1])) == {str(outcome) for outcome in Outcome if outcome.is_failure}


def test_the_licence_of_every_dependency_is_written_down() -> None:
    import tomllib

    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    needed = {re.split(r"[<>=\[]", line)[0] for line in project["dependencies"]}
    listed = set(re.findall(r"^\| ([\w-]+) \|", text_of(ROOT / "docs" / "decisions" / "0002-dependencies.md"), re.M))
    assert listed - {"dependency"} == needed


def test_the_picture_is_there_and_small() -> None:
    from PIL import Image

    picture = ROOT / "docs" / "picture.png"
    assert picture.stat().st_size < 300_000
    with Image.open(picture) as image:
        assert image.format == "PNG" and image.width == 900


@pytest.mark.slow
def test_the_run_that_the_guide_prints_has_the_counts_of_a_run(sample_run: SampleRun) -> None:
    printed, report = next(block for block in blocks(text_of(GUIDE)) if "$ minuted run" in block), sample_run.report
    assert f"{report['received']} received =" in printed
    assert (
        f"{report['documents']} documents, {report['pages']} pages, {report['decisions']} decisions, "
        f"{report['mentions']} mentions" in printed
    ), "run `python -m docs.make_examples`"
    counts = sorted(int(count) for count in re.findall(r"^ +(\d+)  ", printed, re.MULTILINE))
    assert counts == sorted(report["outcomes"].values())


@pytest.mark.slow
def test_the_examples_of_the_guide_print_what_the_guide_shows(sample_run: SampleRun, tmp_path: Path) -> None:
    lay_out(tmp_path, sample_run.workspace)
    answer = answer_in(tmp_path, str(mention_row(sample_run.workspace)["mention_id"]))
    checked = [block for block in blocks(text_of(GUIDE)) if "$ minuted run" not in block]
    assert len(checked) >= 8
    for block in checked:
        assert renewed_block(block, answer) == block, "run `python -m docs.make_examples`"
