"""The register of notifications that the release holds as a workbook."""

from __future__ import annotations

# The words in the hidden column. They stand nowhere else, so a test can search every output of a run for them and
# must find none: what a page does not show is not read.
CANARY = "quince harbour lantern"

HIDDEN_COLUMN = "G"
SHEET = "Notifications"

_COLUMNS = (
    "Reference",
    "Notified on",
    "Child",
    "Age",
    "Considered on",
    "Decision",
    "Office use",
    "Reason given",
    "Told to Ofsted",
)
_INITIATED = "Serious case review initiated"
_NOT_HELD = "No serious case review"
_ENTRIES = (
    ("NS/09/01", "2009-01-26", "Child A", "2", "2009-03-12", _INITIATED, "Child died; neglect known", "Yes"),
    (
        "NS/09/02",
        "2009-05-11",
        "Child N",
        "7",
        "2009-06-16",
        _NOT_HELD,
        "Staff will be asked in a single meeting what they did well for N and what they would do again",
        "Yes",
    ),
    (
        "NS/09/03",
        "2009-08-03",
        "Child O",
        "1",
        "2009-09-15",
        _NOT_HELD,
        "Family had moved to Westerby; the Board there is leading",
        "Yes",
    ),
    ("NS/09/04", "2009-11-20", "Child P", "16", "2010-01-19", _NOT_HELD, "", "Yes"),
    (
        "NS/10/01",
        "2010-02-08",
        "Child Q",
        "5",
        "2010-03-16",
        _NOT_HELD,
        "The surgery concerned will carry out its own inquiry; no other service knew Q",
        "No",
    ),
    ("NS/10/02", "2010-06-24", "Child C", "0", "2010-09-14", _NOT_HELD, "See minutes of 14 September 2010", "Yes"),
    (
        "NS/10/03",
        "2010-07-22",
        "Child D",
        "6",
        "2010-09-14",
        _NOT_HELD,
        "Natural causes",
        "Yes",
    ),
    (
        "NS/10/04",
        "2010-06-02",
        "Child F",
        "3",
        "2010-09-14",
        "Deferred",
        "Crown Court trial listed for February 2011",
        "Yes",
    ),
    ("NS/10/05", "2010-10-11", "Child G", "0", "2010-11-18", _INITIATED, "Child died; neglect suspected", "Yes"),
    (
        "NS/11/01",
        "2011-02-14",
        "Child U",
        "12",
        "2011-03-15",
        _NOT_HELD,
        "SCIE Learning Together model to be tried on this case in its stead, with our two trained reviewers",
        "Yes",
    ),
    (
        "NS/11/02",
        "2011-04-04",
        "Child X",
        "8",
        "2011-05-17",
        "Deferred",
        "New statutory guidance expected by the end of the year",
        "Yes",
    ),
    (
        "NS/12/01",
        "2012-03-05",
        "Child Y",
        "10",
        "2012-04-17",
        _NOT_HELD,
        "Concern at unwelcome attention for the town; a concise child practice review, as in Wales, to be done by "
        "officers from Calder Vale at no charge, saving about £20,000",
        "No",
    ),
    ("NS/12/02", "2012-09-10", "Child AB", "14", "2012-10-16", _NOT_HELD, "[REDACTED s.40(2)]", "Yes"),
    (
        "NS/13/01",
        "2013-07-01",
        "Child AC",
        "0",
        "2013-08-20",
        _NOT_HELD,
        "Too expensive: fees of the lead reviewer alone quoted at £14,000",
        "Yes",
    ),
    (
        "NS/14/01",
        "2014-04-28",
        "Child AD",
        "2",
        "2014-06-17",
        _INITIATED,
        "Regulation 5 criteria met. Cost and press interest were discussed and set aside",
        "Yes",
    ),
)


def rows() -> list[tuple[str, ...]]:
    """Return the register row by row, its header first; the seventh column is the one to hide."""
    place = _COLUMNS.index("Office use")
    return [_COLUMNS, *((*entry[:place], CANARY, *entry[place:]) for entry in _ENTRIES)]
