"""Drains what is to be sent: replies before notices before bulletins, within Telegram's limits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from telegram.error import TelegramError

from bot import log
from bot.delivery.broadcasts import Broadcasts
from bot.delivery.budget import Flight
from bot.delivery.changes import Changes
from bot.delivery.letters import Letter, Letters
from bot.delivery.post import RETRY_SECONDS, Post
from bot.domain.screens import Lane
from bot.store.db import DatabaseFault

IDLE_SECONDS = 5.0
STOP_SECONDS = 10.0
QUERY_SECONDS = 10.0
QUERIES = 64
KEPT_FREE = 4
"""Places that bulletins leave to people's answers."""

T = TypeVar("T")
_log = log.get("bot.sender")


class Bulk(Protocol[T]):
    """What many people get, one after the other. more: look again at once."""

    @property
    def more(self) -> bool: ...

    async def next(self, busy: int, /) -> T | None:
        """busy: sends in flight."""

    def put_back(self, one: T, /) -> None: ...

    async def deliver(self, one: T, flight: Flight, /) -> None:
        """The flight lands when Telegram has taken it."""


class Sender:
    """in_flight: sends waiting for an answer at once."""

    def __init__(self, post: Post, in_flight: int) -> None:
        self._post = post
        self._budget = post.budget
        self._letters, self._broadcasts = Letters(post), Broadcasts(post)
        self._changes = Changes(post)
        self._places = in_flight
        self._bulk_places = max(1, in_flight - KEPT_FREE)
        self._wake = asyncio.Event()
        self._stopping = False
        self._sending: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._queries: set[asyncio.Task[None]] = set()
        self._wait = IDLE_SECONDS
        self.beat: Callable[[float], None] = lambda rest: None
        """Called before each rest, with its longest time in seconds."""

    @property
    def busy(self) -> bool:
        """Whether a send waits for its answer or its mark."""
        return bool(self._tasks or self._queries)

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def answer(self, query: str) -> None:
        """Stops the clock on a pressed button: best effort, never waited for."""
        if len(self._queries) < QUERIES and not self._stopping:
            self._start(self._queries, self._answer(query))

    async def _answer(self, query: str) -> None:
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(QUERY_SECONDS):
                params = {"callback_query_id": query}
                await self._post.line.call("answerCallbackQuery", params)

    def _start(
        self,
        among: set[asyncio.Task[None]],
        work: Coroutine[Any, Any, None],
        flight: Flight | None = None,
    ) -> None:
        """Once the work has ended and its place is free, the loop looks again.

        flight: of a send that Telegram counts.
        """

        def ended(task: asyncio.Task[None]) -> None:
            if flight is not None:
                flight.ended()
            among.discard(task)
            self._wake.set()

        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(ended)

    async def run(self) -> None:
        """Until stopped; then what is in flight gets its answer and the rest waits."""
        recovered = False
        while not self._stopping:
            self._wake.clear()
            self._wait = IDLE_SECONDS
            try:
                if not recovered:
                    await self._broadcasts.recover()
                    recovered = True
                await self._send_letters()
                await self._send_bulletins(self._changes)
                await self._send_bulletins(self._broadcasts)
            except DatabaseFault as fault:
                self._post.database_down(fault)
                self._wait = RETRY_SECONDS
            self.beat(self._wait)
            await self._pause()
        await self._finish()

    async def _finish(self) -> None:
        pending = self._tasks | self._queries
        if pending:
            _, late = await asyncio.wait(pending, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _pause(self) -> None:
        """Until something new is to be sent, a send has ended, or the wait is over."""
        try:
            async with asyncio.timeout(max(self._wait, 0.0)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _no_later_than(self, seconds: float) -> None:
        self._wait = min(self._wait, seconds)

    async def _send_letters(self) -> None:
        """Chats that had enough for now are passed over, so that nobody waits behind them."""
        resting: set[int] = set()
        passed_over = True
        while passed_over:
            free = self._places - len(self._tasks)
            letters, later = await self._letters.due(self._sending | resting, free)
            if later is not None:
                self._no_later_than((later - self._post.millis()) / 1000)
            for letter in letters:
                if self._may_leave(letter):
                    self._send(letter)
            rest = {letter.row.id for letter in letters if self._rests(letter)}
            passed_over = bool(rest - self._sending)
            resting |= rest

    def _rests(self, letter: Letter) -> bool:
        if not letter.counted or letter.chat is None:
            return False
        return self._budget.chat_wait(letter.chat) > 0

    def _may_leave(self, letter: Letter) -> bool:
        """Whether now; else says when to look again."""
        wait = self._wait_of(letter)
        if wait > 0:
            self._no_later_than(wait)
        return wait <= 0

    def _wait_of(self, letter: Letter) -> float:
        if not letter.counted or letter.chat is None:
            return self._budget.wait_closed()
        return max(self._budget.wait_for(letter.row.lane), self._budget.chat_wait(letter.chat))

    def _send(self, letter: Letter) -> None:
        self._sending.add(letter.row.id)
        flight = None
        if letter.counted and letter.chat is not None:
            flight = self._budget.spend(letter.row.lane)
            flight.heads_for(letter.chat)
        self._start(self._tasks, self._deliver(letter, flight), flight)

    async def _deliver(self, letter: Letter, flight: Flight | None) -> None:
        try:
            await self._letters.deliver(letter, flight)
        except DatabaseFault as fault:
            self._post.database_down(fault)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("sender.failed", error=type(error).__name__, place=log.place(error))
            await self._letters.bury(letter)
        finally:
            self._sending.discard(letter.row.id)

    async def _send_bulletins(self, bulk: Bulk[Any]) -> None:
        """At the pace that people's answers leave over, spaced evenly."""
        while len(self._tasks) < self._bulk_places and not self._stopping:
            to = await bulk.next(len(self._tasks))
            if to is None:
                if bulk.more:
                    self._no_later_than(0)
                return
            wait = self._budget.wait_for(Lane.BULLETIN)
            if wait > 0:
                bulk.put_back(to)
                self._no_later_than(wait)
                return
            flight = self._budget.spend(Lane.BULLETIN)
            self._start(self._tasks, self._broadcast(bulk, to, flight), flight)

    async def _broadcast(self, bulk: Bulk[T], to: T, flight: Flight) -> None:
        try:
            await bulk.deliver(to, flight)
        except DatabaseFault as fault:
            self._post.database_down(fault)
