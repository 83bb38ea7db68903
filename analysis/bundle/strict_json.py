"""JSON from elsewhere, read strictly: no NaN, no endless numbers, no key twice, nothing nested without end."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.errors import CorpusError

T = TypeVar("T")

_MOST_DIGITS = 300  # of a whole number; more is no float
_MOST_SAID = 3


def read_json(content: bytes, where: str) -> Any:
    """Return what JSON says; `where` names it in messages.

    Raises:
        CorpusError: it is not JSON as a bundle has it.
    """
    try:
        text = content.decode("utf-8")
        return json.loads(text, parse_constant=_constant, parse_float=_float, parse_int=_int, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{where} is not UTF-8 ({error.reason})") from error
    except RecursionError as error:
        raise CorpusError(f"{where} is nested too deep") from error
    except ValueError as error:
        raise CorpusError(f"{where} is not JSON as a bundle has it: {error}") from error


def read_as(kind: TypeAdapter[T], content: bytes, where: str) -> T:
    """Return what JSON says as a type.

    Raises:
        CorpusError: it is no JSON, or of another form.
    """
    read_json(content, where)
    try:
        return kind.validate_json(content, strict=True)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)[:_MOST_SAID]]
        raise CorpusError(f"{where} has another form than a bundle's: {'; '.join(wrong)}") from None


def write_json(data: Any) -> bytes:
    """Return data as JSON, indented, with keys in their order; every float in full, none that is not finite."""
    return (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _constant(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no number")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"the number {digits[:20]}... has {len(digits):,} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found
