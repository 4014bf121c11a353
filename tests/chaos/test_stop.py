"""SIGTERM: the turn is finished, what is asked of Telegram gets its answer, the rest waits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot import app
from bot.domain.bulletins import Delivery
from bot.domain.people import Lang
from bot.i18n import load_all
from bot.simulator import Fault, Limits, Person, Simulator, serve
from tests.chaos import ledger
from tests.chaos.ledger import Ledger
from tests.chaos.people import Approver, Neighbour, Publisher
from tests.chaos.process import TOKEN, BotProcess
from tests.chaos.story import AREAS, FIRST_ID, NEWS
from tests.simulator import schema

pytestmark = pytest.mark.chaos

PATIENCE = 60.0
FAST: Mapping[str, int] = {
    "sends_per_second": 1000, "chat_sends_per_second": 1000, "chat_burst": 1000,
}  # fmt: skip


class Street:
    """A bot that is stopped and started, and the neighbours who use it."""

    def __init__(self, sim: Simulator, bot: BotProcess) -> None:
        self.sim, self.bot = sim, bot
        self.t = load_all()[Lang.EN]
        self.neighbours: list[Neighbour] = []

    def moves_in(self, count: int) -> None:
        for number in range(count):
            person = self.sim.person("Neighbour", FIRST_ID + 7919 * number, language_code="en")
            self.neighbours.append(
                Neighbour(person, self.t, PATIENCE, areas=AREAS[:1], words="", impatient=False)
            )

    def colleague(self, name: str, number: int) -> Person:
        return self.sim.person(name, FIRST_ID - number, language_code="en")

    @property
    def answered(self) -> Sequence[int]:
        """How many screens each neighbour ever got."""
        return [sum(m.outgoing for m in n.person.chat.history) for n in self.neighbours]

    @property
    def informed(self) -> Sequence[int]:
        """How often each neighbour got the news."""
        return [n.news for n in self.neighbours]

    async def everybody_writes(self) -> None:
        for neighbour in self.neighbours:
            await neighbour.person.start()

    async def stops(self) -> Ledger:
        """Cleanly and in time; what stands in the database then."""
        assert await self.bot.terminate() == 0
        return await ledger.read(self.bot.settings, [n.person.id for n in self.neighbours])


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    sim = Simulator(TOKEN, limits=Limits(off=True), check=schema.check)
    sim.answer_delay = 0.03
    bot = BotProcess(tmp_path)
    bot.now_with(**FAST)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(bot.at(await stack.enter_async_context(serve(sim))))
        await bot.command("keys", "init")
        yield Street(sim, bot)
    assert sim.violations == []


async def test_answers_not_sent_yet_are_kept_by_a_stop_and_sent_by_the_next_start(
    street: Street,
) -> None:
    street.moves_in(40)
    street.bot.now_with(sends_per_second=5)
    await street.bot.start()
    await street.everybody_writes()
    await street.sim.until(lambda: sum(street.answered) >= 6, PATIENCE)
    await street.sim.until(lambda: not street.sim.updates.pending(), PATIENCE)
    left = await street.stops()
    unanswered = street.answered.count(0)
    assert unanswered >= 20
    assert left.pending == unanswered
    street.bot.now_with(**FAST)
    await street.bot.start()
    await street.sim.until(lambda: all(street.answered), PATIENCE)
    assert (await street.stops()).pending == 0
    assert set(street.answered) == {1}


async def test_what_telegram_still_holds_at_a_stop_is_answered_once_by_the_next_start(
    street: Street,
) -> None:
    street.moves_in(30)
    await street.bot.start()
    for neighbour in street.neighbours[:10]:
        await neighbour.person.start()
    await street.sim.until(lambda: sum(street.answered) >= 3, PATIENCE)
    stopping = asyncio.create_task(street.stops())
    for neighbour in street.neighbours[10:]:
        await neighbour.person.start()
    await stopping
    await street.bot.start()
    await street.sim.until(lambda: all(street.answered), PATIENCE)
    await street.stops()
    assert set(street.answered) == {1}


async def test_a_stop_amid_area_news_leaves_nothing_unknown_and_the_next_start_goes_on(
    street: Street,
) -> None:
    street.moves_in(40)
    await street.bot.start()
    places = app.load_partnership(street.bot.settings)
    await asyncio.gather(*(n.comes_in(places) for n in street.neighbours))
    anna = Publisher(street.colleague("Anna", 1), street.t, PATIENCE)
    aase = Approver(street.colleague("Aase", 2), street.t, PATIENCE)
    await street.stops()
    invited = [await street.bot.invitation(role) for role in ("publisher", "approver")]
    street.bot.now_with(sends_per_second=12)
    await street.bot.start()
    await anna.comes_in(invited[0])
    await aase.comes_in(invited[1])
    await anna.sends_news(AREAS[:1], NEWS)
    await aase.signs()
    await street.sim.until(lambda: sum(street.informed) >= 8, PATIENCE)
    left = list((await street.stops()).news.values())
    assert sum(street.informed) < 30
    assert left.count(Delivery.SENT) == sum(street.informed)
    assert set(left) == {Delivery.SENT, Delivery.OPEN}
    street.bot.now_with(**FAST)
    await street.bot.start()
    await anna.hears_the_end()
    assert set((await street.stops()).news.values()) == {Delivery.SENT}
    assert set(street.informed) == {1}


async def test_a_stop_does_not_wait_for_a_telegram_that_never_answers(street: Street) -> None:
    street.moves_in(1)
    await street.bot.start()
    street.sim.faults.add(Fault("hang", methods=frozenset({"sendMessage"}), seconds=60))
    await street.everybody_writes()
    await street.sim.until(
        lambda: any(c.method == "sendMessage" for c in street.sim.in_flight()), PATIENCE
    )
    assert (await street.stops()).pending == 1
    await street.bot.start()
    await street.sim.until(lambda: all(street.answered), PATIENCE)
