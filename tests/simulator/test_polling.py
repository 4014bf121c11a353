import asyncio
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from bot.simulator import Person, Simulator
from tests.simulator.conftest import Ask, Clock


async def texts(ask: Ask, **fields: Any) -> list[str]:
    _, answer = await ask("getUpdates", **fields)
    return [update["message"]["text"] for update in answer["result"]]


async def newest_id(ask: Ask) -> int:
    _, answer = await ask("getUpdates")
    return int(answer["result"][-1]["update_id"])


async def test_a_command_reaches_a_real_application(sim: Simulator, base: str) -> None:
    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"welcome {context.args}")

    application = ApplicationBuilder().token("1:test").base_url(f"{base}/bot").build()
    application.add_handler(CommandHandler("start", start))
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling()
        amal = sim.person("Amal", 7)
        await amal.start("from-link")
        await amal.expect(lambda chat: chat.texts[-1] == "welcome ['from-link']")
        await application.updater.stop()
        await application.stop()
    assert sim.violations == []
    assert sim.updates.pending() == []


async def test_updates_come_again_until_confirmed(ask: Ask, amal: Person) -> None:
    for text in ("one", "two", "three"):
        await amal.send(text)
    assert await texts(ask) == ["one", "two", "three"]
    assert await texts(ask, limit=2) == ["one", "two"]
    newest = await newest_id(ask)
    assert await texts(ask, offset=newest) == ["three"]
    assert await texts(ask, offset=newest - 2) == ["three"], "what is confirmed is gone"
    assert await texts(ask, offset=newest + 1) == []
    assert await texts(ask) == []


async def test_a_negative_offset_forgets_all_but_the_last(ask: Ask, amal: Person) -> None:
    for text in ("one", "two", "three"):
        await amal.send(text)
    assert await texts(ask, offset=-9) == ["one", "two", "three"]
    assert await texts(ask, offset=-2) == ["two", "three"]
    assert await texts(ask) == ["two", "three"]


async def test_an_offset_far_in_the_future_confirms_nothing(ask: Ask, amal: Person) -> None:
    await amal.send("one")
    assert await texts(ask, offset=await newest_id(ask) + 1000) == ["one"]
    assert await texts(ask) == ["one"]


async def test_ids_grow_by_one_and_restart_elsewhere(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    await amal.send("one")
    first = await newest_id(ask)
    await amal.send("two")
    assert await newest_id(ask) == first + 1
    sim.restart_ids()
    await amal.send("three")
    assert abs(await newest_id(ask) - first) > 2


async def test_a_long_poll_ends_when_something_happens(ask: Ask, amal: Person) -> None:
    poll = asyncio.create_task(texts(ask, timeout=50))
    await amal.send("hello")
    async with asyncio.timeout(5):
        assert await poll == ["hello"]


async def test_a_second_poller_ends_the_first_with_a_conflict(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    first = asyncio.create_task(ask("getUpdates", timeout=50))
    await sim.updates.change.wait()
    second = asyncio.create_task(ask("getUpdates", timeout=50))
    status, answer = await first
    assert status == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await amal.send("hello")
    assert (await second)[0] == 200


async def test_unconfirmed_updates_are_dropped_after_a_day(
    ask: Ask, amal: Person, clock: Clock
) -> None:
    await amal.send("old")
    clock.tick(13 * 3600)
    await amal.send("young")
    clock.tick(12 * 3600)
    assert await texts(ask) == ["young"]


async def test_allowed_updates_are_remembered(ask: Ask, amal: Person) -> None:
    await ask("getUpdates", allowed_updates=["callback_query"])
    await amal.send("unheard")
    assert await texts(ask) == []
    await ask("getUpdates", allowed_updates=[])
    await amal.send("heard")
    assert await texts(ask) == ["heard"]


async def test_polling_while_a_webhook_is_set_is_a_conflict(ask: Ask) -> None:
    await ask("setWebhook", url="http://127.0.0.1:9/hook")
    status, answer = await ask("getUpdates")
    assert status == 409
    assert "webhook is active" in answer["description"]


async def test_polls_are_not_in_the_record(sim: Simulator, ask: Ask) -> None:
    await ask("getUpdates")
    await ask("getMe")
    assert [call.method for call in sim.calls] == ["getMe"]
