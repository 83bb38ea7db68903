"""Draw the page of a mention with its quotation boxed, from the file that was received."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import CorpusError, UnreadableFile, WorkspaceError
from corpus.store import ShownMention
from extractors.format import DEFAULTS, Settings
from extractors.render import draw_page
from extractors.sandbox import ProcessDied, ProcessTimedOut, Sandbox


def draw(shown: ShownMention, image: Path, settings: Settings = DEFAULTS) -> None:
    """Write the page of a mention's first evidence as PNG.

    Raises:
        CorpusError: the file is gone or has no page image.
        WorkspaceError: the image cannot be written.
    """
    evidence = shown.mention.evidence[0]
    path = received_file(Path(shown.received_path))
    try:
        with Sandbox(draw_page) as draw_in_process:
            picture = next(draw_in_process(path, shown.document_id, evidence.page, evidence.boxes, settings))
    except UnreadableFile as error:
        raise CorpusError(f"{shown.source_name}: {error.reason}") from error
    except (ProcessDied, ProcessTimedOut) as error:
        raise CorpusError(f"{shown.source_name}: drawing its page failed ({error})") from error
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
