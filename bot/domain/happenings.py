"""What residents can come to: what it is, where, from when to when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.errors import BulletinMovedOn
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import BulletinId, FindingId, ModeratorId, OrganisationId
from bot.domain.words import checked

ROOMS = (10, 15, 20, 30, 50, 100)
"""How many may find room. None is smaller, as "full" would then tell a small count."""
LASTING = (30, 60, 90, 120, 180, 240)
"""Minutes."""
WEEKS = 4
"""So far ahead a day can be chosen."""
FIRST_HOUR, LAST_HOUR = 8, 21
QUARTERS = (0, 15, 30, 45)
PLACE_LIMIT = 120
FINDING_LIMIT = 500
REMINDER_HOUR = 17
"""Of the local clock, on the day before."""
FOLLOW_UP = timedelta(days=182)
"""After a safety walk."""
CAME_LIMIT = 9999
OUTCOME_LIMIT = 800


class HappeningKind(StrEnum):
    SAFETY_WALK = "walk"
    OPEN_HOUSE = "house"
    MEETING = "meeting"
    YOUTH_ACTIVITY = "youth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """place: a proper name, the same in all languages. starts, ends: epoch seconds.

    capacity: how many find room; None: as many as come.
    """

    kind: HappeningKind
    place: str
    starts: int
    ends: int
    capacity: int | None = None

    def is_over(self, now: int) -> bool:
        """now: epoch seconds."""
        return now >= self.ends

    def is_full(self, coming: int) -> bool:
        return self.capacity is not None and coming >= self.capacity

    @property
    def begins(self) -> datetime:
        return datetime.fromtimestamp(self.starts, UTC)

    @property
    def finishes(self) -> datetime:
        return datetime.fromtimestamp(self.ends, UTC)


class Missing(StrEnum):
    """What is asked for next."""

    KIND = "kind"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    LASTS = "lasts"
    PLACE = "place"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningDraft:
    """What a publisher has said of it so far. day: counted from year 1. lasts: minutes."""

    kind: HappeningKind | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    lasts: int | None = None
    place: str | None = None

    @property
    def missing(self) -> Missing:
        answers = (
            (Missing.KIND, self.kind),
            (Missing.DAY, self.day),
            (Missing.HOUR, self.hour),
            (Missing.MINUTE, self.minute),
            (Missing.LASTS, self.lasts),
            (Missing.PLACE, self.place),
        )
        return next((what for what, said in answers if said is None), Missing.CAPACITY)

    def with_place(self, text: str) -> HappeningDraft:
        """Raises NothingWritten, TextTooLong."""
        return replace(self, place=" ".join(checked(text, PLACE_LIMIT).split()))

    def settled(self, capacity: int | None) -> Happening | None:
        """None while anything else is missing."""
        if self.missing is not Missing.CAPACITY or self.kind is None:
            return None
        day = date.fromordinal(self.day or 1)
        opens = datetime.combine(day, time(self.hour or 0, self.minute or 0), COPENHAGEN)
        starts = int(opens.timestamp())
        return Happening(
            kind=self.kind,
            place=self.place or "",
            starts=starts,
            ends=starts + (self.lasts or 0) * 60,
            capacity=capacity,
        )


def remind_at(starts: int) -> int:
    """When those who signed up are reminded: epoch seconds."""
    eve = datetime.fromtimestamp(starts, COPENHAGEN).date() - timedelta(days=1)
    return int(datetime.combine(eve, time(REMINDER_HOUR), COPENHAGEN).timestamp())


# --- what becomes of it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How many came, as staff counted: low <= n <= high; high None: at least low."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high


def counted(text: str) -> Attendance | None:
    """A number that staff typed; None for anything else."""
    digits = text.strip()
    if not (digits.isdecimal() and len(digits) <= len(str(CAME_LIMIT))):
        return None
    return Attendance(low=int(digits), high=int(digits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What staff keep of it for themselves."""

    came: Attendance
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """An event from when it was announced. cancelled, closed: epoch seconds, 0 if not.

    reminded: those signed up have been. asked: its author, for the report. followed_up: on its
    open findings.
    """

    id: BulletinId
    organisation: OrganisationId
    author: ModeratorId
    kind: HappeningKind
    starts: int
    ends: int
    cancelled: int = 0
    reminded: bool = False
    asked: bool = False
    followed_up: bool = False
    closed: int = 0

    def is_to_come(self, now: int) -> bool:
        return not self.cancelled and now < self.starts

    def moved(self, event: Happening) -> Gathering:
        """As its corrected news says, before it is over."""
        return replace(self, kind=event.kind, starts=event.starts, ends=event.ends)

    def called_off(self, now: int) -> Gathering:
        """Raises BulletinMovedOn when it was already, or has begun."""
        if not self.is_to_come(now):
            raise BulletinMovedOn
        return replace(self, cancelled=now)

    def ended(self, now: int) -> Gathering:
        """Its report is written. Raises BulletinMovedOn."""
        self.check_to_close(now)
        return replace(self, closed=now)

    def check_to_close(self, now: int) -> None:
        """Raises BulletinMovedOn before it is over, and when it was closed or cancelled."""
        if self.cancelled or self.closed or now < self.ends:
            raise BulletinMovedOn

    def may_find(self, now: int) -> bool:
        """Whether findings can be written down: of a safety walk, once it has begun."""
        walk = self.kind is HappeningKind.SAFETY_WALK
        return walk and not self.cancelled and now >= self.starts

    def marked(self, **marks: Any) -> Gathering:
        return replace(self, **marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDraft:
    """A report being written. came: None until it was said."""

    event: BulletinId
    came: Attendance | None = None


# --- what a safety walk found ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """organisation, colleague: whose it is to see to; exactly one of the two."""

    id: FindingId
    event: BulletinId
    words: str
    place: str
    organisation: OrganisationId | None = None
    colleague: ModeratorId | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    event: BulletinId
    words: str = ""
    place: str = ""

    def typed(self, text: str) -> FindingDraft:
        """Words first, then the place. Raises NothingWritten, TextTooLong."""
        if not self.words:
            return replace(self, words=checked(text, FINDING_LIMIT))
        return replace(self, place=" ".join(checked(text, PLACE_LIMIT).split()))

    @property
    def whole(self) -> bool:
        return bool(self.words and self.place)
