"""Telegram's limits, kept before Telegram has to say so.

Over all chats a sliding window: safe whether Telegram counts by bucket or by window. Telegram
counts a send when it arrives, which is known only roughly and afterwards, so a send takes its
place from its start until a window after it must have arrived. Bulletins are also spaced evenly
and leave a reserve for people's answers. A chat has a bucket of its own. After a refusal
everything waits as told and the pace drops, then recovers slowly.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.screens import Lane

SPAN = 1.02
"""Seconds of the window: a little more than Telegram's, for its clock is not ours."""
_RECOVERY = 60.0
_FORGETS = 0.0001
"""Seconds by which the quickest round trip is believed to have become longer at each send: two
hundred slow ones in a row stay within what the window has to spare."""
_LOOK_AGAIN = 0.05
_CHATS_KEPT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """per_second: over all chats. reserve: places of the window that bulletins leave free.

    group_per_minute: of one group, edits counted.
    """

    per_second: int = 30
    reserve: int = 2
    chat_per_second: float = 1.0
    chat_burst: int = 4
    group_per_minute: int = 20

    def of_chat(self, chat: int) -> tuple[float, float]:
        """(burst, messages a second). Telegram numbers groups below zero.

        A group's burst and what comes back within a minute stay together within its limit,
        whichever minute is looked at.
        """
        if chat < 0:
            burst = max(1, self.group_per_minute // 4)
            return burst, max(1, self.group_per_minute - burst) / 60
        return self.chat_burst, self.chat_per_second


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Flight:
    """A send on its way. Lands once, at the first word that it is over."""

    def __init__(self, budget: Budget, left: float) -> None:
        self._budget, self._left = budget, left
        self._is_over = False

    def landed(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._budget.landed(self._left)


class Budget:
    """Hands out permission to send. clock: monotonic seconds."""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._pace, self._clock = pace, clock
        self._flying = 0
        self._arrived: deque[float] = deque()
        self._quickest = 0.0
        self._last_bulk = float("-inf")
        self._closed_until = float("-inf")
        self._slowed_at = float("-inf")
        self._chats: OrderedDict[int, _Bucket] = OrderedDict()

    def wait_for(self, lane: Lane) -> float:
        """Seconds until a send of this lane may leave; 0 means now."""
        now = self._clock()
        while self._arrived and self._arrived[0] <= now - SPAN:
            self._arrived.popleft()
        waits = [self.wait_closed(), self._window_wait(lane, now)]
        if lane is Lane.BULLETIN:
            waits.append(self._last_bulk + SPAN / self._allowed(lane, now) - now)
        return max(0.0, *waits)

    def wait_closed(self) -> float:
        """Seconds until anything at all may leave."""
        return max(0.0, self._closed_until - self._clock())

    def _window_wait(self, lane: Lane, now: float) -> float:
        allowed = self._allowed(lane, now)
        if self._flying + len(self._arrived) < allowed:
            return 0.0
        if self._flying >= allowed:
            return _LOOK_AGAIN
        return self._arrived[self._flying + len(self._arrived) - allowed] + SPAN - now

    def _allowed(self, lane: Lane, now: float) -> int:
        reserve = self._pace.reserve if lane is Lane.BULLETIN else 0
        slowed = max(0.0, 1.0 - (now - self._slowed_at) / _RECOVERY)
        return max(1, int((self._pace.per_second - reserve) * (1.0 - slowed / 2)))

    def spend(self, lane: Lane) -> Flight:
        """Takes a place, which is free again some time after the flight has landed."""
        now = self._clock()
        self._flying += 1
        if lane is Lane.BULLETIN:
            self._last_bulk = now
        return Flight(self, now)

    def landed(self, left: float) -> None:
        """The send that left then is over, with an answer or without.

        It arrived at the latest when its answer came. The quickest round trip is taken off, for
        the next send cannot arrive in less: so an even distance costs nothing, and whatever was
        slower, there or back, only holds its place longer.
        """
        now = self._clock()
        self._flying -= 1
        self._quickest = min(now - left, self._quickest + _FORGETS)
        self._arrived.append(now - self._quickest)

    def refused(self, seconds: float) -> None:
        """Telegram said 429: nothing leaves for so long, and the pace halves."""
        now = self._clock()
        self._closed_until = max(self._closed_until, now + seconds)
        self._slowed_at = now

    def closed(self, seconds: float) -> None:
        """The network is down: nothing leaves for so long."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def chat_wait(self, chat: int) -> float:
        """Seconds until this chat may get another message."""
        bucket, (_, per_second) = self._bucket(chat), self._pace.of_chat(chat)
        return max(0.0, (1.0 - bucket.tokens) / per_second)

    def chat_spend(self, chat: int) -> None:
        self._bucket(chat).tokens -= 1.0

    def _bucket(self, chat: int) -> _Bucket:
        now, (burst, per_second) = self._clock(), self._pace.of_chat(chat)
        bucket = self._chats.pop(chat, None) or _Bucket(burst, now)
        gained = (now - bucket.at) * per_second
        bucket.tokens, bucket.at = min(burst, bucket.tokens + gained), now
        self._chats[chat] = bucket
        if len(self._chats) > _CHATS_KEPT:
            self._chats.popitem(last=False)
        return bucket
