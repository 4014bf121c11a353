"""The bot's line to Telegram: the framework's Bot, and calls that build no objects."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import ExtBot

os.environ.setdefault("PTB_TIMEDELTA", "1")
"""Without it the framework warns at every refusal instead of saying how long to wait."""


def seconds_of(refusal: RetryAfter) -> float:
    """How long Telegram wants nothing to be sent."""
    wait = refusal.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()


class Line(ExtBot[None]):
    """The framework's Bot with one plain way to call a method."""

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout: float = 10.0
    ) -> Any:
        """Telegram's `result`, not parsed into objects.

        Raises the framework's errors: RetryAfter, Forbidden, BadRequest, TimedOut, NetworkError,
        Conflict, InvalidToken.
        """
        return await self._post(method, dict(params), read_timeout=read_timeout)
