"""The outbox: lanes before each other, order within a stream, erased when sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import text

from bot.domain.screens import Lane
from bot.store import outbox
from bot.store.db import Statement, Store, Tx
from bot.store.outbox import Outgoing, Target

_ALL = Statement(text("SELECT id, body, attempts, dead FROM outbox ORDER BY id"))


async def _due(tx: Tx, *, now: int, limit: int) -> Sequence[Outgoing]:
    return (await outbox.due(tx, now=now, limit=limit))[0]


async def _next_due(tx: Tx, *, now: int) -> int | None:
    return (await outbox.due(tx, now=now, limit=1))[1]


def row(
    body: bytes, *, lane: Lane = Lane.REPLY, due: int = 0, stream: bytes = b"a" * 16
) -> Outgoing:
    return Outgoing(lane=lane, due=due, target=Target.DIALOGUE, stream=stream, body=body)


async def bodies(tx: Tx, *, now: int = 10**15, limit: int = 100) -> list[bytes]:
    return [r.body for r in await _due(tx, now=now, limit=limit)]


async def test_a_row_comes_back_as_it_was(tx: Tx) -> None:
    value = Outgoing(
        lane=Lane.NOTICE,
        due=1_800_000_000_123,
        target=Target.MODERATOR,
        stream=b"\x00\xff" * 8,
        body=b"\xff\x00",
        attempts=2,
    )
    await outbox.add(tx, value)
    (found,) = await _due(tx, now=value.due, limit=1)
    assert replace(found, id=0) == value


async def test_lower_lanes_come_first_and_each_lane_in_the_order_written(tx: Tx) -> None:
    lanes = (Lane.BULLETIN, Lane.NOTICE, Lane.REPLY, Lane.NOTICE, Lane.REPLY)
    for number, lane in enumerate(lanes):
        await outbox.add(tx, row(b"%d" % number, lane=lane, stream=b"%d" % number))
    assert await bodies(tx) == [b"2", b"4", b"1", b"3", b"0"]
    assert await bodies(tx, limit=2) == [b"2", b"4"]


async def test_a_stream_shows_its_first_row_until_that_is_gone(tx: Tx) -> None:
    for body in (b"one", b"two", b"three"):
        await outbox.add(tx, row(body))
    await outbox.add(tx, row(b"other", stream=b"b"))
    seen = []
    while found := await _due(tx, now=0, limit=9):
        seen.append([r.body for r in found])
        await outbox.erase(tx, found[0].id)
    assert seen == [[b"one", b"other"], [b"two", b"other"], [b"three", b"other"], [b"other"]]


async def test_a_chat_with_a_long_backlog_hides_nobody(tx: Tx) -> None:
    for number in range(300):
        await outbox.add(tx, row(b"%d" % number))
    await outbox.add(tx, row(b"other", stream=b"b"))
    assert await bodies(tx, limit=100) == [b"0", b"other"]


async def test_rows_wait_until_they_are_due(tx: Tx) -> None:
    for due in (100, 200, 300):
        await outbox.add(tx, row(b"%d" % due, due=due, stream=b"%d" % due))
    assert await bodies(tx, now=199) == [b"100"]
    assert await _next_due(tx, now=199) == 200
    assert await _next_due(tx, now=200) == 300
    assert await _next_due(tx, now=300) is None


async def test_a_sent_row_leaves_nothing(tx: Tx) -> None:
    await outbox.add(tx, row(b"words"))
    (found,) = await _due(tx, now=0, limit=1)
    await outbox.erase(tx, found.id)
    assert await tx.rows(_ALL) == []
    assert await outbox.pending(tx) == 0


async def test_a_delayed_row_keeps_its_place_and_counts_its_attempts(tx: Tx) -> None:
    await outbox.add(tx, row(b"first"))
    await outbox.add(tx, row(b"other", stream=b"b"))
    first, _ = await _due(tx, now=0, limit=2)
    await outbox.delay(tx, first.id, until=50, body=b"again")
    assert await bodies(tx, now=49) == [b"other"]
    assert [(r.body, r.attempts) for r in await _due(tx, now=50, limit=9)] == [
        (b"again", 1),
        (b"other", 0),
    ]


async def test_nothing_of_a_stream_overtakes_a_row_that_is_tried_again(tx: Tx) -> None:
    for body in (b"one", b"two"):
        await outbox.add(tx, row(body))
    first = (await _due(tx, now=0, limit=1))[0]
    await outbox.delay(tx, first.id, until=50, body=b"one")
    assert await bodies(tx, now=49) == []
    assert await _next_due(tx, now=49) == 50
    assert await bodies(tx, now=50) == [b"one"]


async def test_a_notice_that_waits_at_random_holds_up_no_other(tx: Tx) -> None:
    await outbox.add(tx, row(b"later", lane=Lane.NOTICE, due=300))
    await outbox.add(tx, row(b"urgent", lane=Lane.NOTICE, due=0))
    assert await bodies(tx, now=1) == [b"urgent"]


async def test_a_buried_row_keeps_the_fact_and_not_the_words(tx: Tx) -> None:
    await outbox.add(tx, row(b"refused"))
    await outbox.add(tx, row(b"next"))
    (refused,) = await _due(tx, now=0, limit=2)
    await outbox.bury(tx, refused.id)
    assert await bodies(tx) == [b"next"]
    assert await outbox.pending(tx) == 1
    buried = (await tx.rows(_ALL))[0]
    assert (bytes(buried["body"]), buried["dead"]) == (b"", 1)


async def test_a_buried_row_holds_up_nothing(tx: Tx) -> None:
    await outbox.add(tx, row(b"refused"))
    await outbox.add(tx, row(b"next"))
    (refused,) = await _due(tx, now=0, limit=2)
    await outbox.delay(tx, refused.id, until=50, body=b"refused")
    await outbox.bury(tx, refused.id)
    assert await bodies(tx, now=1) == [b"next"]


async def test_numbers_are_never_given_twice(store: Store) -> None:
    """An erased row's number must not come back: a late mark would hit a stranger."""
    seen = set()
    for _ in range(3):
        await store.write(lambda tx: outbox.add(tx, row(b"x")))
        (found,) = await store.read(lambda tx: _due(tx, now=0, limit=9))
        seen.add(found.id)
        await store.write(partial(outbox.erase, row_id=found.id))
    assert len(seen) == 3


async def test_what_stands_is_the_oldest_row_that_is_due_or_was_tried_and_no_file(tx: Tx) -> None:
    assert await outbox.standing(tx, now=100) == (None, 0)
    await outbox.add(tx, row(b"a file", lane=Lane.FETCH))
    await outbox.add(tx, row(b"later", due=101))
    assert await outbox.standing(tx, now=100) == (None, 0)
    for body in (b"tried", b"due"):
        await outbox.add(tx, row(body, stream=body))
    (oldest, *_) = [r.id for r in await _due(tx, now=100, limit=9)]
    assert await outbox.standing(tx, now=100) == (oldest, 2)
    await outbox.delay(tx, oldest, until=200, body=b"tried")
    assert await outbox.standing(tx, now=100) == (oldest, 2)
    await outbox.bury(tx, oldest)
    oldest_now, n = await outbox.standing(tx, now=100)
    assert (oldest_now != oldest, n) == (True, 1)
