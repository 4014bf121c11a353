"""A concern and what may happen to it. An impossible change is an exception."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.codes import CaseCode
from bot.domain.errors import AlreadyClaimed, ImpossibleChange, NotYours
from bot.domain.ids import (
    AreaId,
    CategoryId,
    ConcernId,
    DeskId,
    ModeratorId,
    OrganisationId,
    ThemeId,
)
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed


class Status(StrEnum):
    NEW = "new"
    CLAIMED = "claimed"
    WAITING_RESIDENT = "waiting_resident"
    WAITING_STAFF = "waiting_staff"
    CLOSED = "closed"


class Urgency(StrEnum):
    NORMAL = "normal"
    CHILD = "child"
    DANGER = "danger"


class Outcome(StrEnum):
    """How a case ended, in words the resident is told."""

    HELPED = "helped"
    PASSED_ON = "passed_on"
    WATCHED = "watched"
    NOT_OURS = "not_ours"
    RESIDENT_LEFT = "resident_left"
    IDLE = "idle"
    UNANSWERED = "unanswered"
    UNCLEAR = "unclear"
    ATTACKS = "attacks"
    NO_SAFETY = "no_safety"


CHOSEN_BY_STAFF = (Outcome.HELPED, Outcome.PASSED_ON, Outcome.WATCHED, Outcome.NOT_OURS)
REJECTIONS = (Outcome.UNCLEAR, Outcome.ATTACKS, Outcome.NO_SAFETY)
"""Reasons for which a concern is not taken up."""


class When(StrEnum):
    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"
    EARLIER = "earlier"


class HowOften(StrEnum):
    ONCE = "once"
    SOMETIMES = "sometimes"
    OFTEN = "often"
    DAILY = "daily"


class Author(StrEnum):
    RESIDENT = "resident"
    STAFF = "staff"


class EntryKind(StrEnum):
    WORDS = "words"
    ADDITION = "addition"
    REPLY = "reply"
    NOTE = "note"
    """For colleagues alone; it never leaves their chats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Guided answers; codes, so that each reader sees them in their own language."""

    when: When | None = None
    how_often: HowOften | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One contribution to the conversation. hour: whole hours since 1970, never finer.

    pictures: how many pages of pictures go with the words.
    """

    position: int
    author: Author
    kind: EntryKind
    text: str
    hour: int
    by: ModeratorId | None = None
    pictures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """The state of one case, without its words.

    entries: how many contributions exist. news: an answer or an outcome waits that the resident
    has not opened. warned: told that it closes soon. unread: staff have not opened the newest words
    of the resident. due: epoch seconds, None while nothing is promised. code_only: no return
    address is kept, the resident comes back with a receipt code.

    Of staff's work, in epoch seconds: held_since, when whoever has the case last acted on it, or
    was given something to act on; follow_up, when staff want to look again; report_due, until when
    the duty to notify about a child must be weighed; reader_since, since when a reader of its
    language is wanted. chased: the team was told that nobody takes it. desk: whom the resident
    asked. theme: what it is one of several cases of. rated: told whether it helped.
    """

    id: ConcernId
    code: CaseCode
    area: AreaId
    organisation: OrganisationId
    category: CategoryId
    language: Lang
    urgency: Urgency = Urgency.NORMAL
    status: Status = Status.NEW
    claimed_by: ModeratorId | None = None
    opened_hour: int
    touched_hour: int
    due: int | None = None
    entries: int = 1
    news: bool = False
    unread: bool = True
    outcome: Outcome | None = None
    warned: bool = False
    code_only: bool = False
    held_since: int | None = None
    follow_up: int | None = None
    report_due: int | None = None
    reader_since: int | None = None
    chased: bool = False
    desk: DeskId | None = None
    theme: ThemeId | None = None
    rated: bool = False
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED

    def is_late(self, at: datetime) -> bool:
        return self.is_open and self.due is not None and at.timestamp() > self.due

    def claim(self, *, by: ModeratorId, pseudonym_of_owner: str, at: datetime) -> Concern:
        if self.claimed_by is not None:
            raise AlreadyClaimed(pseudonym_of_owner)
        if not self.is_open:
            raise ImpossibleChange
        status = Status.CLAIMED if self.status is Status.NEW else self.status
        return self._changed(at, status=status, claimed_by=by)

    def release(self, *, by: ModeratorId, at: datetime) -> Concern:
        self._check_held(by)
        status = Status.NEW if self.status is Status.CLAIMED else self.status
        return self._changed(at, status=status, claimed_by=None)

    def answer(self, *, by: ModeratorId, at: datetime) -> Concern:
        self._check_held(by)
        return self._changed(
            at,
            status=Status.WAITING_RESIDENT,
            entries=self.entries + 1,
            news=True,
            due=None,
            unread=False,
        )

    def note(self) -> Concern:
        """A colleague's private word; nothing that the resident did, so the time goes on."""
        return replace(self, entries=self.entries + 1, version=self.version + 1)

    def add(self, *, at: datetime, due: int | None) -> Concern:
        """The resident writes more; a promise already running is kept."""
        if not self.is_open:
            raise ImpossibleChange
        status = self.status if self.status in _NOBODY_ANSWERED else Status.WAITING_STAFF
        return self._changed(
            at, status=status, entries=self.entries + 1, unread=True, due=self.due or due
        )

    def close(self, *, by: ModeratorId, outcome: Outcome, at: datetime) -> Concern:
        self._check_held(by)
        return self._changed(
            at, status=Status.CLOSED, outcome=outcome, news=True, due=None, unread=False
        )

    def warn(self) -> Concern:
        """Told that it closes soon; not an act, so the time goes on."""
        return replace(self, warned=True, news=True, version=self.version + 1)

    def expire(self, *, outcome: Outcome, at: datetime) -> Concern:
        """Closed by time alone."""
        if not self.is_open:
            raise ImpossibleChange
        return self._changed(
            at, status=Status.CLOSED, outcome=outcome, news=True, due=None, unread=False
        )

    def withdraw(self, *, at: datetime) -> Concern:
        """The resident ends the case."""
        if not self.is_open:
            raise ImpossibleChange
        return self._changed(at, status=Status.CLOSED, outcome=Outcome.RESIDENT_LEFT, due=None)

    def reopen(self, *, at: datetime, due: int) -> Concern:
        """The resident says it is not solved; the same colleague keeps the case."""
        if self.is_open:
            raise ImpossibleChange
        status = Status.WAITING_STAFF if self.claimed_by else Status.NEW
        return self._changed(at, status=status, outcome=None, due=due, unread=True)

    def opened_by_resident(self) -> Concern:
        return replace(self, news=False, version=self.version + 1)

    def read_by_staff(self) -> Concern:
        return replace(self, unread=False, version=self.version + 1)

    def masked(self) -> Concern:
        """Words of it were masked; not an act, so the time goes on."""
        return replace(self, version=self.version + 1)

    def themed(self, theme: ThemeId | None) -> Concern:
        """One of several cases of the same, or none; nothing that the resident is told."""
        return replace(self, theme=theme, version=self.version + 1)

    def shared(self) -> Concern:
        """Shown to another organisation; the resident is told, and the time goes on."""
        return replace(self, news=True, version=self.version + 1)

    def taken_over(
        self, *, organisation: OrganisationId, by: ModeratorId, at: datetime, due: int
    ) -> Concern:
        """It is another organisation's from now on, which has yet to answer; the area stays.

        What the former one had planned goes; the duty to notify about a child does not.
        """
        if not self.is_open:
            raise ImpossibleChange
        status = Status.CLAIMED if self.status in _NOBODY_ANSWERED else Status.WAITING_STAFF
        return self._changed(
            at,
            organisation=organisation,
            status=status,
            claimed_by=by,
            due=due,
            news=True,
            unread=True,
            held_since=int(at.timestamp()),
            follow_up=None,
            reader_since=None,
            chased=False,
            desk=None,
            theme=None,
        )

    def _check_held(self, by: ModeratorId) -> None:
        if not self.is_open:
            raise ImpossibleChange
        if self.claimed_by != by:
            raise NotYours

    def _changed(self, at: datetime, **changes: Any) -> Concern:
        """An act: the time of retention begins anew."""
        hour = hour_of(at)
        return replace(self, touched_hour=hour, warned=False, version=self.version + 1, **changes)


_NOBODY_ANSWERED = frozenset({Status.NEW, Status.CLAIMED})


def hour_of(at: datetime) -> int:
    """Whole hours since 1970: the only grain in which acts of residents are kept."""
    return int(at.timestamp()) // 3600


def serves(colleague: Moderator, concern: Concern) -> bool:
    """Whether a colleague may read the case as one of their own organisation's and areas'."""
    return colleague.may(Deed.READ) and colleague.serves(concern.organisation, concern.area)
