"""Names and identifiers found in made texts with gold: recall, precision, and what was left or hidden wrongly.

    python benchmarks/names.py [--report] [--misses] [--speed]

The texts of five authors are for development; `--report` measures on those of five others, which nobody looks at
while the finder is written. A gold stretch counts as found where all of it is hidden: a name of which a word is left is
a name told. A stretch found is right where all its words are gold. Authors are voices and layouts, made by one hand:
what is measured here is kinder than the papers of a real release will be.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from models.person_names import NOBODY, find_names, known_people

TEXTS = Path(__file__).parents[1] / "tests" / "names"
DEVELOPMENT = ("adeline", "bramwell", "corisande", "dunstan", "isolde")
REPORT = ("everard", "fenella", "gervase", "hermia", "jocasta")
_MARK = re.compile(r"\[\[(?:(?P<kind>\w+)\|)?(?P<words>[^\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class NamedText:
    """A made text with the stretches that are to be hidden: start, end, kind."""

    author: str
    text: str
    gold: tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class Measured:
    """Of each kind how many are there and found; how many stretches were found and are right; and examples."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    said: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of gold stretches that are hidden whole, of all kinds."""
        return self.found.total() / max(1, self.there.total())

    @property
    def precision(self) -> float:
        """Share of stretches hidden that hold nothing but gold."""
        return self.right / max(1, self.said)


def texts_of(authors: tuple[str, ...]) -> Iterator[NamedText]:
    """Yield the texts of authors, with their gold."""
    for author in authors:
        for written in (TEXTS / f"{author}.txt").read_text(encoding="utf-8").split("====\n"):
            yield _read(author, written.strip())


def _read(author: str, written: str) -> NamedText:
    parts: list[str] = []
    gold: list[tuple[int, int, str]] = []
    done = length = 0
    for mark in _MARK.finditer(written):
        parts += [written[done : mark.start()], mark["words"]]
        length += mark.start() - done
        gold.append((length, length + len(mark["words"]), mark["kind"] or "name"))
        length += len(mark["words"])
        done = mark.end()
    return NamedText(author, "".join([*parts, written[done:]]), tuple(gold))


def measure(texts: list[NamedText], *, alone: bool = True) -> Measured:
    """Return what the finder finds in texts, each read alone or knowing the people of its author's other texts."""
    held = Measured()
    of_author = {made.author: [other.text for other in texts if other.author == made.author] for made in texts}
    known = {author: NOBODY if alone else known_people(told) for author, told in of_author.items()}
    for made in texts:
        found = find_names(made.text, known[made.author])
        hidden = {place for item in found for place in range(item.start, item.end)}
        is_gold = {place for start, end, _ in made.gold for place in range(start, end)}
        for start, end, kind in made.gold:
            held.there[kind] += 1
            if all(place in hidden or not made.text[place].isalnum() for place in range(start, end)):
                held.found[kind] += 1
            else:
                held.missed.append(
                    f"{made.author}: {kind} {made.text[start:end]!r} in {_around(made.text, start, end)!r}"
                )
        for item in found:
            is_right = all(p in is_gold or not made.text[p].isalnum() for p in range(item.start, item.end))
            held.said += 1
            held.right += is_right
            if not is_right:
                shown = _around(made.text, item.start, item.end)
                held.wrong.append(f"{made.author}: {item.kind} {made.text[item.start : item.end]!r} in {shown!r}")
    return held


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 25) : end + 25].replace("\n", "/")


def main() -> int:
    """Measure, and print what was asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--report", action="store_true", help="measure on the half that nobody looks at")
    options.add_argument("--misses", action="store_true", help="show what was left and what was hidden wrongly")
    options.add_argument("--speed", action="store_true", help="time the finder as well")
    chosen = options.parse_args()
    texts = list(texts_of(REPORT if chosen.report else DEVELOPMENT))
    print(f"{'report' if chosen.report else 'development'} half: {len(texts)} texts")
    for alone, how in ((True, "each text alone"), (False, "knowing the people of the same author's other texts")):
        _say(measure(texts, alone=alone), how, shows_misses=chosen.misses)
    if chosen.speed:
        _time("\n".join(made.text for made in texts))
    return 0


def _say(held: Measured, how: str, *, shows_misses: bool) -> None:
    print(how)
    for kind, there in held.there.most_common():
        print(f"  {kind:<10} {held.found[kind]:>4} of {there:>4} hidden ({held.found[kind] / there:.1%})")
    print(f"  recall {held.recall:.1%}, precision {held.precision:.1%} ({held.right} of {held.said})")
    if shows_misses:
        print(*held.missed, "--- hidden wrongly ---", *held.wrong, sep="\n")


def _time(text: str) -> None:
    pieces = [text] * (1_000_000 // len(text))
    start = time.process_time()
    for piece in pieces:
        find_names(piece)
    print(f"{sum(map(len, pieces)) / (time.process_time() - start) / 1e6:.2f} million characters a second of processor")


if __name__ == "__main__":
    sys.exit(main())
