"""The model card: what the coder was trained on, how good it is, where it fails, and what it is for (Mitchell 2019)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.evaluation import Figure, Report

CARD, RELIABILITY, SCORES = "model-card.md", "reliability.png", "f1-by-code.png"

TEMPLATE = "model-card-template.md"


def write_model_card(report: Report, about: Mapping[str, Any], encoder: Mapping[str, Any], folder: Path) -> None:
    """Write the card and its two pictures into a folder. `about` and `encoder` are the cards of the two models."""
    from analysis.evaluation_plots import plot_reliability, plot_scores

    folder.mkdir(parents=True, exist_ok=True)
    plot_reliability([(held.score, held.right, held.mentions) for held in report.bins], folder / RELIABILITY)
    codes = {code: score for code, score in report.codes.items() if score.f1.of}
    plot_scores({code: (s.f1.value, s.f1.low, s.f1.high) for code, s in codes.items()}, folder / SCORES)
    (folder / CARD).write_text(model_card(report, about, encoder), encoding="utf-8")


def model_card(report: Report, about: Mapping[str, Any], encoder: Mapping[str, Any]) -> str:
    """Return the card as Markdown."""
    from models.encoder import LONGEST

    trained = about["trained_on"]
    scored = {**{f"{code} (with children)": s for code, s in report.main.items()}, **report.codes}
    worst = sorted((code for code, s in report.codes.items() if s.f1.of), key=lambda code: report.codes[code].f1.value)
    template = resources.files("flows").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return template.format(
        version=about["version"],
        learnt=f"words and rules learnt from {trained['passages']:,} passages of {len(trained['authors'])} authors",
        base=encoder["base"]["model"],
        licence=encoder["base"]["licence"],
        encoder_passages=encoder["trained_on"]["passages"],
        passages=report.passages,
        authors=", ".join(report.authors),
        figures="\n".join(f"| {name} | {_cells(figure)} |" for name, figure in figures_of(report).items()),
        methods="\n".join(
            f"| {name} | {_short(held['main'])} | {_short(held['codes'])} |"
            for name, held in {**report.baselines, "minuted": report.macro}.items()
        ),
        ece=report.calibration_error,
        codes="\n".join(
            f"| {code} | {s.precision:.2f} | {s.recall:.2f} | {_cells(s.f1)} |" for code, s in scored.items() if s.f1.of
        ),
        worst=", ".join(f"`{code}`" for code in worst[:4]),
        reliability=RELIABILITY,
        scores=SCORES,
        longest=LONGEST,
    )


def figures_of(report: Report) -> dict[str, Figure]:
    """Return the figures that tell most, by what they measure."""
    named = {
        "macro-F1 of the three main codes, with their children": report.macro["main"],
        "macro-F1 of all codes": report.macro["codes"],
        "reasons found, of those stated directly": report.recall["direct"],
        "reasons found, of those stated obliquely": report.recall["oblique"],
        "precision of reasons not marked for review": report.sure,
        "reasons marked for review": report.marked,
        "silent on passages without a reason": report.silent,
        "status right": report.accuracy["status"],
    }
    if report.noisy:
        named["main codes, with a scanner's faults put in"] = report.noisy["main"]
    for facet in ("polarity", "role", "attribution", "hedging"):
        named[f"{facet} right, of the reasons found"] = report.accuracy[facet]
    return named


def _cells(figure: Figure) -> str:
    return f"{figure.value:.2f} | {figure.low:.2f} to {figure.high:.2f} | {figure.of:,}"


def _short(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"
