"""What every kind of sending shares: the line, the budget, the clock, and trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from telegram.error import RetryAfter

from bot import log
from bot.delivery.budget import Budget, Flight
from bot.delivery.line import Line, seconds_of
from bot.delivery.marks import Marks
from bot.store.db import DatabaseFault, Job, Store
from bot.turn import House

T = TypeVar("T")

RETRY_SECONDS = 2.0
_LONGEST_PAUSE = 30.0
_log = log.get("bot.post")


class Post:
    """clock: now, aware UTC."""

    def __init__(
        self, store: Store, house: House, line: Line, budget: Budget, clock: Callable[[], datetime]
    ) -> None:
        self.store, self.house, self.line, self.budget = store, house, line, budget
        self._clock = clock
        self._failures = 0
        self._marks = Marks(store, self.database_down)
        self.counted: Callable[[str], None] = lambda outcome: None
        """Called with the outcome of each call: taken, refused, unreachable."""
        self.alert: Callable[[str], None] = lambda why: None
        """Called when a message is given up; why: nothing about people."""

    def now(self) -> datetime:
        return self._clock()

    def seconds(self) -> float:
        """Since 1970."""
        return self._clock().timestamp()

    def millis(self) -> int:
        return int(self.seconds() * 1000)

    def retry_at(self, attempts: int = 0) -> int:
        """Epoch milliseconds of the next try of what may or may not have arrived."""
        return self.millis() + int(min(_LONGEST_PAUSE, RETRY_SECONDS * 2**attempts) * 1000)

    async def keep(self, job: Job[T]) -> T:
        """Writes what became of a call. Never gives up: a call not marked would be made again."""
        return await self._marks.keep(job)

    def arrived(self, flight: Flight | None = None) -> None:
        """Telegram has taken a call. flight: of one that it counts."""
        self._failures = 0
        self.counted("taken")
        if flight is not None:
            flight.landed()

    def refused(self, error: RetryAfter) -> None:
        """Everything counted waits as Telegram says; what was refused keeps its place."""
        wait = seconds_of(error)
        self.counted("refused")
        _log.warning("send.refused", seconds=wait)
        self.budget.refused(wait)

    def network_down(self) -> None:
        """Nothing was sent: rows wait, and the pauses grow to half a minute.

        Sends that were in flight together fail together, and count as one failure.
        """
        self.counted("unreachable")
        if self.budget.wait_closed() == 0:
            self._failures += 1
            self.budget.closed(min(_LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 6)))

    def database_down(self, fault: DatabaseFault) -> float:
        """Nothing is sent that could not be marked afterwards. Returns seconds to the next try."""
        _log.error("post.database", error=str(fault))
        self.budget.closed(RETRY_SECONDS)
        return RETRY_SECONDS
