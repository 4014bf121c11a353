"""How fast the bot may send."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.simulator.refusal import flooded


@dataclass(frozen=True)
class Limits:
    """Telegram does not say how it counts; `model` lets a test try both plausible ways.

    fast skips every check and keeps no history, for benchmarks; it implies off.
    """

    overall_per_second: int = 30
    model: Literal["bucket", "window"] = "bucket"
    per_chat_per_second: float = 1.0
    per_chat_burst: int = 5
    group_per_minute: int = 20
    flood_seconds: int = 1
    webhook_retry: float = 0.1
    off: bool = False
    fast: bool = False


class Gauge(Protocol):
    def room(self, now: float, amount: int) -> bool: ...

    def take(self, now: float, amount: int) -> None: ...


class Bucket:
    """Tokens come back evenly; a full bucket allows a burst."""

    def __init__(self, capacity: int, per_second: float, now: float) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._tokens = float(capacity)
        self._at = now

    def room(self, now: float, amount: int) -> bool:
        grown = self._tokens + (now - self._at) * self._per_second
        self._tokens = min(float(self._capacity), grown)
        self._at = now
        # A whisker of slack: seconds as floats do not add up exactly.
        return self._tokens + 1e-6 >= amount

    def take(self, now: float, amount: int) -> None:
        self._tokens -= amount


class Window:
    """No more than `count` in any stretch of `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._taken: deque[float] = deque()

    def room(self, now: float, amount: int) -> bool:
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        return len(self._taken) + amount <= self._count

    def take(self, now: float, amount: int) -> None:
        self._taken.extend([now] * amount)


class Meter:
    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._overall = self._gauge(limits.overall_per_second, 1.0)
        self._chats: dict[int, Gauge] = {}
        self._flood_until = 0.0
        self.refused = 0

    def count(self, chat_id: int, *, group: bool, amount: int = 1) -> None:
        """Let `amount` messages to this chat pass, or refuse them all."""
        if self._limits.off or self._limits.fast:
            return
        now = self._clock()
        if now < self._flood_until:
            raise self._refusal(now)
        gauges = (self._overall, self._chat(chat_id, group))
        if not all(gauge.room(now, amount) for gauge in gauges):
            self._flood_until = now + self._limits.flood_seconds
            raise self._refusal(now)
        for gauge in gauges:
            gauge.take(now, amount)

    def _refusal(self, now: float) -> Exception:
        self.refused += 1
        left = self._flood_until - now
        return flooded(max(1, -int(-left // 1)))

    def _chat(self, chat_id: int, group: bool) -> Gauge:
        if chat_id not in self._chats:
            limits = self._limits
            self._chats[chat_id] = (
                self._gauge(limits.group_per_minute, 60.0)
                if group
                else self._gauge(
                    limits.per_chat_burst, limits.per_chat_burst / limits.per_chat_per_second
                )
            )
        return self._chats[chat_id]

    def _gauge(self, count: int, seconds: float) -> Gauge:
        if self._limits.model == "window":
            return Window(count, seconds)
        return Bucket(count, count / seconds, self._clock())
