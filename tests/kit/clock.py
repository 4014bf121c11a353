"""A clock that runs like the real one and can be moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""10:00 in Copenhagen on a working day."""


class Clock:
    def __init__(self, start: datetime = TUESDAY_MORNING) -> None:
        self._start, self._begun = start, time.monotonic()
        self._stands = False

    def __call__(self) -> datetime:
        if self._stands:
            return self._start
        return self._start + timedelta(seconds=time.monotonic() - self._begun)

    def stop(self) -> None:
        """From now on it moves only when told."""
        self._start, self._stands = self(), True

    def seconds(self) -> float:
        return self().timestamp()

    def advance(self, **by: float) -> None:
        """clock.advance(hours=7)"""
        self._start += timedelta(**by)
