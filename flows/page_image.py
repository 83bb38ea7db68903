"""Draw the page that words stand on, with their places boxed, from the file that was received."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, UnreadableFile, WorkspaceError
from extractors.format import DEFAULTS, Settings
from extractors.render import draw_page
from extractors.sandbox import ProcessDied, ProcessTimedOut, Sandbox

if TYPE_CHECKING:
    from corpus.records import Evidence
    from corpus.shown import ShownFile


def draw_place(file: ShownFile, evidence: Sequence[Evidence], image: Path, settings: Settings = DEFAULTS) -> None:
    """Write the page of the first evidence as PNG, with the boxes of all evidence on it.

    Raises:
        CorpusError: the file is gone or has no page image.
        WorkspaceError: the image cannot be written.
    """
    page = evidence[0].page
    boxes = [box for each in evidence if each.page == page for box in each.boxes]
    path = received_file(Path(file.received_path))
    try:
        with Sandbox(draw_page) as draw_in_process:
            picture = next(draw_in_process(path, file.document_id, page, boxes, settings))
    except UnreadableFile as error:
        raise CorpusError(f"{file.source_name}: {error.reason}") from error
    except (ProcessDied, ProcessTimedOut) as error:
        raise CorpusError(f"{file.source_name}: drawing its page failed ({error})") from error
    try:
        image.write_bytes(picture)
    except OSError as error:
        raise WorkspaceError(f"{image} cannot be written: {error.strerror}") from error


def received_file(path: Path) -> Path:
    """Return the file on disk that a received path lies in (an entry of a ZIP has a path beneath it).

    Raises:
        CorpusError: it is gone.
    """
    for place in (path, *path.parents):
        if place.is_file():
            return place
    raise CorpusError(f"{path} is no longer there: the page cannot be drawn without the file received")
