from datetime import timedelta
from typing import Literal

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator import Limits, Person, Simulator
from tests.simulator.conftest import AMAL, Ask, Clock

Model = Literal["bucket", "window"]
MODELS = pytest.mark.parametrize("model", ["bucket", "window"])


async def statuses(ask: Ask, chats: list[int]) -> list[int]:
    return [(await ask("sendMessage", chat_id=chat, text="x"))[0] for chat in chats]


async def crowd(sim: Simulator, size: int) -> list[int]:
    for number in range(size):
        await sim.person("P", 1000 + number).start()
    return list(range(1000, 1000 + size))


@MODELS
async def test_thirty_a_second_pass_and_one_more_does_not(
    sim: Simulator, ask: Ask, clock: Clock, model: Model
) -> None:
    people = await crowd(sim, 40)
    sim.limits = Limits(model=model)
    assert await statuses(ask, people[:31]) == [200] * 30 + [429]
    assert sim.refused == 1
    assert sum(len(person.chat.messages) - 1 for person in sim.people.values()) == 30
    clock.tick(1)
    assert await statuses(ask, people) == [200] * 30 + [429] * 10


@MODELS
async def test_a_chat_takes_a_burst_of_five_then_one_a_second(
    sim: Simulator, ask: Ask, amal: Person, clock: Clock, model: Model
) -> None:
    sim.limits = Limits(model=model)
    assert await statuses(ask, [AMAL] * 6) == [200] * 5 + [429]
    clock.tick(5)
    for _ in range(5):
        assert await statuses(ask, [AMAL]) == [200]
        clock.tick(1)


async def test_a_bucket_fills_evenly_and_a_window_moves(
    sim: Simulator, ask: Ask, amal: Person, clock: Clock
) -> None:
    for model, after_two_seconds in (("bucket", [200, 200, 429]), ("window", [429, 429, 429])):
        sim.limits = Limits(model="bucket" if model == "bucket" else "window")
        assert await statuses(ask, [AMAL] * 5) == [200] * 5
        clock.tick(2)
        assert await statuses(ask, [AMAL] * 3) == after_two_seconds
        clock.tick(10)


@MODELS
async def test_a_group_takes_twenty_a_minute(
    sim: Simulator, ask: Ask, clock: Clock, model: Model
) -> None:
    group = sim.group("Desk")
    sim.limits = Limits(model=model)
    assert await statuses(ask, [group.id] * 21) == [200] * 20 + [429]
    clock.tick(60)
    assert await statuses(ask, [group.id] * 2) == [200] * 2


async def test_the_wait_is_told_and_everything_counted_waits(
    sim: Simulator, bot: Bot, ask: Ask, amal: Person, clock: Clock
) -> None:
    bo = sim.person("Bo", 8)
    await bo.start()
    sim.limits = Limits(flood_seconds=7)
    await statuses(ask, [AMAL] * 5)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(AMAL, "x")
    assert refused.value.retry_after == timedelta(seconds=7)
    clock.tick(6)
    status, answer = await ask("sendMessage", chat_id=8, text="x")
    assert (status, answer["description"]) == (429, "Too Many Requests: retry after 1")
    assert answer["parameters"] == {"retry_after": 1}
    clock.tick(1)
    assert await statuses(ask, [8]) == [200]
    assert sim.violations == []


async def test_edits_copies_and_albums_count_and_other_calls_do_not(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    _, sent = await ask("sendMessage", chat_id=AMAL, text="x")
    where = {"chat_id": AMAL, "message_id": sent["result"]["message_id"]}
    photo = (await amal.send_photo()).content.media["photo"][0]["file_id"]
    sim.limits = Limits()
    for n in range(3):
        assert (await ask("editMessageText", **where, text=str(n)))[0] == 200
    for _ in range(9):
        assert (await ask("sendChatAction", chat_id=AMAL, action="typing"))[0] == 200
        assert (await ask("getChat", chat_id=AMAL))[0] == 200
    album = [{"type": "photo", "media": photo}] * 3
    assert (await ask("sendMediaGroup", chat_id=AMAL, media=album))[0] == 429
    assert len(amal.chat.messages) == 3


async def test_off_means_off(sim: Simulator, ask: Ask, amal: Person) -> None:
    assert await statuses(ask, [AMAL] * 50) == [200] * 50
