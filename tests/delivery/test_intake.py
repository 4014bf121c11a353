"""Polling: the offset moves only after everything is durable, whatever else goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import pytest
from telegram.error import InvalidToken, TelegramError

from bot.delivery import intake
from bot.delivery.intake import ALLOWED, Poller
from bot.simulator import Fault, Person, Simulator
from bot.store.db import DatabaseFault
from tests.delivery.conftest import Watched, line_to
from tests.kit.turns import until


class Taker:
    """Takes batches; may be told to fail or to wait."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.faults = 0
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        self.batches.append([u["message"]["text"] for u in updates])
        await self.open.wait()
        if self.faults:
            self.faults -= 1
            raise DatabaseFault("full")


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
async def poller(line: Watched, taker: Taker) -> AsyncIterator[Poller]:
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    yield poller
    poller.stop()
    taker.open.set()
    await running


@pytest.fixture
def amal(sim: Simulator) -> Person:
    return sim.person("Amal", 2**51 + 5)


def polls(line: Watched) -> list[dict[str, Any]]:
    return [params for method, params in line.asked if method == "getUpdates"]


async def test_updates_are_taken_in_order_and_then_confirmed(
    sim: Simulator, poller: Poller, taker: Taker, amal: Person
) -> None:
    for word in ("et", "to", "tre"):
        await amal.send(word)
    await until(lambda: not sim.updates.pending())
    assert [word for batch in taker.batches for word in batch] == ["et", "to", "tre"]


async def test_only_the_kinds_that_are_handled_are_asked_for(line: Watched, poller: Poller) -> None:
    await until(lambda: polls(line))
    assert polls(line)[0]["allowed_updates"] == ALLOWED
    assert set(ALLOWED) == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_nothing_is_confirmed_while_it_is_being_taken(
    sim: Simulator, line: Watched, poller: Poller, taker: Taker, amal: Person
) -> None:
    taker.open.clear()
    await amal.send("vent")
    await until(lambda: taker.batches)
    assert len(sim.updates.pending()) == 1
    assert [p for p in polls(line) if "offset" in p] == []
    taker.open.set()
    await until(lambda: not sim.updates.pending())


async def test_what_the_database_could_not_keep_comes_again(
    sim: Simulator, poller: Poller, taker: Taker, amal: Person, logged: Callable[[], str]
) -> None:
    taker.faults = 2
    await amal.send("igen")
    await until(lambda: not sim.updates.pending())
    assert taker.batches == [["igen"]] * 3
    assert logged().count("intake.trouble") == 2
    assert "igen" not in logged()


async def test_another_poller_is_said_and_this_one_goes_on(
    sim: Simulator, base: str, line: Watched, poller: Poller, taker: Taker, amal: Person,
    logged: Callable[[], str],
) -> None:  # fmt: skip
    async with line_to(base) as other:
        while "another instance polls" not in logged():
            await until(lambda: polls(line))
            await other.call("getUpdates", {"timeout": 0})
    await amal.send("stadig her")
    await until(lambda: not sim.updates.pending())
    assert taker.batches == [["stadig her"]]


@pytest.mark.parametrize("kind", ["error500", "reset_before", "reset_after", "flood"])
async def test_trouble_with_telegram_is_waited_out(
    sim: Simulator, line: Watched, taker: Taker, amal: Person, kind: str, logged: Callable[[], str]
) -> None:
    methods = frozenset({"getUpdates", "deleteWebhook"})
    sim.faults.add(Fault(kind, methods, times=3))  # type: ignore[arg-type] # all are kinds
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await amal.send("trods alt")
    await until(lambda: not sim.updates.pending())
    poller.stop()
    await running
    assert ["trods alt"] in taker.batches
    assert "intake.trouble" in logged()


async def test_pauses_grow_and_are_forgotten_after_a_good_answer(
    sim: Simulator, line: Watched, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_PAUSES", (0.01, 0.02, 0.03))
    poller = Poller(line, taker.take)
    for expected in (1, 2, 3, 4):
        await poller._trouble(TelegramError("x"))
        assert poller._troubled == expected
    person = sim.person("Ole", 7)
    await person.send("hej")
    assert len(await poller._fetch()) == 1
    assert poller._troubled == 0


async def test_a_webhook_that_was_set_is_left_first(
    sim: Simulator, line: Watched, taker: Taker, amal: Person
) -> None:
    await line.set_webhook("http://127.0.0.1:9/hook")
    await amal.send("hej")
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await until(lambda: not sim.updates.pending())
    poller.stop()
    await running
    assert taker.batches == [["hej"]]
    assert sim.webhook.url == ""


async def test_stopping_leaves_a_long_poll_at_once_and_confirms_what_is_done(
    sim: Simulator, line: Watched, taker: Taker, amal: Person
) -> None:
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await amal.send("færdig")
    await until(lambda: taker.batches)
    poller.stop()
    async with asyncio.timeout(10):
        await running
    assert sim.updates.pending() == []


async def test_stopping_while_a_batch_is_taken_waits_for_it(
    sim: Simulator, line: Watched, taker: Taker, amal: Person
) -> None:
    taker.open.clear()
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await amal.send("næsten")
    await until(lambda: taker.batches)
    poller.stop()
    assert not running.done()
    taker.open.set()
    await running
    assert sim.updates.pending() == []


async def test_stopping_in_the_middle_of_trouble_does_not_wait_for_its_end(
    sim: Simulator, line: Watched, taker: Taker
) -> None:
    sim.faults.add(Fault("flood", frozenset({"getUpdates"}), times=None, retry_after=300))
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await until(lambda: polls(line))
    poller.stop()
    async with asyncio.timeout(10):
        await running


async def test_a_token_that_is_revoked_ends_the_polling(
    sim: Simulator, line: Watched, taker: Taker, amal: Person
) -> None:
    poller = Poller(line, taker.take)
    running = asyncio.create_task(poller.run())
    await until(lambda: polls(line))
    sim.token = "2:another"
    await amal.send("hej")
    with pytest.raises(InvalidToken):
        await running


async def test_ids_that_begin_anew_after_a_quiet_week_are_not_taken_for_old(
    sim: Simulator, poller: Poller, taker: Taker, amal: Person
) -> None:
    for round_ in range(4):
        sim.restart_ids()
        await amal.send(f"uge {round_}")
        await until(lambda: not sim.updates.pending())
    assert [batch[-1] for batch in taker.batches][-1] == "uge 3"
    assert {f"uge {n}" for n in range(4)} == {w for batch in taker.batches for w in batch}
