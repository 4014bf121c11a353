"""A bulletin to thousands, under Telegram's own limits, while the bot is killed time and again."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.app import Outside
from bot.domain.actions import AskStop, StopBulletin
from bot.domain.bulletins import Bulletin, Content, Delivery, Progress
from bot.domain.dialogues import Dialogue
from bot.domain.ids import AreaId, BulletinId, ChatId
from bot.domain.people import Lang, Speaker
from bot.domain.roles import Role
from bot.i18n import load_all
from bot.services import progress, residents, staff
from bot.simulator import Call, Limits, Person, Simulator, serve
from bot.store.db import Tx
from bot.texts import publisher as texts
from bot.texts import resident as resident_texts
from bot.texts import sendings as sending_texts
from bot.turn import House, Turn
from tests.chaos import ledger
from tests.chaos.killer import Kill, Killer, blows
from tests.chaos.ledger import Ledger
from tests.chaos.people import Phone, any_of
from tests.chaos.process import TOKEN, BotProcess
from tests.chaos.verdict import in_flight
from tests.kit.news import send
from tests.simulator import schema

FIRST_ID = 2**51
AUTHOR = FIRST_ID - 1
AREAS = (AreaId("hoeje-gladsaxe"), AreaId("vaerebro"))
PATIENCE = 1200.0
LATE = 2.0
"""Seconds after a stop in which something may still leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What happened to one bulletin. news: how often each chat was shown the line.

    late: chats it was asked for later than LATE after the stop. messages: of the author's chat.
    """

    kills: Sequence[Kill]
    news: Mapping[int, int]
    ledger: Ledger
    late: Sequence[int]
    messages: Sequence[str]
    violations: Sequence[str]
    errors: Sequence[str]


class Sending:
    """followers: how many it goes to. kills: how many times the bot is killed at a send of it.

    stopped_after: so many sends until its author stops it, and the bot is killed; 0: never.
    """

    def __init__(
        self, folder: Path, *, seed: int, followers: int, kills: int = 0, stopped_after: int = 0
    ) -> None:
        self._catalogs = load_all()
        self._lines = {resident_texts.neutral_notice(t) for t in self._catalogs.values()}
        self._sim = Simulator(TOKEN, limits=Limits(), check=schema.check, rng=random.Random(seed))
        self._bot = BotProcess(folder)
        self._killer = Killer(self._sim, self._bot.kill, self._is_news, seed)
        self._killer.plans([], blows(random.Random(seed), kills, among=followers))
        self._stopped_after = stopped_after
        self._people = [self._person(FIRST_ID + 7919 * n, n) for n in range(followers)]
        self._author = Phone(self._person(AUTHOR, 0), self._catalogs[Lang.DA], PATIENCE)
        self._stopped_at: float | None = None

    def _person(self, chat: int, number: int) -> Person:
        """Who pressed START long ago."""
        lang = list(Lang)[number % len(Lang)]
        person = self._sim.person(f"P{number}", chat, language_code=lang.value)
        person.started = True
        return person

    def _is_news(self, call: Call) -> bool:
        return call.method == "sendMessage" and call.params.get("text") in self._lines

    async def play(self) -> Sent:
        async with serve(self._sim) as base, self._bot.at(base):
            await self._bot.command("keys", "init")
            await self._is_signed()
            await self._bot.start()
            async with self._kept_running():
                if self._stopped_after:
                    await self._stops()
                await self._author.reads(self._end())
            await self._bot.terminate()
            return await self._told()

    # --- before --------------------------------------------------------------------------------

    async def _is_signed(self) -> None:
        """Everybody follows; the bulletin is signed and its sending begins with the bot."""
        outside = Outside()
        house = app.make_house(self._bot.settings, outside, username="")
        async with app.open_store(self._bot.settings, house.vault) as store:
            await store.write(lambda tx: self._all_there(tx, house, outside))

    async def _all_there(self, tx: Tx, house: House, outside: Outside) -> None:
        for number, person in enumerate(self._people):
            turn = self._turn(tx, house, outside, person)
            areas = AREAS if number % 7 == 0 else AREAS[number % 2 :][:1]
            for area in areas:
                turn = await residents.follow(turn, area)
        turn = self._turn(tx, house, outside, self._author.person)
        author = (await self._takes_part(turn)).speaker.colleague()
        value = Bulletin(
            id=BulletinId(house.new_id()),
            organisation=author.organisation,
            author=author.id,
            content=Content(texts=dict.fromkeys(Lang, "Nyt."), areas=frozenset(AREAS)),
            hour=turn.hour,
        )
        await progress.begin(turn, await send(tx, value))

    async def _takes_part(self, turn: Turn) -> Turn:
        payload = await staff.invite(
            turn.tx,
            turn.house,
            organisation=turn.house.partnership.area(AREAS[0]).organisation,
            roles=[Role.PUBLISHER],
            areas=[],
            now=turn.now,
            practised=True,
        )
        return await staff.accept(turn, payload.removeprefix("i_"))

    def _turn(self, tx: Tx, house: House, outside: Outside, person: Person) -> Turn:
        speaker = Speaker(chat=ChatId(person.id), client_language=person.language_code or "da")
        return Turn(tx=tx, now=outside.clock(), house=house, speaker=speaker, dialogue=Dialogue())

    # --- meanwhile -----------------------------------------------------------------------------

    @contextlib.asynccontextmanager
    async def _kept_running(self) -> AsyncIterator[None]:
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

    async def _stops(self) -> None:
        """From the message that tells how it goes; the bot is killed once it has said so."""
        await self._sim.until(self._has_begun, PATIENCE)
        await self._author.presses(any_of(AskStop))
        await self._author.presses(any_of(StopBulletin))
        await self._author.reads(sending_texts.stopped(self._author.t))
        self._stopped_at = self._sim.clock()
        self._killer.strikes_now()

    def _has_begun(self) -> bool:
        return sum(self._is_news(c) for c in self._sim.calls) >= self._stopped_after

    def _end(self) -> str:
        stopped = bool(self._stopped_after)
        told = texts.report(self._author.t, Progress({}, done=True, stopped=stopped))
        return told.splitlines()[0].replace("<b>", "").replace("</b>", "")

    # --- afterwards ----------------------------------------------------------------------------

    async def _told(self) -> Sent:
        phones = {p.id: Phone(p, self._catalogs[_lang(p)], PATIENCE) for p in self._people}
        limit = self._stopped_at + LATE if self._stopped_at is not None else None
        calls = (c for c in self._sim.calls if self._is_news(c))
        return Sent(
            kills=self._killer.kills,
            news={chat: phone.news for chat, phone in phones.items()},
            ledger=await ledger.read(self._bot.settings, list(phones)),
            late=[int(c.params["chat_id"]) for c in calls if limit is not None and c.at > limit],
            messages=[m.text for m in self._author.person.chat.messages if m.outgoing],
            violations=self._sim.violations,
            errors=[line for line in self._bot.log.splitlines() if "level='error'" in line],
        )


def _lang(person: Person) -> Lang:
    return Lang(person.language_code or "da")


def broken(sent: Sent, *, kills: int, stopped: bool = False) -> list[str]:
    """The promises that were not kept, in words; empty when all is well."""
    allowed = {Delivery.SENT: {1}, Delivery.UNKNOWN: {0, 1}}
    if stopped:
        allowed[Delivery.UNSENT] = {0}
    found = []
    for chat, times in sent.news.items():
        state = sent.ledger.news.get(chat)
        if state is None or times not in allowed.get(state, set()):
            found.append(f"news stands as {state} and came {times} times")
    unknown = sum(state is Delivery.UNKNOWN for state in sent.ledger.news.values())
    flew, unsure = (sum(map(len, what)) for what in _at_the_kills(sent))
    if unknown != unsure or unknown > flew:
        found.append(f"{unknown} unknown, {unsure} left unsure, {flew} in flight")
    if len(sent.kills) != kills:
        found.append(f"{len(sent.kills)} kills fell, not {kills}")
    if sent.late:
        found.append(f"{len(sent.late)} left later than {LATE} s after the stop")
    if sent.ledger.dead or sent.ledger.pending:
        found.append(f"{sent.ledger.dead} dead letters, {sent.ledger.pending} rows never sent")
    return [*found, *sent.violations, *sent.errors]


def _at_the_kills(sent: Sent) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Chats in flight as the simulator saw them, and what stood as being sent."""
    return [in_flight(k) for k in sent.kills], [k.unsure for k in sent.kills]


def table(sent: Sent) -> str:
    """For people."""
    states = list(sent.ledger.news.values())
    flew, unsure = (sum(map(len, what)) for what in _at_the_kills(sent))
    seen = sum(len(k.flying) for k in sent.kills)
    return "\n".join(
        [
            f"{len(sent.news)} recipients, {len(sent.kills)} kills",
            *(f"  {state.value}: {states.count(state)}" for state in Delivery if state in states),
            f"  had it twice: {sum(n > 1 for n in sent.news.values())}",
            f"in flight at the kills: {seen} asked and unanswered, {flew} with their answers;"
            f" left unsure: {unsure}",
        ]
    )
