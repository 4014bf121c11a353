"""How fast what waits in the outbox leaves, with Telegram's limits off, beside a plain loop.

Both are processes of their own before the same simulator, which takes no time worth the name. Ours
opens each letter, sends it, marks it durably and forgets it; the loop sends and keeps nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from time import perf_counter

from bot import app
from bot.app import Outside
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ChatId
from bot.domain.people import Speaker
from bot.domain.screens import Screen
from bot.services import notices
from bot.settings import Settings
from bot.simulator import Limits, Simulator, serve
from bot.store.db import Tx
from bot.turn import House, Turn
from tests.benchmarks.measures import Measure
from tests.chaos.process import TOKEN, BotProcess
from tests.kit.postgres import database

IN_FLIGHT = 32
FIRST_ID = 2**51 + 10**11
TEXT = "Tak, fordi du skriver. Vores medarbejdere er der i morgen aften."
AT_ONCE = 500
"""Letters written in one transaction."""
PATIENCE = 300.0


async def measured(folder: Path, kind: str, letters: int, *, rounds: int) -> Measure:
    """letters: of each round."""
    sim = Simulator(TOKEN, limits=Limits(fast=True))
    async with database(kind, folder) as url, serve(sim) as base:
        process = BotProcess(
            folder,
            database_url=url,
            log_level="ERROR",
            sends_in_flight=IN_FLIGHT,
            sends_per_second=100_000,
        )
        async with process.at(base):
            await process.command("keys", "init")
            taken = []
            for number in range(rounds):
                await _fill(process.settings, letters, number)
                ours = await _took(sim, letters, _ours(process))
                taken.append((ours / letters, await _took(sim, letters, _plain(base, letters))))
    best = [1 / min(one) for one in zip(*taken, strict=True)]
    return Measure(
        name=f"outbox, {IN_FLIGHT} in flight, beside plain aiohttp, {kind}",
        rounds=[(ours, plain / letters) for ours, plain in taken],
        goal=2.0,
        note=f"{best[0]:.0f}/s beside {best[1] * letters:.0f}/s",
    )


async def _fill(settings: Settings, letters: int, number: int) -> None:
    house = app.make_house(settings, Outside(), username="nabodialog_bot")
    async with app.open_store(settings, house.vault) as store:
        chats = [FIRST_ID + number * letters + n for n in range(letters)]
        for start in range(0, letters, AT_ONCE):
            await store.write(partial(_write, house=house, chats=chats[start : start + AT_ONCE]))


async def _write(tx: Tx, house: House, chats: list[int]) -> None:
    for chat in chats:
        turn = Turn(
            tx=tx,
            now=app.wall_clock(),
            house=house,
            speaker=Speaker(chat=ChatId(chat)),
            dialogue=Dialogue(),
        )
        await notices.show(turn, house.new_id(), Screen(text=TEXT))


async def _took(
    sim: Simulator, count: int, sender: contextlib.AbstractAsyncContextManager[None]
) -> float:
    """Seconds from the first message that arrives to the last."""
    arrived, all_there = list[float](), asyncio.Event()

    def heard(_: int, body: bytes) -> None:
        arrived.append(perf_counter())
        if len(arrived) == count:
            all_there.set()

    sim.heard = heard
    async with sender, asyncio.timeout(PATIENCE):
        await all_there.wait()
    sim.heard = None
    return arrived[-1] - arrived[0]


@contextlib.asynccontextmanager
async def _ours(process: BotProcess) -> AsyncIterator[None]:
    await process.start()
    yield
    await process.terminate()


@contextlib.asynccontextmanager
async def _plain(base: str, count: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.plain", base, str(count)
    )
    yield
    await process.wait()
