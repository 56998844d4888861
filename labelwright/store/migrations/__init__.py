"""Bringing a database to this release's tables.

A database that is there already is recognised by one statement, so that a later start does not load alembic.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from labelwright.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"


def config(engine: Engine) -> Config:
    """Alembic's configuration for this engine."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["engine"] = engine
    return made


def bring_up(engine: Engine) -> None:
    """Runs the revisions that the database has not seen.

    Raises Unavailable when it does not answer, or was made by a later release.
    """
    try:
        with engine.connect() as connection:
            stamped = inspect(connection).has_table("alembic_version")
            at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if stamped else None
    except Exception as error:
        raise Unavailable(
            f"The database at {engine.url.render_as_string(hide_password=True)} does not answer: {error}.",
            hint="Check the address, and that the server runs.",
        ) from error
    if at == HEAD:
        return
    if at is not None and at > HEAD:
        raise Unavailable(
            f"The database is of revision {at}, this program knows {HEAD}.",
            hint="Run the release that made it, or a later one.",
        )
    from alembic import command

    command.upgrade(config(engine), "head")
