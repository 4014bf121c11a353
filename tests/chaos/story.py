"""Neighbours come in, share concerns and get area news while the bot is killed again and again."""

from __future__ import annotations

import asyncio
import contextlib
import random
import string
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import app
from bot.app import Outside
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.i18n import load_all
from bot.simulator import Call, Limits, Person, Simulator, serve
from bot.simulator.simulator import Phase
from bot.texts import resident as texts
from tests.chaos import ledger
from tests.chaos.killer import PHASES, Blow, Kill, Killer, blows
from tests.chaos.ledger import Ledger
from tests.chaos.people import Approver, CaseWorker, Neighbour, Publisher
from tests.chaos.process import TOKEN, BotProcess
from tests.simulator import schema

FIRST_ID = 2**51
AREAS = (AreaId("hoeje-gladsaxe"), AreaId("vaerebro"))
NEWS = {
    Lang.DA: "Der er beboermøde torsdag i gården.",
    Lang.AR: "اجتماع السكان يوم الخميس في الساحة.",
    Lang.EN: "Residents meet in the courtyard on Thursday.",
}
# Telegram's limits, twice as fast, and more for one chat: a case worker reads 300 cards.
LIMITS = Limits(overall_per_second=70, per_chat_per_second=40, per_chat_burst=60)
PACE: Mapping[str, int] = {
    "sends_per_second": 60, "chat_sends_per_second": 30, "chat_burst": 30,
}  # fmt: skip
CALLS_TO_COME_IN, CALLS_TO_SHARE = 7, 14
"""What the bot asks of Telegram for one person, at least."""
SCREENS_OF_AREAS = 2
"""How many of the former can be pressed to follow an area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Kills while people come in, while concerns and news are sent, and at sends of news.

    phases: of a call at which kills fall; holding: what it asks for, "" anything. at_once:
    neighbours who use their phones at the same time. patience: seconds after which a person says
    that nothing comes.
    """

    seed: int
    followers: int
    concerns: int
    kills_coming_in: int
    kills_at_calls: int
    kills_at_news: int
    phases: Sequence[Phase] = PHASES
    holding: str = ""
    at_once: int = 40
    patience: float = 300.0

    @property
    def kills(self) -> int:
        return self.kills_coming_in + self.kills_at_calls + self.kills_at_news


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What happened, from every side.

    words: of each concern -> the text of its receipt, empty when none came. cards: what the case
    worker read in the queue. news: how often each chat was ever shown the line. waiting: screens
    of people who waited in vain.
    """

    plan: Plan
    kills: Sequence[Kill]
    words: Mapping[str, str]
    cards: Sequence[str]
    news: Mapping[int, int]
    waiting: Sequence[str]
    ledger: Ledger
    exit_code: int
    violations: Sequence[str]
    errors: Sequence[str]


class Story:
    """planted: a mechanism taken out of the bot, see planted.py."""

    def __init__(self, folder: Path, plan: Plan, *, planted: str = "") -> None:
        self._plan = plan
        self._catalogs = load_all()
        self._lines = {texts.neutral_notice(t) for t in self._catalogs.values()}
        self._rng = random.Random(plan.seed)
        self._places = asyncio.Semaphore(plan.at_once)
        self._sim = Simulator(
            TOKEN, limits=LIMITS, check=schema.check, rng=random.Random(plan.seed)
        )
        self._bot = BotProcess(folder, planted=planted, **PACE)
        self._killer = Killer(self._sim, self._bot.kill, self._is_news, plan.seed, plan.holding)
        self._neighbours = [self._neighbour(n) for n in range(plan.followers)]
        self._waiting: list[str] = []

    def _neighbour(self, number: int) -> Neighbour:
        lang = list(Lang)[number % len(Lang)]
        return Neighbour(
            self._person(f"Neighbour{number}", number + 1, lang),
            self._catalogs[lang],
            self._plan.patience,
            areas=AREAS if number % 7 == 0 else AREAS[number % 2 :][:1],
            words=self._words(number) if number < self._plan.concerns else "",
            impatient=number % 10 == 0,
        )

    def _person(self, name: str, number: int, lang: Lang) -> Person:
        return self._sim.person(name, FIRST_ID + 7919 * number, language_code=lang.value)

    def _words(self, number: int) -> str:
        """Words that nobody else uses."""
        return f"{number} {''.join(self._rng.choices(string.ascii_lowercase, k=16))}"

    def _is_news(self, call: Call) -> bool:
        return call.method == "sendMessage" and call.params.get("text") in self._lines

    async def play(self) -> Told:
        async with serve(self._sim) as base, self._bot.at(base):
            await self._bot.command("keys", "init")
            roles = ("moderator", "publisher", "approver")
            invited = [await self._bot.invitation(role) for role in roles]
            await self._bot.start()
            async with self._kept_running():
                mette, anna, aase = await self._staff_comes_in(*invited)
                await self._everybody_comes_in()
                await self._concerns_and_news(anna, aase)
                cards = await self._queue_of(mette)
            return await self._told(cards, await self._bot.terminate())

    # --- the bot and its killer ------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _kept_running(self) -> AsyncIterator[None]:
        """Somebody starts the bot again each time it was killed; it may not end by itself."""
        async with asyncio.TaskGroup() as group:
            keeper = group.create_task(self._keep_running())
            yield
            keeper.cancel()

    async def _keep_running(self) -> None:
        house = app.make_house(self._bot.settings, Outside(), username="")
        while True:
            code = await self._bot.ended()
            assert self._killer.struck.is_set(), f"the bot ended by itself ({code})"
            await self._killer.is_over()
            self._killer.kills[-1].unsure = ledger.being_sent(self._bot.settings, house)
            await self._bot.start()

    def _blows(self, count: int, *, among: int) -> Sequence[Blow]:
        return blows(self._rng, count, among=among, phases=self._plan.phases)

    # --- what people do --------------------------------------------------------------------

    async def _staff_comes_in(self, *invited: str) -> tuple[CaseWorker, Publisher, Approver]:
        t, patience = self._catalogs[Lang.EN], self._plan.patience
        last = self._plan.followers
        mette = CaseWorker(self._person("Mette", last + 1, t.lang), t, patience)
        anna = Publisher(self._person("Anna", last + 2, t.lang), t, patience)
        aase = Approver(self._person("Aase", last + 3, t.lang), t, patience)
        for colleague, payload in zip((mette, anna, aase), invited, strict=True):
            await colleague.comes_in(payload)
        return mette, anna, aase

    async def _all(self, *doings: Coroutine[Any, Any, None]) -> None:
        """Everybody at once; who waits in vain is written down and keeps nobody else."""

        async def guarded(doing: Coroutine[Any, Any, None]) -> None:
            try:
                await doing
            except AssertionError as nothing_came:
                self._waiting.append(str(nothing_came))

        async with asyncio.TaskGroup() as group:
            for doing in doings:
                group.create_task(guarded(doing))

    async def _everybody_comes_in(self) -> None:
        plan, places = self._plan, app.load_partnership(self._bot.settings)
        each = SCREENS_OF_AREAS if plan.holding else CALLS_TO_COME_IN
        self._killer.plans(self._blows(plan.kills_coming_in, among=each * plan.followers))

        async def comes_in(neighbour: Neighbour) -> None:
            async with self._places:
                await neighbour.comes_in(places)

        await self._all(*(comes_in(n) for n in self._neighbours))

    async def _concerns_and_news(self, publisher: Publisher, approver: Approver) -> None:
        plan = self._plan
        self._killer.plans(
            self._blows(plan.kills_at_calls, among=CALLS_TO_SHARE * plan.concerns),
            self._blows(plan.kills_at_news, among=plan.followers),
        )

        async def publishes() -> None:
            await publisher.sends_news(AREAS, NEWS)
            await approver.signs()
            await publisher.hears_the_end()

        async def shares(neighbour: Neighbour) -> None:
            async with self._places:
                await neighbour.shares_concern()

        await self._all(publishes(), *(shares(n) for n in self._neighbours if n.words))

    async def _queue_of(self, worker: CaseWorker) -> Sequence[str]:
        cards: list[str] = []

        async def reads() -> None:
            told = sum(1 for n in self._neighbours if n.receipt)
            await worker.waits_for(lambda: len(worker.announced) >= told)
            cards.extend(await worker.reads_the_queue())

        await self._all(reads())
        return cards

    # --- what is left ----------------------------------------------------------------------

    async def _told(self, cards: Sequence[str], exit_code: int) -> Told:
        chats = [n.person.id for n in self._neighbours]
        return Told(
            plan=self._plan,
            kills=self._killer.kills,
            words={n.words: n.receipt for n in self._neighbours if n.words},
            cards=cards,
            news={n.person.id: n.news for n in self._neighbours},
            waiting=self._waiting,
            ledger=await ledger.read(self._bot.settings, chats),
            exit_code=exit_code,
            violations=self._sim.violations,
            errors=[line for line in self._bot.log.splitlines() if "level='error'" in line],
        )
