from dataclasses import replace

import pandas as pd
import pytest

from analysis.shares.checked_rows import read_checked
from analysis.shares.groups import Grouping
from analysis.shares.measure import Share, Shares, ShareSettings, shares
from analysis.shares.prevalence import Ratio
from analysis.shares.stated_reasons import Version
from analysis.shares.tables import share_matrix, shares_figures, shares_frame
from corpus.errors import InvalidQuery
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention, sentinel

Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def of(found: Shares, code: str, version: str = "strict", group: str = "all") -> Share:
    (share,) = [s for s in found.rows if (s.version, s.code, s.group) == (version, code, group)]
    return share


def made() -> Frames:
    """Ten decisions of five bodies, each with something else that may or may not count."""
    rows = [
        mention(0, "cost"),
        mention(0, "cost", mention_id="m-again"),  # a second mention: still one decision
        mention(1, "cost.legal_checks"),
        mention(2, "cost", needs_review=True),
        mention(3, "cost", role="reason_delay"),
        mention(4, "cost", polarity="negated"),
        mention(5, "publicity", role="reason_not_publishing"),
        sentinel(6),
        sentinel(7, "redacted"),
        mention(8, "cost"),  # a decision that another counts for
        mention(9, "publicity"),
        mention(20, "capacity"),  # a recommendation, taken up by decision 6
        mention(30, "cost"),  # of another status
    ]
    decisions = [decision(at, body=f"Board {at % 5}", decision_date=f"20{9 + at:02}-01-01") for at in range(10)]
    decisions[8] |= {"is_counted": False, "counted_as": "d-000"}
    decisions.append(decision(20, decision_status="recommended_not", is_counted=False, counted_as="d-006"))
    decisions.append(decision(30, decision_status="initiated"))
    return analysis_frame(rows), decisions_frame(decisions), ledger_frame("coded", "coded", "no_reason", "duplicate")


def test_a_decision_counts_once_strict_and_broad() -> None:
    found = shares(*made())
    assert found.decisions == 9
    assert of(found, "cost").rows == ("d-000", "d-001")
    assert of(found, "cost.legal_checks").count == 1
    assert of(found, "cost", "broad").rows == ("d-000", "d-001", "d-002", "d-003")
    assert of(found, "publicity").count == 1
    assert of(found, "publicity", "broad").count == 1


def test_what_a_recommendation_states_counts_in_the_broad_version_alone() -> None:
    found = shares(*made())
    assert of(found, "capacity").count == 0
    assert of(found, "capacity", "broad").rows == ("d-006",)
    assert of(found, "not_stated").rows == ("d-006",)
    assert of(found, "not_stated", "broad").count == 0


@pytest.mark.parametrize("version", ["strict", "broad"])
def test_outcomes_sum_to_the_decisions(version: str) -> None:
    found = shares(*made())
    names = ("any_reason", "not_stated", "redacted", "illegible", "none_counted")
    assert sum(of(found, name, version).count or 0 for name in names) == 9
    assert of(found, "redacted", version).rows == ("d-007",)


def test_another_status_widens_the_count() -> None:
    found = shares(*made(), ShareSettings(statuses=("not_initiated", "initiated")))
    assert found.decisions == 10
    assert of(found, "cost").count == 3
    with pytest.raises(InvalidQuery, match="Known: not_initiated"):
        shares(*made(), ShareSettings(statuses=("refused",)))


def test_wilson_beside_the_share() -> None:
    share = of(shares(*made()), "cost").share
    assert share.value == pytest.approx(2 / 9)
    assert [share.low, share.high] == pytest.approx([0.0632, 0.5474], abs=1e-4)


def test_missing_documents_are_bounds() -> None:
    analysis, decisions, ledger = made()
    more = pd.concat([ledger, ledger_frame("encrypted", "needs_ocr", "needs_ocr", "system_file")], ignore_index=True)
    found = shares(analysis, decisions, more)
    # 9 decisions in 3 documents read: 3 a document, so 9 more in the 3 that are missing.
    assert of(found, "cost").bounds == pytest.approx((2 / 18, 11 / 18))
    assert "3 files could not be read (1 encrypted, 2 needs_ocr)" in found.missing.says
    assert "3 decisions" in found.missing.says
    given = shares(analysis, decisions, more, ShareSettings(per_missing=1))
    assert of(given, "cost").bounds == pytest.approx((2 / 12, 5 / 12))
    assert of(shares(*made()), "cost").bounds is None


def test_nothing_read_leaves_the_bounds_open() -> None:
    found = shares(analysis_frame([]), decisions_frame([]), ledger_frame("encrypted"))
    assert found.decisions == 0
    assert of(found, "not_stated").bounds is None
    assert of(found, "not_stated").share.value is None
    assert "--per-missing" in found.missing.says
    assert all(figure.value is None and figure.says for figure in shares_figures(found))


def test_an_interval_by_body_is_seeded_and_wants_five_bodies() -> None:
    found = shares(*made())
    interval = of(found, "cost").by_body
    assert interval is not None
    assert interval[0] <= 2 / 9 <= interval[1]
    assert of(shares(*made()), "cost").by_body == interval
    assert of(found, "capacity").by_body is None  # none has it: every resample would say 0
    analysis, decisions, ledger = made()
    decisions["body"] = decisions["body"].where(decisions["body"].ne("Board 4"), "Board 3")
    few = shares(analysis, decisions, ledger)
    assert of(few, "cost").by_body is None
    assert any("5 bodies" in caution and "of 4 bodies" in caution for caution in few.cautions)


def test_whole_bodies_are_drawn() -> None:
    # One body of six has the reason in all of its decisions: the interval is wider than Wilson's.
    rows = [mention(at, "cost") for at in range(20)] + [sentinel(at) for at in range(20, 120)]
    decisions = decisions_frame([decision(at, body=f"Board {at // 20}") for at in range(120)])
    share = of(shares(analysis_frame(rows), decisions, ledger_frame("coded")), "cost")
    assert share.by_body is not None
    assert share.share.low is not None
    assert share.by_body[0] == 0.0 < share.share.low
    assert share.by_body[1] == pytest.approx(0.5)


def test_groups_before_and_from_a_date() -> None:
    analysis, decisions, ledger = made()
    decisions.loc[0, "decision_date"] = "2014"
    decisions.loc[1, ["decision_date", "document_date"]] = [None, "2014-05"]
    decisions.loc[2, "decision_date"] = None
    found = shares(analysis, decisions, ledger, ShareSettings(by=Grouping.EVENT, event="2014-05-10"))
    groups = {share.group: share.decisions for share in found.rows}
    assert groups == {"all": 9, "before 2014-05-10": 3, "from 2014-05-10": 3, "straddles": 2, "unknown": 1}
    with pytest.raises(InvalidQuery, match="--event 2010-06-10"):
        shares(analysis, decisions, ledger, ShareSettings(by=Grouping.EVENT, event="2010-06-31"))


@pytest.mark.parametrize("by", [Grouping.BODY, Grouping.YEAR, Grouping.REVIEW_TYPE, Grouping.POLICY_PERIOD])
def test_groups_are_all_decisions_once(by: Grouping) -> None:
    found = shares(*made(), ShareSettings(by=by))
    groups = [
        share for share in found.rows if share.group != "all" and share.code == "cost" and share.version == "strict"
    ]
    assert sum(share.decisions or 0 for share in groups) == 9
    assert sum(share.count or 0 for share in groups) == 2
    matrix = share_matrix(found, Version.STRICT, "count")
    assert list(matrix.columns) == [share.group for share in groups]
    assert matrix.loc["cost"].sum() == 2


def test_small_numbers_are_hidden_everywhere() -> None:
    found = shares(*made(), ShareSettings(by=Grouping.YEAR, suppress=5))
    hidden = [share for share in found.rows if share.is_hidden]
    assert hidden
    assert all(
        (s.count, s.share.value, s.by_body, s.bounds, s.corrected, s.rows) == (None, None, None, None, (), ())
        for s in hidden
    )
    assert all(not share.count or share.count >= 5 for share in found.rows)
    assert all(not figure.rows for figure in shares_figures(found))
    assert shares_frame(found).loc[lambda frame: frame["is_hidden"], "share"].isna().all()


def worked(number: int = 1000) -> Frames:
    """300 of 1,000 decisions with cost."""
    rows = [mention(at, "cost") if at < 300 else sentinel(at) for at in range(number)]
    return analysis_frame(rows), decisions_frame([decision(at) for at in range(number)]), ledger_frame("coded")


def test_corrected_for_sensitivity_and_specificity() -> None:
    settings = ShareSettings(sensitivity=Ratio(80, 100), specificity=Ratio(190, 200))
    found = shares(*worked(), settings)
    (corrected,) = of(found, "cost").corrected
    assert corrected.value == pytest.approx(0.333333, abs=5e-7)
    assert [corrected.low, corrected.high] == pytest.approx([0.2765, 0.3951], abs=5e-5)
    assert of(found, "not_stated").corrected == ()
    with pytest.raises(InvalidQuery, match="go together"):
        shares(*worked(), replace(settings, specificity=None))


def checked_text(rows: list[tuple[int, int]], column: str = "") -> str:
    head = f"decision_id,reason_code,present{column and ',inclusion_prob'}\n"
    return head + "".join(f"d-{number:03},cost,{answer}{column and ',' + column}\n" for number, answer in rows)


def test_set_right_by_rows_that_were_checked() -> None:
    # 75 found of which 64 right, 225 not found of which 16 were there: as in the worked table.
    rows = [(at, int(at < 64)) for at in range(75)] + [(300 + at, int(at < 16)) for at in range(225)]
    found = shares(*worked(), checked=read_checked(checked_text(rows), "checked.csv"))
    tuned, classic, by_hand = of(found, "cost").corrected
    assert classic.value == pytest.approx(0.316667, abs=5e-7)
    assert by_hand.value == pytest.approx(0.2667, abs=5e-5)
    assert tuned.value is not None
    assert 0.2667 < tuned.value < 0.3167
    assert {figure.name for figure in shares_figures(found)} >= {
        "shares.strict.cost.ppi",
        "shares.strict.cost.ppi_tuned",
    }


def test_few_checks_correct_nothing_and_strangers_are_told() -> None:
    text = checked_text([(at, 1) for at in range(5)]) + "d-none,cost,1\n"
    found = shares(*worked(), checked=read_checked(text, "checked.csv"))
    assert of(found, "cost").corrected[0].value is None
    assert "20 are needed" in of(found, "cost").corrected[0].says
    assert any("1 rows checked" in caution for caution in found.cautions)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("decision_id,present\nd-1,1\n", "no column reason_code"),
        ("decision_id,reason_code,present\nd-1,cost,maybe\n", "line 2: present is 'maybe'"),
        ("decision_id,reason_code,present,inclusion_prob\nd-1,cost,1,0\n", "inclusion_prob is '0'"),
        ("decision_id,reason_code,present\nd-1,cost,1\nd-1,cost,0\n", "two answers"),
    ],
)
def test_checks_that_cannot_be_read_say_where(text: str, words: str) -> None:
    with pytest.raises(InvalidQuery, match=words):
        read_checked(text, "checked.csv")


def test_rows_not_checked_yet_are_left_out() -> None:
    frame = read_checked("\ufeffdecision_id,reason_code,present\r\nd-1,cost,\r\nd-2,cost,Yes\r\n", "checked.csv")
    assert frame.to_dict("records") == [
        {"decision_id": "d-2", "reason_code": "cost", "present": True, "inclusion_prob": 1.0}
    ]


def test_reasons_named_are_told_with_those_beneath_even_where_not_found() -> None:
    found = shares(*made(), ShareSettings(reasons=("cost", "family_wishes")))
    assert [s.code for s in found.rows if s.version == "strict"] == ["cost", "cost.legal_checks", "family_wishes"]
    assert of(found, "family_wishes").count == 0
    with pytest.raises(InvalidQuery, match="Did you mean cost"):
        shares(*made(), ShareSettings(reasons=("csot",)))


def test_one_decision_and_absent_everything() -> None:
    bare = decisions_frame([decision(1, body=None, review_type=None, decision_date=None)])
    for by in (None, Grouping.BODY, Grouping.YEAR, Grouping.REVIEW_TYPE, Grouping.POLICY_PERIOD):
        found = shares(analysis_frame([]), bare, ledger_frame(), ShareSettings(by=by))
        assert found.decisions == 1
        assert {share.group for share in found.rows} <= {"all", "unknown"}
        assert of(found, "not_stated").count == 1


def test_frame_and_figures_tell_the_same() -> None:
    found = shares(*made())
    frame = shares_frame(found).set_index(["version", "code"])
    figures = {figure.name: figure for figure in shares_figures(found)}
    assert len(figures) == len(shares_figures(found))
    for share in found.rows:
        figure = figures[f"shares.{share.version}.{share.code}"]
        assert figure.value == frame["share"].to_dict()[(str(share.version), share.code)] == share.share.value
        assert len(figure.rows) == share.count
        assert "decisions" in figure.says
