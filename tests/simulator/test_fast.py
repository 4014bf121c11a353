import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Limits, Simulator
from tests.simulator.conftest import AMAL, Ask, Clock


@pytest.fixture
def sim(clock: Clock) -> Simulator:
    sim = Simulator(clock=clock, limits=Limits(fast=True))
    sim.person("Amal", AMAL)
    return sim


async def test_nothing_is_checked_and_nothing_is_kept(sim: Simulator, bot: Bot, ask: Ask) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    for number in range(1, 101):
        sent = await bot.send_message(AMAL, "<b>", parse_mode="HTML", reply_markup=keyboard)
        assert (sent.chat.id, sent.message_id) == (AMAL, number)
    assert (await ask("sendMessage", chat_id=-5, text="x"))[1]["result"]["chat"]["id"] == -5
    assert await sent.delete()
    assert await sim.until(lambda: sim.sent == 101)
    assert [call.method for call in sim.calls] == ["getMe"]
    assert sim.people[AMAL].chat.history == []


async def test_a_body_in_pieces_is_read_whole(bot: Bot) -> None:
    sent = await bot.send_message(AMAL, "chat_id=7&" * 400)
    assert sent.chat.id == AMAL


async def test_a_wrong_token_is_refused_all_the_same(ask: Ask) -> None:
    assert (await ask("sendMessage", token="1:wrong", chat_id=5, text="x"))[0] == 401


async def test_people_can_still_write(sim: Simulator, bot: Bot) -> None:
    amal = sim.people[AMAL]
    await amal.start()
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["/start"]
    assert amal.chat.history == []


async def test_faster_does_not_mean_sooner_than_asked(sim: Simulator, ask: Ask) -> None:
    sim.answer_delay = 0.02
    begin = asyncio.get_running_loop().time()
    await ask("sendMessage", chat_id=AMAL, text="x")
    assert asyncio.get_running_loop().time() - begin >= 0.02


async def test_an_outage_is_an_outage(sim: Simulator, ask: Ask) -> None:
    sim.outage(True)
    with pytest.raises(aiohttp.ClientError):
        await ask("sendMessage", chat_id=AMAL, text="x")


async def test_a_body_of_unknown_length_goes_the_usual_way(
    sim: Simulator, base: str, http: aiohttp.ClientSession
) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'{"chat_id": %d, "text": "x"}' % AMAL

    await sim.people[AMAL].start()
    headers = {"content-type": "application/json"}
    url = f"{base}/bot1:test/sendMessage"
    async with http.post(url, data=body(), headers=headers) as answer:
        assert (await answer.json())["result"]["text"] == "x"
