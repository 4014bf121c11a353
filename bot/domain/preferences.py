"""How area news reaches one resident: which at all, when, and as a line or with its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, StrEnum, auto

from bot.domain.hours import COPENHAGEN
from bot.domain.ids import TopicId

Quiet = tuple[int, int]
"""Local minutes of the day, begins <= minute < ends, over midnight where it ends earlier."""
BEGINS, ENDS = (20, 21, 22, 23), (6, 7, 8, 9)
"""Hours that are offered."""
USUAL = (22 * 60, 7 * 60)


class Priority(StrEnum):
    """How loudly it comes. Only what is urgent carries its text, to those who agreed to that."""

    URGENT = "urgent"
    NORMAL = "normal"
    QUIET = "quiet"


LOUDNESS: Mapping[Priority, int] = {Priority.QUIET: 0, Priority.NORMAL: 1, Priority.URGENT: 2}
"""In this order they are compared."""


class Form(Enum):
    """What is pushed. NEUTRAL: the line that an answer to a case brings too."""

    NEUTRAL = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """urgent: agreed that urgent news carries its text, and comes at any time.

    in_full: all news carries its text. least: what is less loud is not pushed. muted: nothing of
    these topics is. asked: whether `urgent` was offered by itself.
    """

    urgent: bool = False
    in_full: bool = False
    least: Priority = Priority.QUIET
    quiet: Quiet | None = None
    muted: frozenset[TopicId] = frozenset()
    asked: bool = False

    def wants(self, priority: Priority, topic: TopicId | None) -> bool:
        """Whether it is pushed at all; in the list of news it stands anyway."""
        return LOUDNESS[priority] >= LOUDNESS[self.least] and topic not in self.muted

    def waits_until(self, now: datetime, priority: Priority) -> datetime | None:
        """When news may be pushed that comes in the quiet time; None: now."""
        if self.urgent and priority is Priority.URGENT:
            return None
        return quiet_until(now, self.quiet)


def form(preferences: Preferences, priority: Priority) -> Form:
    agreed = preferences.urgent and priority is Priority.URGENT
    return Form.TEXT if preferences.in_full or agreed else Form.NEUTRAL


def is_quiet(now: datetime, quiet: Quiet) -> bool:
    """Whether the clock on the wall stands within it; never where both ends are one."""
    local = now.astimezone(COPENHAGEN)
    begins, ends = quiet
    minute = local.hour * 60 + local.minute
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def quiet_until(now: datetime, quiet: Quiet | None) -> datetime | None:
    """The first moment that is not quiet any more, as aware UTC; None when none is quiet now."""
    if quiet is None or not is_quiet(now, quiet):
        return None
    return min(end for end in _ends(now, quiet[1]) if end > now and not is_quiet(end, quiet))


def _ends(now: datetime, minute: int) -> Iterator[datetime]:
    """Moments at which the wall shows this minute; where it is skipped, the moment of the jump."""
    today, clock = now.astimezone(COPENHAGEN).date(), time(minute // 60, minute % 60)
    for days in range(3):
        for fold in (0, 1):
            local = datetime.combine(today + timedelta(days=days), clock, COPENHAGEN)
            moment = local.replace(fold=fold).astimezone(UTC)
            shown = moment.astimezone(COPENHAGEN)
            yield moment if shown.time() == clock else moment.replace(minute=0)
