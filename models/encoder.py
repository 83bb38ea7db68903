"""The trained encoder at work: which codes a text speaks of, where in it, and how.

A small transformer (MiniLM, Wang et al. 2020) whose words are gathered by one attention query a code (Mullenbach et al.
2018); `models.network` trains it, onnxruntime runs it on one processor core without a network connection.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import MissingModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FORMAT = 1
GRAPH, CARD, WORDS = "encoder.onnx", "encoder.json", "tokenizer.json"
LONGEST = 192  # tokens of one text; what is beyond is not read
_LATEST = 16  # texts whose readings are kept: the windows of a paragraph are asked for twice
FACETS = ("polarity", "role", "attribution", "hedging")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of one text. Probabilities are in [0, 1] and not yet calibrated.

    `asserted` and `other` give, a code, how likely the text asserts it as a reason, or speaks of it otherwise (denied,
    rejected, questioned, in another role). `places` is codes x tokens, each row sums to 1: where the code was read;
    `tokens` are their characters in the text, half-open. `facets` are codes x labels; `status` one row of labels;
    `meaning` is a vector of length 1 that lies near those of texts of like meaning.
    """

    asserted: Floats
    other: Floats
    places: Floats
    tokens: NDArray[np.int64]
    facets: dict[str, Floats]
    status: Floats
    meaning: Floats

    def share(self, start: int, end: int) -> Floats:
        """Return how much of each code was read between two characters of the text, in [0, 1]."""
        within = (self.tokens[:, 0] < end) & (self.tokens[:, 1] > start)
        share: Floats = self.places[:, within].sum(axis=1)
        return share


class Encoder:
    """Reads texts. Its file is opened at the first text; building one costs nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._latest: dict[str, Reading] = {}
        try:
            self.card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
            if self.card["format"] != FORMAT:
                raise MissingModel(f"the encoder in {folder} was written by another version of minuted")
            self.codes: tuple[str, ...] = tuple(self.card["codes"])
            self.labels: dict[str, tuple[str, ...]] = {name: tuple(held) for name, held in self.card["labels"].items()}
        except (OSError, ValueError, KeyError) as error:
            raise MissingModel(f"no usable encoder in {folder} ({error})") from error

    @cached_property
    def places(self) -> dict[str, int]:
        """The row of each code in a reading's arrays."""
        return {code: i for i, code in enumerate(self.codes)}

    @property
    def authors(self) -> frozenset[str]:
        """The authors it was trained on: nothing may be measured or calibrated on them."""
        return frozenset(self.card["trained_on"]["authors"])

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the workers are the processes
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._folder / GRAPH), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / WORDS))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer

    def read_one(self, text: str) -> Reading:
        """Return what the encoder makes of a text; the latest few are not read again."""
        if text not in self._latest:
            if len(self._latest) >= _LATEST:
                self._latest.pop(next(iter(self._latest)))
            self._latest[text] = self.read([text])[0]
        return self._latest[text]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return what the encoder makes of each text.

        Each is read alone: with weights of 8 bits, its scores would change with the texts that it is read beside.
        """
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        import numpy as np

        cut = self._tokenizer.encode(text)
        ids = np.array([cut.ids], np.int64)
        codes, places, facets, status, meaning = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
        return self._reading(np.array(cut.offsets), codes[0], places[0], facets[0], status[0], meaning[0])

    def _reading(self, offsets: Any, codes: Any, places: Any, facets: Any, status: Any, meaning: Any) -> Reading:
        import numpy as np

        split, start = {}, 0
        for name in FACETS:
            end = start + len(self.labels[name])
            split[name] = _shares(facets[:, start:end])
            start = end
        shares = _shares(codes)
        length = np.linalg.norm(meaning)
        return Reading(shares[:, 1], shares[:, 2], places, offsets, split, _shares(status), meaning / length)


def _shares(scores: Any) -> Any:
    """Return scores as probabilities over their last axis (softmax)."""
    import numpy as np

    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def load_encoder(folder: Path | None = None) -> Encoder:
    """Return the trained encoder, the shipped one by default.

    Raises:
        MissingModel: there is none, or it was written by another version.
    """
    return Encoder(folder or default_folder())


def default_folder() -> Path:
    """Return where the encoder that minuted ships lies."""
    return Path(str(resources.files("models") / "trained" / "encoder"))
