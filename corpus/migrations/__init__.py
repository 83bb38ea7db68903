"""The history of the database's schema, one file a step, run by Alembic. Ships with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0006"  # the newest step in versions/
APPLICATION_ID = 0x6D696E75  # "minu": SQLite's own mark of whose file this is


def upgrade(connection: Connection) -> None:
    """Bring the database to `HEAD` inside the connection's transaction, which the caller commits.

    Foreign keys must be off, since a step may make a table anew.

    Raises:
        LookupError: the database stands at a step that is not in versions/, so a newer minuted wrote it.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LookupError(str(error)) from error
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
