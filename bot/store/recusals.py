"""Who has stepped back from which case."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select

from bot.domain.ids import ConcernId, ModeratorId
from bot.store.db import Statement, Tx, per_dialect
from bot.store.schema import recusal

_ADD = per_dialect(recusal, lambda into: into.on_conflict_do_nothing())
_COUNT = Statement(
    select(func.count().label("n"))
    .select_from(recusal)
    .where(recusal.c.concern == bindparam("about"))
)
_LIFT = Statement(
    delete(recusal).where(recusal.c.concern == bindparam("about")).returning(recusal.c.moderator)
)


async def add(tx: Tx, concern: ConcernId, moderator: ModeratorId) -> None:
    await tx.run(_ADD, concern=concern, moderator=moderator)


async def count(tx: Tx, concern: ConcernId) -> int:
    """How many colleagues have stepped back from a case; who they are is not for colleagues."""
    row = await tx.row(_COUNT, about=concern)
    return int(row["n"]) if row else 0


async def lift(tx: Tx, concern: ConcernId) -> frozenset[ModeratorId]:
    """All of a case; returns whose they were."""
    rows = await tx.rows(_LIFT, about=concern)
    return frozenset(ModeratorId(bytes(row["moderator"])) for row in rows)
