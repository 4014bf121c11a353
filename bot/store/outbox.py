"""What is to be sent, in order within a stream. A row is erased once it has been sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Integer, bindparam, delete, exists, func, insert, or_, select, update

from bot.domain.screens import Lane
from bot.store.db import Asked, Row, Statement, Tx
from bot.store.schema import outbox


class Target(StrEnum):
    """Whose address the sender opens. DIALOGUE rows carry the chat, sealed with the body.

    PROGRESS: that of the author of the bulletin whose id the stream is.
    """

    DIALOGUE = "dialogue"
    CONCERN = "concern"
    MODERATOR = "moderator"
    GROUP = "group"
    PROGRESS = "progress"
    SIGNUP = "signup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """due: epoch milliseconds. stream: the row's id in its target; keeps order."""

    id: int = 0
    lane: Lane
    due: int
    target: Target
    stream: bytes
    body: bytes
    attempts: int = 0


_ADD = Statement(
    insert(outbox).values(
        {n: bindparam(n) for n in ("lane", "due", "target", "stream", "body", "attempts", "dead")}
    )
)
_earlier = outbox.alias("earlier")
_HELD_UP = exists().where(
    _earlier.c.stream == outbox.c.stream,
    _earlier.c.id < outbox.c.id,
    _earlier.c.dead == 0,
    or_(_earlier.c.due <= bindparam("now"), _earlier.c.attempts > 0),
)
"""An earlier row of the stream goes first, also when it is to be tried again later.

So one stream never fills a page that others wait for. A notice that waits for its random moment
has no attempts and holds up nothing.
"""
_DUE = Statement(
    select(outbox)
    .where(
        outbox.c.dead == 0,
        outbox.c.due <= bindparam("now"),
        outbox.c.lane < Lane.FETCH.value,
        ~_HELD_UP,
    )
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_NEXT_DUE = Statement(
    select(func.min(outbox.c.due).label("due")).where(
        outbox.c.dead == 0, outbox.c.due > bindparam("now")
    )
)
_FIND = Statement(select(outbox).where(outbox.c.id == bindparam("row")))
_DELETE = Statement(delete(outbox).where(outbox.c.id == bindparam("row")))
_DELAY = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(due=bindparam("new_due"), body=bindparam("new_body"), attempts=outbox.c.attempts + 1)
)
_BURY = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(dead=1, body=bindparam("empty"), due=outbox.c.due - outbox.c.due % 3_600_000)
)
_IN_STREAM = Statement(select(func.count().label("n")).where(outbox.c.stream == bindparam("of")))
_FORGET_DEAD = Statement(
    delete(outbox).where(outbox.c.dead == 1, outbox.c.due < bindparam("before"))
)
_PENDING = Statement(select(func.count().label("n")).where(outbox.c.dead == 0))


def _outgoing(row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        lane=Lane(row["lane"]),
        due=row["due"],
        target=Target(row["target"]),
        stream=bytes(row["stream"]),
        body=bytes(row["body"]),
        attempts=row["attempts"],
    )


FETCHES = "files to be fetched"
"""Under this name a transaction tells that there are more of them."""


async def add(tx: Tx, row: Outgoing) -> None:
    if row.lane is Lane.FETCH:
        tx.touched.add(FETCHES)
    await tx.run(
        _ADD,
        lane=int(row.lane),
        due=row.due,
        target=row.target.value,
        stream=row.stream,
        body=row.body,
        attempts=row.attempts,
        dead=0,
    )


async def due(tx: Tx, *, now: int, limit: int) -> tuple[Sequence[Outgoing], int | None]:
    """The next row of each stream, lower lanes first, then in the order they were written; and
    when the next row not yet due will be. Moments in epoch milliseconds.
    """
    return await tx.answers(
        Asked(_DUE, {"now": now, "limit": limit}, lambda rows: [_outgoing(row) for row in rows]),
        Asked(_NEXT_DUE, {"now": now}, lambda rows: rows[0]["due"]),
    )


async def find(tx: Tx, row_id: int) -> Outgoing | None:
    row = await tx.row(_FIND, row=row_id)
    return _outgoing(row) if row else None


_WAITING = Statement(
    select(outbox.c.id, outbox.c.stream, outbox.c.body)
    .where(outbox.c.dead == 0, outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_REWRITE = Statement(
    update(outbox).where(outbox.c.id == bindparam("row")).values(body=bindparam("new_body"))
)


async def waiting(tx: Tx, *, after: int, limit: int = 500) -> Sequence[tuple[int, bytes, bytes]]:
    """(row, stream, sealed body) of what is still to be sent, behind a row."""
    rows = await tx.rows(_WAITING, after=after, limit=limit)
    return [(row["id"], bytes(row["stream"]), bytes(row["body"])) for row in rows]


async def rewrite(tx: Tx, row_id: int, body: bytes) -> None:
    await tx.run(_REWRITE, row=row_id, new_body=body)


async def erase(tx: Tx, row_id: int) -> None:
    await tx.run(_DELETE, row=row_id)


async def delay(tx: Tx, row_id: int, *, until: int, body: bytes) -> None:
    """To be tried once more, not before `until` (epoch milliseconds)."""
    await tx.run(_DELAY, row=row_id, new_due=until, new_body=body)


async def bury(tx: Tx, row_id: int) -> None:
    """Telegram refuses it for good: the words are erased, the fact stays for the administrator."""
    await tx.run(_BURY, row=row_id, empty=b"")


async def in_stream(tx: Tx, stream: bytes) -> int:
    """How much is kept to be sent to one dialogue, case or colleague, or could not be sent."""
    row = await tx.row(_IN_STREAM, of=stream)
    return int(row["n"]) if row else 0


async def forget_dead(tx: Tx, *, before: int) -> None:
    """What was refused for good before that moment (epoch milliseconds)."""
    await tx.run(_FORGET_DEAD, before=before)


async def pending(tx: Tx) -> int:
    row = await tx.row(_PENDING)
    return int(row["n"]) if row else 0


# --- files to be fetched ---------------------------------------------------------------------

_FETCHES = Statement(
    select(outbox)
    .where(outbox.c.lane == Lane.FETCH.value, outbox.c.dead == 0, outbox.c.due <= bindparam("now"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_CLAIM = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.due <= bindparam("now"))
    .values(due=bindparam("until"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)
_RETURN = Statement(
    update(outbox)
    .where(outbox.c.lane == Lane.FETCH.value, outbox.c.dead == 0)
    .values(due=bindparam("now"))
)
_PUT_BACK = Statement(
    update(outbox).where(outbox.c.id == bindparam("row")).values(due=bindparam("until"))
)
_TAKE_OUT = Statement(delete(outbox).where(outbox.c.id == bindparam("row")).returning(outbox.c.id))
_FORGET = Statement(
    delete(outbox).where(outbox.c.stream == bindparam("of"), outbox.c.lane == Lane.FETCH.value)
)


async def fetches(tx: Tx, *, now: int, limit: int) -> Sequence[Outgoing]:
    """Files nobody is fetching at the moment."""
    return [_outgoing(row) for row in await tx.rows(_FETCHES, now=now, limit=limit)]


async def claim(tx: Tx, row_id: int, *, now: int, until: int) -> bool:
    """Whether the row is the caller's until then; counts as an attempt, also after a kill."""
    return await tx.changed(_CLAIM, row=row_id, now=now, until=until)


async def return_fetches(tx: Tx, *, now: int) -> None:
    """What was being fetched when the process ended is fetched again."""
    await tx.run(_RETURN, now=now)


async def put_back(tx: Tx, row_id: int, *, until: int) -> None:
    """To be fetched again, not before `until` (epoch milliseconds)."""
    await tx.run(_PUT_BACK, row=row_id, until=until)


async def take_out(tx: Tx, row_id: int) -> bool:
    """Erases a row; False when it was gone already."""
    return await tx.changed(_TAKE_OUT, row=row_id)


async def forget_fetch(tx: Tx, stream: bytes) -> None:
    """The file is not wanted any more."""
    await tx.run(_FORGET, of=stream)


# --- a reader who is none any more -----------------------------------------------------------

_FORGET_STREAM = Statement(delete(outbox).where(outbox.c.stream == bindparam("of")))


async def forget_stream(tx: Tx, stream: bytes) -> None:
    """Nothing of it is to be sent any more."""
    await tx.run(_FORGET_STREAM, of=stream)


_IS_WAITING = Statement(
    select(func.count().label("n")).where(outbox.c.stream == bindparam("of"), outbox.c.dead == 0)
)


async def is_waiting(tx: Tx, stream: bytes) -> bool:
    """Whether anything is still to be sent in this stream."""
    row = await tx.row(_IS_WAITING, of=stream)
    return bool(row and row["n"])


# --- whether it goes on ----------------------------------------------------------------------

_STANDING = Statement(
    select(func.min(outbox.c.id).label("oldest"), func.count().label("n")).where(
        outbox.c.dead == 0,
        outbox.c.lane < Lane.FETCH.value,
        or_(outbox.c.due <= bindparam("now"), outbox.c.attempts > 0),
    )
)


async def standing(tx: Tx, *, now: int) -> tuple[int | None, int]:
    """(the oldest row that is due or was tried already, how many there are)"""
    row = await tx.row(_STANDING, now=now)
    return (row["oldest"], int(row["n"])) if row else (None, 0)
