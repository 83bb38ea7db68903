"""A full-text index of whole pages, each with a number; mentions by page; quotations gathered when asked."""

from __future__ import annotations

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.notified_to, c.publication_status, c.sequence,
    c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    m.role, m.polarity, m.attribution, m.hedging, m.scope, m.link_strength,
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
  coalesce(
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE mention_id = f.mention_id ORDER BY position)),
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE f.mention_id IS NULL AND decision_id = f.decision_id ORDER BY position))
  ) AS quote,
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

FULL_TEXT_OF_PAGES = (
    "CREATE VIRTUAL TABLE pages_fts USING fts5(text, content='pages', content_rowid='page_id', "
    "tokenize='unicode61 remove_diacritics 2')"
)


def upgrade() -> None:
    """Number the pages that are there, and take them into the index in order."""
    op.add_column("pages", sa.Column("page_id", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    pages = connection.exec_driver_sql("SELECT document_id, page FROM pages").all()
    numbers = [(_number(document_id, page), document_id, page) for document_id, page in pages]
    if numbers:
        connection.exec_driver_sql("UPDATE pages SET page_id = ? WHERE document_id = ? AND page = ?", numbers)
    op.create_index("pages_by_number", "pages", ["page_id", "document_id", "page"])
    op.create_index("pages_by_document", "pages", ["document_id", "page_id"])
    op.execute(FULL_TEXT_OF_PAGES)
    op.execute("INSERT INTO pages_fts (rowid, text) SELECT page_id, text FROM pages ORDER BY page_id")
    op.drop_index("mentions_by_document", "mentions")
    op.create_index("mentions_by_document", "mentions", ["document_id", "page", "reason_code"])
    op.execute("DROP VIEW analysis")
    op.execute(ANALYSIS_VIEW)


def _number(document_id: str, page: int) -> int:
    """Return the number that `rows.page_rows` gives a page."""
    return (int(sha256(document_id.encode()).hexdigest()[:16], 16) + page - 1) % 2**63
