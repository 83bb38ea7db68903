"""The version of coding: it changes with the codebook, the trained model, the rule files and our code."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata, resources
from pathlib import Path

from corpus.codebook import Codebook
from corpus.errors import MissingModel
from models.classifier import ARRAYS, CARD, default_folder
from models.encoder import CARD as ENCODER_CARD
from models.encoder import default_folder as encoder_folder

_KNOWLEDGE = frozenset({"bodies", "nations", "review_types"})  # of corpus, what coding rests on beside the codebook


def coder_version(codebook: Codebook, model: Path | None = None) -> str:
    """Return sixteen hexadecimal digits that name codebook, model, rules and code together, without loading any."""
    digest = hashlib.sha256(f"{codebook.fingerprint};spacy=={metadata.version('spacy')};".encode())
    for package in ("models", "corpus"):
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".yaml")) and (
                package == "models" or file.name.partition(".")[0] in _KNOWLEDGE
            ):
                digest.update(file.read_bytes())
    digest.update(((model or default_folder()) / CARD).read_bytes() if model_exists(model) else b"no model")
    digest.update((encoder_folder() / ENCODER_CARD).read_bytes())
    return digest.hexdigest()[:16]


def model_exists(model: Path | None = None) -> bool:
    """Say whether a trained model lies in the folder."""
    home = model or default_folder()
    return (home / CARD).is_file() and (home / ARRAYS).is_file()


def model_version(model: Path | None = None) -> str:
    """Return the version on the model's card.

    Raises:
        MissingModel: there is no card.
    """
    home = model or default_folder()
    try:
        return str(json.loads((home / CARD).read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError) as error:
        raise MissingModel(f"no usable model in {home}: run `minuted train`") from error
