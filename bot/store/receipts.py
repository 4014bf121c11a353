"""Receipts (which code opens a case, as a keyed tag) and the codes that wait to be hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, delete, insert, or_, select

from bot.domain.concerns import Status
from bot.domain.erasure import What
from bot.domain.ids import ConcernId
from bot.store.db import Statement, Tx
from bot.store.erased import Erasure
from bot.store.schema import concern, receipt, receipt_work


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedWork:
    """trying: somebody tries a code; otherwise a new case gets its own, which goes first."""

    id: bytes
    trying: bool
    sealed: bytes


_ADD = Statement(insert(receipt))
_FIND = Statement(select(receipt.c.concern).where(receipt.c.tag == bindparam("of")))
_EXPIRED = Erasure(
    What.ADDRESS,
    receipt.c.concern,
    receipt.c.concern.not_in(
        select(concern.c.id).where(
            or_(
                concern.c.status != Status.CLOSED.value,
                concern.c.touched_hour >= bindparam("before"),
            )
        )
    ),
)
_ADD_WORK = Statement(insert(receipt_work))
_WAITING = Statement(
    select(receipt_work)
    .order_by(receipt_work.c.trying, receipt_work.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_TAKE = Statement(
    delete(receipt_work)
    .where(receipt_work.c.id == bindparam("row"))
    .returning(receipt_work.c.trying)
)


async def add(tx: Tx, concern_id: ConcernId, tag: bytes, sealed: bytes) -> None:
    await tx.run(_ADD, concern=concern_id, tag=tag, sealed=sealed)


async def find(tx: Tx, tag: bytes) -> ConcernId | None:
    row = await tx.row(_FIND, of=tag)
    return ConcernId(bytes(row["concern"])) if row else None


async def expire(tx: Tx, *, before_hour: int) -> None:
    """Destroys the receipts of cases closed before that hour, and of cases that are gone."""
    await _EXPIRED.run(tx, before=before_hour)


async def add_work(tx: Tx, work: SealedWork) -> None:
    await tx.run(_ADD_WORK, id=work.id, trying=int(work.trying), sealed=work.sealed)


async def waiting(tx: Tx, *, limit: int) -> Sequence[SealedWork]:
    return [
        SealedWork(id=bytes(row["id"]), trying=bool(row["trying"]), sealed=bytes(row["sealed"]))
        for row in await tx.rows(_WAITING, limit=limit)
    ]


async def take(tx: Tx, row_id: bytes) -> bool:
    """Ends the work; False when somebody else ended it before."""
    return await tx.changed(_TAKE, row=row_id)
