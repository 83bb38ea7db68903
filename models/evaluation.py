"""Measure a coder on authors that it was not trained on: kept apart from the first, or left out of training in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from corpus.codebook import Codebook
from corpus.labelled import LabelledPassage
from corpus.records import Polarity
from models.coder import Coder, Finding
from models.training import REASON_ROLES, Examples, gather, rules_only, train

MAIN = ("cost", "publicity", "alternative_method")


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed counts for one code; a unit is a passage."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 0 where nothing is there."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0

    @property
    def support(self) -> int:
        """How many passages carry the code."""
        return self.right + self.missed

    def add(self, *, there: bool, found: bool) -> None:
        """Count one passage."""
        self.right += there and found
        self.wrong += found and not there
        self.missed += there and not found


@dataclass(slots=True)
class Report:
    """Figures over all held-out authors. `codes` tallies every code as coded, `main` the three roll-ups."""

    passages: int = 0
    authors: list[str] = field(default_factory=list)
    codes: dict[str, Tally] = field(default_factory=dict)
    main: dict[str, Tally] = field(default_factory=dict)
    keywords: dict[str, Tally] = field(default_factory=dict)
    polarity: Tally = field(default_factory=Tally)
    status: Tally = field(default_factory=Tally)
    silent: Tally = field(default_factory=Tally)  # passages without a reason: `right` where nothing was asserted

    def macro_f1(self, tallies: dict[str, Tally]) -> float:
        """Mean F1 of the codes that occur."""
        held = [tally.f1 for tally in tallies.values() if tally.support]
        return sum(held) / len(held) if held else 0.0


def asserted(findings: Iterable[Finding]) -> set[str]:
    """Return the codes that are asserted as reasons."""
    return {f.code for f in findings if f.polarity is Polarity.ASSERTED and f.role in REASON_ROLES}


def truly_asserted(passage: LabelledPassage) -> set[str]:
    """Return the codes that the passage's author labelled as asserted reasons."""
    return {x.code for x in passage.labels if x.polarity is Polarity.ASSERTED and x.role in REASON_ROLES}


def evaluate(coder: Coder, passages: Sequence[LabelledPassage]) -> Report:
    """Return the figures of a coder on passages, which tell something where it has not seen their authors."""
    report = _empty_report(passages, coder.codebook)
    _tally(report, coder, passages)
    return report


def evaluate_in_turn(
    passages: Sequence[LabelledPassage], codebook: Codebook, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Return the figures of leaving each author out of training in turn. Takes a minute or two an author."""
    examples = gather(rules_only(codebook), passages)
    report = _empty_report(passages, codebook)
    for author in report.authors:
        progress(f"training without {author}")
        held_out = [passage for passage in passages if passage.author == author]
        _tally(report, _trained_without(author, examples, codebook), held_out)
    return report


def _empty_report(passages: Sequence[LabelledPassage], codebook: Codebook) -> Report:
    return Report(
        authors=sorted({passage.author for passage in passages}),
        codes={code: Tally() for code in codebook.names},
        main={code: Tally() for code in MAIN if code in codebook},
        keywords={code: Tally() for code in MAIN if code in codebook},
    )


def _trained_without(author: str, examples: Examples, codebook: Codebook) -> Coder:
    return Coder(codebook, train(examples.without(author), codebook))


def _tally(report: Report, coder: Coder, passages: Sequence[LabelledPassage]) -> None:
    for passage, doc in zip(passages, coder.parse(p.text for p in passages), strict=True):
        findings = coder.code(doc)
        found, there = asserted(findings), truly_asserted(passage)
        report.passages += 1
        for code, tally in report.codes.items():
            tally.add(there=code in there, found=code in found)
        words = {cue.label_ for cue in doc.spans["cues"]}
        for parent in report.main:
            in_truth = any(_under(code, parent) for code in there)
            report.main[parent].add(there=in_truth, found=any(_under(code, parent) for code in found))
            report.keywords[parent].add(there=in_truth, found=any(_under(code, parent) for code in words))
        if not there:
            report.silent.add(there=True, found=not found)
        status, _ = coder.passage_status(passage.text)
        report.status.add(there=True, found=status is passage.status)
        _tally_polarity(report.polarity, passage, findings)


def _tally_polarity(tally: Tally, passage: LabelledPassage, findings: Sequence[Finding]) -> None:
    """Count the polarity of reasons found that the author labelled too."""
    for label in passage.labels:
        same = [f for f in findings if f.code == label.code and f.start < label.end and label.start < f.end]
        if same and label.role in REASON_ROLES:
            tally.add(there=True, found=any(f.polarity is label.polarity for f in same))


def _under(code: str, parent: str) -> bool:
    return code == parent or code.startswith(parent + ".")
