"""Sign-ups to events: a tag and a sealed address each, no name and no time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select

from bot.domain.erasure import What
from bot.domain.ids import BulletinId, SignupId
from bot.store.db import Row, Statement, Tx
from bot.store.erased import Erasure
from bot.store.schema import happening, signup


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSignup:
    id: SignupId
    event: BulletinId
    tag: bytes
    sealed: bytes


_ADD = Statement(insert(signup))
_FIND = Statement(select(signup).where(signup.c.tag == bindparam("of")))
_GET = Statement(select(signup).where(signup.c.id == bindparam("row")))
_OF_EVENT = Statement(select(signup).where(signup.c.event == bindparam("of")).order_by(signup.c.id))
_COUNT = Statement(
    select(func.count().label("n")).select_from(signup).where(signup.c.event == bindparam("of"))
)
_REMOVE = Erasure(What.SIGNUP, signup.c.id, signup.c.id == bindparam("row"))
_END = Erasure(
    What.SIGNUP,
    signup.c.id,
    signup.c.event.not_in(select(happening.c.id).where(happening.c.ends > bindparam("now"))),
)


def _signup(row: Row) -> SealedSignup:
    return SealedSignup(
        id=SignupId(bytes(row["id"])),
        event=BulletinId(bytes(row["event"])),
        tag=bytes(row["tag"]),
        sealed=bytes(row["sealed"]),
    )


async def add(tx: Tx, value: SealedSignup) -> None:
    await tx.run(_ADD, id=value.id, event=value.event, tag=value.tag, sealed=value.sealed)


async def find(tx: Tx, tags: Sequence[bytes]) -> SealedSignup | None:
    """Under any of the tags of one person and one event."""
    for tag in tags:
        if row := await tx.row(_FIND, of=tag):
            return _signup(row)
    return None


async def get(tx: Tx, signup_id: SignupId) -> SealedSignup | None:
    row = await tx.row(_GET, row=signup_id)
    return _signup(row) if row else None


async def of_event(tx: Tx, event: BulletinId) -> Sequence[SealedSignup]:
    return [_signup(row) for row in await tx.rows(_OF_EVENT, of=event)]


async def count(tx: Tx, event: BulletinId) -> int:
    """To be shown in bands only."""
    row = await tx.row(_COUNT, of=event)
    return int(row["n"]) if row else 0


async def remove(tx: Tx, signup_id: SignupId) -> None:
    await _REMOVE.run(tx, row=signup_id)


async def end(tx: Tx, *, now: int) -> None:
    """Those to events that are over. now: epoch seconds."""
    await _END.run(tx, now=now)
