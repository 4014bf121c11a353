"""Dialogues: where each chat stands, sealed, gone one hour after the last touch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.store.db import Asked, Statement, Tx, upsert
from bot.store.schema import dialogue

_GET = Statement(select(dialogue.c.sealed).where(dialogue.c.tag == bindparam("tag")))
_PUT = upsert(dialogue, "tag")
_DELETE = Statement(delete(dialogue).where(dialogue.c.tag == bindparam("tag")))
_ENDING = Statement(
    select(dialogue.c.tag, dialogue.c.sealed).where(dialogue.c.expires <= bindparam("hour"))
)


def sought(tag: bytes) -> Asked[bytes | None]:
    """The sealed dialogue; whether its time is over stands inside."""
    return Asked(_GET, {"tag": tag}, lambda rows: bytes(rows[0]["sealed"]) if rows else None)


async def find(tx: Tx, tag: bytes) -> bytes | None:
    (found,) = await tx.answers(sought(tag))
    return found


async def put(tx: Tx, tag: bytes, sealed: bytes, *, expires: int) -> None:
    """expires: whole hours since 1970; the second would tell when somebody wrote."""
    await tx.run(_PUT, tag=tag, sealed=sealed, expires=expires)


async def remove(tx: Tx, tag: bytes) -> None:
    await tx.run(_DELETE, tag=tag)


async def ending(tx: Tx, *, hour: int) -> Sequence[tuple[bytes, bytes]]:
    """(tag, sealed) of dialogues that end in this hour or have ended."""
    rows = await tx.rows(_ENDING, hour=hour)
    return [(bytes(row["tag"]), bytes(row["sealed"])) for row in rows]
