"""Makes the sample release: a dozen invented documents, as a safeguarding board might release them.

Every board, place and case in it is invented. `python -m corpus.make_sample_release` writes it anew. Needs reportlab
and openpyxl, which only developers install.
"""

from __future__ import annotations

from corpus.make_sample_release import calder_vale, covering_letter, eastmarsh, northshire, notifications
from corpus.make_sample_release.packing import eml, xlsx, zip_of
from corpus.make_sample_release.typeset import pdf
from corpus.make_sample_release.word import docx


def build() -> dict[str, bytes]:
    """Return the files of the release by name. The bytes are the same on every machine."""
    sub_group = pdf(northshire.SUB_GROUP_MINUTES_2010)
    return {
        "01_response_letter_FOI-2019-0417.docx": docx(covering_letter.RESPONSE_LETTER_2019),
        "02_northshire_scr_sub-group_2010-09-14.pdf": sub_group,
        "03_northshire_board_2010-11-18.pdf": pdf(northshire.BOARD_MINUTES_2010),
        "04_calder_vale_decision_form_child_K.docx": docx(calder_vale.DECISION_FORM_2013),
        "05_calder_vale_decision_form_child_M.pdf": pdf(calder_vale.DECISION_FORM_2015),
        "06_eastmarsh_chair_to_director_2011-01-17.eml": _message(),
        "07_northshire_overview_report_child_A_extract.pdf": pdf(northshire.REVIEW_REPORT_2009),
        "08_northshire_register_of_notifications.xlsx": _register(),
        "09_eastmarsh_statement_2012-05-17.html": eastmarsh.PRESS_RELEASE_2012.encode(),
        "10_eastmarsh_scrutiny_committee_2011-03-08.txt": eastmarsh.SCRUTINY_NOTE_2011.encode(),
        "11_national_panel_to_calder_vale_2014-03-17.pdf": pdf(calder_vale.PANEL_LETTER_2014),
        "12_further_papers.zip": zip_of(
            {
                "scr_sub-group_2010-09-14_copy.pdf": sub_group,
                "northshire_rapid_review_child_Z.docx": docx(northshire.RAPID_REVIEW_2019),
            },
            compressed=False,
        ),
        "13_calder_vale_panel_2016-02-09.pdf": pdf(calder_vale.PANEL_MINUTES_2016),
    }


def _message() -> bytes:
    return eml(
        eastmarsh.EMAIL_SUBJECT,
        eastmarsh.EMAIL_BODY,
        [("panel_minutes_2011-01-13.pdf", pdf(eastmarsh.PANEL_MINUTES_2011))],
        headers={
            "From": "Independent Chair <chair@eastmarsh-scb.example>",
            "To": "Director of Children's Services <director@eastmarsh.example>",
        },
    )


def _register() -> bytes:
    return xlsx(
        {notifications.SHEET: notifications.rows()},
        hidden_columns=[notifications.HIDDEN_COLUMN],
        compressed=False,
    )
