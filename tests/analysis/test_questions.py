"""Questions written down as JSON, and their answers: those of the functions that the commands call."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest

from analysis.figures import Figure
from analysis.question_kinds import Inputs, LedgerQuestion, Tables
from analysis.questions import KINDS, answer, questions_of, read_questions
from analysis.rates.monthly import monthly_from_csv
from corpus.codings import CodedUnit, CoderFile, Level
from corpus.errors import InvalidQuery
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, mention, sentinel

COUNTS = ["count_id", "metric", "count_definition", "area", "review_type", "count", "period_start", "period_end"]
ROWS = [
    ("c1", "reviews_initiated", "notified", "England", "SCR", 136, "2009-04-01", "2010-03-31"),
    ("c2", "reviews_initiated", "notified", "England", "SCR", 58, "2010-04-01", "2011-01-31"),
]


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Twelve decisions of six bodies; half state cost, a third publicity, one is initiated."""
    decisions = [
        decision(
            number,
            body=f"Board {number % 6}",
            decision_date=f"20{10 + number % 2}-0{1 + number % 9}-04",
            decision_status="initiated" if number == 11 else "not_initiated",
        )
        for number in range(12)
    ]
    mentions = [mention(number, "cost.budget_cuts") for number in range(6)]
    mentions += [mention(number, "publicity", needs_review=number == 6) for number in range(4, 8)]
    mentions += [sentinel(number) for number in range(8, 12)]
    ledger = pd.DataFrame({"ledger_id": ["l3", "l1", "l2"], "outcome": ["coded", "encrypted", "coded"]}, dtype="str")
    return Tables(
        analysis_frame(mentions),
        decisions_frame(decisions),
        ledger,
        pd.DataFrame(ROWS, columns=COUNTS),
        passages=pd.DataFrame(columns=["passage_id", "document_id", "page", "char_start", "char_end", "continued_on"]),
        codes=frozenset({"cost.budget_cuts", "publicity", "not_stated"}),
    )


def asked(text: str, tables: Tables) -> dict[str, Figure]:
    (question,) = read_questions(text, "mine.yaml")
    return {figure.name: figure for figure in answer(question, tables)}


def test_the_articles_rates_to_the_digits_printed(tables: Tables) -> None:
    found = asked("- {kind: rates, of: given, before: 136/12, after: 58/10}", tables)
    ratio, before = found["rates.ratio"], found["rates.before"]
    assert (before.value, before.low, before.high) == pytest.approx((11.333, 9.509, 13.406), abs=5e-4)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((0.511765, 0.369651, 0.700843), abs=5e-7)
    assert found["rates.p_value"].value == pytest.approx(1.302e-5, abs=5e-9)
    assert found["rates.shortfall"].value == pytest.approx(55.33, abs=5e-3)
    assert found["rates.sensitivity.revision"].value == 86


def test_rates_that_documents_state_resolve_to_their_rows(tables: Tables) -> None:
    found = asked(
        "- {kind: rates, of: stated, before_window: '2009-04-01:2010-03-31', after_window: '2010-04-01:2011-01-31', "
        "event: 2010-06-10, area: England}",
        tables,
    )
    assert found["rates.ratio"].value == pytest.approx(0.511765, abs=5e-7)
    assert found["rates.ratio"].rows == ("c1", "c2")
    assert found["rates.sensitivity.straddling"].value is not None  # the day cuts the later window


def test_rates_of_baselines_are_pooled(tables: Tables) -> None:
    found = asked("- {kind: rates, of: given, baseline: [137/12, 131/12, 136/12], after: 58/10}", tables)
    assert found["rates.ratio"].value == pytest.approx(0.516832, abs=5e-7)


def test_rates_of_decisions_count_each_once(tables: Tables) -> None:
    found = asked(
        "- {kind: rates, of: decisions, before_window: 2010-01-01:2010-12-31, after_window: 2011-01-01:2011-12-31}",
        tables,
    )
    assert (len(found["rates.before"].rows), len(found["rates.after"].rows)) == (6, 5)  # one is initiated


def test_shares_are_of_decisions(tables: Tables) -> None:
    found = asked("- {kind: shares, by: year, reasons: [cost]}", tables)
    cost = found["shares.strict.cost"]
    assert cost.value == pytest.approx(6 / 11)
    assert cost.rows == tuple(f"d-{number:03}" for number in range(6))
    assert {"shares.strict.cost[2010]", "shares.broad.cost.budget_cuts[2011]"} <= set(found)


def test_another_seed_gives_other_intervals_and_the_same_seed_the_same(tables: Tables) -> None:
    one, same, other = (
        asked(f"- {{kind: shares, seed: {seed}, resamples: 101}}", tables)["shares.strict.cost.by_body"]
        for seed in (1, 1, 2)
    )
    assert (one.low, one.high) == (same.low, same.high)
    assert (one.low, one.high) != (other.low, other.high)


def test_shares_are_corrected_for_errors_and_by_rows_checked(tables: Tables) -> None:
    found = asked("- {kind: shares, sensitivity: 80/100, specificity: 190/200, reasons: [cost]}", tables)
    assert found["shares.strict.cost.rogan_gladen"].value == pytest.approx((6 / 11 + 0.95 - 1) / 0.75)
    with pytest.raises(InvalidQuery, match=r"there is no file 'absent.csv' with rows checked\. There is: none"):
        asked("- {kind: shares, checked: absent.csv}", tables)


def test_pairs_are_counted_per_decision(tables: Tables) -> None:
    found = asked("- {kind: together, version: broad}", tables)
    assert found["together.broad.cost+publicity"].value == pytest.approx(2 / (6 * 4 / 11))
    assert found["together.broad.cost+publicity"].rows == ("d-004", "d-005")


def test_counts_of_files_decisions_and_mentions(tables: Tables) -> None:
    ledger = asked("- {kind: ledger}", tables)
    assert {name: figure.value for name, figure in ledger.items()} == {
        "ledger.received": 3,
        "ledger.outcome.coded": 2,
        "ledger.outcome.encrypted": 1,
        "ledger.missing": 1,
    }
    assert ledger["ledger.received"].rows == ("l1", "l2", "l3")
    assert asked("- {kind: decisions}", tables)["decisions.status.not_initiated"].value == 11
    mentions = asked("- {kind: mentions}", tables)
    assert (mentions["mentions.total"].value, mentions["mentions.needs_review"].value) == (10, 1)
    assert mentions["mentions.reason.publicity"].value == 4


def test_agreement_with_a_coders_file(tables: Tables) -> None:
    units = tuple(
        CodedUnit(coder, Level.DECISION, f"d-{number:03}", ("cost.budget_cuts",) if number < seen else ())
        for coder, seen in (("ann", 6), ("cy", 4))
        for number in range(12)
    )
    held = Inputs(coders={"ann.jsonl": CoderFile(units=units)})
    with_coder = Tables(tables.analysis, tables.decisions, tables.ledger, tables.counts, tables.passages, inputs=held)
    found = asked("- {kind: agreement, files: [ann.jsonl], machine: false}", with_coder)
    kappa = found["agreement.decision.cost.budget_cuts.kappa"]
    assert kappa.value == pytest.approx((10 / 12 - 1 / 2) / (1 - 1 / 2))
    assert kappa.low is not None
    with pytest.raises(InvalidQuery, match=r"There is: ann\.jsonl"):
        asked("- {kind: agreement, files: [ben.jsonl]}", with_coder)


def test_a_series_of_months_and_its_refusal(tables: Tables) -> None:
    rows = [f"{2009 + at // 12}-{at % 12 + 1:02},{10 + at % 5 if at < 17 else 4 + at % 3}" for at in range(36)]
    held = Inputs(months={"m.csv": monthly_from_csv("month,count\n" + "\n".join(rows))})
    with_months = Tables(tables.analysis, tables.decisions, tables.ledger, tables.counts, inputs=held)
    found = asked("- {kind: series, months: m.csv, event: 2010-06-10}", with_months)
    assert found["series.level"].value is not None
    assert found["series.level"].value < 1
    with pytest.raises(InvalidQuery, match="needs 8 on each side"):
        asked("- {kind: series, event: 2010-06-10, first_day: 2010-01-01, last_day: 2011-12-31}", tables)
    with pytest.raises(InvalidQuery, match="both a first_day and a last_day"):
        asked("- {kind: series, event: 2010-06-10, first_day: 2010-01-01}", tables)


MINIMAL: dict[str, dict[str, Any]] = {
    "rates": {"of": "given", "before": "136/12", "after": "58/10"},
    "series": {"event": "2010-06-10"},
    "agreement": {"files": ["a.jsonl"]},
}


@pytest.mark.parametrize("kind", [model.model_fields["kind"].default for model in KINDS])
def test_a_question_survives_json_with_every_setting_spelt_out(kind: str) -> None:
    (question,) = questions_of([{"kind": kind, "name": "q", **MINIMAL.get(kind, {})}], "here")
    data = question.data()
    assert list(data)[:2] == ["name", "kind"]
    assert "seed" in data or kind in {"ledger", "decisions", "mentions", "rates", "series"}
    (again,) = questions_of([json.loads(json.dumps(data))], "here")
    assert again.data() == data


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b", "holds no questions"),
        ("{", "neither YAML nor JSON"),
        ("- shares", "a question has a `kind`, one of ledger, decisions,"),
        ("- {kind: guess}", "there is 'guess'"),
        ("- {kind: shares, by: yeer}", "question 1 .shares.: by: Input should be 'body'"),
        ("- {kind: ledger}\n- {kind: shares, foo: 1}", "question 2 .shares.: there is no setting 'foo'"),
        ("- {kind: shares, seed: 1.5}", "seed: Input should be a valid integer"),
        ("- {kind: shares, seed: .nan}", "seed: Input should be"),
        ("- {kind: shares, per_missing: .inf}", "per_missing: Input should be"),
        ("- {kind: shares, resamples: 1000000000}", "less than or equal to 20000"),
        ("- {kind: shares, name: ../x}", "name: String should match"),
        ("- {kind: rates, of: given, after: 58/10}", "either `before` or `baseline`"),
        ("- {kind: rates, of: given, before: 1/2, after: 1/2, metric: x}", "metric does not go with `of: given`"),
        ("- {kind: rates, of: decisions}", "give `before_window` and `after_window`"),
        ("- {kind: agreement, files: []}", "files: Tuple should have at least 1 item"),
        ("- {kind: ledger, name: a}\n- {kind: decisions, name: a}", "two questions are called 'a'"),
        (json.dumps([{"kind": "ledger"}] * 501), "501 questions, and 500 are the most"),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said):
        read_questions(text, "mine.yaml")


def test_questions_get_names_of_kind_and_number() -> None:
    found = read_questions('{"questions": [{"kind": "ledger"}, {"kind": "shares", "by": "year"}]}', "mine.json")
    assert [question.name for question in found] == ["ledger-1", "shares-2"]


def test_a_number_that_is_none_is_no_answer(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        LedgerQuestion, "figures", lambda *_: (Figure("ledger.received", 1.0, "It says so.", high=math.inf),)
    )
    with pytest.raises(InvalidQuery, match=r"ledger\.received is not a finite number: It says so"):
        answer(LedgerQuestion(name="q"), tables)


def test_empty_tables_are_counted_or_refused() -> None:
    empty = Tables(
        analysis_frame([]),
        decisions_frame([]),
        pd.DataFrame({"ledger_id": [], "outcome": []}, dtype="str"),
        pd.DataFrame([], columns=COUNTS),
    )
    for kind in ("ledger", "decisions", "mentions"):
        figures = asked(f"- {{kind: {kind}}}", empty)
        assert {figure.value for figure in figures.values()} == {0}
    assert asked("- {kind: shares}", empty)["shares.strict.not_stated"].value is None
    assert asked("- {kind: together}", empty) == {}
    with pytest.raises(InvalidQuery, match="no row has decision_status 'not_initiated'"):
        asked(
            "- {kind: rates, of: decisions, before_window: 2010-01-01:2010-02-01, after_window: 2011-01-01:2011-02-01}",
            empty,
        )
