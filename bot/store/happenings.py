"""Events from their announcement on: called off, reminded of, closed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from bot.domain.errors import NotFound
from bot.domain.happenings import Gathering, HappeningKind
from bot.domain.ids import BulletinId, ModeratorId, OrganisationId
from bot.store.db import Row, Statement, Tx
from bot.store.schema import bulletin, happening

_MARKS = ("cancelled", "reminded", "asked", "followed_up", "closed")
_CHANGING = ("kind", "starts", "ends", *_MARKS)

_ADD = Statement(insert(happening))
_GET = Statement(select(happening).where(happening.c.id == bindparam("row")))
_SAVE = Statement(
    update(happening)
    .where(happening.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)
_HOLD = Statement(
    update(happening).where(happening.c.id == bindparam("row")).values(asked=happening.c.asked)
)
_CLOSE = Statement(
    update(happening)
    .where(happening.c.id == bindparam("row"))
    .values(sealed=bindparam("new_sealed", type_=happening.c.sealed.type))
)
_LIVE = Statement(
    select(happening).where(happening.c.ends > bindparam("now")).order_by(happening.c.starts)
)
_TO_REMIND = Statement(
    select(happening).where(
        happening.c.reminded == 0,
        happening.c.cancelled == 0,
        happening.c.starts > bindparam("now"),
        happening.c.starts <= bindparam("until"),
    )
)
_TO_ASK = Statement(
    select(happening).where(
        happening.c.asked == 0, happening.c.cancelled == 0, happening.c.ends <= bindparam("now")
    )
)
_TO_FOLLOW_UP = Statement(
    select(happening).where(
        happening.c.followed_up == 0,
        happening.c.cancelled == 0,
        happening.c.kind == HappeningKind.SAFETY_WALK.value,
        happening.c.ends <= bindparam("before"),
    )
)
_WALKS = Statement(
    select(happening)
    .where(
        happening.c.organisation == bindparam("of"),
        happening.c.kind == HappeningKind.SAFETY_WALK.value,
        happening.c.cancelled == 0,
        happening.c.starts <= bindparam("now"),
    )
    .order_by(happening.c.starts.desc(), happening.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_FORGET = Statement(delete(happening).where(happening.c.id.not_in(select(bulletin.c.id))))


def _gathering(row: Row) -> Gathering:
    return Gathering(
        id=BulletinId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        author=ModeratorId(bytes(row["author"])),
        kind=HappeningKind(row["kind"]),
        starts=row["starts"],
        ends=row["ends"],
        cancelled=row["cancelled"],
        reminded=bool(row["reminded"]),
        asked=bool(row["asked"]),
        followed_up=bool(row["followed_up"]),
        closed=row["closed"],
    )


def _marks(value: Gathering) -> dict[str, int]:
    return {mark: int(getattr(value, mark)) for mark in _MARKS}


async def add(tx: Tx, value: Gathering) -> None:
    await tx.run(
        _ADD,
        id=value.id,
        organisation=value.organisation,
        author=value.author,
        kind=value.kind.value,
        starts=value.starts,
        ends=value.ends,
        sealed=None,
        **_marks(value),
    )


async def find(tx: Tx, event: BulletinId) -> Gathering | None:
    row = await tx.row(_GET, row=event)
    return _gathering(row) if row else None


async def get(tx: Tx, event: BulletinId) -> Gathering:
    """Raises NotFound."""
    found = await find(tx, event)
    if found is None:
        raise NotFound
    return found


async def hold(tx: Tx, event: BulletinId) -> None:
    """Until the commit nobody else counts who comes, also on another host."""
    await tx.run(_HOLD, row=event)


async def save(tx: Tx, value: Gathering) -> None:
    new = {"kind": value.kind.value, "starts": value.starts, "ends": value.ends, **_marks(value)}
    await tx.run(_SAVE, row=value.id, **{f"new_{name}": stored for name, stored in new.items()})


async def keep_ending(tx: Tx, event: BulletinId, sealed: bytes) -> None:
    await tx.run(_CLOSE, row=event, new_sealed=sealed)


async def ending(tx: Tx, event: BulletinId) -> bytes | None:
    row = await tx.row(_GET, row=event)
    return bytes(row["sealed"]) if row and row["sealed"] else None


async def live(tx: Tx, *, now: int) -> Sequence[Gathering]:
    """Not over yet, soonest first. now: epoch seconds."""
    return [_gathering(row) for row in await tx.rows(_LIVE, now=now)]


async def to_remind(tx: Tx, *, now: int, until: int) -> Sequence[Gathering]:
    """Those that start between the two, and nobody was reminded of."""
    return [_gathering(row) for row in await tx.rows(_TO_REMIND, now=now, until=until)]


async def to_ask(tx: Tx, *, now: int) -> Sequence[Gathering]:
    """Over, and the author was not asked how it went."""
    return [_gathering(row) for row in await tx.rows(_TO_ASK, now=now)]


async def to_follow_up(tx: Tx, *, before: int) -> Sequence[Gathering]:
    """Safety walks that were over by then."""
    return [_gathering(row) for row in await tx.rows(_TO_FOLLOW_UP, before=before)]


async def walks(
    tx: Tx, organisation: OrganisationId, *, now: int, limit: int
) -> Sequence[Gathering]:
    """Safety walks that have begun, newest first."""
    return [_gathering(r) for r in await tx.rows(_WALKS, of=organisation, now=now, limit=limit)]


async def forget(tx: Tx) -> None:
    """Those whose news is gone."""
    await tx.run(_FORGET)
