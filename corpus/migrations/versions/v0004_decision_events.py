"""Who decided, who recommended, when and what instead; agenda items; figures; kind of body and nation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
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
    c.counted_as, c.is_counted, c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    NULL, NULL, NULL, NULL, c.scope, NULL,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE decision_id = c.decision_id ORDER BY position)),
    NULL, coalesce(c.reason_code = 'redacted', 0), NULL, 0, NULL, NULL
  FROM decisions AS c
  WHERE c.reason_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.decision_id = c.decision_id)
)
SELECT f.mention_id, f.decision_id, f.document_id, d.release_id, d.source_name, d.body, d.body_type, d.nation,
  d.document_type,
  d.document_date, d.document_date_precision, d.meeting_date, d.meeting_date_precision,
  f.agenda_item, f.page, f.char_start, f.char_end, f.case_label, f.review_type, f.decision_status, f.status_basis,
  f.decision_date, f.decision_date_precision, f.decision_maker, f.recommender, f.alternative_type,
  coalesce(f.is_repeat, 0) AS is_repeat, f.criteria_assessment, f.criteria_version,
  coalesce(f.criteria_stated_met, 0) AS criteria_stated_met, f.counted_as, coalesce(f.is_counted, 1) AS is_counted,
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
    """Add what is new; of decisions found before, nothing more is known."""
    op.execute("DROP VIEW analysis")
    for name in ("body_type", "nation", "words_sha256", "minhash", "version_of"):
        op.add_column("documents", sa.Column(name, sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("is_repeat", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("decisions", sa.Column("decision_date", sa.String(), nullable=True))
    for name in ("decision_date_precision", "decision_maker", "recommender"):
        op.add_column("decisions", sa.Column(name, sa.String(), nullable=False, server_default="unknown"))
    op.add_column("decisions", sa.Column("alternative_type", sa.String(), nullable=True))
    assessment = sa.Column("criteria_assessment", sa.String(), nullable=False, server_default="insufficient_facts")
    op.add_column("decisions", assessment)
    op.add_column("decisions", sa.Column("criteria_version", sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("criteria_stated_met", sa.Boolean(), nullable=False, server_default="0"))
    for name in ("criteria_facts", "counted_as"):
        op.add_column("decisions", sa.Column(name, sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("is_counted", sa.Boolean(), nullable=False, server_default="1"))
    _items()
    _counts()
    op.execute(ANALYSIS_VIEW)


def _on_page() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["document_id", "page"], ["pages.document_id", "pages.page"], ondelete="CASCADE")


def _of_document() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"], ondelete="CASCADE")


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        _of_document(),
        _on_page(),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_index("items_by_page", "items", ["document_id", "page"], unique=False)


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("count_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("count_definition", sa.String(), nullable=False),
        sa.Column("review_type", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("period_start", sa.String(), nullable=True),
        sa.Column("period_end", sa.String(), nullable=True),
        sa.Column("exposure_months", sa.Float(), nullable=True),
        sa.Column("exposure_days", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        _of_document(),
        _on_page(),
        sa.PrimaryKeyConstraint("count_id"),
    )
    op.create_index("counts_by_page", "counts", ["document_id", "page"], unique=False)
