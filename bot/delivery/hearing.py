"""Keeps the hour in which Telegram was heard last, and notices when that was long ago."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

DAY = 24 * 3600.0
Keep = Callable[[bool | None], Awaitable[None]]


class Hearing:
    """now: monotonic seconds, so that a clock that jumps is no silence.

    keep: writes down that Telegram was heard; told whether that was after a silence of a day, or
    None at the first time, when only what was written down can tell.
    """

    def __init__(self, now: Callable[[], float], keep: Keep) -> None:
        self._now, self._keep = now, keep
        self._at: float | None = None
        self._silent: bool | None = None
        self._fresh = False

    def heard(self) -> None:
        now = self._now()
        if self._at is not None and now - self._at >= DAY:
            self._silent = True
        self._at, self._fresh = now, True

    async def look(self) -> None:
        """Writes down what was heard since the last look. Raises DatabaseFault; then it stays."""
        if not self._fresh:
            return
        silent, self._silent, self._fresh = self._silent, False, False
        try:
            await self._keep(silent)
        except BaseException:
            self._silent, self._fresh = self._silent or silent, True
            raise
