"""Facts of documents and decisions as variables, and decisions as cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.refi_qda.codebook import code_guid
from analysis.refi_qda.ids import guid_of
from analysis.refi_qda.xml_stream import XmlStream
from analysis.replaced import Hide, keep

DOCUMENT_ID = "document_id"


@dataclass(frozen=True, slots=True)
class Variable:
    """A fact: its name in the project, the column it comes from, its type and meaning."""

    name: str
    column: str
    kind: str  # Text, Date or Boolean
    meaning: str
    is_words: bool = False  # taken from the documents or their names: it may name somebody

    @property
    def guid(self) -> str:
        """The variable's GUID."""
        return variable_guid(self.name)


def variable_guid(name: str) -> str:
    """Return the GUID of a variable."""
    return guid_of("variable", name)


OF_DOCUMENTS = (
    Variable(DOCUMENT_ID, "document_id", "Text", "SHA-256 of the document's bytes."),
    Variable("release", "release_id", "Text", "The release it came in.", is_words=True),
    Variable("body", "body", "Text", "The board, panel or agency that it speaks for."),
    Variable("body_type", "body_type", "Text", "Kind of that body."),
    Variable("nation", "nation", "Text", "Nation whose rules it follows."),
    Variable("document_type", "document_type", "Text", "Kind of document."),
    Variable("document_date", "document_date", "Text", "Date it bears, as precise as it gives it."),
    Variable("meeting_date", "meeting_date", "Text", "Date of the meeting, as precise as the document gives it."),
    Variable("meeting_day", "meeting_date", "Date", "Day of the meeting, where the document gives the day."),
    Variable("foi_reference", "foi_reference", "Text", "Reference of the request that it answers.", is_words=True),
    Variable("outcome", "outcome", "Text", "What became of it when it was read."),
)
OF_DECISIONS = (
    Variable("decision_id", "decision_id", "Text", "The decision in minuted's table."),
    Variable("decision_status", "decision_status", "Text", "What the document states of the decision."),
    Variable("status_basis", "status_basis", "Text", "Whether the status is stated or inferred."),
    Variable("review_type", "review_type", "Text", "Type of review under consideration."),
    Variable("decision_date", "decision_date", "Text", "Day it was decided, as far as told."),
    Variable("decision_day", "decision_date", "Date", "Day it was decided, where the day is told."),
    Variable("decision_maker", "decision_maker", "Text", "Who decides, as the sentence says."),
    Variable("scope", "scope", "Text", "One case, or how it generally goes."),
    Variable("reason_code", "reason_code", "Text", "Sentinel where no reason is given."),
    Variable("is_counted", "is_counted", "Boolean", "Whether it is the one of its copies that counts."),
    Variable("is_repeat", "is_repeat", "Boolean", "Whether it only tells again what was decided earlier."),
)


def write_variables(xml: XmlStream) -> None:
    """Write the definitions of all variables."""
    with xml.element("Variables"):
        for variable in (*OF_DOCUMENTS, *OF_DECISIONS):
            with xml.element("Variable", guid=variable.guid, name=variable.name, typeOfVariable=variable.kind):
                xml.leaf("Description", variable.meaning)


def write_values(xml: XmlStream, variables: Iterable[Variable], row: Mapping[str, Any], hide: Hide = keep) -> None:
    """Write what a row holds of the variables; what it lacks is left out."""
    for variable in variables:
        value = row.get(variable.column)
        if value is None or str(value) == "" or (variable.kind == "Date" and not _is_day(str(value))):
            continue
        words = str(bool(value)).lower() if variable.kind == "Boolean" else str(value)
        with xml.element("VariableValue"):
            xml.leaf("VariableRef", targetGUID=variable.guid)
            xml.leaf(f"{variable.kind}Value", hide(words).text if variable.is_words else words)


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("2010-08-12") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def case_name(row: Mapping[str, Any]) -> str:
    """Return what a decision is called: the case, the type of review, the date; else its id."""
    told = [str(row[name]) for name in ("case_label", "review_type", "decision_date") if row.get(name)]
    return " · ".join(told) or str(row["decision_id"])


def write_case(xml: XmlStream, row: Mapping[str, Any], name: str, source: str, selections: Iterable[str]) -> None:
    """Write a decision as a case: its facts, its document, and the selections that show it."""
    with xml.element("Case", guid=guid_of("case", str(row["decision_id"])), name=name):
        if row.get("reason_code"):
            xml.leaf("CodeRef", targetGUID=code_guid(str(row["reason_code"])))
        write_values(xml, OF_DECISIONS, row)
        xml.leaf("SourceRef", targetGUID=source)
        for selection in selections:
            xml.leaf("SelectionRef", targetGUID=selection)
