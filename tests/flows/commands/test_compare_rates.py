"""`minuted rates`, as a person and as a script sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import corpus
import flows.cli
import flows.commands.compare_rates  # noqa: F401 - registers the command
from flows.command_line import app

GIVEN = ["--before", "136/12", "--after", "58/10"]
WINDOWS = ["--before-window", "2009-04-01:2010-03-31", "--after-window", "2010-04-01:2011-01-31"]
SERIES_COLUMNS = ["decision_id", "document_id", "decision_status", "is_counted", "review_type", "body", "decision_date"]


@dataclass(frozen=True)
class Opened:
    """Stands for an opened workspace."""

    held_decisions: pd.DataFrame
    held_counts: pd.DataFrame

    def decisions(self) -> pd.DataFrame:
        return self.held_decisions

    def counts(self) -> pd.DataFrame:
        return self.held_counts


def asked(*options: str) -> Any:
    return CliRunner().invoke(app, ["rates", *options])


def data_of(*options: str) -> dict[str, Any]:
    result = asked(*options, "--json")
    assert result.exit_code == 0, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Have one decision not to review each month of 2009 to 2011 up to June 2010, then one every second month."""
    months = [f"{year}-{month:02d}" for year in (2009, 2010, 2011) for month in range(1, 13)]
    dates = [month for place, month in enumerate(months) if month <= "2010-06" or place % 2]
    decisions = pd.DataFrame(
        [(f"d{i}", f"doc{i}", "not_initiated", True, "SCR", "Northshire", f"{m}-05") for i, m in enumerate(dates)],
        columns=SERIES_COLUMNS,
    )
    decisions = decisions.assign(meeting_date=decisions["decision_date"], document_date=decisions["decision_date"])
    counts = pd.DataFrame(
        [
            ("c1", "reviews_initiated", "notified", "England", "SCR", 136, "2009-04-01", "2010-03-31"),
            ("c2", "reviews_initiated", "notified", "England", "SCR", 58, "2010-04-01", "2011-01-31"),
        ],
        columns=[
            "count_id",
            "metric",
            "count_definition",
            "area",
            "review_type",
            "count",
            "period_start",
            "period_end",
        ],
    )
    table = Opened(decisions, counts)
    monkeypatch.setattr(corpus, "open_workspace", lambda _: table)
    return table


def test_given_figures_for_a_script() -> None:
    data = data_of(*GIVEN)
    assert data["ratio"]["value"] == pytest.approx(0.511765, abs=5e-7)
    assert (data["ratio"]["low"], data["ratio"]["high"]) == pytest.approx((0.369651, 0.700843), abs=5e-7)
    assert data["p_value"] == pytest.approx(1.302e-5, abs=5e-9)
    assert data["shortfall"] == pytest.approx(55.33, abs=5e-3)
    assert data["before"]["rate"] == pytest.approx(136 / 12, abs=0)
    assert {figure["name"] for figure in data["figures"]} >= {"rates.ratio", "rates.sensitivity.revision"}


def test_given_figures_for_a_person() -> None:
    result = asked(*GIVEN)
    assert result.exit_code == 0
    assert "11.3 (95 % 9.5 to 13.4)" in result.stdout
    assert "0.512 times the earlier one (exact conditional 95 % interval 0.370 to 0.701)" in result.stdout
    assert "It is an association" in result.stdout
    assert "fewer notifications" in result.stdout
    assert "nan" not in result.stdout.lower().replace("notifications", "")


@pytest.mark.parametrize(
    "options",
    [
        ["--before", "136", "--after", "58", *WINDOWS],
        ["--before", "136/12", "--after", "58/10", *WINDOWS],
        ["--before", "136/2009-04-01:2010-03-31", "--after", "58/2010-04:2011-01"],
    ],
)
def test_windows_as_dates_straddle_the_event(options: list[str]) -> None:
    data = data_of(*options, "--event", "2010-06-10")
    assert [data[side]["exposure"] for side in ("before", "after")] == [12.0, 10.0]
    straddle = next(warning for warning in data["warnings"] if warning["code"] == "window_straddles_event")
    assert (straddle["days"], straddle["window_days"]) == (70, 306)
    shown = asked(*options, "--event", "full_publication").stdout
    assert "window_straddles_event: 70 of 306 days of the later window lie before 2010-06-10" in shown
    assert "Working Together to Safeguard Children 2010" in shown
    assert data["sensitivity"]["straddling"]["ratio"] == pytest.approx(0.363, abs=5e-4)


def test_days() -> None:
    data = data_of("--before", "136", "--after", "58", *WINDOWS, "--unit", "days")
    assert data["ratio"]["value"] == pytest.approx(0.508699, abs=5e-7)
    assert data["unit"] == "days"


def test_baselines_are_pooled() -> None:
    data = data_of("--baseline", "137/12", "--baseline", "131/12", "--baseline", "136/12", "--after", "58/10")
    assert data["ratio"]["value"] == pytest.approx(0.516832, abs=5e-7)
    assert data["homogeneity"]["p_value"] == pytest.approx(0.926, abs=5e-4)
    assert len(data["before"]["parts"]) == 3


def test_nothing_counted_is_null_and_a_sentence() -> None:
    data = data_of("--before", "0/12", "--after", "0/10")
    assert data["ratio"] == {"value": None, "low": None, "high": None}
    assert "not defined" in data["undefined"][0]
    assert "Nothing was counted in either window" in asked("--before", "0/12", "--after", "0/10").stdout


def test_figures_that_documents_state(opened: Opened) -> None:
    data = data_of(*WINDOWS)
    assert (data["before"]["count"], data["after"]["count"]) == (136, 58)
    assert data["before"]["rows"] == ["c1"]
    assert "England" in data["what"]


def test_decisions_are_counted(opened: Opened) -> None:
    data = data_of("--decisions", *WINDOWS, "--review-type", "SCR", "--body", "northshire")
    assert (data["before"]["count"], data["after"]["count"]) == (12, 6)
    assert all(row.startswith("d") for row in data["after"]["rows"])
    assert "Earlier window: 12 decisions in 12 documents." in data["notes"]


def test_decisions_by_month(opened: Opened) -> None:
    data = data_of("--series", "--event", "2010-06-10")
    assert (data["months_before"], data["months_after"]) == (17, 18)
    assert {item["kind"] for item in data["level"]["intervals"]} == {"Poisson", "quasi-Poisson", "HAC (Newey-West)"}
    assert len(data["months"]) == 36
    shown = asked("--series", "--event", "2010-06-10").stdout
    assert "It is an association" in shown
    assert "No interval is chosen here" in shown


def test_a_file_of_months(tmp_path: Path) -> None:
    lines = [
        f"{year}-{month:02d},{9 if (year, month) < (2010, 6) else 4}" for year in (2009, 2010) for month in range(1, 13)
    ]
    file = tmp_path / "months.csv"
    file.write_text("month,count\n" + "\n".join(lines) + "\n2011-01,4\n2011-02,5\n", encoding="utf-8")
    data = data_of("--monthly", str(file), "--event", "2010-06-10")
    assert data["level"]["ratio"] == pytest.approx(0.45, abs=0.1)
    assert data["months"][0]["exposure_days"] == 31


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "give figures (--before 136/12 --after 58/10)"),
        (["--before", "136/12"], "the later count is missing"),
        (["--after", "58/10"], "the earlier count is missing"),
        (["--before", "136", "--after", "58/10"], "has no exposure"),
        ([*GIVEN, "--baseline", "131/12"], "give one"),
        ([*GIVEN, "--unit", "weeks"], "months or days"),
        ([*GIVEN, "--event", "publication"], "an event of the list: full_publication"),
        ([*GIVEN, "--decisions"], "not both"),
        ([*GIVEN, "--area", "England"], "none are asked for here"),
        ([*GIVEN, "--status", "initiated"], "add --decisions"),
        ([*GIVEN, "--season"], "--season is for"),
        ([*GIVEN, "--series", "--event", "2010-06-10"], "two totals are no series"),
        (["--series"], "give it as --event"),
        (["--monthly", "nowhere.csv", "--event", "2010-06-10"], "cannot be read"),
        (["--monthly", "x.csv", "--event", "2010-06-10", "--series"], "brings its own counts"),
        (["--decisions", *WINDOWS, "--workspace", "nowhere"], "there is no table in nowhere"),
        (["--decisions", *WINDOWS[:2]], "the two windows"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(options: list[str], sentence: str) -> None:
    result = asked(*options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


def test_a_short_file_of_months_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "months.csv"
    file.write_text(
        "month,count\n" + "".join(f"2010-{month:02d},{month}\n" for month in range(1, 13)), encoding="utf-8"
    )
    result = asked("--monthly", str(file), "--event", "2010-06-10")
    assert result.exit_code == 2
    assert "5 whole months before 2010-06-10 and 6 from it on" in result.stderr
    assert "needs 8 on each side" in result.stderr


def test_help_ends_with_an_example() -> None:
    shown = asked("--help").stdout
    assert "Example: minuted rates --before 136/12 --after 58/10" in " ".join(shown.split())
