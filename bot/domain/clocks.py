"""Which clocks run for a case, and when each comes due. All but the child's count open hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.concerns import Concern, Status
from bot.domain.hours import COPENHAGEN, OpeningHours
from bot.domain.places import Defaults


class Clock(StrEnum):
    """ANSWER: it was promised. CHASE: nobody takes it. EXPIRY: whoever has it does nothing.

    REPORT_WARNING, REPORT: the duty to notify about a child must be weighed. FOLLOW_UP: staff
    wanted to look again. IDLE: it closes by itself.
    """

    ANSWER = "answer"
    CHASE = "chase"
    EXPIRY = "expiry"
    REPORT_WARNING = "report_warning"
    REPORT = "report"
    FOLLOW_UP = "follow_up"
    IDLE = "idle"


class LookAgain(StrEnum):
    """When to look at a case again."""

    TOMORROW = "1"
    THREE_DAYS = "3"
    WEEK = "7"
    MONTH = "30"
    NEVER = "0"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the clocks of one organisation's cases go by."""

    hours: OpeningHours
    rules: Defaults

    def taken_back(self, concern: Concern) -> int:
        """When a case goes back to the team unless whoever has it acts."""
        since = concern.held_since or concern.touched_hour * 3600
        return self._after(since, self.rules.claim_open_hours)

    def chased(self, concern: Concern) -> int:
        """When the team is reminded of a case that nobody takes."""
        since = concern.held_since or concern.opened_hour * 3600
        return self._after(since, self.rules.chase_open_hours)

    def look_again(self, now: datetime, when: LookAgain) -> int | None:
        """The opening of that day, or of the next open one."""
        if when is LookAgain.NEVER:
            return None
        day = now.astimezone(COPENHAGEN).date() + timedelta(days=int(when))
        return int(self.hours.next_open(_midnight(day)).timestamp())

    def _after(self, since: int, hours: int) -> int:
        start = datetime.fromtimestamp(since, UTC)
        return int(self.hours.after(start, timedelta(hours=hours)).timestamp())


def moments(concern: Concern, calendar: Calendar) -> Mapping[Clock, int]:
    """Every clock that runs for the case, and the epoch second at which it comes due."""
    found = dict(_of_child(concern, calendar.rules))
    if not concern.is_open:
        return found
    if concern.due is not None:
        found[Clock.ANSWER] = concern.due
    if concern.follow_up is not None:
        found[Clock.FOLLOW_UP] = concern.follow_up
    if concern.status is Status.WAITING_RESIDENT:
        rules = calendar.rules.retention
        found[Clock.IDLE] = concern.touched_hour * 3600 + int(rules.idle_closed.total_seconds())
    elif concern.claimed_by is not None:
        found[Clock.EXPIRY] = calendar.taken_back(concern)
    elif not concern.chased:
        found[Clock.CHASE] = calendar.chased(concern)
    return found


def _of_child(concern: Concern, rules: Defaults) -> Mapping[Clock, int]:
    if concern.report_due is None:
        return {}
    warning = concern.report_due - rules.report_warning_hours * 3600
    return {Clock.REPORT_WARNING: warning, Clock.REPORT: concern.report_due}


def end_of_day(now: datetime) -> int:
    """The epoch second at which the local day ends."""
    day = now.astimezone(COPENHAGEN).date() + timedelta(days=1)
    return int(_midnight(day).timestamp())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)
