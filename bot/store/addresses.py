"""Return addresses of concerns: sealed bytes under slot tags; `vault.addresses` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, insert, or_, select, update

from bot.domain.concerns import Status
from bot.domain.erasure import What
from bot.domain.ids import ConcernId
from bot.domain.people import Lang
from bot.store.db import Row, Statement, Tx
from bot.store.erased import Erasure
from bot.store.schema import address, concern


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAddress:
    concern: ConcernId
    slot_tag: bytes
    wrapped_key: bytes
    sealed: bytes


SLOTS = 25
"""Tags of one person: the first few for open concerns, the rest for closed ones in their grace."""

_INSERT = Statement(insert(address))
_GET = Statement(select(address).where(address.c.concern == bindparam("concern")))
_DELETE = Erasure(What.ADDRESS, address.c.concern, address.c.concern == bindparam("concern"))
_OF_TAGS = Statement(
    select(address).where(or_(*(address.c.slot_tag == bindparam(f"t{n}") for n in range(SLOTS))))
)
_IS_OPEN = select(concern.c.id).where(
    concern.c.id == address.c.concern, concern.c.status != Status.CLOSED.value
)
_OPEN_OF_TAGS = Statement(
    select(address.c.concern).where(
        or_(*(address.c.slot_tag == bindparam(f"t{n}") for n in range(SLOTS))), _IS_OPEN.exists()
    )
)
_OF_OPEN = Statement(
    select(address, concern.c.language)
    .join(concern, concern.c.id == address.c.concern)
    .where(concern.c.status != Status.CLOSED.value, address.c.concern > bindparam("after"))
    .order_by(address.c.concern)
    .limit(bindparam("limit", type_=Integer))
)
_EXPIRED = Erasure(
    What.ADDRESS,
    address.c.concern,
    address.c.concern.in_(
        select(concern.c.id).where(
            concern.c.status == Status.CLOSED.value,
            concern.c.touched_hour < bindparam("before"),
        )
    ),
)
_MOVE = Statement(
    update(address).where(address.c.concern == bindparam("row")).values(slot_tag=bindparam("tag"))
)


def _sealed(row: Row) -> SealedAddress:
    return SealedAddress(
        concern=ConcernId(row["concern"]),
        slot_tag=bytes(row["slot_tag"]),
        wrapped_key=bytes(row["wrapped_key"]),
        sealed=bytes(row["sealed"]),
    )


async def add(tx: Tx, value: SealedAddress) -> None:
    await tx.run(
        _INSERT,
        concern=value.concern,
        slot_tag=value.slot_tag,
        wrapped_key=value.wrapped_key,
        sealed=value.sealed,
    )


async def find(tx: Tx, concern: ConcernId) -> SealedAddress | None:
    row = await tx.row(_GET, concern=concern)
    return _sealed(row) if row else None


async def of_tags(tx: Tx, tags: Sequence[bytes]) -> Sequence[SealedAddress]:
    """The addresses under one person's SLOTS tags."""
    rows = await tx.rows(_OF_TAGS, **{f"t{n}": tag for n, tag in enumerate(tags)})
    return [_sealed(row) for row in rows]


async def open_of_tags(tx: Tx, tags: Sequence[bytes]) -> Sequence[ConcernId]:
    """The open cases among those under one person's SLOTS tags."""
    rows = await tx.rows(_OPEN_OF_TAGS, **{f"t{n}": tag for n, tag in enumerate(tags)})
    return [ConcernId(bytes(row["concern"])) for row in rows]


async def of_open(tx: Tx, *, after: bytes, limit: int) -> Sequence[tuple[SealedAddress, Lang]]:
    """Addresses of open cases with their language, in the order of their random ids."""
    rows = await tx.rows(_OF_OPEN, after=after, limit=limit)
    return [(_sealed(row), Lang(row["language"])) for row in rows]


async def move(tx: Tx, concern: ConcernId, slot_tag: bytes) -> None:
    await tx.run(_MOVE, row=concern, tag=slot_tag)


async def expire(tx: Tx, *, before_hour: int) -> None:
    """Destroys the addresses of cases closed before that hour."""
    await _EXPIRED.run(tx, before=before_hour)


async def delete_of(tx: Tx, concern: ConcernId) -> None:
    await _DELETE.run(tx, concern=concern)
