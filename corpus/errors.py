"""What can go wrong, in words that say which file, page or line, and what to do next."""

from __future__ import annotations

from pathlib import Path


class CorpusError(Exception):
    """Base of every error that minuted raises on purpose; its text is meant for the user."""


class UnreadableFile(CorpusError):
    """A received file that cannot be read; `outcome` is the ledger's word for it.

    Readers raise it; the walk in `extractors.reading` turns it into a ledger row, so it never ends a run.
    """

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[str, str]]:
        return type(self), (self.outcome, self.reason)


class InvalidCodebook(CorpusError):
    """A codebook that breaks a rule; every problem names its line."""

    def __init__(self, path: Path | str, problems: list[tuple[int, str]]) -> None:
        self.path = str(path)
        self.problems = sorted(problems)
        lines = "\n".join(f"  line {line}: {message}" for line, message in self.problems)
        super().__init__(f"{self.path} is not a valid codebook ({len(self.problems)} to mend):\n{lines}")


class InvalidLabels(CorpusError):
    """A file of labelled examples or passages with a line that does not follow its form."""

    def __init__(self, path: Path | str, line: int, message: str) -> None:
        self.path, self.line = str(path), line
        super().__init__(f"{path}, line {line}: {message}")


class WorkspaceError(CorpusError):
    """A workspace that is missing, in use by another run, from a newer version, or cannot be written."""


class InvalidQuery(CorpusError):
    """A question that the table cannot answer as asked (unknown code, column, date or SQL that writes)."""


class MissingModel(CorpusError):
    """The trained model is absent, damaged or of another version; `minuted train` makes it."""
