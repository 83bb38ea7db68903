"""Agreement as figures that may be printed, each with its sentence, and as a table of codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.agreement.estimates import Estimate, Measure
from analysis.agreement.measure import MEASURES, OVERALL, Agreement, CodeAgreement
from analysis.agreement.spans import SpanAgreement
from analysis.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    Measure.OBSERVED: "agreement observed",
    Measure.IDENTICAL: "share of units given the same set of codes",
    Measure.KAPPA: "Cohen's kappa",
    Measure.ALPHA: "Krippendorff's alpha",
    Measure.AC1: "Gwet's AC1",
    Measure.PABAK: "prevalence- and bias-adjusted kappa",
    Measure.SPAN_F1: "F1 of overlapping stretches",
}


def agreement_figures(found: Agreement, spans: tuple[SpanAgreement, ...] = ()) -> tuple[Figure, ...]:
    """Return each coefficient as a figure: `agreement.decision.cost.kappa`, `agreement.decision.overall.alpha`.

    The rows are ids of the units in which any coder saw the code; in the other shared units none did. Of figures of
    pairs and spans they are none.
    """
    return (*_of_codes(found), *_of_pairs(found), *_of_spans(spans))


def agreement_frame(found: Agreement) -> pd.DataFrame:
    """Return one row per code, `overall` first: units, in how many each coder saw it, coefficients with intervals."""
    import pandas as pd

    rows = []
    for code in (found.overall, *found.codes):
        row: dict[str, Any] = {"code": code.code, "units": code.units}
        row |= {f"seen by {coder}": count for coder, count in zip(found.coders, code.saw, strict=True)}
        for measure in MEASURES:
            given = code[measure]
            row |= {measure.value: given.value, f"{measure}_low": given.low, f"{measure}_high": given.high}
        row["says"] = "; ".join(dict.fromkeys([each.says for each in code.estimates if each.says] + list(code.notes)))
        rows.append(row)
    return pd.DataFrame(rows)


def _of_codes(found: Agreement) -> Iterator[Figure]:
    who = _listed(found.coders)
    for code in (found.overall, *found.codes):
        on = "all codes" if code.code == OVERALL else f"the code {code.code}"
        for given in code.estimates:
            says = f"{_words(code, given.measure)} of {who} on {on}, over {code.units:,} {found.level}s"
            yield _figure(f"agreement.{found.level}.{code.code}.{given.measure}", given, says, code.rows)


def _of_pairs(found: Agreement) -> Iterator[Figure]:
    for pair in found.pairs:
        says = f"Cohen's kappa of {_listed(pair.coders)}, pooled over the codes, over {pair.units:,} {found.level}s"
        yield _figure(f"agreement.{found.level}.pair.{'.'.join(pair.coders)}.kappa", pair.kappa, says)


def _of_spans(spans: tuple[SpanAgreement, ...]) -> Iterator[Figure]:
    for pair in spans:
        says = (
            f"F1 of stretches that {_listed(pair.coders)} mark with the same code, {pair.matched:,} overlapping of "
            f"{pair.spans[0]:,} and {pair.spans[1]:,}, in {pair.documents:,} documents"
        )
        yield _figure(f"agreement.span.pair.{'.'.join(pair.coders)}.f1", pair.f1, says)


def _words(code: CodeAgreement, measure: Measure) -> str:
    words = WORDS[measure][0].upper() + WORDS[measure][1:]
    if code.code == OVERALL and measure is Measure.ALPHA:
        return words + " of sets of codes (MASI distance)"
    if code.code == OVERALL and measure is not Measure.IDENTICAL:
        return words + " pooled over the codes"
    return words


def _figure(name: str, given: Estimate, says: str, rows: tuple[str, ...] = ()) -> Figure:
    told = f" ({given.says})" if given.says else ""
    if given.value is None:
        return Figure(name, None, f"{says}: {given.says}.", rows=rows)
    bounds = f" (95 % interval {given.low:.2f} to {given.high:.2f})" if given.low is not None else ""
    return Figure(name, given.value, f"{says}: {given.value:.2f}{bounds}{told}.", given.low, given.high, rows)


def _listed(coders: tuple[str, ...]) -> str:
    return coders[0] if len(coders) == 1 else f"{', '.join(coders[:-1])} and {coders[-1]}"
