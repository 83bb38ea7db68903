"""Names of private people replaced in what leaves a workspace: its key of pseudonyms, and the finder of names."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    from analysis.exports.writers import Names

_REPLACED = (
    "Names, initials and identifiers of private people are replaced by pseudonyms of this workspace where they were "
    "found; some are missed. This is no anonymity: do not publish without reading."
)
_KEPT = "Names are as the documents have them."


class NamesChoice(StrEnum):
    """What is done to names of private people."""

    REPLACED = "replaced"
    KEPT = "kept"


def hide_of(workspace: Path, names: NamesChoice, *, makes_key: bool = True) -> Names:
    """Return what an export from a workspace does to names; its people are known from all its pages.

    The key is made at the first export. With `makes_key` false (to lead pseudonyms back) it must be there.

    Raises:
        InvalidQuery: no key of pseudonyms was made there yet, and none is to be made.
        WorkspaceError: the key cannot be read or written.
    """
    from analysis.exports.writers import Names
    from analysis.pseudonyms import Pseudonyms
    from analysis.replaced import keep
    from corpus.workspace import Workspace
    from models.person_names import find_names, known_people

    if names is NamesChoice.KEPT:
        return Names(keep, keep_label, _KEPT)
    place = Workspace(workspace)
    if not (makes_key or place.key.exists()):
        raise InvalidQuery(f"{workspace} has no pseudonyms yet: `minuted export` makes them")
    known = known_people(_page_texts(place.database))
    pseudonyms = Pseudonyms(place.pseudonym_key(), partial(find_names, known=known))
    return Names(pseudonyms.hide, pseudonyms.case, _REPLACED)


def keep_label(label: str, _body: str) -> str:
    """Return the label of a case as it is."""
    return label


def _page_texts(database: Path) -> list[str]:
    from corpus.store import read_only

    with read_only(database) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM pages")]
