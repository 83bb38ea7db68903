"""Files of mappings: YAML in which a person says what the columns of registers hold, read with every problem named."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus.column_mapping import IGNORE, STATUSES, Column, ColumnMapping, Field, Table, Value, folded, heads_key
from corpus.errors import CorpusError
from corpus.records import Status

_TOP, _TABLE, _COLUMN = ("tables",), ("where", "columns", "statuses"), ("head", "field")


class InvalidMapping(CorpusError):
    """A mapping that breaks a rule; every problem names its line and the entry."""

    def __init__(self, path: Path | str, problems: list[tuple[int, str]]) -> None:
        self.path, self.problems = str(path), sorted(problems)
        lines = "\n".join(f"  line {line}: {message}" for line, message in self.problems)
        super().__init__(f"{self.path} is not a valid mapping of columns ({len(self.problems)} to mend):\n{lines}")


def load_columns(paths: Sequence[Path]) -> ColumnMapping:
    """Return the mapping that the files hold together; the same table may stand in several, if they agree on it.

    Raises:
        InvalidMapping: with every problem of a file, its line and entry.
        CorpusError: a file cannot be read.
    """
    tables: dict[tuple[str, ...], tuple[Path, Table]] = {}
    for path in paths:
        for number, table in enumerate(_load(path), start=1):
            first, held = tables.setdefault(table.key, (path, table))
            if held.meaning != table.meaning:
                message = f"{first} maps the table with these heads otherwise: keep one of the two"
                raise InvalidMapping(path, [(1, f"table {number}: {message}")])
    return ColumnMapping(tuple(table for _, table in tables.values()))


def _load(path: Path) -> ColumnMapping:
    try:
        return parse_columns(path.read_bytes().decode("utf-8-sig"), path)
    except OSError as error:
        raise CorpusError(f"the mapping {path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise InvalidMapping(path, [(1, "not UTF-8: save the file in that encoding")]) from None


def parse_columns(text: str, source: Path | str) -> ColumnMapping:
    """Return the mapping written in `text`; `source` names it in errors (`InvalidMapping`)."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else 1
        raise InvalidMapping(source, [(line, f"not YAML: {getattr(error, 'problem', None) or error}")]) from None
    checker = _Checker()
    mapping = checker.mapping(tree)
    if checker.problems:
        raise InvalidMapping(source, checker.problems)
    return mapping


class _Checker:
    """Turns YAML nodes into the mapping and gathers every problem with its line. Words are taken as written: `No`."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str]] = []

    def say(self, node: Any, message: str) -> None:
        self.problems.append((node.start_mark.line + 1 if node is not None else 1, message))

    def mapping(self, tree: Any) -> ColumnMapping:
        top = self.entries(tree, "the mapping", _TOP, _TOP)
        nodes = self.items(top.get("tables"), "`tables`") if top else []
        tables = [self.table(node, f"table {number}") for number, node in enumerate(nodes, start=1)]
        seen: dict[tuple[str, ...], int] = {}
        for number, (node, table) in enumerate(zip(nodes, tables, strict=True), start=1):
            if table.key and (first := seen.setdefault(table.key, number)) != number:
                self.say(node, f"table {number} has the same heads as table {first}: keep one of them")
        return ColumnMapping(tuple(tables))

    def table(self, node: Any, name: str) -> Table:
        found = self.entries(node, name, _TABLE, ("columns",))
        nodes = self.items(found["columns"], f"{name}, `columns`") if "columns" in found else []
        columns = tuple(self.column(each, f"{name}, column {place}") for place, each in enumerate(nodes, start=1))
        values = self.values(found.get("statuses"), f"{name}, statuses")
        if nodes and not heads_key(column.head for column in columns):
            self.say(node, f"{name}: no column has a head; a table is known by its heads")
        self.fields_once(nodes, columns, name)
        if values and all(column.field is not Field.STATUS for column in columns):
            self.say(found["statuses"], f"{name}: `statuses` are given, but no column has the field `status`")
        return Table(columns, values, self.text(found.get("where"), f"{name}, `where`"))

    def fields_once(self, nodes: Sequence[Any], columns: Sequence[Column], name: str) -> None:
        """Say where two columns hold one field; reasons alone may stand in several."""
        first: dict[Field, Column] = {}
        for node, column in zip(nodes, columns, strict=True):
            if column.field and column.field is not Field.REASONS and column.field in first:
                other = first[column.field].head
                told = f"`{column.field}` is the field of “{other}” and of “{column.head}”: "
                self.say(node, f"{name}: {told}set one of them to `{IGNORE}`")
            elif column.field:
                first[column.field] = column

    def column(self, node: Any, name: str) -> Column:
        found = self.entries(node, name, _COLUMN, _COLUMN)
        head = self.text(found.get("head"), f"{name}, `head`")
        said = self.text(found.get("field"), f"{name}, `field`")
        if "field" in found and said not in (*Field, IGNORE):
            self.say(
                found["field"], f"{name} (“{head}”): `field` is one of {_names(Field)} or {IGNORE}; found `{said}`"
            )
        return Column(head, Field(said) if said in set(Field) else None)

    def values(self, node: Any, name: str) -> tuple[Value, ...]:
        """Return the statuses of a table's values; each value once."""
        if node is None or (node.id == "scalar" and not node.value):
            return ()
        if node.id != "mapping":
            self.say(node, f'{name}: lines of the form `"value": status` were expected')
            return ()
        values: dict[str, Value] = {}
        for key, told in node.value:
            text, status = self.text(key, name), self.text(told, name)
            if status not in STATUSES:
                self.say(told, f"{name}, “{text}”: the status is one of {_names(STATUSES)}; found `{status}`")
            elif folded(text) in values:
                self.say(key, f"{name}: “{text}” stands twice")
            else:
                values[folded(text)] = Value(text, Status(status))
        return tuple(values.values())

    def entries(self, node: Any, name: str, keys: Sequence[str], needed: Sequence[str]) -> dict[str, Any]:
        """Return the nodes of a mapping by key; say what is missing, unknown or there twice."""
        if node is None or node.id != "mapping":
            self.say(node, f"{name}: expected {_names(f'{key}:' for key in keys)}")
            return {}
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = str(key_node.value) if key_node.id == "scalar" else ""
            if key not in keys or key in found:
                is_twice = "stands twice" if key in found else f"is unknown; expected {_names(keys)}"
                self.say(key_node, f"{name}: `{key}` {is_twice}")
            found.setdefault(key, value)
        missing = [key for key in needed if key not in found]
        if missing:
            self.say(node, f"{name} lacks {_names(f'`{key}`' for key in missing)}")
        return found

    def items(self, node: Any, name: str) -> list[Any]:
        if node is None or node.id != "sequence" or not node.value:
            self.say(node, f"{name}: a list with at least one entry was expected")
            return []
        return list(node.value)

    def text(self, node: Any, name: str) -> str:
        if node is None:
            return ""
        if node.id != "scalar":
            self.say(node, f"{name}: words were expected, in quotation marks where they hold more than letters")
            return ""
        return str(node.value)


_HEAD = """\
# What the columns of {name} hold, as minuted proposes it: for a person to review.
# - `field` says what a column holds. `reasons` may stand at several columns, each other field at one:
{fields}
# - `ignore` instead of a field: nothing is read from that column.
# - `statuses` say what a value of the status column states; one that is not listed is read by its words:
{statuses}
# - Leave the heads as they are: by them a table is known. A table that you take out is read as if nobody had mapped it.
# Then: minuted run RELEASE --columns THIS_FILE
"""
_LAST = "# As proposed, changed by nobody: "
_SEVERAL, _LONGEST_SAMPLE = 2, 48  # samples a column; characters


def dump_columns(mapping: ColumnMapping, name: str) -> str:
    """Return a proposed mapping as YAML with remarks for its reviewer; `name` is the file that it was made from.

    Its last line tells whether anybody has changed it since: see `is_as_proposed`.
    """
    lines = [_HEAD.format(name=_remark(name), fields=_listed(Field), statuses=_listed(STATUSES)), "tables:\n"]
    for table in mapping:
        lines.append(f"- where: {_quoted(table.where)}\n  columns:\n")
        lines += (
            f"  - head: {_quoted(c.head)}\n    field: {c.field or IGNORE}{_of_column(c)}\n" for c in table.columns
        )
        lines += ["  statuses:\n"] if table.values else []
        lines += (f"    {_quoted(v.text)}: {v.status}  # {_of_value(v)}\n" for v in table.values)
    text = "".join(lines)
    return f"{text}{_LAST}{_digest(text)}\n"


def is_as_proposed(text: str) -> bool:
    """Say whether a file is a proposal that nobody has changed."""
    body, mark, digest = text.replace("\r\n", "\n").rpartition(_LAST)
    return bool(mark) and digest.strip() == _digest(body)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _of_column(column: Column) -> str:
    guess = "a guess from its values: " if column.is_guess else ""
    samples = "; ".join(_remark(sample) for sample in column.samples[:_SEVERAL])
    return f"  # {guess}{samples}" if samples else ""


def _of_value(value: Value) -> str:
    rows = f"{value.rows:,} row{'' if value.rows == 1 else 's'}"
    return f"{rows}: its words do not tell, please say" if value.status is Status.NOT_STATED else rows


def _remark(text: str) -> str:
    """Return words as a comment can hold them: on one line, not long, nothing that YAML forbids."""
    line = " ".join(text.split())
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
    return shown if len(shown) <= _LONGEST_SAMPLE else shown[: _LONGEST_SAMPLE - 1] + "…"


def _quoted(text: str) -> str:
    """Return words in quotation marks, so that YAML takes `No`, `1` and `#` for what they are."""
    import yaml

    plain = text.encode("utf-8", "replace").decode()
    return str(yaml.safe_dump(plain, default_style='"', allow_unicode=True, width=10**9)).strip()


def _listed(names: Iterable[str]) -> str:
    return textwrap.fill(_names(names), 100, initial_indent="#     ", subsequent_indent="#     ")


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)
