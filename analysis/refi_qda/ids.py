"""GUIDs of what is exported: the same thing has the same GUID in every export."""

from __future__ import annotations

import json
from uuid import UUID, uuid5

_SPACE = UUID("5f2b6c1e-7d0a-5c3f-9a84-3e1d6b70c2a9")


def guid_of(kind: str, *keys: str | int) -> str:
    """Return the GUID of a thing of a kind (`source`, `code`, `user`...) with its stable keys."""
    return str(uuid5(_SPACE, json.dumps([kind, *keys])))


def tidy(guid: str | None) -> str:
    """Return a GUID in one form: lower case, without the braces that some programs write; empty where there is none."""
    return (guid or "").strip().strip("{}").lower()
