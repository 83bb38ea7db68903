"""What an export says of itself: with what its rows were made, what was replaced in them, what they leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import metadata
from typing import TYPE_CHECKING, Any

from analysis.exports.annotations import Software
from corpus.query import Filters
from corpus.schema import POLICY_DATE

if TYPE_CHECKING:
    from corpus.material import Material

_READ_SO = (
    "The documents state what is quoted; whether it is so, and why a review was not held, they alone do not show. "
    "Rows are coded by a machine: open the page before relying on one. `human_verified` says whether a person has."
)


@dataclass(frozen=True, slots=True)
class Notes:
    """Facts of one export, and sentences on it."""

    software: Software
    extractor: str
    names: str  # what was done to names
    filters: Filters = field(default_factory=Filters)

    def method(self, rows: Mapping[str, int]) -> dict[str, str]:
        """Return what was done, by its name, for a sheet or file beside the tables; `rows` are those of each table."""
        return {
            "Made with": f"minuted {self.software.version}",
            "Codebook": self.software.codebook,
            "Model": self.software.model,
            "Extractor": self.extractor,
            "Policy date": f"{POLICY_DATE}: from this day overview reports were to be published in full.",
            "Names": self.names,
            "Narrowed to": self.narrowed(),
            "How to read it": _READ_SO,
            "Left out": "Where files lay on disk, fingerprints of their words, and text that pages carry and hide.",
            "Rows": "; ".join(f"{name} {count:,}" for name, count in rows.items()),
        }

    def narrowed(self) -> str:
        """Return which filters were set, as `reasons: cost; body: Northmoor`; `nothing: all rows` where none was."""
        told = {one.name: getattr(self.filters, one.name) for one in fields(self.filters)}
        given = [f"{name.replace('_', ' ')}: {_said(value)}" for name, value in told.items() if value]
        return "; ".join(given) or "nothing: all rows"


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def notes_of(material: Material, filters: Filters | None = None) -> Notes:
    """Return the notes of an export of these rows.

    Raises:
        ValueError: names are in the material as they are, and nobody said so (`Material.disguised`).
    """
    if material.disguise is None:
        raise ValueError("say what is done to names before an export tells of it")
    versions = {row["name"]: row["value"] for row in material.records("meta")}
    software = Software(
        metadata.version("minuted"), versions.get("codebook_version", ""), versions.get("model_version", "")
    )
    return Notes(software, versions.get("extractor_version", ""), material.disguise.says, filters or Filters())
