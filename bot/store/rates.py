"""How often somebody did something in a window of time: a tag and a count, nothing else."""

from __future__ import annotations

from sqlalchemy import ClauseElement, bindparam, delete, select

from bot.store.db import DialectInsert, Statement, Tx, per_dialect
from bot.store.schema import rate


def _one_more(into: DialectInsert) -> ClauseElement:
    return into.on_conflict_do_update(
        index_elements=["tag"],
        set_={"count": rate.c.count + 1},
        where=rate.c.count < bindparam("limit", type_=rate.c.count.type),
    ).returning(rate.c.count)


_TAKE = per_dialect(rate, _one_more)
_COUNT = Statement(select(rate.c.count).where(rate.c.tag == bindparam("of")))
_FORGET = Statement(delete(rate).where(rate.c.window < bindparam("before")))


async def take(tx: Tx, tag: bytes, *, window: int, limit: int) -> bool:
    """Counts one more unless `limit` (at least 1) is reached; then nothing changes.

    window: the hour since 1970 after which the row means nothing.
    """
    return await tx.changed(_TAKE, tag=tag, window=window, count=1, limit=limit)


async def count(tx: Tx, tag: bytes) -> int:
    row = await tx.row(_COUNT, of=tag)
    return int(row["count"]) if row else 0


async def forget(tx: Tx, *, before: int) -> None:
    await tx.run(_FORGET, before=before)
