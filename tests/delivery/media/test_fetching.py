"""Fetching what people sent: once, in memory, and never for ever."""

from __future__ import annotations

from sqlalchemy import func, select, update

from bot.delivery.media.fetching import TRIES
from bot.domain.pictures import PICTURES, Trouble
from bot.domain.screens import Lane
from bot.simulator import Fault, Message
from bot.store.db import Statement
from bot.store.schema import outbox
from bot.texts import pictures
from tests.kit import files
from tests.kit.turns import until
from tests.kit.world import Player, World

_FETCHES = Statement(select(func.count().label("n")).where(outbox.c.lane == Lane.FETCH.value))
_WORN = Statement(update(outbox).where(outbox.c.lane == Lane.FETCH.value).values(attempts=TRIES))


async def _waiting(world: World) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(_FETCHES))
    return int(row["n"]) if row else 0


def _shown(player: Player) -> list[Message]:
    return [m for m in player.person.chat.messages if m.outgoing and m.photo]


def _asked(world: World) -> int:
    return sum(call.method == "getFile" for call in world.sim.calls)


async def test_a_fetched_file_leaves_no_row_behind(world: World) -> None:
    someone = await world.resident("da")
    await someone.person.send_photo(files.photo())
    await world.settled()
    assert len(_shown(someone)) == 1
    assert await _waiting(world) == 0


async def test_what_could_not_be_fetched_is_fetched_later(world: World) -> None:
    someone = await world.resident("da")
    for kind in ("error500", "reset_before", "flood"):
        world.sim.faults.add(Fault(kind, methods=frozenset({"getFile"})))
    await someone.person.send_photo(files.photo())
    await world.settled()
    for _ in range(4):
        world.clock.advance(seconds=31)
        world.bot.fetcher.wake()
        await world.settled()
    assert len(_shown(someone)) == 1
    assert await _waiting(world) == 0


async def test_after_some_attempts_the_person_is_told(world: World) -> None:
    someone = await world.resident("da")
    world.sim.faults.add(Fault("error500", methods=frozenset({"getFile"}), times=None))
    await someone.person.send_photo(files.photo())
    await world.settled()
    for _ in range(TRIES + 1):
        world.clock.advance(seconds=31)
        world.bot.fetcher.wake()
        await world.settled()
    assert pictures.trouble(someone.t, Trouble.LOST) in someone.person.chat.texts
    assert _asked(world) == TRIES
    assert await _waiting(world) == 0


async def test_a_restart_in_the_middle_of_a_fetch_begins_it_again(world: World) -> None:
    someone = await world.resident("da")
    world.sim.faults.add(Fault("hang", methods=frozenset({"getFile"}), seconds=600))
    await someone.person.send_photo(files.photo())
    await until(lambda: _asked(world) == 1)
    await world.restart()
    await until(lambda: len(_shown(someone)) == 1)
    await world.settled()
    added = pictures.added(someone.t, 1, PICTURES, to_resident=False)
    assert sum(added in text for text in someone.person.chat.texts) == 1


async def test_a_file_that_brings_the_process_down_is_not_touched_for_ever(world: World) -> None:
    """Attempts are counted before the file is fetched, so a kill counts too."""
    someone = await world.resident("da")
    world.sim.faults.add(Fault("hang", methods=frozenset({"getFile"}), seconds=600))
    await someone.person.send_photo(files.photo())
    await until(lambda: _asked(world) == 1)
    await world.bot.store.write(lambda tx: tx.run(_WORN))
    await world.restart()
    await until(lambda: pictures.trouble(someone.t, Trouble.LOST) in someone.person.chat.texts)
    assert _asked(world) == 1


async def test_a_picture_cancelled_while_it_is_fetched_is_shown_to_nobody(world: World) -> None:
    someone = await world.resident("da")
    world.sim.faults.add(Fault("slow", methods=frozenset({"getFile"}), seconds=1.5))
    await someone.person.send_photo(files.photo())
    await until(lambda: _asked(world) == 1)
    await someone.person.send("/cancel")
    await world.settled()
    assert _shown(someone) == []
    assert await _waiting(world) == 0


async def test_a_chat_is_answered_while_its_picture_is_fetched(world: World) -> None:
    someone = await world.resident("da")
    world.sim.faults.add(Fault("hang", methods=frozenset({"getFile"}), seconds=600))
    await someone.person.send_photo(files.photo())
    await until(lambda: _asked(world) == 1)
    await someone.person.send("/about")
    await until(lambda: "@nabodialog_bot" in someone.sees)
