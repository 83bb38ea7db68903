"""The trained classifier at work: linear heads over weighted features, read from plain arrays.

scikit-learn trains it (`models.training`); here only its numbers are used, so that a model loads in a tenth of a second
and a file from elsewhere can run no code (no pickles).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import MissingModel
from models.judgement import Choice, Judge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FORMAT = 1
ARRAYS, CARD = "model.npz", "model.json"
OWN = "own"  # the head of codes of a user's own
CANDIDATE = "candidate"  # the head that says which sentences are worth a closer reading


@dataclass(frozen=True, slots=True)
class Head:
    """A linear head: `weights` features x labels, one `bias` a label.

    `slope` and `offset` turn a score into a calibrated probability (Platt 1999), for heads whose labels are
    independent; for the others the probabilities of the labels sum to 1.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    slope: Floats | None = None
    offset: Floats | None = None

    def scores(self, rows: Floats, values: Floats) -> Floats:
        """Return a score a label for one text: `rows` are the weights of its features."""
        total: Floats = values @ rows + self.bias
        return total


@dataclass(frozen=True, slots=True)
class Classifier:
    """Vocabulary, feature weights and heads (`candidate`, `code`, `polarity`, `status`, `own`), with a card."""

    vocabulary: Mapping[str, int]
    idf: Floats
    heads: Mapping[str, Head]
    card: Mapping[str, Any]
    judge: Judge | None = None

    @property
    def version(self) -> str:
        """The model's name: it changes whenever the training data, the rules or the method do."""
        return str(self.card["version"])

    @property
    def own_codes(self) -> tuple[str, ...]:
        """The codes of a user's own, that the encoder was not trained for."""
        held = self.heads.get(OWN)
        return held.labels if held else ()

    def is_candidate(self, counts: Mapping[str, float]) -> bool:
        """Say whether a sentence may speak of any code; without a trained head every one may."""
        if CANDIDATE not in self.heads:
            return True
        (chance,) = self.probabilities(CANDIDATE, counts).values()
        return chance >= float(self.card[CANDIDATE])

    def threshold_of(self, code: str) -> float:
        """The probability from which the classifier, without a judge, speaks for a code."""
        about = self.card[OWN] if code in self.own_codes else self.card
        return float(about.get("threshold", 1.0))

    def sure_of(self, code: str) -> float:
        """The probability from which a mention that no judge looked at needs no review."""
        return float(self.card[OWN]["sure"]) if code in self.own_codes else 0.0

    @property
    def cue_precision(self) -> float:
        """The share of the rules' cues that were right: the score of a code that the classifier does not know."""
        return float(self.card.get("cue_precision", 1.0))

    def vector(self, counts: Mapping[str, float]) -> tuple[NDArray[np.int64], Floats]:
        """Return the positions and weights of the features known to the model, scaled to length 1."""
        import numpy as np

        known = [(self.vocabulary[name], count) for name, count in counts.items() if name in self.vocabulary]
        if not known:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        positions = np.fromiter((position for position, _ in known), np.int64, len(known))
        values = (1 + np.log(np.fromiter((count for _, count in known), np.float32, len(known)))) * self.idf[positions]
        return positions, (values / np.sqrt(np.dot(values, values))).astype(np.float32)

    def probabilities(self, head: str, counts: Mapping[str, float]) -> dict[str, float]:
        """Return a probability in [0, 1] for each label of a head."""
        return self.probabilities_at(head, *self.vector(counts))

    def probabilities_at(self, head: str, positions: NDArray[np.int64], values: Floats) -> dict[str, float]:
        """Return a probability in [0, 1] for each label of a head, for features given by position and weight."""
        import numpy as np

        held = self.heads[head]
        scores = held.scores(held.weights[positions].astype(np.float32), values)
        if held.slope is not None and held.offset is not None:
            found = 1 / (1 + np.exp(-np.clip(held.slope * scores + held.offset, -30, 30)))
        else:
            raised = np.exp(scores - scores.max())
            found = raised / raised.sum()
        return dict(zip(held.labels, map(float, found), strict=True))


def default_folder() -> Path:
    """Return where the model that minuted ships lies."""
    return Path(str(resources.files("models") / "trained"))


def load_classifier(folder: Path | None = None) -> Classifier:
    """Return the trained classifier, the shipped one by default.

    Raises:
        MissingModel: there is none, it is damaged, or it was written by another version.
    """
    import numpy as np

    home = folder or default_folder()
    try:
        card = json.loads((home / CARD).read_text(encoding="utf-8"))
        if card.get("format") != FORMAT:
            raise MissingModel(f"the model in {home} was written by another version of minuted: run `minuted train`")
        with np.load(home / ARRAYS, allow_pickle=False) as arrays:
            held = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, KeyError) as error:
        raise MissingModel(f"no usable model in {home} ({error}): run `minuted train`") from error
    names = bytes(held["vocabulary"]).decode().split("\n")
    return Classifier(
        {name: i for i, name in enumerate(names)},
        held["idf"].astype(np.float32),
        _heads(held, card),
        card,
        _judge(held, card),
    )


def _judge(held: Mapping[str, Any], card: Mapping[str, Any]) -> Judge | None:
    about = card.get("judge")
    if about is None:
        return None
    choices = {
        name: Choice(tuple(labels), held[f"choice.{name}.weights"], held[f"choice.{name}.bias"])
        for name, labels in about["choices"].items()
    }
    return Judge(
        tuple(about["codes"]),
        held["judge.spoken"],
        held["judge.bias"],
        held["judge.leaning"],
        threshold=about["threshold"],
        threshold_other=about["threshold_other"],
        threshold_family=about["threshold_family"],
        sure=about["sure"],
        sure_other=about["sure_other"],
        choices=choices,
    )


def _heads(held: Mapping[str, Any], card: Mapping[str, Any]) -> dict[str, Head]:
    return {
        name: Head(
            tuple(labels),
            held[f"{name}.weights"],
            held[f"{name}.bias"],
            held.get(f"{name}.slope"),
            held.get(f"{name}.offset"),
        )
        for name, labels in card["heads"].items()
    }


def save_classifier(classifier: Classifier, folder: Path) -> None:
    """Write a classifier as two files, `model.npz` (arrays) and `model.json` (everything a person wants to know)."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(classifier.vocabulary, key=lambda name: classifier.vocabulary[name])
    arrays: dict[str, Any] = {
        "vocabulary": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        "idf": classifier.idf.astype(np.float16),
    }
    for name, head in classifier.heads.items():
        arrays[f"{name}.weights"] = head.weights.astype(np.float16)
        arrays[f"{name}.bias"] = head.bias
        if head.slope is not None and head.offset is not None:
            arrays[f"{name}.slope"], arrays[f"{name}.offset"] = head.slope, head.offset
    if classifier.judge is not None:
        judge = classifier.judge
        arrays |= {"judge.spoken": judge.spoken, "judge.bias": judge.bias, "judge.leaning": judge.leaning}
        for name, choice in classifier.judge.choices.items():
            arrays[f"choice.{name}.weights"], arrays[f"choice.{name}.bias"] = choice.weights, choice.bias
    _write_arrays(folder / ARRAYS, arrays)
    (folder / CARD).write_text(
        json.dumps(classifier.card, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


def _write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write an .npz whose bytes depend on the arrays alone (numpy's own stamps the clock into it)."""
    import zipfile

    import numpy as np

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as sink:
                np.lib.format.write_array(sink, np.ascontiguousarray(arrays[name]), allow_pickle=False)


def signals(labels: Iterable[str], prefix: str) -> list[str]:
    """Return the names under which the classifier sees what the rules saw."""
    return sorted({f"{prefix}={label}" for label in labels})


def best(probabilities: Mapping[str, float]) -> tuple[str, float]:
    """Return the likeliest label and its probability."""
    label = max(sorted(probabilities), key=lambda name: probabilities[name])
    return label, probabilities[label]
