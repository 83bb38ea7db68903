"""Pages drawn for the report: one process draws them all, from the files that were received."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import CorpusError
from extractors.format import DEFAULTS, Settings
from extractors.render import draw_page
from extractors.sandbox import ProcessDied, ProcessTimedOut, Sandbox, UnsentError
from flows.page_image import received_file

if TYPE_CHECKING:
    from analysis.report.pictures import DrawnPage, PageKey, PageWithBoxes

Watch = Callable[[Iterable[Any], str, int], Iterable[Any]]


class PagePictures:
    """Draws pages as they are shown, small enough for the report. A context manager: its process ends with it."""

    def __init__(self, connection: sqlite3.Connection, settings: Settings = DEFAULTS) -> None:
        self._connection, self._settings = connection, settings
        self._sandbox = Sandbox(draw_page)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()

    def draw(self, page: PageWithBoxes) -> DrawnPage:
        """Return a page without boxes.

        Raises:
            CorpusError: its file is gone, has changed, or has no page to draw.
        """
        from analysis.report.pictures import small_page

        path, width_pt, height_pt = self._place(page.document_id, page.page)
        try:
            drawn = self._sandbox(received_file(path), page.document_id, page.page, [], self._settings)
            picture = next(iter(drawn))
            for _ in drawn:  # to its end, so that the process is free for the next
                pass
        except (ProcessDied, ProcessTimedOut, UnsentError) as error:
            raise CorpusError(f"{page.source_name}: drawing its page failed ({error})") from error
        return small_page(picture, width_pt, height_pt)

    def _place(self, document_id: str, page: int) -> tuple[Path, float, float]:
        found = self._connection.execute(
            "SELECT l.received_path, p.width_pt, p.height_pt FROM ledger AS l JOIN pages AS p USING (document_id) "
            "WHERE l.document_id = ? AND l.duplicate_of IS NULL AND p.page = ?",
            (document_id, page),
        ).fetchone()
        if found is None or not found[1] or not found[2]:
            raise CorpusError(f"page {page} of {document_id} has no picture")
        return Path(found[0]), float(found[1]), float(found[2])


def draw_pages(
    pages: Sequence[PageWithBoxes], drawer: PagePictures, most: int, watch: Watch
) -> tuple[dict[PageKey, DrawnPage], tuple[str, ...]]:
    """Return pictures of the first `most` pages that can be drawn, and sentences on those that could not be.

    `watch` hands on pages and shows how far it is.
    """
    drawn: dict[PageKey, DrawnPage] = {}
    failed: list[str] = []
    wanted = pages[:most]
    for page in watch(wanted, "drawing pages", len(wanted)):
        try:
            drawn[page.document_id, page.page] = drawer.draw(page)
        except CorpusError as error:
            failed.append(f"Page {page.page} of {page.source_name} is not shown as a picture: {error}.")
    return drawn, tuple(failed)
