"""The spaCy pipeline: sentences as passages, then the spans that the cue files find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.codebook import Codebook
from models import attribution, polarity
from models.cues import Cue, CueMatcher

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CUE_COMPONENT = "minuted_cues"
CUES, INVERSE = "cues", "inverse"
_WITHIN = "\x1f"  # between a list's name and a cue's label
_ENDS = frozenset({".", "!", "?", "…", "|"})
_CLOSERS = frozenset({"”", "’", '"', "'", "''", ")", "]", "»"})
# Scans lose the space on either side of a full stop: "an SCR.The Board", "in 2010.The Chair", "agreed .The Chair".
_RUN_ON_STOP = (r"(?<=[A-Z0-9]{2})\.(?=[A-Z][a-z])", r"(?<=[)\]”])\.(?=[A-Z][a-z])")
_STOP_BEFORE = r"\.(?=[A-Z][a-z])"
_WITH_A_STOP = """
    no nos para paras p pp s ss art reg regs ch vol ref refs approx est cllr supt insp sgt prof rev hon mr mrs ms dr st
    vs cf viz etc ed eds inc ltd dept govt min max tel ext fig
"""
_CASE_WORDS = frozenset(["child", "children", "case", "baby", "adult", "person", "family", "infant", "twin", "subject"])
_ABBREVIATED = frozenset(_WITH_A_STOP.split())


def build_pipeline(codebook: Codebook) -> Language:
    """Return a blank English pipeline that cuts sentences and marks the cues of the codebook and of the rule files."""
    import spacy

    _register()
    nlp = spacy.blank("en")
    nlp.max_length = 10**9  # no parser here: length costs nothing but time
    _part_run_on_stops(nlp)
    nlp.add_pipe("minuted_passages")
    cues = {key: [[cue.label, cue.phrase] for cue in held] for key, held in _cue_lists(codebook).items()}
    nlp.add_pipe(CUE_COMPONENT, config={"cues": cues})
    return nlp


def _part_run_on_stops(nlp: Language) -> None:
    from spacy.util import compile_infix_regex, compile_prefix_regex

    tokenizer: Any = nlp.tokenizer  # its class has no types
    marks = nlp.Defaults
    tokenizer.infix_finditer = compile_infix_regex([*(marks.infixes or ()), *_RUN_ON_STOP]).finditer
    tokenizer.prefix_search = compile_prefix_regex([*(marks.prefixes or ()), _STOP_BEFORE]).search


def _cue_lists(codebook: Codebook) -> dict[str, list[Cue]]:
    rules, views = polarity.rules(), attribution.rules()
    return {
        CUES: [Cue(code.code, cue) for code in codebook for cue in code.cues],
        INVERSE: [Cue(code.code, cue) for code in codebook for cue in code.inverse_cues],
        polarity.TRIGGERS: [Cue(str(i), trigger.cue) for i, trigger in enumerate(rules.triggers)],
        polarity.PSEUDO: [Cue(polarity.PSEUDO, cue) for cue, _ in rules.pseudo],
        attribution.HOLDERS: [Cue(item["holder"], cue) for item in views["holders"] for cue in item["cues"]],
        attribution.SAID: [Cue(attribution.SAID, cue) for cue in views["said"]],
        attribution.HEDGES: [Cue(item["hedging"], cue) for item in views["hedges"] for cue in item["cues"]],
        attribution.LINKS: [Cue("direct", cue) for cue in views["links"]["direct"]],
    }


@cache
def _register() -> None:
    from spacy.language import Language

    @Language.component("minuted_passages")
    def minuted_passages(doc: Doc) -> Doc:
        return mark_sentences(doc)

    @Language.factory(CUE_COMPONENT, default_config={"cues": {}})
    def minuted_cues(nlp: Language, name: str, cues: dict[str, list[list[str]]]) -> Callable[[Doc], Doc]:
        return CueMarker(nlp, cues)


class CueMarker:
    """Marks the cues of several lists in one pass: `doc.spans[list]`, each span labelled as its cue."""

    def __init__(self, nlp: Language, lists: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._keys = tuple(lists)
        self._find = CueMatcher(
            nlp, [Cue(f"{key}{_WITHIN}{label}", phrase) for key, cues in lists.items() for label, phrase in cues]
        )

    def __call__(self, doc: Doc) -> Doc:
        """Mark the cues of a text whose sentences are cut."""
        from spacy.tokens import Span

        found: dict[str, list[Span]] = {key: [] for key in self._keys}
        for span in self._find(doc):
            key, label = span.label_.split(_WITHIN)
            found[key].append(Span(doc, span.start, span.end, label=label))
        for key, spans in found.items():
            doc.spans[key] = spans
        return doc


def _ends_like_an_abbreviation(doc: Doc, i: int) -> bool:
    """Say whether a word with its full stop ends a sentence: a case's letter, or "No." before no number."""
    word = doc[i].text
    if len(word) == 2 and word[0].isupper() and word[1] == ".":
        return i > 0 and doc[i - 1].lower_ in _CASE_WORDS
    return word == "No." and i + 1 < len(doc) and not doc[i + 1].text[0].isdigit()


def mark_sentences(doc: Doc) -> Doc:
    """Set where sentences begin: after an end mark (and what closes behind it) that a new beginning follows.

    Line ends and table cells (` | `) part sentences too. "No. 4", "para. 5.2" and "J. Smith" are not parted; "Child C.
    Members" and "No. The Chair" are, though spaCy takes "C." and "No." for one word.
    """
    ended = False
    for i, token in enumerate(doc):
        if i == 0:
            token.is_sent_start = True
            continue
        before = doc[i - 1]
        if before.text in _ENDS:
            ended = not (before.text == "." and i > 1 and doc[i - 2].lower_ in _ABBREVIATED)
        elif (before.is_space and "\n" in before.text) or _ends_like_an_abbreviation(doc, i - 1):
            ended = True
        elif not (before.text in _CLOSERS or before.is_space):
            ended = False
        begins = token.text not in _CLOSERS and not token.is_space and token.text not in _ENDS
        token.is_sent_start = (
            ended and begins and (not token.text[:1].islower() or before.text == "|" or before.is_space)
        )
        if token.is_sent_start:
            ended = False
    return doc
