"""Dialogues: where each chat stands, sealed, gone one hour after the last touch."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, delete, select

from bot.store.db import Statement, Tx, upsert
from bot.store.schema import dialogue

_GET = Statement(
    select(dialogue.c.sealed).where(
        dialogue.c.tag == bindparam("tag"), dialogue.c.expires >= bindparam("now")
    )
)
_PUT = upsert(dialogue, "tag")
_DELETE = Statement(delete(dialogue).where(dialogue.c.tag == bindparam("tag")))
_EXPIRED = Statement(
    select(dialogue.c.tag, dialogue.c.sealed)
    .where(dialogue.c.expires < bindparam("now"))
    .limit(bindparam("limit", type_=Integer))
)


async def find(tx: Tx, tag: bytes, *, now: int) -> bytes | None:
    """The sealed dialogue, unless its time is over."""
    row = await tx.row(_GET, tag=tag, now=now)
    return bytes(row["sealed"]) if row else None


async def put(tx: Tx, tag: bytes, sealed: bytes, *, expires: int) -> None:
    await tx.run(_PUT, tag=tag, sealed=sealed, expires=expires)


async def remove(tx: Tx, tag: bytes) -> None:
    await tx.run(_DELETE, tag=tag)


async def expired(tx: Tx, *, now: int, limit: int = 100) -> Sequence[tuple[bytes, bytes]]:
    """(tag, sealed) of dialogues past their time."""
    rows = await tx.rows(_EXPIRED, now=now, limit=limit)
    return [(bytes(row["tag"]), bytes(row["sealed"])) for row in rows]
