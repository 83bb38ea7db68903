"""The codebook: codes with definitions, cues, examples and near misses, read from YAML and validated line by line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, InvalidCodebook

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_DIRECTNESS = ("direct", "oblique")
_CODE_KEYS = {
    "code": str,
    "label": str,
    "definition": str,
    "include": str,
    "exclude": str,
    "sub_values": list,
    "cues": list,
    "inverse_cues": list,
    "examples": list,
    "near_misses": list,
    "denials": list,
}
_OPTIONAL = {"sub_values", "inverse_cues", "denials", "include", "exclude"}
_TOP_KEYS = {"version": str, "codes": list, "sentinels": list}

NOT_STATED = "not_stated"
REDACTED = "redacted"
ILLEGIBLE = "illegible"
_SENTINELS = (NOT_STATED, REDACTED, ILLEGIBLE)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must be coded; `directness` is `direct` or `oblique`."""

    text: str
    directness: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A sentence that must not be coded as an asserted reason, with a note saying why where that helps."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One reason. `parent` is empty for a code at the top; `denials` speak of the reason and do not assert it."""

    code: str
    label: str
    definition: str
    include: str = ""
    exclude: str = ""
    sub_values: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    inverse_cues: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    denials: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """The code that this one rolls up to, or empty."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Sentinel:
    """An outcome counted beside the reasons: not stated, redacted, illegible."""

    code: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """All codes in the order of the file. `fingerprint` changes whenever the content does."""

    version: str
    codes: tuple[Code, ...]
    sentinels: tuple[Sentinel, ...]
    fingerprint: str

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __getitem__(self, code: str) -> Code:
        return self._by_name()[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_name()

    def _by_name(self) -> Mapping[str, Code]:
        return _index(self)

    @property
    def names(self) -> tuple[str, ...]:
        """The codes' names in the order of the file."""
        return tuple(code.code for code in self.codes)


@cache
def _index(codebook: Codebook) -> Mapping[str, Code]:
    return {code.code: code for code in codebook.codes}


def most_specific(codes: set[str]) -> set[str]:
    """Drop a parent where one of its children is there: reasons are coded once, at the finest code."""
    return {code for code in codes if not any(other.startswith(code + ".") for other in codes)}


def default_path() -> Path:
    """Return where the codebook that minuted ships lies."""
    return Path(str(resources.files("corpus") / "codebook.yaml"))


def load_codebook(path: Path | None = None) -> Codebook:
    """Return a codebook, minuted's own by default.

    Raises:
        InvalidCodebook: with every problem and its line.
        CorpusError: the file cannot be read.
    """
    source = path or default_path()
    try:
        content = source.read_bytes()
    except OSError as error:
        raise CorpusError(f"the codebook {source} cannot be read: {error}") from error
    try:
        return parse_codebook(content.decode("utf-8-sig").replace("\r\n", "\n"), source)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidCodebook(source, [(line, "not UTF-8: save the file in that encoding")]) from None


def parse_codebook(text: str, source: Path | str) -> Codebook:
    """Return the codebook written in `text`; `source` names it in errors (`InvalidCodebook`)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        raise InvalidCodebook(source, [(line, f"not YAML: {getattr(error, 'problem', None) or error}")]) from None
    checker = _Checker()
    codebook = checker.codebook(tree, text)
    if checker.problems or codebook is None:
        raise InvalidCodebook(source, checker.problems)
    return codebook


class _Checker:
    """Turns YAML nodes into the codebook and gathers every problem with its line."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str]] = []

    def say(self, node: Any, message: str) -> None:
        self.problems.append((node.start_mark.line + 1 if node is not None else 1, message))

    def codebook(self, tree: Any, text: str) -> Codebook | None:
        top = self.mapping(tree, "the codebook", _TOP_KEYS)
        if not {"version", "codes", "sentinels"} <= top.keys():
            return None
        codes = [self.code(node) for node in self.items(top["codes"], "codes")]
        sentinels = [self.sentinel(node) for node in self.items(top["sentinels"], "sentinels")]
        self.names(list(zip(self.items(top["codes"], "codes"), codes, strict=True)))
        missing = [name for name in _SENTINELS if name not in {s.code for s in sentinels if s}]
        if missing:
            self.say(top["sentinels"], f"missing sentinel(s): {', '.join(missing)}")
        return Codebook(
            version=self.text(top["version"], "version"),
            codes=tuple(code for code in codes if code),
            sentinels=tuple(s for s in sentinels if s),
            fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
        )

    def names(self, codes: list[tuple[Any, Code | None]]) -> None:
        first: dict[str, int] = {}
        for node, code in codes:
            if code is None:
                continue
            line = node.start_mark.line + 1
            if code.code in first:
                self.say(node, f"code `{code.code}` stands twice: first on line {first[code.code]}")
            first.setdefault(code.code, line)
            if code.code in _SENTINELS:
                self.say(node, f"`{code.code}` is a sentinel, not a code")
        for node, code in codes:
            if code is not None and code.parent and code.parent not in first:
                self.say(node, f"code `{code.code}` has no parent: add `{code.parent}` or rename it")

    def code(self, node: Any) -> Code | None:
        found = self.mapping(node, "a code", _CODE_KEYS, _OPTIONAL)
        if "code" not in found:
            return None
        name = self.text(found["code"], "code")
        if not _CODE.fullmatch(name):
            self.say(found["code"], f"`{name}`: a code is lower-case words joined by `_`, with at most one dot")
        examples = tuple(self.example(item) for item in self.items(found.get("examples"), "examples"))
        near_misses = tuple(self.near_miss(item) for item in self.items(found.get("near_misses"), "near_misses"))
        if not examples or not near_misses:
            self.say(node, f"code `{name}` needs at least one example and one near miss")
        return Code(
            code=name,
            label=self.text(found.get("label"), "label"),
            definition=self.text(found.get("definition"), "definition"),
            include=self.text(found.get("include"), "include"),
            exclude=self.text(found.get("exclude"), "exclude"),
            sub_values=self.texts(found.get("sub_values"), "sub_values"),
            cues=self.texts(found.get("cues"), "cues"),
            inverse_cues=self.texts(found.get("inverse_cues"), "inverse_cues"),
            examples=examples,
            near_misses=near_misses,
            denials=self.texts(found.get("denials"), "denials"),
        )

    def sentinel(self, node: Any) -> Sentinel | None:
        found = self.mapping(node, "a sentinel", {"code": str, "label": str, "definition": str})
        if "code" not in found:
            return None
        code = self.text(found["code"], "code")
        return Sentinel(code, self.text(found.get("label"), "label"), self.text(found.get("definition"), "definition"))

    def example(self, node: Any) -> Example:
        found = self.mapping(node, "an example", {"directness": str, "text": str})
        directness = self.text(found.get("directness"), "directness")
        if "directness" in found and directness not in _DIRECTNESS:
            self.say(found["directness"], f"directness is `direct` or `oblique`, found `{directness}`")
        return Example(self.text(found.get("text"), "text"), directness)

    def near_miss(self, node: Any) -> NearMiss:
        found = self.mapping(node, "a near miss", {"text": str, "note": str}, {"note"})
        return NearMiss(self.text(found.get("text"), "text"), self.text(found.get("note"), "note"))

    def mapping(
        self, node: Any, what: str, keys: Mapping[str, type], optional: set[str] | None = None
    ) -> dict[str, Any]:
        """Return the nodes of a mapping by key; say what is missing, unknown or there twice."""
        if node is None or node.id != "mapping":
            self.say(node, f"{what} must be a mapping with the keys {', '.join(keys)}")
            return {}
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in found:
                self.say(key_node, f"key `{key}` stands twice in {what}")
            if key not in keys:
                self.say(key_node, f"unknown key `{key}` in {what}; the keys are {', '.join(keys)}")
            found[key] = value
        missing = [key for key in keys if key not in found and key not in (optional or set())]
        if missing:
            self.say(node, f"{what} lacks {', '.join(f'`{key}`' for key in missing)}")
        return found

    def items(self, node: Any, what: str) -> list[Any]:
        if node is None:
            return []
        if node.id != "sequence":
            self.say(node, f"`{what}` must be a list")
            return []
        return list(node.value)

    def texts(self, node: Any, what: str) -> tuple[str, ...]:
        return tuple(self.text(item, what) for item in self.items(node, what))

    def text(self, node: Any, what: str) -> str:
        if node is None:
            return ""
        if node.id != "scalar" or not str(node.value).strip():
            self.say(node, f"`{what}` must be text and not empty")
            return ""
        return str(node.value).strip()
