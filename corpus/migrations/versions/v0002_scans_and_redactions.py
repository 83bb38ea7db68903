"""What reading now finds: quality of pages, hidden text by its manner, redactions, exemptions, continued passages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    m.role, m.polarity, m.attribution, m.hedging, m.scope, m.link_strength,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE mention_id = m.mention_id ORDER BY position)) AS quote,
    m.ocr_confidence, m.redaction_nearby, m.code_confidence, m.found_by, m.cue
  FROM mentions AS m LEFT JOIN decisions AS c ON c.decision_id = m.decision_id
  UNION ALL
  SELECT NULL, c.decision_id, c.document_id, c.agenda_item,
    c.page, c.char_start, c.char_end, c.case_label, c.review_type, c.decision_status, c.status_basis,
    coalesce(c.reason_code, 'not_stated'),
    NULL, NULL, NULL, NULL, c.scope, NULL,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE decision_id = c.decision_id ORDER BY position)),
    NULL, coalesce(c.reason_code = 'redacted', 0), NULL, NULL, NULL
  FROM decisions AS c
  WHERE c.reason_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.decision_id = c.decision_id)
)
SELECT f.mention_id, f.decision_id, f.document_id, d.release_id, d.source_name, d.body, d.document_type,
  d.document_date, d.document_date_precision, d.meeting_date, d.meeting_date_precision,
  f.agenda_item, f.page, f.char_start, f.char_end, f.case_label, f.review_type, f.decision_status, f.status_basis,
  f.reason_code, substr(f.reason_code, 1, instr(f.reason_code || '.', '.') - 1) AS reason_parent,
  f.role, f.polarity, f.attribution, f.hedging, f.scope, f.link_strength,
  CASE
    WHEN coalesce(d.meeting_date, d.document_date) IS NULL THEN 'unknown'
    WHEN length(coalesce(d.meeting_date, d.document_date)) < 10
      AND coalesce(d.meeting_date, d.document_date)
        = substr('2010-06-10', 1, length(coalesce(d.meeting_date, d.document_date))) THEN 'straddles'
    WHEN coalesce(d.meeting_date, d.document_date) < '2010-06-10' THEN 'pre'
    ELSE 'post'
  END AS policy_period,
  f.quote,
  EXISTS (
    SELECT 1 FROM hidden_text AS h
    WHERE h.document_id = f.document_id AND h.page = f.page AND h.mechanism <> 'properties'
  ) AS hidden_text_detected,
  p.extraction_method,
  p.quality AS page_quality, f.ocr_confidence, f.redaction_nearby,
  f.code_confidence, f.found_by, f.cue, d.model_version, d.codebook_version, 0 AS human_verified, d.dup_count
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
LEFT JOIN pages AS p ON p.document_id = f.document_id AND p.page = f.page"""

# Of several ways on one page, the first schema kept no count for each.
HIDDEN_TEXT = """\
INSERT INTO hidden_text (document_id, page, mechanism, characters, boxes)
SELECT document_id, page,
  CASE WHEN hidden_mechanisms IN ('hidden_sheet', 'hidden_row', 'hidden_column', 'tracked_deletion', 'comment')
    THEN hidden_mechanisms ELSE 'other' END,
  hidden_characters, hidden_boxes
FROM pages WHERE hidden_characters > 0"""


def upgrade() -> None:
    """Add what is new; keep what is there. Foreign keys are off: `pages` is made anew under the rows that hold it."""
    op.execute("DROP VIEW analysis")
    _hidden_text()
    with op.batch_alter_table("pages") as pages:
        pages.drop_column("hidden_mechanisms")
        pages.drop_column("hidden_boxes")
        pages.add_column(sa.Column("quality", sa.Float(), nullable=False, server_default="1"))
        pages.add_column(sa.Column("low_quality", sa.Boolean(), nullable=False, server_default="0"))
        pages.add_column(sa.Column("ocr_confidence", sa.Float(), nullable=True))
        pages.add_column(sa.Column("redaction_count", sa.Integer(), nullable=False, server_default="0"))
        pages.add_column(sa.Column("redacted_share", sa.Float(), nullable=False, server_default="0"))
    op.add_column("passages", sa.Column("continued_on", sa.String(), nullable=True))
    op.add_column("mentions", sa.Column("ocr_confidence", sa.Float(), nullable=True))
    op.add_column("mentions", sa.Column("redaction_nearby", sa.Boolean(), nullable=False, server_default="0"))
    _redactions_and_exemptions()
    op.execute(ANALYSIS_VIEW)


def _on_page() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["document_id", "page"], ["pages.document_id", "pages.page"], ondelete="CASCADE")


def _hidden_text() -> None:
    op.create_table(
        "hidden_text",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.String(), nullable=True),
        _on_page(),
        sa.PrimaryKeyConstraint("document_id", "page", "mechanism"),
    )
    op.execute(HIDDEN_TEXT)


def _redactions_and_exemptions() -> None:
    op.create_table(
        "redactions",
        sa.Column("redaction_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.String(), nullable=True),
        sa.Column("page_share", sa.Float(), nullable=True),
        sa.Column("exemption", sa.String(), nullable=True),
        _on_page(),
        sa.PrimaryKeyConstraint("redaction_id"),
    )
    op.create_index("redactions_by_page", "redactions", ["document_id", "page"], unique=False)
    op.create_table(
        "exemptions",
        sa.Column("exemption_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("subsection", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        _on_page(),
        sa.PrimaryKeyConstraint("exemption_id"),
    )
    op.create_index("exemptions_by_page", "exemptions", ["document_id", "page"], unique=False)
