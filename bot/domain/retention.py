"""When a case must be warned of, closed or forgotten. Any new message begins the time anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.concerns import Concern, Status
from bot.domain.hours import COPENHAGEN

HOURS_A_DAY = 24
REMINDER_HOUR = 9
"""Of the local clock: when colleagues are reminded of words nobody has read."""
NIGHT_HOUR = 3
"""When few are kept waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Source: docs/administrators.md, what is kept and for how long."""

    idle_warned: timedelta = timedelta(days=53)
    idle_closed: timedelta = timedelta(days=60)
    unanswered_closed: timedelta = timedelta(days=180)
    words: timedelta = timedelta(days=90)
    unread: timedelta = timedelta(days=1)
    dead_letters: timedelta = timedelta(days=14)
    deliveries: timedelta = timedelta(days=3)
    bulletins: timedelta = timedelta(days=365)
    staff_acts: timedelta = timedelta(days=730)

    @property
    def earliest(self) -> int:
        """Hours after the last act before which nothing can be due."""
        return min(_hours(t) for t in (self.idle_warned, self.words, self.unanswered_closed))


class Due(Enum):
    NOTHING = auto()
    WARN = auto()
    CLOSE_IDLE = auto()
    CLOSE_UNANSWERED = auto()
    FORGET = auto()


def due(concern: Concern, hour: int, rules: Rules) -> Due:
    """What the case's rest since its last act asks for, at this hour.

    What staff have not answered is never closed as idle: it waits for them until the far end.
    """
    rested = hour - concern.touched_hour
    if not concern.is_open:
        return Due.FORGET if rested >= _hours(rules.words) else Due.NOTHING
    if concern.status is not Status.WAITING_RESIDENT:
        late = rested >= _hours(rules.unanswered_closed)
        return Due.CLOSE_UNANSWERED if late else Due.NOTHING
    if rested >= _hours(rules.idle_closed):
        return Due.CLOSE_IDLE
    if rested >= _hours(rules.idle_warned) and not concern.warned:
        return Due.WARN
    return Due.NOTHING


def closes_at(concern: Concern, rules: Rules) -> int | None:
    """The hour at which a warned case closes."""
    return concern.touched_hour + _hours(rules.idle_closed) if concern.warned else None


def day_of(now: datetime, *, begins: int) -> int:
    """The local day, counted from year 1, for work done once a day from an hour on."""
    local = now.astimezone(COPENHAGEN)
    return local.date().toordinal() - (local.hour < begins)


def _hours(span: timedelta) -> int:
    return span.days * HOURS_A_DAY
