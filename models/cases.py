"""What a text calls the case it speaks of, as printed: the forms of `cases.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.records import Document, DocumentKind
from corpus.rule_files import load_rules
from models.registers import Field, field_of

DESCRIBED, REFERENCE = "described", "reference"
NAMES = frozenset({"name", "initials", "together", DESCRIBED})
_SEVERAL = frozenset({"name", DESCRIBED})  # kinds of which a heading may name several
_LEAD = 60  # characters of a paragraph in which a case may head it
_CELL = 30  # characters of a cell that names a case and no more
_LINES, _LINE = 9, 100  # lines, and characters in a line, in which a document says which case it is about
_FIELD_LINES = 14  # in which a form asks for it
_ITEM_NUMBER = re.compile(r"^\s*[A-Z]?\d+[.)]?\s+")
_QUOTED_NAME = re.compile(r"[‘'“\"]([A-Z][\w -]{1,30})[’'”\"]")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_PERSON = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss) )?[A-Z][a-z]+(?:-[A-Z][a-z]+)?|[A-Z]{2,4}")
_PARTS = re.compile(r"(?:: | [–—-] )")
_ITEM_LEAD = re.compile(r"\s*[“\"'(]?(?:\(?\d{0,2}[a-z]?[.)]\s+)?")  # "5a) TCSB 3/2015. Died aged..."
_CODE_WORD = re.compile(r"[“\"‘']?[A-Z][\w’'-]+(?:(?: and | & | \+ | )[A-Z][\w’'-]+)?[”\"’']?(?: \([^)]*\))?")
_HOW_CALLED = re.compile(r"\b(?:how|as|name)\b.{0,40}\b(?:referred to|known|called)\b", re.IGNORECASE)
_SAYS = re.compile(
    r" (?:has |had |also |then )?(?:said|says|asked|reported|advised|noted|told|agreed|spoke|read|gave|thought)\b"
)
_KEY = re.compile(r"[^a-z0-9]")
_FORMS_OF_ADDRESS = re.compile(r"^the (?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which cases are named: a pattern, and whether it counts only where a line or cell begins."""

    kind: str
    pattern: re.Pattern[str]
    heads: bool
    examples: dict[str, str]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A case as a text names it: the words, whether they are a name (`Child C`) or a reference (`SCR/10/17`)."""

    text: str
    kind: str

    @property
    def is_name(self) -> bool:
        """Whether it is a name, not a file's reference."""
        return self.kind in NAMES


NO_CASE = Label("", "")


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms in the order in which they are tried."""
    rules = load_rules("models", "cases.yaml")
    words = {"{" + name + "}": text for name, text in rules["words"].items()}
    found = []
    for item in rules["patterns"]:
        pattern = item["pattern"]
        for name, text in words.items():
            pattern = pattern.replace(name, text)
        found.append(
            Form(
                item["kind"],
                re.compile(pattern),
                item.get("heads", False),
                dict(item["examples"]),
                tuple(item["near_misses"]),
            )
        )
    return tuple(found)


def case_label(text: str) -> str:
    """Return the case that running text names first; a name (`Child C`) before a reference (`SCR/10/17`)."""
    return _label(text, is_head=False).text


def label_in_heading(text: str) -> Label:
    """Return the case that a heading, without its number, or a cell names; initials (`P.K.`) count here.

    After a colon or a dash too: "Correspondence: S.P., formerly of Lowgate".
    """
    found = (label for part in (text, *_PARTS.split(text)[1:]) if (label := _label(part, is_head=True)).text)
    return _filed_as(text, next(found, NO_CASE))


def _filed_as(heading: str, label: Label) -> Label:
    """Return the reference with which a heading begins where its name only describes: "RR8 – the Ashgrove siblings"."""
    if label.kind != DESCRIBED:
        return label
    references = (form for form in forms() if form.kind == REFERENCE)
    found = (match for form in references if (match := form.pattern.match(heading.lstrip())))
    return next((Label(match.group().strip(), REFERENCE) for match in found), label)


def _label(text: str, *, is_head: bool) -> Label:
    for kinds in (NAMES, {REFERENCE}):
        found = [
            (match.start(), i, Label(match.group().strip().rstrip(",") if form.heads else match.group(), form.kind))
            for i, form in enumerate(forms())
            if form.kind in kinds
            and (is_head or not form.heads)
            and (match := (form.pattern.match(text.lstrip()) if form.heads else form.pattern.search(text)))
        ]
        if found:
            return min(found, key=lambda held: held[:2])[2]
    return NO_CASE


def labels_in_heading(text: str) -> tuple[str, ...]:
    """Return every case that a heading names by the form of its first: "Child G and Child J" names two."""
    first = label_in_heading(text)
    if first.kind not in _SEVERAL:
        return (first.text,) if first.text else ()
    found = {m.span(): m.group() for form in forms() if form.kind in _SEVERAL for m in form.pattern.finditer(text)}
    apart = [span for span in sorted(found) if not any(_within(span, other) for other in found)]
    return tuple(dict.fromkeys(found[span] for span in apart))


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def lead_label(text: str) -> str:
    """Return the case with which a paragraph opens, as a heading of its own: "Baby L. Dr Noakes introduced..."."""
    lead = _ITEM_LEAD.match(text)
    opening = text[lead.end() if lead else 0 :]
    label = _label(opening[:_LEAD], is_head=True)
    if not label.text or not opening.startswith(label.text):
        return ""
    rest = opening[len(label.text) :]
    if label.kind == "initials" and _SAYS.match(rest):
        return ""  # "K.R. reported that..."
    is_apart = label.kind == "initials" or re.match(r"\s*(?:[.:–—(]|- |$)|, ", rest)
    return label.text if is_apart else ""


def case_key(label: str) -> str:
    """Return what makes two labels of one body and year the same case: `The W. children` is `w children`."""
    return " ".join(_KEY.sub(" ", _FORMS_OF_ADDRESS.sub("", label.casefold())).split())


def case_of(document: Document, kind: DocumentKind) -> str:
    """Return the case that the document as a whole is about, or empty.

    A form's field for it names it; else it is the only case named among the first lines.
    """
    if not document.pages:
        return ""
    lines = [line for line in document.pages[0].text.split("\n") if line.strip()][:_FIELD_LINES]
    asked = lines if kind is not DocumentKind.MINUTES else []  # minutes begin with a table of those present
    fields = [line.partition(" | ") for line in asked if line.count(" | ") == 1]
    if kind is DocumentKind.DECISION_FORM:
        fields += [line.partition(": ") for line in asked if " | " not in line]
    values = {field: value for label, _, value in fields if (field := _asked_for(_ITEM_NUMBER.sub("", label)))}
    in_field = [name for field in (Field.CASE, Field.REFERENCE) if (name := _named_in_field(values.get(field, "")))]
    cells = ((cell, _CELL if " | " in line else _LINE) for line in lines[:_LINES] for cell in line.split(" | "))
    short = (cell for cell, longest in cells if len(cell) <= longest)
    named = {name for cell in short if _label(cell, is_head=False).kind in _SEVERAL for name in labels_in_heading(cell)}
    names_one = len(named) == 1 and kind is not DocumentKind.SPREADSHEET  # which has a row a case
    return in_field[0] if in_field else named.pop() if names_one else ""


def _asked_for(label: str) -> Field | None:
    """Return what a form's label asks for: "How the child will be referred to" asks for the case."""
    return Field.CASE if _HOW_CALLED.search(label) else field_of(label)


def _named_in_field(value: str) -> str:
    """Return the name in a form's field for the case: "PSAB/19/06 – 'Rowan'", "Mr Eddery (not his real name)"."""
    label = label_in_heading(value)
    quoted = _QUOTED_NAME.search(value)
    if (label.is_name and len(label.text) > len("P.")) or not value:
        return label.text
    plain = _IN_BRACKETS.sub("", value.partition(",")[0]).strip()
    return quoted.group(1) if quoted else plain if _PERSON.fullmatch(plain) else ""


def describes(cell: str) -> bool:
    """Say whether a cell describes somebody ("S4 boy, Torrinside") and does not name them ("Child D", "Oboe")."""
    return not label_in_heading(cell).is_name and _CODE_WORD.fullmatch(cell) is None


def case_in_row(row: str) -> str:
    """Return the case that a row of a table is about: a short cell names it; empty without one."""
    cells = [cell.strip() for cell in row.split(" | ") if len(cell.strip()) <= _CELL]
    labels = [label_in_heading(cell) for cell in cells]
    named = [label.text for label in labels if label.is_name] or [label.text for label in labels if label.text]
    return named[0] if named else ""
