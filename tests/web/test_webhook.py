"""Webhook mode: only Telegram is heard, and 200 means that it is kept."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import app
from bot.app import Bot, Outside, StartFault
from bot.delivery import intake
from bot.delivery.intake import ALLOWED
from bot.simulator import Fault
from bot.simulator.calls import Call
from bot.simulator.faults import Kind
from bot.store.db import DatabaseFault, Statement, Tx
from bot.vault import keyring
from bot.web.app import BODY_LIMIT
from tests.journeys.test_dialogue import test_a_concern_is_shared_answered_and_closed as dialogue
from tests.kit.turns import Seeded, until
from tests.kit.world import TOKEN
from tests.store.faults import breaks_writing
from tests.web.conftest import SECRET, Hooked, free_port, hooked_world

_HANDLED = Statement(text("SELECT count(*) AS n FROM handled"))
SET_WEBHOOK = frozenset({"setWebhook"})
UPDATE = {"update_id": 5, "message": {"message_id": 1}}


async def handled(world: Hooked) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(_HANDLED))
    return int(row["n"]) if row else 0


@pytest.mark.parametrize("lang", ["ar", "da", "en"])
async def test_the_whole_dialogue_works_behind_a_webhook(hooked: Hooked, lang: str) -> None:
    await dialogue(hooked, lang)


async def test_telegram_is_given_the_secret_and_the_kinds_that_are_handled(
    on_sqlite: Hooked,
) -> None:
    call = next(c for c in on_sqlite.sim.calls if c.method == "setWebhook")
    assert call.params["secret_token"] == SECRET
    assert call.params["allowed_updates"] == ALLOWED


@pytest.mark.parametrize(
    "secret", [None, "", SECRET[:-1], SECRET.upper(), SECRET + "x", "æøå"], ids=ascii
)
async def test_a_forged_secret_is_refused_before_anything_is_read(
    on_sqlite: Hooked, secret: str | None
) -> None:
    status, body = await on_sqlite.asks(secret=secret, data=json.dumps(UPDATE))
    assert (status, body) == (403, "")
    assert await handled(on_sqlite) == 0


async def test_a_body_larger_than_any_update_is_refused(on_sqlite: Hooked) -> None:
    for padding, status in ((BODY_LIMIT, 413), (BODY_LIMIT - 200, 200)):
        body = json.dumps({**UPDATE, "padding": "x" * padding}).encode()
        assert (await on_sqlite.asks(secret=SECRET, data=io.BytesIO(body)))[0] == status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"update_id": "5"}',
        b'{"update_id": -5}',
        b'{"update_id": 99999999999999999999}',
        b"[" * 100_000,
    ],
    ids=ascii,
)
async def test_what_is_no_update_is_refused(on_sqlite: Hooked, body: bytes) -> None:
    assert (await on_sqlite.asks(secret=SECRET, data=body))[0] == 400
    assert await handled(on_sqlite) == 0


async def test_there_is_nothing_else_to_find(on_sqlite: Hooked) -> None:
    assert (await on_sqlite.asks("/hook", method="GET", secret=SECRET))[0] == 405
    for path in ("/", "/docs", "/openapi.json", "/metrics", "/hook/deeper"):
        assert (await on_sqlite.asks(path, secret=SECRET, data=b"{}"))[0] == 404
    assert await on_sqlite.asks("/healthz", method="GET") == (200, "ok\n")


async def test_an_update_is_confirmed_only_when_it_is_kept(on_sqlite: Hooked) -> None:
    world, held, go_on = on_sqlite, asyncio.Event(), asyncio.Event()

    async def hold(_: Tx) -> None:
        held.set()
        await go_on.wait()

    holding = asyncio.create_task(world.bot.store.write(hold))
    await held.wait()
    amal = world.person("Amal", "ar")
    await amal.person.send("/start")
    await until(world.bot.store._waiting.qsize)
    assert len(world.sim.updates.pending()) == 1
    go_on.set()
    await holding
    await world.settled()
    assert world.sim.updates.pending() == []


async def test_a_fault_of_the_database_is_told_to_telegram_which_sends_again(
    hooked: Hooked,
) -> None:
    amal = await hooked.resident("ar")
    before, store = await handled(hooked), hooked.bot.store

    async def breaks(tx: Tx) -> None:
        await until(lambda: store._waiting.qsize() > 0)
        await breaks_writing(hooked.settings.database)(tx)

    breaking = asyncio.create_task(store.write(breaks))
    for n in range(3):
        await amal.person.send(f"ord {n}")
    with pytest.raises(DatabaseFault):
        await breaking
    await hooked.settled()
    info: dict[str, Any] = hooked.sim.webhook.info()
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert await handled(hooked) == before + 3
    assert [t for t in amal.person.chat.texts if t.startswith("ord")] == ["ord 0", "ord 1", "ord 2"]


async def test_what_is_said_while_the_bot_is_down_is_heard_after_the_start(
    on_sqlite: Hooked,
) -> None:
    amal = await on_sqlite.resident("ar")
    await on_sqlite.stop()
    await amal.person.send("/concern")
    await until(lambda: "last_error_message" in on_sqlite.sim.webhook.info())
    await on_sqlite.begin()
    await on_sqlite.settled()
    assert len(amal.buttons) > 1
    assert on_sqlite.sim.updates.pending() == []


async def test_a_busy_port_is_one_sentence_before_anything_is_done(
    tmp_path: Path, made: list[Bot]
) -> None:
    async with hooked_world(tmp_path / "one", "", made) as first:
        calls = len(first.sim.calls)
        second = Hooked(tmp_path / "two", first.sim, first.base, first.clock, "")
        second.made = made
        second.extra = first.extra
        keyring.create(second.settings.keyring_file, Seeded().bytes)
        with pytest.raises(StartFault) as fault:
            await app.run(second.settings, asyncio.Event(), Outside())
        listen = second.settings.webhook_listen
        assert str(fault.value) == (
            f"WEBHOOK_LISTEN: {listen} cannot be used (Address already in use); "
            "stop what listens there, or choose another port"
        )
        assert len(first.sim.calls) == calls
        assert not second.settings.data_dir.exists()


async def test_an_address_that_telegram_refuses_is_one_sentence(
    tmp_path: Path, made: list[Bot]
) -> None:
    async with hooked_world(tmp_path / "one", "", made) as first:
        second = Hooked(tmp_path / "two", first.sim, first.base, first.clock, "")
        second.made = made
        second.extra = {
            **first.extra,
            "webhook_url": "https://bot.example:8080/hook",
            "webhook_listen": f"127.0.0.1:{free_port()}",
        }
        with pytest.raises(StartFault, match="WEBHOOK_URL: Telegram refuses https://bot"):
            await second.begin()
        first.sim.violations.clear()  # planted above


@pytest.mark.parametrize("kind", ["error500", "reset_before", "reset_after", "flood"])
async def test_a_webhook_that_cannot_be_set_for_now_is_set_as_soon_as_it_can(
    on_sqlite: Hooked, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(intake, "_PAUSES", (0.01, 0.02))
    world, before = on_sqlite, asked(on_sqlite)
    amal = await world.resident("ar")
    await world.stop()
    world.sim.faults.add(Fault(kind, SET_WEBHOOK, times=3))
    await amal.person.send("/concern")
    await world.begin()
    await world.settled()
    assert asked(world) == before + 4
    assert len(amal.buttons) > 1


async def test_stopping_before_the_webhook_is_set_ends_at_once(on_sqlite: Hooked) -> None:
    await on_sqlite.stop()
    on_sqlite.sim.faults.add(Fault("flood", SET_WEBHOOK, times=None, retry_after=300))
    before, stop = asked(on_sqlite), asyncio.Event()
    running = asyncio.create_task(app.run(on_sqlite.settings, stop, Outside()))
    await until(lambda: asked(on_sqlite) > before)
    stop.set()
    async with asyncio.timeout(30):
        await running
    on_sqlite.sim.faults.clear()
    await on_sqlite.begin()


async def test_a_token_that_is_revoked_before_the_webhook_is_set_is_one_sentence(
    on_sqlite: Hooked,
) -> None:
    await on_sqlite.stop()

    async def revokes(call: Call, phase: str) -> None:
        if (call.method, phase) == ("getMe", "answered"):
            on_sqlite.sim.token = "2:another"

    on_sqlite.sim.on_call = revokes
    with pytest.raises(StartFault, match="BOT_TOKEN: Telegram does not know this token"):
        await app.run(on_sqlite.settings, asyncio.Event(), Outside())
    on_sqlite.sim.on_call, on_sqlite.sim.token = None, TOKEN
    await on_sqlite.begin()


def asked(world: Hooked) -> int:
    """How often Telegram was asked to push."""
    return sum(call.method == "setWebhook" for call in world.sim.calls)


async def test_the_port_is_free_again_after_the_end(on_sqlite: Hooked) -> None:
    await on_sqlite.stop()
    with socket.socket() as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(on_sqlite.settings.listen)
    await on_sqlite.begin()
