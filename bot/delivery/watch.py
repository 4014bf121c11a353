"""Looks every quarter of a minute whether everything still works, and tells who must know.

What stands is told in the log, to the service manager by silence, and to administrators: through
the outbox like any notice, past it when it is the sender that stands.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from telegram.error import TelegramError

from bot import log
from bot.delivery.heart import Heart
from bot.delivery.letters import Letters
from bot.delivery.post import Post
from bot.delivery.systemd import Systemd
from bot.domain import health
from bot.domain.dialogues import Dialogue
from bot.domain.health import RESTART_MENDS, Mishap, Part
from bot.domain.ids import ChatId
from bot.domain.people import Speaker
from bot.services import health as service
from bot.services.health import Word
from bot.store import outbox
from bot.store.db import DatabaseFault, Tx
from bot.turn import Turn

LOOK_SECONDS = health.LOOK_SECONDS
DATABASE_SECONDS = 10.0
"""So long an answer of the database is waited for at each look."""
_log = log.get("bot.watch")


class Watch:
    def __init__(self, post: Post, heart: Heart, systemd: Systemd) -> None:
        self._post, self._heart, self._systemd = post, heart, systemd
        self._stopping = asyncio.Event()
        self._asking: asyncio.Task[tuple[int | None, int]] | None = None
        self._oldest: tuple[int | None, float] = (None, 0.0)
        """The oldest message that is due, and since when it was seen to be."""
        self._known: frozenset[Part] = frozenset()
        self._mishaps: set[Mishap] = set()
        self.wake: Callable[[], None] = lambda: None
        """Called when there is something to send."""
        heart.expect(Part.DATABASE, LOOK_SECONDS)
        heart.expect(Part.OUTBOX, 0)

    def stop(self) -> None:
        self._stopping.set()

    def alert(self, mishap: Mishap, where: str) -> None:
        """Something was given up. where: the kind of error and its place."""
        _log.error("alert", what=mishap.value, where=where)
        self._heart.counts.add("dead", mishap.value)
        self._mishaps.add(mishap)

    async def run(self) -> None:
        """Until stopped. Whatever goes wrong here is logged, and the next look tries again."""
        self._systemd.say("READY=1")
        while not self._stopping.is_set():
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 # whoever watches must go on
                _log.error("watch.failed", error=type(error).__name__, place=log.place(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopping.wait()
        self._systemd.say("STOPPING=1")
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def look(self) -> None:
        await self._ask_database()
        standing = self._heart.faults()
        if standing != self._known:
            over = self._known - standing
            _log.error("health", stands=_names(standing), over=_names(over))
            if Part.DATABASE in self._known - standing:
                self._mishaps.add(Mishap.DATABASE)
            self._known = standing
        if not standing & RESTART_MENDS:
            self._systemd.say("WATCHDOG=1")
        if Part.DATABASE not in standing and self._asking is None:
            await self._tell(standing)

    # --- the database and what waits in it ------------------------------------------------------

    async def _ask_database(self) -> None:
        """One question at a time; one that is never answered is never asked again."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._answer(), name="watch.database")
        await asyncio.wait({self._asking}, timeout=DATABASE_SECONDS)
        if not self._asking.done():
            return
        asked, self._asking = self._asking, None
        try:
            oldest, self._heart.waiting = asked.result()
        except DatabaseFault as fault:
            _log.warning("health.database", error=str(fault))
            return
        self._heart.beat(Part.DATABASE, LOOK_SECONDS)
        self._see(oldest)

    async def _answer(self) -> tuple[int | None, int]:
        """(oldest due row, how many are due); also whether anything can be written at all."""
        await self._post.store.write(_nothing)
        return await self._post.store.read(partial(outbox.standing, now=self._post.millis()))

    def _see(self, oldest: int | None) -> None:
        """While another fault explains that nothing is sent, the message is not counted as stuck.

        When a row was written tells only an hour, so it counts from when it was first seen.
        """
        explained = bool(self._heart.faults() - {Part.OUTBOX})
        if oldest is None or explained or oldest != self._oldest[0]:
            self._oldest = (oldest, self._heart.now())
        self._heart.beat(Part.OUTBOX, 0, at=self._oldest[1])

    # --- administrators -------------------------------------------------------------------------

    async def _tell(self, standing: frozenset[Part]) -> None:
        """Raises DatabaseFault."""
        happened = frozenset(self._mishaps)
        job = partial(self._news, standing=standing, happened=happened)
        said, past = await self._post.store.write(job)
        if said:
            self.wake()
        self._mishaps -= set(said.mishaps)
        await self._say_past_the_queue(past)

    async def _news(
        self, tx: Tx, standing: frozenset[Part], happened: frozenset[Mishap]
    ) -> tuple[health.News, Sequence[Word]]:
        house, nobody = self._post.house, Speaker(chat=ChatId(0))
        turn = Turn(
            tx=tx, now=self._post.now(), house=house, speaker=nobody, dialogue=Dialogue()
        )  # fmt: skip
        return await service.tell(turn, standing, frozenset(self._heart.working), happened)

    async def _say_past_the_queue(self, words: Sequence[Word]) -> None:
        """Once: what does not arrive stands in the log all the same."""
        letters = Letters(self._post)
        for word in words:
            try:
                await letters.say_at_once(word.to, word.body)
            except TelegramError as error:
                _log.warning("health.untold", error=type(error).__name__)


def _names(parts: frozenset[Part]) -> list[str]:
    return sorted(part.value for part in parts)


async def _nothing(_: Tx) -> None:
    """Begins and ends a transaction."""
