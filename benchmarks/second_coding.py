"""How far two readers agree: the labels of those who wrote the passages beside those of blind second coders.

    python benchmarks/second_coding.py [--json]

A unit is a passage; it carries a code where a reader sees it asserted as a reason for not initiating, or for delay.
F1 counts either reader as the other's truth; kappa is Cohen's (1960) of carrying the code or not. Figures of polarity,
attribution and hedging are shares of the mentions that both readers see.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LABELLED = Path(__file__).parents[1] / "corpus" / "labelled"
MAIN = ("cost", "publicity", "alternative_method")
REASONS = frozenset({"reason_not_initiating", "reason_delay"})
Coding = dict[str, Any]
Pair = tuple[Coding, Coding]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readers on one code: passages where either sees it, F1 and kappa; `kappa` is None where it is undefined."""

    code: str
    passages: int
    f1: float
    kappa: float | None


def pairs(folder: Path = LABELLED) -> list[Pair]:
    """Return the codings of author and second coder, passage by passage, as they were before adjudication."""
    twice = folder / "second_coding"
    first = {coding["id"]: coding for coding in _codings(folder.glob("**/*.jsonl")) if "author" in coding}
    first |= {coding["id"]: coding for coding in _codings(twice.glob("first.jsonl"))}
    return [(first[coding["id"]], coding) for coding in _codings(twice.glob("coder_*.jsonl"))]


def _codings(paths: Iterator[Path]) -> Iterator[Coding]:
    for path in sorted(paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def asserted(coding: Coding) -> set[str]:
    """Return the codes that a reader sees asserted."""
    return {m["code"] for m in coding["mentions"] if m["role"] in REASONS and m["polarity"] == "asserted"}


def agreement(found: list[Pair], code: str, codes_of: Callable[[Coding], set[str]]) -> Agreement:
    """Return how far two readers agree on one code."""
    both = sum(code in codes_of(first) and code in codes_of(second) for first, second in found)
    one = sum(code in codes_of(first) for first, _ in found)
    other = sum(code in codes_of(second) for _, second in found)
    either, total = one + other - both, len(found)
    seen = (total - either + both) / total
    by_chance = (one * other + (total - one) * (total - other)) / total**2
    kappa = (seen - by_chance) / (1 - by_chance) if by_chance < 1 else None
    return Agreement(code, either, 2 * both / (one + other) if one + other else 0.0, kappa)


def shares(found: list[Pair]) -> dict[str, float]:
    """Return the shares of equal status, and of equal polarity, attribution and hedging among mentions both see."""
    same = {"status": [first["status"] == second["status"] for first, second in found]}
    for first, second in found:
        theirs = {mention["code"]: mention for mention in second["mentions"]}
        for mention in first["mentions"]:
            if other := theirs.get(mention["code"]):
                for name in ("role", "polarity", "attribution", "hedging"):
                    same.setdefault(name, []).append(mention[name] == other[name])
    return {name: sum(values) / len(values) for name, values in same.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args()
    found = pairs()
    codes = sorted({code for pair in found for coding in pair for code in asserted(coding)})
    each = [agreement(found, code, asserted) for code in codes]
    rolled = [agreement(found, code, lambda coding: {c.partition(".")[0] for c in asserted(coding)}) for code in MAIN]
    macro = {"main": sum(a.f1 for a in rolled) / len(rolled), "all": sum(a.f1 for a in each) / len(each)}
    if options.json:
        rows = [{"code": a.code, "passages": a.passages, "f1": a.f1, "kappa": a.kappa} for a in (*rolled, *each)]
        print(json.dumps({"passages": len(found), "macro_f1": macro, "shares": shares(found), "codes": rows}, indent=1))
        return
    print(f"{len(found)} passages; macro-F1 of the main codes {macro['main']:.2f}, of all {macro['all']:.2f}")
    print("equal: " + ", ".join(f"{name} {share:.2f}" for name, share in shares(found).items()))
    print("\n| code | passages | F1 | kappa |\n|---|---|---|---|")
    for a in each:
        print(f"| `{a.code}` | {a.passages} | {a.f1:.2f} | {'-' if a.kappa is None else f'{a.kappa:.2f}'} |")


if __name__ == "__main__":
    main()
