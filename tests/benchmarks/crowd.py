"""News to very many people: how soon the first of them has it, and what it takes of memory.

The bot is a process of its own. Its followers are written into its database beforehand; what a
publisher and an approver do is played. SQLite alone: what is measured is the window of recipients.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from bot import app
from bot.app import Outside
from bot.domain.actions import SignBulletin
from bot.domain.ids import AreaId, ChatId, ProfileId
from bot.domain.people import Lang, Profile
from bot.i18n import load
from bot.settings import Settings
from bot.simulator import Limits, Simulator, serve
from bot.store import profiles
from bot.store.db import Tx
from bot.turn import House
from bot.vault import addresses
from tests.benchmarks.dialogue import Post
from tests.benchmarks.measures import Measure
from tests.chaos.people import Approver, Publisher, any_of
from tests.chaos.process import TOKEN, BotProcess

FIRST_ID = 2**51 + 10**12
AREA = AreaId("hoeje-gladsaxe")
NEWS = {
    Lang.DA: "Der er beboermøde torsdag i gården.",
    Lang.AR: "اجتماع السكان يوم الخميس في الساحة.",
    Lang.EN: "Residents meet in the courtyard on Thursday.",
}
AT_ONCE = 5_000
"""People written in one transaction."""
SENDS = 600
"""Until which the memory is looked at: two windows of recipients."""
MORE_MEMORY, FIRST_SEND = 10.0, 1.0
"""MiB over idle, and seconds from the signature, said by the product."""
PATIENCE = 120.0


async def measured(folder: Path, people: int) -> list[Measure]:
    sim = Simulator(TOKEN, limits=Limits(off=True))
    process = BotProcess(folder, log_level="ERROR", sends_in_flight=32)
    async with serve(sim) as base, process.at(base):
        await process.command("keys", "init")
        invited = [await process.invitation(role) for role in ("publisher", "approver")]
        await _fill(process.settings, people)
        await process.start()
        t = load(Lang.EN)
        anna = Publisher(sim.person("Anna", FIRST_ID - 1, language_code="en"), t, PATIENCE)
        aase = Approver(sim.person("Aase", FIRST_ID - 2, language_code="en"), t, PATIENCE)
        for colleague, payload in zip((anna, aase), invited, strict=True):
            await colleague.comes_in(payload)
        await anna.sends_news([AREA], NEWS)
        await aase.looks()
        waited, idle, highest = await _signed(sim, Post(sim, process.pid), aase)
    return [
        Measure(name=f"signature to first send, {people:,} people, sqlite",
                rounds=[(waited, FIRST_SEND)], goal=1.0),
        Measure(name=f"memory over idle, news to {people:,}, sqlite", unit="MiB",
                rounds=[(max(0.0, highest - idle), MORE_MEMORY)], goal=1.0,
                note=f"{idle:.0f} MiB before"),
    ]  # fmt: skip


async def _signed(sim: Simulator, bot: Post, approver: Approver) -> tuple[float, float, float]:
    """(seconds until the first follower has it, MiB before, the most MiB of any send)"""
    message, button = await approver.finds(any_of(SignBulletin))
    idle, first, memory = bot.memory, list[float](), list[float]()
    enough = asyncio.Event()

    def heard(chat: int, _: bytes) -> None:
        if chat < FIRST_ID:
            return
        if not first:
            first.append(perf_counter())
        memory.append(bot.memory)
        if len(memory) >= SENDS:
            enough.set()

    sim.heard, sim.limits = heard, Limits(fast=True)
    begun = perf_counter()
    approver.person.press_data(message, button.data or "")
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    sim.heard = None
    return first[0] - begun, idle, max(memory)


async def _fill(settings: Settings, people: int) -> None:
    house = app.make_house(settings, Outside(), username="nabodialog_bot")
    async with app.open_store(settings, house.vault) as store:
        for start in range(0, people, AT_ONCE):
            chats = range(FIRST_ID + start, FIRST_ID + min(people, start + AT_ONCE))
            await store.write(partial(_follow, house=house, chats=iter(chats)))


async def _follow(tx: Tx, house: House, chats: Iterator[int]) -> None:
    vault, languages = house.vault, list(Lang)
    for chat in chats:
        language = languages[chat % len(languages)]
        value = Profile(id=ProfileId(house.new_id()), language=language, areas=frozenset({AREA}))
        await profiles.add(tx, value, addresses.profile_tag(vault, ChatId(chat)))
        await profiles.save(tx, value, addresses.seal_profile(vault, value.id, ChatId(chat)))
        await profiles.follow(tx, value.id, AREA)
