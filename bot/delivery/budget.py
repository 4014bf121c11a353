"""Telegram's limits, kept before Telegram has to say so.

Sliding windows over all chats and for each one: safe whether Telegram counts by bucket or by
window. Telegram counts a send when it arrives, which is known only roughly and afterwards, so a
send holds its places from its start until a window after it must have arrived. Bulletins are also
spaced evenly and leave a reserve for people's answers. After a refusal everything waits as told
and the pace drops, then recovers slowly.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.screens import Lane

SPARE = 1.02
"""Windows are a little longer than Telegram's, for its clock is not ours."""
_RECOVERY = 60.0
_FORGETS = 0.0001
"""Seconds by which the quickest round trip is believed to have become longer at each send: two
hundred slow ones in a row stay within what the window has to spare."""
_LOOK_AGAIN = 0.05
_CHATS_KEPT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """per_second: over all chats. reserve: places of a second that bulletins leave free.

    chat_burst: messages one chat may get at once; chat_per_second: and over a longer time.
    group_per_minute: of one group, edits counted.
    """

    per_second: int = 30
    reserve: int = 1
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20

    def of_chat(self, chat: int) -> tuple[int, float]:
        """(places, seconds that one is held). Telegram numbers groups below zero.

        One place is left for a bulletin, which waits for no chat.
        """
        if chat < 0:
            return max(1, self.group_per_minute - 1), 60.0
        return max(1, self.chat_burst - 1), self.chat_burst / self.chat_per_second


@dataclass(slots=True)
class _Window:
    """seconds: that a place is held after the send has landed. landed: moments, oldest first."""

    seconds: float
    flying: int = 0
    landed: deque[float] = field(default_factory=deque)

    def wait(self, places: int, now: float) -> float:
        """Seconds until a place is free."""
        while self.landed and self.landed[0] <= now - self.seconds:
            self.landed.popleft()
        surplus = self.flying + len(self.landed) - places
        if surplus < 0:
            return 0.0
        if surplus >= len(self.landed):
            return _LOOK_AGAIN
        return self.landed[surplus] + self.seconds - now

    def land(self, now: float) -> None:
        self.flying -= 1
        self.landed.append(now)


class Flight:
    """A send on its way, which holds its places. Ends once, at the first word that it is over."""

    def __init__(self, budget: Budget) -> None:
        self._budget, self._left = budget, budget.now()
        self._windows: list[_Window] = []
        self._is_over = False

    def hold(self, window: _Window) -> None:
        window.flying += 1
        self._windows.append(window)

    def heads_for(self, chat: int) -> None:
        """Counts for this chat too."""
        self.hold(self._budget.chat(chat))

    def landed(self) -> None:
        """Telegram has taken it: it arrived at the latest when that was heard."""
        if not self._is_over:
            self._budget.took(self._budget.now() - self._left)
            self.ended()

    def ended(self) -> None:
        """It may have arrived, or never left: nothing is learnt from how long it took."""
        if not self._is_over:
            self._is_over = True
            for window in self._windows:
                window.land(self._budget.now())


class Budget:
    """Hands out permission to send. now: monotonic seconds."""

    def __init__(self, pace: Pace, now: Callable[[], float]) -> None:
        self._pace, self.now = pace, now
        self._overall = _Window(SPARE)
        self._quickest = 0.0
        self._next_bulk = float("-inf")
        self._closed_until = float("-inf")
        self._slowed_at = float("-inf")
        self._chats: OrderedDict[int, _Window] = OrderedDict()

    def wait_for(self, lane: Lane) -> float:
        """Seconds until a send of this lane may leave; 0 means now."""
        now, allowed = self.now(), self._allowed(lane)
        waits = [self.wait_closed(), self._overall.wait(allowed, self._arrival())]
        if lane is Lane.BULLETIN:
            waits.append(self._next_bulk - now)
        return max(0.0, *waits)

    def wait_closed(self) -> float:
        """Seconds until anything at all may leave."""
        return max(0.0, self._closed_until - self.now())

    def _arrival(self) -> float:
        """When a send that leaves now arrives at the earliest, on the clock by which others landed.

        So an even distance costs nothing, and whatever was slower than the quickest, there or
        back, only holds its place longer.
        """
        return self.now() + self._quickest

    def _allowed(self, lane: Lane) -> int:
        reserve = self._pace.reserve if lane is Lane.BULLETIN else 0
        slowed = max(0.0, 1.0 - (self.now() - self._slowed_at) / _RECOVERY)
        return max(1, int((self._pace.per_second - reserve) * (1.0 - slowed / 2)))

    def spend(self, lane: Lane) -> Flight:
        """Takes a place, which is free again some time after the flight has landed."""
        flight = Flight(self)
        flight.hold(self._overall)
        if lane is Lane.BULLETIN:
            self._next_bulk = self._after_bulk()
        return flight

    def _after_bulk(self) -> float:
        """When the next bulletin may leave. One that left a little late does not delay the rest."""
        gap = SPARE / self._allowed(Lane.BULLETIN)
        late = self.now() - self._next_bulk
        return (self._next_bulk if late < gap else self.now()) + gap

    def took(self, seconds: float) -> None:
        """A send was so long on its way, there and back."""
        self._quickest = min(seconds, self._quickest + _FORGETS)

    def refused(self, seconds: float) -> None:
        """Telegram said 429: nothing leaves for so long, and the pace halves."""
        self._slowed_at = self.now()
        self.closed(seconds)

    def closed(self, seconds: float) -> None:
        """Nothing leaves for so long, as when the network is down."""
        self._closed_until = max(self._closed_until, self.now() + seconds)

    def chat_wait(self, chat: int) -> float:
        """Seconds until this chat may get another message."""
        places, _ = self._pace.of_chat(chat)
        return self.chat(chat).wait(places, self._arrival())

    def chat(self, chat: int) -> _Window:
        _, seconds = self._pace.of_chat(chat)
        window = self._chats.pop(chat, None) or _Window(SPARE * seconds)
        self._chats[chat] = window
        if len(self._chats) > _CHATS_KEPT:
            self._chats.popitem(last=False)
        return window
