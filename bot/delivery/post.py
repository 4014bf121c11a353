"""What every kind of sending shares: the line, the budget, the clock, and trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram.error import RetryAfter

from bot import log
from bot.delivery.budget import Budget
from bot.delivery.line import Line, seconds_of
from bot.store.db import Store
from bot.turn import House

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

    def millis(self) -> int:
        return int(self._clock().timestamp() * 1000)

    def retry_at(self) -> int:
        """Epoch milliseconds of the next try of what may or may not have arrived."""
        return self.millis() + int(RETRY_SECONDS * 1000)

    def arrived(self) -> None:
        self._failures = 0

    def refused(self, error: RetryAfter) -> None:
        """Everything counted waits as Telegram says; what was refused keeps its place."""
        wait = seconds_of(error)
        _log.warning("send.refused", seconds=wait)
        self.budget.refused(wait)

    def network_down(self) -> None:
        """Nothing was sent: rows wait, and the pauses grow to half a minute."""
        self._failures += 1
        self.budget.closed(min(_LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 6)))
