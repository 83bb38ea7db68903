"""Rule files: the YAML in which the field's knowledge is written, read from the packages that ship it."""

from __future__ import annotations

from importlib import resources
from typing import Any


def load_rules(package: str, name: str) -> dict[str, Any]:
    """Return the content of a package's rule file (`load_rules("models", "traps.yaml")`)."""
    import yaml

    text = (resources.files(package) / name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return data
