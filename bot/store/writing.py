"""Who is writing about which case, and until when that is told to colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import ConcernId, ModeratorId
from bot.store.db import DialectInsert, Statement, Tx, per_dialect
from bot.store.schema import moderator, writing


def _until(into: DialectInsert) -> DialectInsert:
    return into.on_conflict_do_update(
        index_elements=["concern", "moderator"], set_={"until": into.excluded.until}
    )


_PUT = per_dialect(writing, _until)
_REMOVE = Statement(
    delete(writing).where(
        writing.c.concern == bindparam("about"), writing.c.moderator == bindparam("me")
    )
)
_OTHERS = Statement(
    select(moderator.c.pseudonym)
    .join(writing, writing.c.moderator == moderator.c.id)
    .where(
        writing.c.concern == bindparam("about"),
        writing.c.moderator != bindparam("me"),
        writing.c.until > bindparam("now"),
    )
    .order_by(moderator.c.pseudonym)
)
_EXPIRE = Statement(delete(writing).where(writing.c.until <= bindparam("now")))


async def put(tx: Tx, concern: ConcernId, colleague: ModeratorId, *, until: int) -> None:
    """until: epoch seconds."""
    await tx.run(_PUT, concern=concern, moderator=colleague, until=until)


async def remove(tx: Tx, concern: ConcernId, colleague: ModeratorId) -> None:
    await tx.run(_REMOVE, about=concern, me=colleague)


async def others(tx: Tx, concern: ConcernId, colleague: ModeratorId, *, now: int) -> Sequence[str]:
    """Pseudonyms of everybody else who is writing about the case."""
    rows = await tx.rows(_OTHERS, about=concern, me=colleague, now=now)
    return [row["pseudonym"] for row in rows]


async def expire(tx: Tx, *, now: int) -> None:
    await tx.run(_EXPIRE, now=now)
