"""Put into a text the faults that optical character recognition leaves: to measure how coding bears them."""

from __future__ import annotations

import random

# What a poor scan takes for what; in the manner of the confusions that Nartker et al. 2005 list.
_CONFUSED = {
    "m": "rn",
    "rn": "m",
    "l": "1",
    "i": "l",
    "I": "l",
    "e": "c",
    "c": "e",
    "o": "0",
    "h": "b",
    "b": "h",
    "cl": "d",
    "d": "cl",
    "S": "5",
    "s": "5",
    "t": "f",
    "f": "t",
    "u": "ii",
    "n": "ri",
    "a": "o",
    "w": "vv",
    "g": "q",
    "y": "v",
    ",": ".",
}
RATE = 0.03  # of characters


def noisy(text: str, seed: int, rate: float = RATE) -> str:
    """Return a text with faults: characters taken for others, spaces lost or put in. The same seed, the same faults."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    out, i = [], 0
    while i < len(text):
        pair, one = text[i : i + 2], text[i]
        took = pair if pair in _CONFUSED else one
        if rng.random() >= rate:
            out.append(one)
            i += 1
        elif took in _CONFUSED:
            out.append(_CONFUSED[took])
            i += len(took)
        else:
            out.append("" if one == " " else one + " ")
            i += 1
    return "".join(out)
