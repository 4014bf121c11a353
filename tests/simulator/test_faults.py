import asyncio
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.simulator import Call, Fault, Person, Simulator
from tests.simulator.conftest import AMAL, Ask

SENDS = frozenset({"sendMessage"})


async def test_an_error_500_is_answered_once(sim: Simulator, ask: Ask, amal: Person) -> None:
    sim.faults.add(Fault("error500", SENDS))
    assert (await ask("getMe"))[0] == 200
    assert (await ask("sendMessage", chat_id=AMAL, text="x"))[0] == 500
    assert (await ask("sendMessage", chat_id=AMAL, text="x"))[0] == 200
    assert amal.chat.texts == ["/start", "x"]
    assert [call.status for call in sim.calls] == [200, 500, 200]


async def test_a_flood_is_told_with_its_wait(sim: Simulator, bot: Bot, amal: Person) -> None:
    sim.faults.add(Fault("flood", times=2, retry_after=9))
    for _ in range(2):
        with pytest.raises(RetryAfter, match="Retry in 0:00:09"):
            await bot.send_message(AMAL, "x")
    await bot.send_message(AMAL, "x")


async def test_a_reset_before_loses_the_message(sim: Simulator, bot: Bot, amal: Person) -> None:
    sim.faults.add(Fault("reset_before", SENDS))
    with pytest.raises(NetworkError):
        await bot.send_message(AMAL, "x")
    assert amal.chat.texts == ["/start"]
    assert sim.in_flight() == []


async def test_a_reset_after_delivers_without_saying_so(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    sim.faults.add(Fault("reset_after", SENDS))
    with pytest.raises(NetworkError):
        await bot.send_message(AMAL, "x")
    assert amal.chat.texts == ["/start", "x"]
    call = sim.calls[-1]
    assert (call.status, call.answered_at) == (200, None)
    assert sim.in_flight() == []


async def test_a_hanging_call_is_never_carried_out(sim: Simulator, bot: Bot, amal: Person) -> None:
    sim.faults.add(Fault("hang", SENDS, seconds=60))
    with pytest.raises(TimedOut):
        await bot.send_message(AMAL, "x", read_timeout=0.05)
    assert amal.chat.texts == ["/start"]
    sim.faults.add(Fault("hang", SENDS, seconds=0.01))
    with pytest.raises(NetworkError):
        await bot.send_message(AMAL, "x")


async def test_a_slow_call_is_carried_out_though_nobody_waits(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    sim.faults.add(Fault("slow", SENDS, seconds=0.1))
    with pytest.raises(TimedOut):
        await bot.send_message(AMAL, "x", read_timeout=0.01)
    await amal.expect(lambda chat: chat.texts[-1] == "x")


async def test_a_lasting_fault_lasts_until_cleared(sim: Simulator, ask: Ask) -> None:
    sim.faults.add(Fault("error500", times=None))
    assert [(await ask("getMe"))[0] for _ in range(5)] == [500] * 5
    sim.faults.clear()
    assert (await ask("getMe"))[0] == 200


async def test_an_outage_closes_every_connection(sim: Simulator, ask: Ask, amal: Person) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=50))
    await sim.updates.change.wait()
    sim.outage(True)
    for call in (poll, ask("getMe")):
        with pytest.raises(aiohttp.ClientError):
            await call
    sim.outage(False)
    assert (await ask("getMe"))[0] == 200


async def test_answers_can_be_delayed(sim: Simulator, ask: Ask, amal: Person) -> None:
    sim.answer_delay = 0.05
    sending = asyncio.create_task(ask("sendMessage", chat_id=AMAL, text="x"))
    await amal.expect(lambda chat: chat.texts[-1] == "x")
    assert [call.method for call in sim.in_flight()] == ["sendMessage"]
    assert (await ask("getMe"))[0] == 200
    assert (await sending)[0] == 200
    assert await sim.until(lambda: not sim.in_flight())


async def test_every_phase_of_a_call_is_told(
    sim: Simulator, ask: Ask, amal: Person, http: aiohttp.ClientSession
) -> None:
    phases: list[tuple[str, Any, int]] = []

    async def told(call: Call, phase: str) -> None:
        phases.append((phase, call.status, len(sim.in_flight())))

    sim.on_call = told
    await ask("sendMessage", chat_id=AMAL, text="x")
    await sim.until(lambda: len(phases) == 3)
    assert phases == [("received", None, 1), ("processed", 200, 1), ("answered", 200, 0)]
    assert sim.calls[0].answered_at is not None
