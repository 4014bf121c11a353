"""Area news beside the usual ways to send it, under Telegram's limits, while people are answered.

Three senders take turns over the same simulator: ours; stock python-telegram-bot, one send after
the other; aiogram with the pause between sends that its own example of a broadcast has. Meanwhile
somebody waits for an answer every second or so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, get_args

import aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from telegram import Bot
from telegram.error import RetryAfter

from bot.domain.bulletins import Bulletin, Content
from bot.domain.ids import AreaId, BulletinId, ChatId, ModeratorId, OrganisationId, ProfileId
from bot.domain.people import Lang, Profile
from bot.simulator import Limits
from bot.store import profiles
from bot.store.db import Tx
from bot.texts import resident as texts
from bot.texts import staff as staff_texts
from bot.vault import addresses
from tests.benchmarks.measures import Measure, percentile
from tests.kit.news import send
from tests.kit.postgres import database
from tests.kit.world import TOKEN, Player, World, open_world

PER_SECOND = 30
ANSWER_SECONDS = 0.05
"""What Telegram takes for a call."""
EXAMPLE_PAUSE = 0.05
"""Between two sends in aiogram's example of a broadcast: 20 a second, it says."""
SHARE_OF_LIMIT = 0.9
ANSWER_LIMIT = 2.0
"""Seconds at p95 until somebody is answered, said by the product."""
Model = Literal["bucket", "window"]
"""How Telegram may count; it does not say. The peers meet the more patient one."""
CASES = 3
FIRST_ID = 2**51 + 10**9
AREA = AreaId("egebjerg")
TEXT = "Der er nyt fra dit område."
PATIENCE = 120.0
IDLE_SECONDS = 10.0
OVER_IDLE = 1.5
"""What an answer may take during news, said by the product: so many times as long."""


@dataclass(slots=True)
class Run:
    """One broadcast. took: seconds from the word to go to the last recipient. counted: messages
    and edits that Telegram counted meanwhile, answers among them. answers: seconds each person
    waited for one. refused: how often Telegram said 429."""

    took: float
    counted: int
    answers: list[float]
    refused: int


@dataclass(slots=True)
class Arrivals:
    """Which chats a message has reached; looks on at every request.

    counted: requests since the start of a run that the limit counts.
    """

    wanted: int
    counted: int = 0
    chats: set[int] = field(default_factory=set)
    all_there: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        self.counted = 0
        self.chats.clear()
        self.all_there.clear()

    def __call__(self, method: str, params: Any) -> None:
        chat = int(params.get("chat_id") or 0)
        self.counted += method.startswith(("sendM", "sendP", "sendD", "edit"))
        if method == "sendMessage" and chat >= FIRST_ID:
            self.chats.add(chat)
            if len(self.chats) == self.wanted:
                self.all_there.set()


async def measured(
    folder: Path, kind: str, recipients: int, *, rest: float = IDLE_SECONDS
) -> list[Measure]:
    """rest: seconds in which people are answered while no news is sent."""
    arrivals = Arrivals(wanted=recipients)
    async with (
        database(kind, folder) as url,
        open_world(folder, url=url, check=arrivals) as world,
    ):
        talks = [await _talk(world) for _ in range(CASES)]
        chats = await _people(world, recipients)
        world.extra = {"sends_per_second": PER_SECOND, "chat_sends_per_second": 1, "chat_burst": 5}
        await world.restart()
        world.sim.answer_delay = ANSWER_SECONDS
        idle = await _idle(talks, rest)
        ours = {model: await _ours(world, talks, arrivals, model) for model in get_args(Model)}
        stock = await _stock(world, chats)
        example = await _aiogram(world, chats)
    return _lines(kind, recipients, idle, ours, stock, example)


def _lines(
    kind: str,
    recipients: int,
    idle: Sequence[float],
    ours: Mapping[Model, Run],
    stock: Run,
    example: Run,
) -> list[Measure]:
    lines = [
        line
        for model, run in ours.items()
        for line in (
            *_our_lines(kind, recipients, model, run),
            Measure(
                name=f"the same over idle, {model}, {kind}",
                rounds=[(percentile(run.answers, 0.95), percentile(idle, 0.95))],
                goal=OVER_IDLE,
                note=f"{len(idle)} answers at rest",
            ),
        )
    ]
    for name, run in (("stock python-telegram-bot", stock), ("aiogram's example", example)):
        waited = percentile(run.answers, 0.95)
        lines.append(
            Measure(name=f"news, beside {name}", rounds=[(ours["bucket"].took, run.took)], goal=1.0,
                    note=f"{_rate(run):.0%} of {PER_SECOND}/s; {run.refused} x 429; "
                         f"answers p95 {waited:.2f} s")
        )  # fmt: skip
    return lines


def _our_lines(kind: str, recipients: int, model: Model, run: Run) -> list[Measure]:
    allowed = run.counted / PER_SECOND / SHARE_OF_LIMIT
    return [
        Measure(name=f"news, {recipients:,} people, {model}, {kind}",
                rounds=[(run.took, allowed)], goal=1.0,
                note=f"{_rate(run):.1%} of {PER_SECOND}/s; {run.refused} x 429"),
        Measure(name=f"answer meanwhile, p95, {model}, {kind}",
                rounds=[(percentile(run.answers, 0.95), ANSWER_LIMIT)], goal=1.0,
                note=f"{len(run.answers)} answers, p50 {percentile(run.answers, 0.5):.2f} s"),
    ]  # fmt: skip


def _rate(run: Run) -> float:
    """Of what Telegram allows."""
    return run.counted / run.took / PER_SECOND


# --- ours: the real bot, a real answer to a case --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Talk:
    """A colleague, the case they have, and who is behind it."""

    colleague: Player
    resident: Player
    code: str


async def _talk(world: World) -> Talk:
    colleague, someone = await world.moderator(), await world.resident("da")
    code = await world.shares_concern(someone, "Lyset i kælderen er gået igen, og det er utrygt.")
    await world.answers(colleague, code, "Tak, vi ser på det.")
    return Talk(colleague, someone, code)


async def _people(world: World, count: int) -> Sequence[int]:
    """Phones that have started the bot; each follows the area."""
    chats = [FIRST_ID + 7919 * n for n in range(count)]
    for chat in chats:
        world.sim.person("Follower", chat, language_code="da").started = True

    async def follow(tx: Tx) -> None:
        vault, house = world.bot.house.vault, world.bot.house
        for number, chat in enumerate(chats):
            language = list(Lang)[number % len(Lang)]
            profile = Profile(
                id=ProfileId(house.new_id()), language=language, areas=frozenset({AREA})
            )
            await profiles.add(tx, profile, addresses.profile_tag(vault, ChatId(chat)))
            sealed = addresses.seal_profile(vault, profile.id, ChatId(chat))
            await profiles.save(tx, profile, sealed)
            await profiles.follow(tx, profile.id, AREA)

    await world.bot.store.write(follow)
    return chats


async def _ours(world: World, talks: Sequence[Talk], arrivals: Arrivals, model: Model) -> Run:
    world.sim.limits = Limits(overall_per_second=PER_SECOND, model=model)
    news = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("ballerup"),
        author=ModeratorId(world.bot.house.new_id()),
        content=Content(texts=dict.fromkeys(Lang, TEXT), areas=frozenset({AREA})),
        hour=int(world.clock.seconds()) // 3600,
    )
    waited, answered = list[float](), asyncio.Event()
    arrivals.begin()
    begun = perf_counter()
    await world.bot.store.write(lambda tx: send(tx, news))
    world.bot.sender.wake()
    answering = [asyncio.create_task(_answers(talk, waited, answered)) for talk in talks]
    async with asyncio.timeout(PATIENCE + 2 * arrivals.wanted / PER_SECOND):
        await arrivals.all_there.wait()
    took, counted = perf_counter() - begun, arrivals.counted
    async with asyncio.timeout(PATIENCE):
        await answered.wait()
    await _ended(answering)
    return Run(took, counted, waited, world.sim.refused)


async def _idle(talks: Sequence[Talk], seconds: float) -> Sequence[float]:
    """What answers take while nothing else is sent."""
    waited, answered = list[float](), asyncio.Event()
    answering = [asyncio.create_task(_answers(talk, waited, answered)) for talk in talks]
    await asyncio.sleep(seconds)
    async with asyncio.timeout(PATIENCE):
        await answered.wait()
    await _ended(answering)
    return waited


async def _answers(talk: Talk, waited: list[float], answered: asyncio.Event) -> None:
    """Answers the same case again and again; how long from the tap to the resident's phone."""
    colleague, t = talk.colleague.person, talk.colleague.t
    line = texts.neutral_notice(talk.resident.t)
    while True:
        await colleague.send(f"/case {talk.code}")
        await _tap(talk, staff_texts.button_reply(t))
        await colleague.send("Vi har ringet til viceværten.")
        send_it = await _button(talk, staff_texts.button_send_reply(t))
        there = _told_again(talk.resident, line)
        begun = perf_counter()
        await colleague.press(send_it)
        await talk.resident.person.expect(there, timeout=PATIENCE)
        waited.append(perf_counter() - begun)
        answered.set()


def _told_again(someone: Player, line: str) -> Callable[[object], bool]:
    """Whether the line stands on the phone once more than now."""
    texts = someone.person.chat.texts
    before = texts.count(line)
    return lambda _: someone.person.chat.texts.count(line) > before


async def _button(talk: Talk, label: str) -> Any:
    """Once it stands under the newest screen."""
    found: list[Any] = []

    def there(_: object) -> bool:
        found[:] = [b for row in talk.colleague.screen.buttons for b in row if b.text == label]
        return bool(found)

    await talk.colleague.person.expect(there, timeout=PATIENCE)
    return found[0]


async def _tap(talk: Talk, label: str) -> None:
    await talk.colleague.person.press(await _button(talk, label))


# --- the usual ways -------------------------------------------------------------------------------


Send = Callable[[int], Awaitable[object]]


async def _stock(world: World, chats: Sequence[int]) -> Run:
    async with Bot(TOKEN, base_url=f"{world.base}/bot") as bot:
        return await _in_a_loop(
            world, chats, lambda chat: bot.send_message(chat, TEXT), RetryAfter, pause=0.0
        )


async def _aiogram(world: World, chats: Sequence[int]) -> Run:
    session = AiohttpSession(api=TelegramAPIServer.from_base(world.base))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        return await _in_a_loop(
            world,
            chats,
            lambda chat: bot.send_message(chat, TEXT),
            TelegramRetryAfter,
            pause=EXAMPLE_PAUSE,
        )


async def _in_a_loop(
    world: World, chats: Sequence[int], deliver: Send, refusal: type[Exception], *, pause: float
) -> Run:
    """One after the other; a refusal waits as long as Telegram says."""
    world.sim.limits = Limits(overall_per_second=PER_SECOND)
    waited: list[float] = []

    async def patiently(chat: int) -> None:
        while True:
            try:
                await deliver(chat)
            except refusal as told:
                await asyncio.sleep(float(told.retry_after))  # type: ignore[attr-defined] # both
            else:
                return

    async def answers() -> None:
        for chat in reversed(chats):
            begun = perf_counter()
            await patiently(chat)
            waited.append(perf_counter() - begun)
            await asyncio.sleep(1.0)

    begun = perf_counter()
    answering = asyncio.create_task(answers())
    for chat in chats:
        await patiently(chat)
        await asyncio.sleep(pause)
    took = perf_counter() - begun
    await _ended([answering])
    return Run(took, len(chats) + len(waited), waited, world.sim.refused)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
