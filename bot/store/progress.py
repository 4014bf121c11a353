"""The messages that tell authors how their sendings go. What names a message comes here sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import BulletinId
from bot.store.db import Row, Statement, Tx, upsert
from bot.store.schema import progress


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedProgress:
    """expected: how many the sending goes to, 0 where that may not be shown."""

    bulletin: BulletinId
    expected: int
    sealed: bytes


_SAVE = upsert(progress, "bulletin")
_GET = Statement(select(progress).where(progress.c.bulletin == bindparam("row")))
_ALL = Statement(select(progress).order_by(progress.c.bulletin))
_REMOVE = Statement(delete(progress).where(progress.c.bulletin == bindparam("row")))


def _progress(row: Row) -> SealedProgress:
    return SealedProgress(
        bulletin=BulletinId(bytes(row["bulletin"])),
        expected=row["expected"],
        sealed=bytes(row["sealed"]),
    )


async def save(tx: Tx, value: SealedProgress) -> None:
    await tx.run(_SAVE, bulletin=value.bulletin, expected=value.expected, sealed=value.sealed)


async def get(tx: Tx, bulletin: BulletinId) -> SealedProgress | None:
    row = await tx.row(_GET, row=bulletin)
    return _progress(row) if row else None


async def everything(tx: Tx) -> Sequence[SealedProgress]:
    """A handful: sendings under way, and those whose report has not reached its author."""
    return [_progress(row) for row in await tx.rows(_ALL)]


async def remove(tx: Tx, bulletin: BulletinId) -> None:
    await tx.run(_REMOVE, row=bulletin)
