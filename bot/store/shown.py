"""Messages standing in chats that must be deleted again: the chat is a window, not an archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from bot.store.db import Row, Statement, Tx
from bot.store.schema import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message; sealed holds its chat and number."""

    id: bytes
    tag: bytes
    sealed: bytes


_ADD = Statement(insert(shown))
_OF = Statement(
    select(shown.c.id, shown.c.tag, shown.c.sealed).where(
        shown.c.tag == bindparam("of"), shown.c.expires < bindparam("before")
    )
)
_EXPIRED = Statement(
    select(shown.c.id, shown.c.tag, shown.c.sealed)
    .where(shown.c.queued == 0, shown.c.expires < bindparam("now"))
    .order_by(shown.c.tag)
    .limit(bindparam("limit", type_=Integer))
)
_QUEUE = Statement(
    update(shown)
    .where(shown.c.tag == bindparam("of"), shown.c.expires < bindparam("now"))
    .values(queued=1)
)
_OUT_OF_REACH = Statement(delete(shown).where(shown.c.expires < bindparam("before")))
_DELETE = Statement(delete(shown).where(shown.c.id == bindparam("row")))


def _shown(row: Row) -> Shown:
    return Shown(id=bytes(row["id"]), tag=bytes(row["tag"]), sealed=bytes(row["sealed"]))


async def add(tx: Tx, value: Shown, *, expires: int) -> None:
    """expires: epoch seconds after which it must be deleted."""
    await tx.run(_ADD, id=value.id, tag=value.tag, sealed=value.sealed, expires=expires, queued=0)


async def of(tx: Tx, tag: bytes, *, before: int) -> Sequence[Shown]:
    """What stands in one chat and expires before the given second."""
    return [_shown(row) for row in await tx.rows(_OF, of=tag, before=before)]


async def expired(tx: Tx, *, now: int, limit: int = 500) -> Sequence[Shown]:
    """Messages past their time whose deletion is not queued yet, chat by chat."""
    return [_shown(row) for row in await tx.rows(_EXPIRED, now=now, limit=limit)]


async def queue(tx: Tx, tag: bytes, *, now: int) -> None:
    """The deletion of what has expired in this chat is on its way."""
    await tx.run(_QUEUE, of=tag, now=now)


async def forget(tx: Tx, row_id: bytes) -> None:
    """The message is gone from the chat."""
    await tx.run(_DELETE, row=row_id)


async def forget_out_of_reach(tx: Tx, *, before: int) -> None:
    """Messages that Telegram no longer lets a bot delete: knowing of them serves nothing."""
    await tx.run(_OUT_OF_REACH, before=before)
