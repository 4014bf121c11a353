"""Which updates are done: rows, never a maximum, since Telegram's ids restart at random."""

from __future__ import annotations

from sqlalchemy import bindparam, delete

from bot.store.db import Statement, Tx, insert_or_ignore
from bot.store.schema import dead_letter, handled

KEPT_HOURS = 25

_ADD = insert_or_ignore(handled, "update_id")
_PURGE = Statement(delete(handled).where(handled.c.hour < bindparam("before")))
_PURGE_LETTERS = Statement(delete(dead_letter).where(dead_letter.c.hour < bindparam("before")))
_BURY = insert_or_ignore(dead_letter, "update_id")


async def add(tx: Tx, update_id: int, hour: int) -> bool:
    """Whether the update is new."""
    return await tx.changed(_ADD, update_id=update_id, hour=hour)


async def bury(tx: Tx, update_id: int, *, exception: str, place: str, hour: int) -> None:
    """Keep that an update failed: its id, the kind of error and the place in our code."""
    await tx.run(_BURY, update_id=update_id, exception=exception, place=place, hour=hour)


async def purge(tx: Tx, hour: int) -> None:
    await tx.run(_PURGE, before=hour - KEPT_HOURS)


async def purge_letters(tx: Tx, *, before_hour: int) -> None:
    """Dead letters of before that hour go: whoever mends the fault has seen them."""
    await tx.run(_PURGE_LETTERS, before=before_hour)
