"""A day on which the bot is killed again and again, and everybody goes on where they were.

Residents come in and share concerns, a colleague answers each of them several times. After every
kill the files that are left are searched before the bot starts again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path

from bot import app
from bot.domain.actions import Claim, OpenCase, SendReply, WriteReply
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.i18n import load_all
from bot.simulator import Button, Call, Limits, Message, Simulator, serve
from bot.simulator.refusal import CutOff
from bot.simulator.simulator import Phase
from bot.texts import resident as texts
from bot.texts import staff as staff_texts
from tests.chaos import ledger
from tests.chaos.killer import PHASES
from tests.chaos.ledger import Ledger
from tests.chaos.people import Colleague, Neighbour, Phone, any_of
from tests.chaos.process import TOKEN, BotProcess
from tests.kit.needles import Hidden, Needles, invented
from tests.kit.world import code_in
from tests.simulator import schema

AREA = AreaId("hoeje-gladsaxe")
PATIENCE = 600.0
LATEST = 0.03
"""Seconds at most between a call and the kill that follows it: into turns, marks and commits."""
CALLS_OF_A_RESIDENT, CALLS_OF_A_REPLY = 18, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """replies: how often each concern is answered. patience: seconds."""

    seed: int
    residents: int
    replies: int
    kills: int
    patience: float = PATIENCE


@dataclass(slots=True, kw_only=True)
class Told:
    """What happened, and what is left.

    transcripts: of each resident's case, as the resident reads it. wanted: what must stand there.
    notices: neutral lines that each got. leaks: what was found in files at rest. calls: all.
    """

    wanted: dict[int, Sequence[str]] = field(default_factory=dict)
    transcripts: dict[int, str] = field(default_factory=dict)
    notices: dict[int, int] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    followed: dict[int, bool] = field(default_factory=dict)
    calls: Sequence[Call] = ()
    leaks: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    kills: list[str] = field(default_factory=list)
    ledger: Ledger | None = None


class Resident(Neighbour):
    """Answers nothing; reads the case at the end."""

    who: Hidden

    async def reads_the_case(self) -> str:
        await self.person.send("/cases")
        await self.presses(any_of(OpenCase))
        await self.waits_for(lambda: self._case is not None)
        return self._case or ""

    @property
    def _case(self) -> str | None:
        """Told from a copy of the preview, which a kill may leave behind, by the code."""
        marks = (self.words, code_in(self.receipt))
        sent = [m.text for m in self.person.chat.messages if m.outgoing]
        shown = [text for text in sent if all(mark in text for mark in marks)]
        return shown[-1] if shown else None


class CaseWorker(Colleague):
    async def answers(self, code: str, texts: Sequence[str], resident: Phone) -> None:
        """Takes the case and answers it; the next answer only when the last one was announced."""
        await self.person.send(f"/case {code}")
        claim = await self._finds_on_card(any_of(Claim))
        concern = (claim.data or "").removeprefix(any_of(Claim))
        await self.presses(claim.data or "")
        for text in texts:
            heard = resident.news
            await self.presses(f"{any_of(WriteReply)}{concern}")
            await self.waits_for(lambda: self._answered_with(self._question(code)))
            await self.person.send(text)
            await self.waits_for(partial(self._answered_with, text))
            await self.presses(f"{any_of(SendReply)}{concern}")
            await self.waits_for(lambda: self._answered_with(staff_texts.reply_sent(self.t, code)))
            await resident.waits_for(partial(_more, resident, heard))
            await self.person.send(f"/case {code}")
            await self.waits_for(partial(self._answered_with, text))

    def _question(self, code: str) -> str:
        return staff_texts.ask_reply(self.t, code, Lang.EN, ready=True)

    def _answered_with(self, text: str) -> bool:
        """Whether it stands in what came since the colleague last wrote; notices come between."""
        return any(text in m.text for m in self._answer)

    @property
    def _answer(self) -> Sequence[Message]:
        shown = self.person.chat.messages
        return list(takewhile(lambda m: m.outgoing, reversed(shown)))

    async def _finds_on_card(self, data: str) -> Button:
        def found() -> Button | None:
            buttons = (b for m in self._answer for row in m.buttons for b in row)
            return next((b for b in buttons if (b.data or "").startswith(data)), None)

        await self.waits_for(found)
        button = found()
        assert button is not None
        return button


def _more(resident: Phone, heard: int) -> bool:
    return resident.news > heard


class Striker:
    """Kills at calls that chance chose, in any phase of them or a moment after."""

    def __init__(self, sim: Simulator, kill: Callable[[], None], plan: Plan) -> None:
        self._kill = kill
        self._rng = random.Random(plan.seed)
        expected = plan.residents * (CALLS_OF_A_RESIDENT + plan.replies * CALLS_OF_A_REPLY)
        among = expected * 7 // 10  # so that all fall before the day is over
        at = sorted(self._rng.sample(range(5, max(among, plan.kills + 6)), plan.kills))
        self._gaps = [b - a for a, b in zip([0, *at], at, strict=False)]
        self._counted = 0
        self.struck = asyncio.Event()
        self.kills: list[str] = []
        sim.on_call = self._on_call

    async def _on_call(self, call: Call, phase: Phase) -> None:
        if self.struck.is_set() or not self._gaps:
            return
        at_any = len(self._gaps) % 5 == 0  # else a bot that has hardly started gets nowhere
        if "chat_id" not in call.params and not at_any:
            return
        if phase == "received":
            self._counted += 1
        if self._counted < self._gaps[0] or phase != PHASES[self._gaps[0] % 3]:
            return
        self._gaps.pop(0)
        self._counted = 0
        if phase == "answered":
            await asyncio.sleep(self._rng.uniform(0, LATEST))  # where it falls need not be known
            if self.struck.is_set():
                self._gaps.append(1)  # another came first: this one is made up for later
                return
        self._strike(call, phase)
        if phase == "received":
            raise CutOff

    def _strike(self, call: Call, phase: Phase) -> None:
        self.kills.append(f"{call.method} {phase}")
        self.struck.set()
        self._kill()


class Day:
    """A bot in a process of its own, its people, and whoever kills and starts it."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan, self.folder = plan, folder / "bot"
        self.folder.mkdir(parents=True)
        self.sim = Simulator(TOKEN, limits=Limits(off=True), check=schema.check)
        self.bot = BotProcess(
            self.folder, log_level="DEBUG",
            sends_per_second=1000, chat_sends_per_second=1000, chat_burst=1000,
        )  # fmt: skip
        self.striker = Striker(self.sim, self.bot.kill, plan)
        self.people = invented(plan.residents + 1, seed=plan.seed + 900)
        self.needles = Needles(self.people)
        self.t = load_all()[Lang.EN]
        self.told = Told()
        self.residents = [self._resident(n, who) for n, who in enumerate(self.people[:-1])]

    def _resident(self, number: int, who: Hidden) -> Resident:
        person = self.sim.person(
            who.first_name, who.id, last_name=who.last_name, username=who.username,
            language_code="en",
        )  # fmt: skip
        resident = Resident(
            person, self.t, self.plan.patience, areas=[AREA],
            words=f"Concern {number:03} {random.Random(number).randbytes(8).hex()}",
            impatient=number % 2 == 0,
        )  # fmt: skip
        resident.who = who
        return resident

    def replies_to(self, number: int) -> Sequence[str]:
        """Words that are said nowhere else."""
        return [f"Answer {number:03}-{n:02} of ours." for n in range(self.plan.replies)]

    async def passes(self) -> Told:
        async with serve(self.sim) as base, self.bot.at(base):
            await self.bot.command("keys", "init")
            invited = await self.bot.invitation("moderator")
            await self.bot.start()
            async with self._kept_running():
                await self._all_day(invited)
            await self.bot.terminate()
            await self._is_left()
        return self.told

    @contextlib.asynccontextmanager
    async def _kept_running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            keeper = group.create_task(self._keep_running())
            yield
            keeper.cancel()

    async def _keep_running(self) -> None:
        while True:
            code = await self.bot.ended()
            assert self.striker.struck.is_set(), f"the bot ended by itself ({code})"
            await self.sim.until(lambda: not self.sim.in_flight(), PATIENCE)
            await asyncio.to_thread(self._search)
            await self.bot.start()
            self.striker.struck.clear()

    def _search(self) -> None:
        """What a thief of the machine finds at this moment."""
        self.told.leaks += found_at_rest(self)

    async def _all_day(self, invited: str) -> None:
        """Whoever waits in vain is written down; the day is over then."""
        try:
            await self._everybody(invited)
        except AssertionError as nothing_came:
            self.told.waiting.append(str(nothing_came))

    async def _everybody(self, invited: str) -> None:
        who = self.people[-1]
        person = self.sim.person("Mette", who.id, username=who.username, language_code="en")
        mette = CaseWorker(person, self.t, self.plan.patience)
        await mette.comes_in(invited)
        places = app.load_partnership(self.bot.settings)
        await asyncio.gather(*(self._lives(resident, places) for resident in self.residents))
        for number, resident in enumerate(self.residents):
            await mette.answers(code_in(resident.receipt), self.replies_to(number), resident)
        for number, resident in enumerate(self.residents):
            chat = resident.person.id
            self.told.wanted[chat] = self.replies_to(number)
            self.told.transcripts[chat] = await resident.reads_the_case()
            self.told.notices[chat] = resident.news
            self.told.followed[chat] = await self._follows(resident)

    async def _lives(self, resident: Resident, places: Partnership) -> None:
        await resident.comes_in(places)
        await resident.shares_concern()
        self.told.receipts[resident.person.id] = resident.receipt

    async def _follows(self, resident: Resident) -> bool:
        name = app.load_partnership(self.bot.settings).area(AREA).name
        await resident.person.send("/areas")
        listed = texts.areas(self.t, [name])
        await resident.waits_for(lambda: any(
            m.outgoing and m.text == re.sub("<[^>]+>", "", listed)
            for m in resident.person.chat.messages))  # fmt: skip
        return True

    async def _is_left(self) -> None:
        self.told.calls = list(self.sim.calls)
        self.told.kills = self.striker.kills
        self.told.ledger = await ledger.read(
            self.bot.settings, [r.person.id for r in self.residents]
        )
        self.told.waiting += self.sim.violations
        self.told.leaks += found_at_rest(self)


def found_at_rest(day: Day) -> list[str]:
    """Ids, names, words and raw updates in the files of the bot: data, logs, keyring."""
    found = [f"{f.what} as {f.shape} in {f.where}" for f in day.needles.scan_tree(day.folder)]
    said = [r.words.encode() for r in day.residents]
    said += [text.encode() for n in range(len(day.residents)) for text in day.replies_to(n)]
    said += [b'"update_id"', b'"callback_query"', b'"is_bot"']
    for path in day.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{text.decode()} in {path.name}" for text in said if text in data]
    return found


def raw_update(who: Hidden) -> bytes:
    """As Telegram sends it."""
    person = {"id": who.id, "is_bot": False, "first_name": who.first_name}
    return json.dumps({"update_id": 1, "message": {"from": person, "text": "x"}}).encode()
