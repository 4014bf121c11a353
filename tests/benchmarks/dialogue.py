"""Whole dialogues of a concern beside a stock bot that keeps nothing and only echoes.

Both bots are processes of their own, each before a simulator that takes no time worth the name.
They get the very same updates: what one resident wrote and pressed, played before by the real bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.domain.actions import (
    AcceptNotice,
    ChooseLanguage,
    ConcernArea,
    ConcernCategory,
    ConcernHowOften,
    ConcernWhen,
    FollowArea,
    SendConcern,
)
from bot.domain.ids import AreaId, CategoryId
from bot.domain.people import Lang
from bot.i18n import load
from bot.simulator import Limits, Simulator, serve
from bot.texts import resident as texts
from tests.benchmarks.measures import Measure, percentile
from tests.chaos.people import Neighbour, any_of
from tests.chaos.process import TOKEN, BotProcess
from tests.kit.postgres import database

FIRST_ID = 2**51 + 10**10
AREA = AreaId("egebjerg")
AT_ONCE = 64
"""People who are in a dialogue at the same time."""
PER_SECOND = 100
"""Updates while the wait for an answer is measured."""
PATIENCE = 120.0
WORDS = "Hver aften står der unge ved indgangen og spørger drengene, om de vil tjene penge."
_SEND = re.compile(rb"1:cs:\d+")
_TICKS = os.sysconf("SC_CLK_TCK")
_PACE: Mapping[str, int] = {
         "sends_per_second": 100_000, "chat_sends_per_second": 1000, "chat_burst": 1000,
         "sends_in_flight": 32}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """What a resident does. kind: of update."""

    kind: str
    text: str


@dataclass(slots=True)
class Post:
    """A bot behind its simulator, and who waits there for an answer.

    pid: of the bot's process. previews: the button of each chat that sends what is written there.
    """

    sim: Simulator
    pid: int
    waiting: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    previews: dict[int, str] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: count(1))

    def heard(self, chat: int, body: bytes) -> None:
        if found := _SEND.search(body):
            self.previews[chat] = found[0].decode()
        self.waiting[chat].set()

    def tells(self, chat: int, step: Step) -> None:
        user = {"id": chat, "is_bot": False, "first_name": "Someone", "language_code": "da"}
        place = {"id": chat, "type": "private", "first_name": "Someone"}
        message: dict[str, Any] = {
            "message_id": next(self.ids), "date": self.sim.now, "chat": place,
        }  # fmt: skip
        if step.kind == "message":
            body = {**message, "from": user, "text": step.text}
            if step.text.startswith("/"):
                length = len(step.text.split()[0])
                body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        else:
            me = {"id": self.sim.id, "is_bot": True, "first_name": "N", "username": "n_bot"}
            under = {**message, "from": me, "text": "?"}
            body = {"id": str(next(self.ids)), "from": user, "message": under,
                    "chat_instance": str(chat), "data": self._data(chat, step)}  # fmt: skip
        self.sim.updates.push(step.kind, body, chat)

    def _data(self, chat: int, step: Step) -> str:
        """The same button as before, with what only this chat's own preview knows."""
        return self.previews.get(chat, step.text) if _SEND.match(step.text.encode()) else step.text

    async def answers(self, chat: int, step: Step) -> float:
        """Seconds from what somebody does to the first thing that comes back."""
        event = self.waiting[chat]
        event.clear()
        begun = perf_counter()
        self.tells(chat, step)
        async with asyncio.timeout(PATIENCE):
            await event.wait()
        return perf_counter() - begun

    @property
    def cpu(self) -> float:
        """Seconds of processor that the bot has used."""
        facts = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2]
        used = facts.split()[11:13]
        return sum(int(ticks) for ticks in used) / _TICKS

    @property
    def memory(self) -> float:
        """MiB that it holds."""
        pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(slots=True)
class Figures:
    """Of each round. speed: updates a second. cpu: seconds an update. caught_up: seconds."""

    speed: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    caught_up: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """people: dialogues in a round, as fast as they go and again at the pace. backlog: updates
    that wait at once. pause: seconds on average that somebody takes between two steps.
    """

    people: int
    backlog: int
    rounds: int
    pause: float = 1.0


async def measured(folder: Path, kind: str, load: Load) -> list[Measure]:
    ours, stock = Figures(), Figures()
    async with database(kind, folder) as url, _our_bot(folder, url) as (us, steps), _echo() as echo:
        memory = us.memory, echo.memory
        chats = count(FIRST_ID, 7919)
        for number in range(load.rounds):
            pairs = [(us, ours), (echo, stock)]
            for post, figures in pairs if number % 2 else reversed(pairs):
                await _round(post, figures, steps, chats, load)
    return _lines(kind, len(steps), load, ours, stock, memory)


def _lines(
    kind: str, steps: int, load: Load, ours: Figures, stock: Figures, memory: tuple[float, float]
) -> list[Measure]:
    speeds = zip(ours.speed, stock.speed, strict=True)
    return [
        Measure(name=f"concern dialogue, {steps} updates, {kind}",
                rounds=[(1 / a, 1 / b) for a, b in speeds],
                goal=1.0, note=f"{max(ours.speed):.0f}/s beside {max(stock.speed):.0f}/s"),
        Measure(name=f"answer, p95 at {PER_SECOND}/s, {kind}",
                rounds=list(zip(ours.wait, stock.wait, strict=True)), goal=1.0),
        Measure(name=f"{load.backlog:,} updates that waited, {kind}",
                rounds=list(zip(ours.caught_up, stock.caught_up, strict=True)), goal=1.0),
        Measure(name=f"processor an update, {kind}",
                rounds=list(zip(ours.cpu, stock.cpu, strict=True)), goal=1.0),
        Measure(name=f"memory after start, {kind}", rounds=[memory], goal=1.6, unit="MiB"),
    ]  # fmt: skip


async def _round(
    post: Post, figures: Figures, steps: Sequence[Step], chats: Iterator[int], load: Load
) -> None:
    used, begun = post.cpu, perf_counter()
    await _dialogues(post, steps, [next(chats) for _ in range(load.people)])
    updates = load.people * len(steps)
    figures.speed.append(updates / (perf_counter() - begun))
    figures.cpu.append((post.cpu - used) / updates)
    paced = await _at_a_pace(post, steps, [next(chats) for _ in range(load.people)], load.pause)
    figures.wait.append(percentile(paced, 0.95))
    figures.caught_up.append(
        await _catches_up(post, steps[0], [next(chats) for _ in range(load.backlog)])
    )


async def _catches_up(post: Post, step: Step, chats: Sequence[int]) -> float:
    """Seconds until all who wrote during an outage have their answer, and all is confirmed."""
    begun = perf_counter()
    for chat in chats:
        post.waiting[chat].clear()
        post.tells(chat, step)
    async with asyncio.timeout(PATIENCE):
        for chat in chats:
            await post.waiting[chat].wait()
        await post.sim.until(lambda: not post.sim.updates.pending(), PATIENCE)
    return perf_counter() - begun


async def _dialogues(post: Post, steps: Sequence[Step], chats: Sequence[int]) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def dialogue(chat: int) -> None:
        async with places:
            for step in steps:
                await post.answers(chat, step)

    await asyncio.gather(*(dialogue(chat) for chat in chats))


async def _at_a_pace(
    post: Post, steps: Sequence[Step], chats: Sequence[int], pause: float
) -> Sequence[float]:
    """As many people come in as make the pace; each goes on as soon as the answer is there."""
    waited: list[float] = []
    rng = random.Random(len(chats))

    async def dialogue(chat: int) -> None:
        for step in steps:
            waited.append(await post.answers(chat, step))
            await asyncio.sleep(pause * rng.uniform(0.5, 1.5))

    async with asyncio.TaskGroup() as group:
        for chat in chats:
            group.create_task(dialogue(chat))
            await asyncio.sleep(pause * len(steps) / PER_SECOND)
    return waited


# --- the bots -------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _our_bot(folder: Path, url: str) -> AsyncIterator[tuple[Post, Sequence[Step]]]:
    sim = Simulator(TOKEN, limits=Limits(off=True))
    process = BotProcess(folder, planted="", database_url=url, log_level="ERROR", **_PACE)
    async with serve(sim) as base, process.at(base):
        await process.command("keys", "init")
        await process.start()
        steps = await _played(sim)
        sim.limits = Limits(fast=True)
        post = Post(sim, process.pid)
        sim.heard = post.heard
        yield post, steps


async def _played(sim: Simulator) -> Sequence[Step]:
    """One whole dialogue, as a list of what the resident did."""
    t = load(Lang.DA)
    someone = sim.person("Someone", FIRST_ID - 1, language_code="da")
    phone = Neighbour(someone, t, PATIENCE, areas=[AREA], words=WORDS, impatient=False)
    done: list[Step] = []

    async def writes(text: str) -> None:
        done.append(Step("message", text))
        await someone.send(text)

    async def presses(data: str) -> None:
        message, button = await phone.finds(data)
        done.append(Step("callback_query", button.data or ""))
        someone.press_data(message, button.data or "")

    await writes(f"/start a_{AREA}")
    await presses(ChooseLanguage(Lang.DA).encode())
    await presses(any_of(AcceptNotice))
    await presses(FollowArea(AREA).encode())
    await writes("/concern")
    await presses(ConcernArea(AREA).encode())
    await presses(ConcernCategory(CategoryId("unsafe")).encode())
    await presses(any_of(ConcernWhen))
    await presses(any_of(ConcernHowOften))
    await phone.reads(texts.ask_words(t))
    await writes(WORDS)
    await presses(any_of(SendConcern))
    await phone.waits_for(lambda: phone.receipt)
    await writes("/mine")
    return done


@contextlib.asynccontextmanager
async def _echo() -> AsyncIterator[Post]:
    sim = Simulator(TOKEN, limits=Limits(fast=True))
    async with serve(sim) as base:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.benchmarks.stock",
            base,
            stderr=asyncio.subprocess.DEVNULL,  # it complains of an end in the middle of a poll
        )
        post = Post(sim, process.pid)
        sim.heard = post.heard
        try:
            await post.answers(FIRST_ID, Step("message", "Hello"))
            yield post
        finally:
            process.terminate()
            await process.wait()
