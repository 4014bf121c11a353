"""What safety walks found, sealed, and whether it has been seen to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.errors import NotFound
from bot.domain.ids import BulletinId, FindingId
from bot.store.db import Row, Statement, Tx
from bot.store.schema import bulletin, finding


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFinding:
    """sealed: words, place, and whose it is."""

    id: FindingId
    event: BulletinId
    sealed: bytes
    done: bool


_ADD = Statement(insert(finding))
_GET = Statement(select(finding).where(finding.c.id == bindparam("row")))
_OF_EVENT = Statement(
    select(finding).where(finding.c.event == bindparam("of")).order_by(finding.c.done, finding.c.id)
)
_SET_DONE = Statement(
    update(finding).where(finding.c.id == bindparam("row")).values(done=bindparam("new_done"))
)
_FORGET = Statement(delete(finding).where(finding.c.event.not_in(select(bulletin.c.id))))


def _finding(row: Row) -> SealedFinding:
    return SealedFinding(
        id=FindingId(bytes(row["id"])),
        event=BulletinId(bytes(row["event"])),
        sealed=bytes(row["sealed"]),
        done=bool(row["done"]),
    )


async def add(tx: Tx, value: SealedFinding) -> None:
    await tx.run(_ADD, id=value.id, event=value.event, sealed=value.sealed, done=int(value.done))


async def get(tx: Tx, finding_id: FindingId) -> SealedFinding:
    """Raises NotFound."""
    row = await tx.row(_GET, row=finding_id)
    if row is None:
        raise NotFound
    return _finding(row)


async def of_event(tx: Tx, event: BulletinId) -> Sequence[SealedFinding]:
    """Open ones first."""
    return [_finding(row) for row in await tx.rows(_OF_EVENT, of=event)]


async def set_done(tx: Tx, finding_id: FindingId, *, done: bool) -> None:
    await tx.run(_SET_DONE, row=finding_id, new_done=int(done))


async def forget(tx: Tx) -> None:
    """Those of events whose news is gone."""
    await tx.run(_FORGET)
