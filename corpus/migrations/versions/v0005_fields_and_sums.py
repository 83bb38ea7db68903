"""Facts of the release, notification, publication, sequence; attendance, actions, sums, fields, differences."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"

ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.notified_to, c.publication_status, c.sequence,
    c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    m.role, m.polarity, m.attribution, m.hedging, m.scope, m.link_strength,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE mention_id = m.mention_id ORDER BY position)) AS quote,
    m.ocr_confidence, m.redaction_nearby, m.code_confidence, m.needs_review, m.found_by, m.cue
  FROM mentions AS m LEFT JOIN decisions AS c ON c.decision_id = m.decision_id
  UNION ALL
  SELECT NULL, c.decision_id, c.document_id, c.agenda_item,
    c.page, c.char_start, c.char_end, c.case_label, c.review_type, c.decision_status, c.status_basis,
    coalesce(c.reason_code, 'not_stated'),
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.notified_to, c.publication_status, c.sequence,
    c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    NULL, NULL, NULL, NULL, c.scope, NULL,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE decision_id = c.decision_id ORDER BY position)),
    NULL, coalesce(c.reason_code = 'redacted', 0), NULL, 0, NULL, NULL
  FROM decisions AS c
  WHERE c.reason_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.decision_id = c.decision_id)
)
SELECT f.mention_id, f.decision_id, f.document_id, d.release_id, d.source_name, d.body, d.body_type, d.nation,
  d.foi_reference, d.authority, d.regime, d.release_date, d.period_start, d.period_end, d.document_type,
  d.document_date, d.document_date_precision, d.meeting_date, d.meeting_date_precision,
  f.agenda_item, f.page, f.char_start, f.char_end, f.case_label, f.review_type, f.decision_status, f.status_basis,
  f.decision_date, f.decision_date_precision, f.decision_maker, f.recommender, f.alternative_type,
  coalesce(f.is_repeat, 0) AS is_repeat, f.criteria_assessment, f.criteria_version,
  coalesce(f.criteria_stated_met, 0) AS criteria_stated_met,
  f.notified_to, f.publication_status, f.sequence, f.counted_as, coalesce(f.is_counted, 1) AS is_counted,
  f.reason_code, substr(f.reason_code, 1, instr(f.reason_code || '.', '.') - 1) AS reason_parent,
  f.role, f.polarity, f.attribution, f.hedging, f.scope, f.link_strength,
  CASE
    WHEN coalesce(f.decision_date, d.meeting_date, d.document_date) IS NULL THEN 'unknown'
    WHEN length(coalesce(f.decision_date, d.meeting_date, d.document_date)) < 10
      AND coalesce(f.decision_date, d.meeting_date, d.document_date)
        = substr('2010-06-10', 1, length(coalesce(f.decision_date, d.meeting_date, d.document_date))) THEN 'straddles'
    WHEN coalesce(f.decision_date, d.meeting_date, d.document_date) < '2010-06-10' THEN 'pre'
    ELSE 'post'
  END AS policy_period,
  f.quote,
  EXISTS (
    SELECT 1 FROM hidden_text AS h
    WHERE h.document_id = f.document_id AND h.page = f.page AND h.mechanism <> 'properties'
  ) AS hidden_text_detected,
  p.extraction_method,
  p.quality AS page_quality, f.ocr_confidence, f.redaction_nearby,
  f.code_confidence, f.needs_review, f.found_by, f.cue,
  d.model_version, d.codebook_version, 0 AS human_verified, d.dup_count
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
LEFT JOIN pages AS p ON p.document_id = f.document_id AND p.page = f.page"""


def upgrade() -> None:
    """Add what is new; of documents read before, nothing more is known."""
    op.execute("DROP VIEW analysis")
    for name in ("foi_reference", "authority"):
        op.add_column("documents", sa.Column(name, sa.String(), nullable=True))
    op.add_column("documents", sa.Column("regime", sa.String(), nullable=False, server_default="unknown"))
    for name in ("release_date", "period_start", "period_end"):
        op.add_column("documents", sa.Column(name, sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("notified_to", sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("publication_status", sa.String(), nullable=False, server_default="unknown"))
    op.add_column("decisions", sa.Column("sequence", sa.Integer(), nullable=True))
    for name, columns, of_decision in _TABLES:
        _create(name, columns, of_decision=of_decision)
    op.create_index("amounts_by_decision", "amounts", ["decision_id"], unique=False)
    op.create_index("field_evidence_by_decision", "field_evidence", ["decision_id"], unique=False)
    op.create_index("redaction_differences_by_hiding", "redaction_differences", ["hidden_in"], unique=False)
    op.execute(ANALYSIS_VIEW)


def _column(
    name: str, kind: type[TypeEngine[Any]] = sa.String, *, null: bool = False, default: str | None = None
) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=null, server_default=default)


def _place() -> list[sa.Column[Any]]:
    return [_column(name, sa.Integer) for name in ("page", "char_start", "char_end")]


def _create(name: str, columns: list[sa.Column[Any]], *, of_decision: bool) -> None:
    decision = sa.ForeignKeyConstraint(["decision_id"], ["decisions.decision_id"], ondelete="CASCADE")
    hidden = sa.ForeignKeyConstraint(["hidden_in"], ["documents.document_id"], ondelete="CASCADE")
    op.create_table(
        name,
        *columns,
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id", "page"], ["pages.document_id", "pages.page"], ondelete="CASCADE"),
        *([decision] if of_decision else []),
        *([hidden] if name == "redaction_differences" else []),
        sa.PrimaryKeyConstraint(columns[0].name),
    )
    op.create_index(f"{name}_by_page", name, ["document_id", "page"], unique=False)


_TABLES: list[tuple[str, list[sa.Column[Any]], bool]] = [
    (
        "attendance",
        [
            _column("seat_id"),
            _column("document_id"),
            _column("position", sa.Integer),
            _column("role", null=True),
            _column("agency", null=True),
            _column("presence"),
            *_place(),
        ],
        False,
    ),
    (
        "actions",
        [
            _column("action_id"),
            _column("document_id"),
            _column("position", sa.Integer),
            _column("action"),
            _column("owner", null=True),
            _column("due", null=True),
            _column("due_precision"),
            *_place(),
        ],
        False,
    ),
    (
        "amounts",
        [
            _column("amount_id"),
            _column("document_id"),
            _column("decision_id", null=True),
            _column("amount_min", sa.Float, null=True),
            _column("amount_max", sa.Float, null=True),
            _column("currency"),
            _column("bound"),
            _column("qualifier", null=True),
            _column("amount_basis"),
            _column("speaker", null=True),
            _column("organisation", null=True),
            _column("is_review_cost", sa.Boolean, default="0"),
            *_place(),
            _column("quote"),
        ],
        True,
    ),
    (
        "field_evidence",
        [
            _column("field_id"),
            _column("document_id"),
            _column("decision_id", null=True),
            _column("field"),
            _column("value"),
            _column("position", sa.Integer),
            *_place(),
            _column("quotation"),
            _column("boxes", null=True),
        ],
        True,
    ),
    (
        "redaction_differences",
        [
            _column("difference_id"),
            _column("document_id"),
            *_place(),
            _column("quote"),
            _column("hidden_in"),
            _column("hidden_page", sa.Integer),
            _column("manner"),
            _column("exemption", null=True),
        ],
        False,
    ),
]
