import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.simulator import Limits, Person, Simulator
from bot.simulator.change import Change
from tests.simulator.conftest import Ask, Clock


class Listener:
    """The bot's end: answers with the statuses it is given, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heard: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.change = Change()
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = 0

    async def hear(self, request: web.Request) -> web.Response:
        self.waiting += 1
        self.change.happened()
        await self.open.wait()
        self.waiting -= 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.heard.append(await request.json())
        self.change.happened()
        return web.Response(status=status)

    async def until(self, count: int) -> list[str]:
        assert await self.change.until(lambda: len(self.heard) >= count, 5)
        return [update["message"]["text"] for update in self.heard]


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    application = web.Application()
    application.router.add_post("/hook", listener.hear)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield listener, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    listener.open.set()
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret(
    bot: Bot, amal: Person, listener: tuple[Listener, str]
) -> None:
    hook, url = listener
    await amal.send("before")
    await bot.set_webhook(url, secret_token="s3cret_-")
    await amal.send("after")
    assert await hook.until(2) == ["before", "after"]
    assert set(hook.secrets) == {"s3cret_-"}
    await confirmed(bot)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == (url, 40)


async def confirmed(bot: Bot) -> None:
    """The listener hears an update a moment before the simulator learns that it did."""
    async with asyncio.timeout(5):
        while (await bot.get_webhook_info()).pending_update_count:
            pass


async def test_a_refused_push_is_repeated_in_order(
    sim: Simulator, bot: Bot, amal: Person, listener: tuple[Listener, str], clock: Clock
) -> None:
    hook, url = listener
    sim.limits = Limits(off=True, webhook_retry=0.01)
    hook.statuses = [500, 302, 403]
    await bot.set_webhook(url)
    for text in ("one", "two", "three"):
        await amal.send(text)
    assert await hook.until(3) == ["one", "two", "three"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
    assert info.last_error_date is not None
    assert info.last_error_date.timestamp() == clock.now


async def test_an_update_waits_while_nobody_listens(
    sim: Simulator, bot: Bot, amal: Person, listener: tuple[Listener, str]
) -> None:
    hook, url = listener
    sim.limits = Limits(off=True, webhook_retry=0.01)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await amal.send("patience")
    await sim.until(lambda: "last_error_message" in sim.webhook.info())
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook(url)
    assert await hook.until(1) == ["patience"]


async def test_chats_go_side_by_side_up_to_the_limit_and_each_in_order(
    sim: Simulator, bot: Bot, listener: tuple[Listener, str]
) -> None:
    hook, url = listener
    hook.open.clear()
    await bot.set_webhook(url, max_connections=2)
    people = [sim.person(str(number), 100 + number) for number in range(3)]
    for word in ("a", "b"):
        for person in people:
            await person.send(f"{word}{person.name}")
    await hook.change.until(lambda: hook.waiting == 2, 5)
    assert hook.waiting == 2
    hook.open.set()
    texts = await hook.until(6)
    assert all(texts.index(f"a{p.name}") < texts.index(f"b{p.name}") for p in people)


async def test_a_deleted_webhook_gives_the_updates_back_to_polling(bot: Bot, amal: Person) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await amal.send("mine")
    await bot.delete_webhook()
    updates = await bot.get_updates()
    assert [u.message.text for u in updates if u.message] == ["mine"]
    await bot.set_webhook("http://127.0.0.1:9/hook", drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
    await bot.set_webhook("")
    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://bot.example/hook"},
        {"url": "https://bot.example:8080/hook"},
        {"url": "https://bot.example/hook", "secret_token": "no spaces"},
        {"url": "https://bot.example/hook", "max_connections": 101},
    ],
)
async def test_a_wrong_webhook_is_refused(sim: Simulator, ask: Ask, fields: dict[str, Any]) -> None:
    assert (await ask("setWebhook", **fields))[0] == 400
    assert sim.webhook.url == ""
    assert len(sim.violations) == 1


async def test_a_new_webhook_ends_a_waiting_poll(sim: Simulator, ask: Ask) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=50))
    await sim.updates.change.wait()
    await ask("setWebhook", url="https://bot.example/hook")
    assert (await poll)[0] == 409
