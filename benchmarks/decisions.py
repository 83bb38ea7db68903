"""Decisions found in made papers with gold: facts of the document, decision events, reasons at the right decision.

    python benchmarks/decisions.py [--report] [--writer NAME] [--misses] [--scanned]

The papers of ten writers are for development; `--report` measures on those of four others, which nobody looks at
while the code is written. A decision event is right where document, case, type of review and status are.

`--scanned` takes only the papers that are printed as PDF, and measures them twice in one run: as printed, and as a
scanner leaves them (`tests/scanned_papers.py`: pictures at 200 dots an inch, read by OCR), with the points lost.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.copies import document_groups
from corpus.records import CodedDocument, Decision, DocumentKind, Polarity, Role, Status
from tests.made_papers import DEVELOPMENT, REPORT, MadePaper, made_papers
from tests.scanned_papers import scanned_pdf

if TYPE_CHECKING:
    from models.coder import Coder

MEASURES = (
    *("body", "meeting date", "items", "case", "case, status", "event", "reasons"),
    *("decision date", "maker", "alternative", "copies"),
)
_SAME = 0.95  # of the shorter of two quotations: scans misread a letter here and there
_LONG = 60  # letters: what is shorter ("No CMR.") is found within anything
REASONS = (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)


@dataclass(slots=True)
class Tally:
    """Right, said, and there: of a measure over all papers."""

    right: int = 0
    said: int = 0
    there: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, paper: str, said: Counter[Any], there: Counter[Any]) -> None:
        """Count what was said of a paper against what is there."""
        self.right += (said & there).total()
        self.said += said.total()
        self.there += there.total()
        self.missed += [f"{paper}: lacks {held}" for held in (there - said).elements()]
        self.missed += [f"{paper}: has {held}" for held in (said - there).elements()]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.said + self.there)


def read(papers: list[MadePaper]) -> Iterator[tuple[MadePaper, CodedDocument]]:
    """Yield each paper with what is found in it, read from its printed bytes as a run reads them."""
    from extractors.isolation import IsolatedReader, Job
    from models.decisions import find_decisions

    with tempfile.TemporaryDirectory() as folder, IsolatedReader() as reader:
        for paper in papers:
            path = Path(folder) / paper.name
            path.write_bytes(paper.content)
            document = next(line.document for line in reader.read(Job(path, paper.name)) if line.document)
            yield paper, find_decisions(document, _coder())


@cache
def _coder() -> Coder:
    from models.coder import Coder

    return Coder()


def measure(papers: list[MadePaper]) -> dict[str, Tally]:
    """Return a tally for each measure."""
    tallies = {name: Tally() for name in MEASURES}
    every: list[tuple[MadePaper, CodedDocument]] = []
    for paper, coded in read(papers):
        every.append((paper, coded))
        gold, name = paper.gold, paper.paper_id
        tallies["body"].add(name, Counter([_letters(coded.body)]), Counter([_letters(gold["body"])]))
        if gold.get("meeting_date"):
            tallies["meeting date"].add(name, Counter([coded.meeting_date.iso]), Counter([gold["meeting_date"]]))
        found = {d.decision_id: d for d in coded.decisions if _is_told_here(d, coded.kind, gold["repeats"])}
        asked = gold["decisions"]
        for measure_name, said, there in (
            ("case", (_case(d.case_label) for d in found.values()), (_case(d["case"]) for d in asked)),
            (
                "case, status",
                ((_case(d.case_label), str(d.status)) for d in found.values()),
                ((_case(d["case"]), d["status"]) for d in asked),
            ),
            (
                "event",
                ((_case(d.case_label), d.review_type, str(d.status)) for d in found.values()),
                ((_case(d["case"]), d["review_type"], d["status"]) for d in asked),
            ),
        ):
            tallies[measure_name].add(name, Counter(said), Counter(there))
        agenda = Counter((_case(i["number"]), _case(i["title"])) for i in gold["items"])
        if agenda:
            tallies["items"].add(name, Counter((_case(i.number), _case(i.title)) for i in coded.items), agenda)
        _add_details(tallies, name, found.values(), asked)
        attached = Counter(
            {
                (_case(found[m.decision_id].case_label), m.code)
                for m in coded.mentions
                if m.decision_id in found and m.polarity is Polarity.ASSERTED and m.role in REASONS
            }
        )
        wanted = Counter(
            {
                (_case(d["case"]), r["code"])
                for d in asked
                for r in d["reasons"]
                if r["polarity"] == "asserted" and r["role"] in REASONS
            }
        )
        tallies["reasons"].add(name, attached, wanted)
    tallies["copies"].add("all", *_copies(every))
    return tallies


def _is_told_here(decision: Decision, kind: DocumentKind, repeats: list[dict[str, str]]) -> bool:
    """Say whether a decision found is held against the gold's: no general one, none that the gold calls told again.

    A letter tells only decisions that were made elsewhere: those count that the gold has.
    """
    said = " ".join(piece.quotation for piece in decision.evidence)
    again = any(_is_same(repeat["quote"], said) for repeat in repeats)
    is_told = not decision.is_repeat or kind is DocumentKind.FOI_LETTER
    return decision.status is not Status.GENERAL_PATTERN and is_told and not again


def _copies(every: list[tuple[MadePaper, CodedDocument]]) -> tuple[Counter[Any], Counter[Any]]:
    """Return the pairs of papers that are taken for versions of one, and those that are."""
    texts = {paper.paper_id: "\n".join(p.text for p in coded.passages) for paper, coded in every}
    prints = {paper.paper_id: coded.fingerprint for paper, coded in every}
    hashes = {name: held.words_sha256 for name, held in prints.items()}
    groups = document_groups(hashes, {name: held.minhash for name, held in prints.items()}, texts.__getitem__)
    said = Counter(pair for pair in combinations(sorted(groups), 2) if groups[pair[0]] == groups[pair[1]])
    there = Counter(
        (min(one, other), max(one, other))
        for one, other in ((paper.paper_id, paper.gold.get("duplicate_of")) for paper, _ in every)
        if other in prints
    )
    return said, there


def _add_details(
    tallies: dict[str, Tally], name: str, found: Collection[Decision], asked: list[dict[str, Any]]
) -> None:
    """Count date, maker and alternative of the decisions whose case is told right."""
    by_case = {_case(d.case_label): d for d in found}
    by_event = {(_case(d.case_label), str(d.status)): d for d in found}
    for gold in asked:
        case = _case(gold["case"])
        held = by_event.get((case, gold["status"])) or by_case.get(case)
        if held is None:
            continue
        for measure_name, said, there in (
            ("decision date", held.decided_on.iso, gold.get("date")),
            ("maker", str(held.maker), gold.get("maker")),
            ("alternative", held.alternative, gold.get("alternative")),
        ):
            if there:
                tallies[measure_name].add(f"{name} {gold['case']}", Counter([said]), Counter([there]))


def _case(label: str) -> str:
    """Return a label without its article and what describes it: "RW (4)", "Re H, a child" are RW and Re H."""
    bare = re.sub(r"^the |\s*\([^)]*\)|,.*$", "", label.casefold())
    return _letters(bare or label)


def _letters(text: str) -> str:
    """Return the letters and figures of a text: what OCR makes of its points and spaces is no matter."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _is_same(one: str, other: str) -> bool:
    """Say whether one quotation holds the other, misread letters apart."""
    if one in other or other in one:
        return True
    short, long = sorted((_letters(one), _letters(other)), key=len)
    if len(short) < _LONG:
        return False
    blocks = SequenceMatcher(None, long, short, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= _SAME * len(short)


def scanned(papers: Sequence[MadePaper]) -> Iterator[MadePaper]:
    """Yield the papers as a scanner leaves them."""
    for paper in papers:
        yield replace(paper, content=scanned_pdf(paper.content, paper.paper_id))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", action="store_true", help="measure on the four writers kept apart")
    parser.add_argument("--writer", help="one writer of those for development")
    parser.add_argument(
        "--misses",
        action="store_true",
        help="list what is lacking or too much, of development papers (with --scanned: what differs)",
    )
    parser.add_argument("--scanned", action="store_true", help="measure PDFs as printed and as scanned, side by side")
    given = parser.parse_args()
    if given.misses and given.report:
        parser.error("nobody looks at the papers that are reported on")
    writers = REPORT if given.report else (given.writer,) if given.writer else DEVELOPMENT
    papers = list(made_papers(writers))
    if given.scanned:
        papers = [paper for paper in papers if paper.name.endswith(".pdf")]
        printed, pictured = measure(papers), measure(list(scanned(papers)))
        _print_beside(papers, printed, pictured)
        missed = {name: _new(printed[name].missed, tally.missed) for name, tally in pictured.items()}
    else:
        tallies = measure(papers)
        _print(tallies)
        missed = {name: tally.missed for name, tally in tallies.items()}
    if given.misses:
        for name, lines in missed.items():
            print("\n".join((f"\n{name}", *(f"  {line}" for line in lines))))


def _new(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the misses that come with scanning, and those that go with it."""
    added = [f"scanned {line}" for line in (Counter(after) - Counter(before)).elements()]
    return added + [f"printed {line}" for line in (Counter(before) - Counter(after)).elements()]


def _print(tallies: dict[str, Tally]) -> None:
    print(f"{'measure':<16}{'right':>7}{'said':>7}{'there':>7}{'F1':>7}")
    for name, tally in tallies.items():
        print(f"{name:<16}{tally.right:>7}{tally.said:>7}{tally.there:>7}{tally.f1:>7.2f}")


def _print_beside(papers: Sequence[MadePaper], printed: dict[str, Tally], pictured: dict[str, Tally]) -> None:
    """Print what is found in the papers as printed and as scanned, and the points of F1 that scanning costs."""
    print(f"{len(papers)} papers printed as PDF, and the same papers scanned")
    print(f"{'measure':<16}{'there':>7}{'printed':>9}{'scanned':>9}{'points lost':>13}")
    for name, tally in printed.items():
        if tally.there or tally.said:
            lost = 100 * (tally.f1 - pictured[name].f1)
            print(f"{name:<16}{tally.there:>7}{tally.f1:>9.3f}{pictured[name].f1:>9.3f}{lost:>13.1f}")


if __name__ == "__main__":
    main()
