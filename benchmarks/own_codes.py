"""How well codes of a user's own are found, from ten examples and ten near misses each.

    python benchmarks/own_codes.py

Four codes: one hand wrote their examples (`own_codes/examples.json`), another, who saw the definitions alone, the
sentences that they are tried on (`own_codes/unseen.json`). A sentence counts as found where the code is asserted.
"""

from __future__ import annotations

import json
from pathlib import Path

from corpus.codebook import Codebook, default_path, parse_codebook
from corpus.labelled import calibration_folder, read_labelled
from models.coder import Coder
from models.encoder import load_encoder
from models.evaluation import asserted
from models.training import train_on

FOLDER = Path(__file__).parent / "own_codes"


def with_own_codes() -> Codebook:
    """Return minuted's codebook with the four codes."""
    entries = []
    for code, held in json.loads((FOLDER / "examples.json").read_text(encoding="utf-8")).items():
        lines = [f"  - code: {code}", f"    label: {code}", f"    definition: {code} is given as the reason."]
        lines += ["    cues: []", "    examples:"]
        lines += [f"      - {{directness: oblique, text: {json.dumps(text)}}}" for text in held["examples"]]
        lines += ["    near_misses:", *(f"      - {{text: {json.dumps(text)}}}" for text in held["near_misses"])]
        entries.append("\n".join(lines))
    text = default_path().read_text(encoding="utf-8")
    return parse_codebook(text.replace("\ncodes:\n", "\ncodes:\n" + "\n".join(entries) + "\n", 1), "own.yaml")


def main() -> None:
    """Print recall and false alarms of each code."""
    codebook = with_own_codes()
    classifier = train_on(read_labelled(), read_labelled(calibration_folder()), codebook, load_encoder(), print)
    coder = Coder(codebook, classifier)
    unseen = json.loads((FOLDER / "unseen.json").read_text(encoding="utf-8"))
    print(f"{'code':<20}{'found':>8}{'near misses':>13}{'other codes':>13}")
    for code, held in unseen.items():
        others = [text for other, texts in unseen.items() if other != code for text in texts["there"]]
        shares = [_share(coder, code, texts) for texts in (held["there"], held["not_there"], others)]
        print(f"{code:<20}{shares[0]:>8.2f}{shares[1]:>13.2f}{shares[2]:>13.2f}")


def _share(coder: Coder, code: str, texts: list[str]) -> float:
    return sum(code in asserted(coder.code_text(text)) for text in texts) / len(texts)


if __name__ == "__main__":
    main()
