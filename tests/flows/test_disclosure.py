"""What is said of text that pages do not show: place, number and manner, to the user and to the authority."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.records import Hidden, Hiding
from corpus.store import HiddenText
from flows.cli import app
from flows.disclosure import WORDS, failed_redactions, letter, not_shown, place_line
from flows.printing import hidden_lines
from tests.corpus.made_units import coded, document, new_store, publish, received, unit

BEHIND = HiddenText("a.pdf", 3, Hiding.UNDER_BOX, 1240)
COMMENT = HiddenText("b.docx", 1, Hiding.COMMENT, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    read = document("No budget.", hidden=(Hidden(Hiding.UNDER_BOX, 12), Hidden(Hiding.COMMENT, 5)))
    made = replace(unit("/foi/r/a", "x"), received=(received("a.pdf", read),), coded=(coded(read),))
    with new_store(tmp_path / "minuted.sqlite") as store:
        publish(store, made)
    return tmp_path


def test_every_way_of_hiding_has_words() -> None:
    assert WORDS.keys() == set(Hiding)


def test_every_way_of_hiding_is_either_a_failed_redaction_or_merely_not_shown() -> None:
    every = [HiddenText("a", 1, mechanism, 1) for mechanism in Hiding]
    failed, others = failed_redactions(every), not_shown(every)
    assert len(failed) + len(others) == len(every)
    apart = {found.mechanism for found in others}
    assert apart >= {Hiding.COMMENT, Hiding.PROPERTIES, Hiding.TRACKED_DELETION, Hiding.SPEAKER_NOTES}
    assert apart >= {mechanism for mechanism in Hiding if mechanism.startswith("hidden_")} - {Hiding.HIDDEN_LAYER}
    assert {found.mechanism for found in failed} >= {Hiding.UNDER_BOX, Hiding.HIDDEN_LAYER, Hiding.UNAPPLIED_REDACTION}


def test_a_place_is_told_with_number_and_manner() -> None:
    assert place_line(BEHIND) == "a.pdf, page 3: 1,240 characters under a box drawn over it"
    assert place_line(COMMENT) == "b.docx, page 1: 1 character in comments"


def test_the_letter_names_each_place_and_advises_not_to_circulate_the_files() -> None:
    text = "\n".join(letter([BEHIND, COMMENT]))
    assert place_line(BEHIND) in text and place_line(COMMENT) in text
    assert text.index("a redaction that failed") < text.index(place_line(BEHIND)) < text.index(place_line(COMMENT))
    assert "nobody circulate or publish them" in " ".join(text.split())
    assert "redaction that failed" not in "\n".join(letter([COMMENT]))
    assert letter([]) == []


def test_properties_are_listed_and_not_complained_of() -> None:
    title = HiddenText("c.pdf", 1, Hiding.PROPERTIES, 30)
    assert letter([title]) == []
    assert "c.pdf" not in "\n".join(letter([BEHIND, title]))
    listed = hidden_lines([title])
    assert "  c.pdf, page 1: 30 characters in the file's properties" in listed and "Yours faithfully," not in listed


def test_the_command_lists_failed_redactions_apart_and_ends_with_the_letter(workspace: Path) -> None:
    found = CliRunner().invoke(app, ["hidden", "-w", str(workspace)])
    assert found.exit_code == 0
    failed, _, rest = found.stdout.partition("Carried but not shown (1):")
    assert "Possible failed redaction (1):" in failed and "page 1: 12 characters under a box" in failed
    assert "page 1: 5 characters in comments" in rest and "Yours faithfully" in rest


def test_scripts_get_the_same_list(workspace: Path) -> None:
    found = json.loads(CliRunner().invoke(app, ["hidden", "-w", str(workspace), "--json"]).stdout)
    assert [(each["mechanism"], each["characters"], each["possible_failed_redaction"]) for each in found] == [
        ("comment", 5, False),
        ("under_box", 12, True),
    ]


def test_no_option_reveals_what_is_hidden() -> None:
    from typer.main import get_command

    command = get_command(app).commands["hidden"]  # type: ignore[attr-defined]
    assert {option for parameter in command.params for option in parameter.opts} == {"--workspace", "-w", "--json"}
