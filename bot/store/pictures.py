"""Pictures: sealed bytes under random keys, of a draft for an hour or of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.ids import ConcernId, PageId
from bot.store.db import Statement, Tx
from bot.store.schema import picture


@dataclass(frozen=True, slots=True)
class SealedPage:
    """concern: None while it belongs to a draft."""

    id: PageId
    concern: ConcernId | None
    sealed: bytes


_ADD = Statement(insert(picture))
_GET = Statement(
    select(picture.c.concern, picture.c.sealed).where(picture.c.id == bindparam("row"))
)
_REMOVE = Statement(delete(picture).where(picture.c.id == bindparam("row")))
_TOUCH = Statement(
    update(picture)
    .where(picture.c.id == bindparam("row"), picture.c.concern.is_(None))
    .values(expires=bindparam("new_expires"))
)
_EXPIRE = Statement(delete(picture).where(picture.c.expires < bindparam("hour")))
_OF = Statement(
    select(picture.c.id)
    .where(picture.c.concern == bindparam("of"), picture.c.position == bindparam("at"))
    .order_by(picture.c.number)
)
_COUNTS = Statement(
    select(picture.c.position, func.count().label("n"))
    .where(picture.c.concern == bindparam("of"))
    .group_by(picture.c.position)
)


async def add_to_draft(tx: Tx, page: SealedPage, *, expires: int) -> None:
    """expires: the hour in which it must be gone, hours since 1970."""
    await tx.run(
        _ADD, id=page.id, concern=None, position=0, number=0, expires=expires, sealed=page.sealed
    )


async def add_to_case(tx: Tx, page: SealedPage, *, position: int, number: int) -> None:
    """position: of the entry in its case. number: of the page in its entry."""
    await tx.run(
        _ADD,
        id=page.id,
        concern=page.concern,
        position=position,
        number=number,
        expires=None,
        sealed=page.sealed,
    )


async def find(tx: Tx, page: PageId) -> SealedPage | None:
    row = await tx.row(_GET, row=page)
    if row is None:
        return None
    concern = ConcernId(bytes(row["concern"])) if row["concern"] else None
    return SealedPage(page, concern, bytes(row["sealed"]))


async def remove(tx: Tx, page: PageId) -> None:
    await tx.run(_REMOVE, row=page)


async def touch(tx: Tx, page: PageId, *, expires: int) -> None:
    """The draft it belongs to lives on."""
    await tx.run(_TOUCH, row=page, new_expires=expires)


async def expire(tx: Tx, *, hour: int) -> None:
    """Forgets pages that were to be gone before this hour."""
    await tx.run(_EXPIRE, hour=hour)


async def of(tx: Tx, concern: ConcernId, position: int) -> Sequence[PageId]:
    """Pages of one entry, in order."""
    return [PageId(bytes(row["id"])) for row in await tx.rows(_OF, of=concern, at=position)]


async def counts(tx: Tx, concern: ConcernId) -> Mapping[int, int]:
    """How many pages each entry of a case has; entries without any are left out."""
    return {row["position"]: row["n"] for row in await tx.rows(_COUNTS, of=concern)}
