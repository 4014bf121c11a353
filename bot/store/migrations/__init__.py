"""One Alembic history for both databases. The heavy import happens only when there is work."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import DBAPIError

from bot.store.db import DatabaseFault

HEAD = "0004"
"""The newest revision; a test holds it against the history."""


_ONE = Lock()
"""Alembic keeps the migration in hand in module globals, so one thread migrates at a time."""


class NewerSchema(Exception):
    """The database was written by a newer version of the product."""


def config(url: str) -> object:
    from alembic.config import Config  # noqa: PLC0415 # heavy, and seldom needed

    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.attributes["url"] = url
    return found


def check_known(revision: str) -> None:
    """Raises NewerSchema for a revision this version has never heard of."""
    if not any((Path(__file__).parent / "versions").glob(f"{revision}_*.py")):
        raise NewerSchema(revision)


def upgrade(url: str, to: str = "head") -> None:
    """Brings the database to a revision. Runs an event loop of its own: call it in a thread.

    Raises DatabaseFault.
    """
    from alembic import command  # noqa: PLC0415 # heavy, and seldom needed

    try:
        with _ONE:
            command.upgrade(config(url), to)  # type: ignore[arg-type] # typed as object to keep the import away
    except DBAPIError as error:
        raise DatabaseFault(type(error).__name__) from error.orig


async def upgrade_here(url: str, to: str = "head") -> None:
    await asyncio.to_thread(upgrade, url, to)
