"""Mentions too unsure to be counted before a person has looked at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    m.role, m.polarity, m.attribution, m.hedging, m.scope, m.link_strength,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE mention_id = m.mention_id ORDER BY position)) AS quote,
    m.ocr_confidence, m.redaction_nearby, m.code_confidence, m.needs_review, m.found_by, m.cue
  FROM mentions AS m LEFT JOIN decisions AS c ON c.decision_id = m.decision_id
  UNION ALL
  SELECT NULL, c.decision_id, c.document_id, c.agenda_item,
    c.page, c.char_start, c.char_end, c.case_label, c.review_type, c.decision_status, c.status_basis,
    coalesce(c.reason_code, 'not_stated'),
    NULL, NULL, NULL, NULL, c.scope, NULL,
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE decision_id = c.decision_id ORDER BY position)),
    NULL, coalesce(c.reason_code = 'redacted', 0), NULL, 0, NULL, NULL
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
  f.code_confidence, f.needs_review, f.found_by, f.cue,
  d.model_version, d.codebook_version, 0 AS human_verified, d.dup_count
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
LEFT JOIN pages AS p ON p.document_id = f.document_id AND p.page = f.page"""


def upgrade() -> None:
    """Add the mark; of mentions coded before, none carries it."""
    op.execute("DROP VIEW analysis")
    op.add_column("mentions", sa.Column("needs_review", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(ANALYSIS_VIEW)
