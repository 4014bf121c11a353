"""Translations that were asked for and have not come yet. A row holds no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from bot.store.db import Statement, Tx
from bot.store.schema import translation


@dataclass(frozen=True, slots=True)
class SealedTranslation:
    """sealed: for whom, and of what."""

    id: bytes
    sealed: bytes


_ADD = Statement(insert(translation))
_WAITING = Statement(
    select(translation.c.id, translation.c.sealed)
    .order_by(translation.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_BEGIN = Statement(
    update(translation)
    .where(translation.c.id == bindparam("row"))
    .values(tries=translation.c.tries + 1)
    .returning(translation.c.tries)
)
_TAKE = Statement(
    delete(translation).where(translation.c.id == bindparam("row")).returning(translation.c.tries)
)
_EXPIRE = Statement(delete(translation).where(translation.c.expires <= bindparam("hour")))


async def add(tx: Tx, row: SealedTranslation, *, expires: int) -> None:
    """expires: whole hours since 1970."""
    await tx.run(_ADD, id=row.id, sealed=row.sealed, tries=0, expires=expires)


async def waiting(tx: Tx, *, limit: int) -> Sequence[SealedTranslation]:
    rows = await tx.rows(_WAITING, limit=limit)
    return [SealedTranslation(bytes(row["id"]), bytes(row["sealed"])) for row in rows]


async def begin(tx: Tx, row_id: bytes) -> int | None:
    """Counts one more attempt; returns how many there were. None: it is gone."""
    row = await tx.row(_BEGIN, row=row_id)
    return int(row["tries"]) if row else None


async def take(tx: Tx, row_id: bytes) -> bool:
    """Ends it; False when somebody else ended it before."""
    return await tx.changed(_TAKE, row=row_id)


async def expire(tx: Tx, *, hour: int) -> None:
    await tx.run(_EXPIRE, hour=hour)
