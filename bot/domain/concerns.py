"""A concern and what may happen to it. An impossible change is an exception."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.codes import CaseCode
from bot.domain.errors import (
    AlreadyClaimed,
    ImpossibleChange,
    NeedsAnother,
    NotWeighed,
    NotYours,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
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


class Helped(StrEnum):
    """What a resident says of a case that staff have closed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


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
    PROPOSAL = "proposal"
    """A reply that a colleague is to look at first; for colleagues alone until it is sent."""
    REVEAL = "reveal"
    """Who the resident is, as far as they chose to say."""
    MEET_OFFICE = "meet_office"
    MEET_NEUTRAL = "meet_neutral"
    MEET_CALL = "meet_call"
    """The resident wants to meet: at the office, elsewhere, or to call."""


FOR_COLLEAGUES = frozenset({EntryKind.NOTE, EntryKind.PROPOSAL})
"""What no resident ever sees."""


APART = frozenset(
    {EntryKind.REVEAL, EntryKind.MEET_OFFICE, EntryKind.MEET_NEUTRAL, EntryKind.MEET_CALL}
)
"""What stands apart from the conversation: it is opened by a tap alone, taken back until then, and
belongs in no card, search, excerpt, translation or theme."""


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

    Of staff's work, in epoch seconds: held_since, while staff are to act, when whoever has the case
    last acted on it or was given something to act on, or since when nobody has it; follow_up, when
    staff want to look again; report_due, until when the duty to notify about a child must be
    weighed, which only weighing ends; reader_since, since when a reader of its language is wanted.
    chased: the team was told that nobody takes it. desk: whom the resident asked. bulletin: the
    news they asked about. theme: what it is one of several cases of. rated: told whether it helped.
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
    bulletin: BulletinId | None = None
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
        claimed = self._changed(at, status=status, claimed_by=by)
        return claimed.tended(by=by, at=at)

    def release(self, *, by: ModeratorId, at: datetime) -> Concern:
        self._check_held(by)
        return self._changed(at).returned(at=at)

    def returned(self, *, at: datetime) -> Concern:
        """Nobody has it any more, and the team is reminded of it anew."""
        status = Status.NEW if self.status is Status.CLAIMED else self.status
        since = None if status is Status.WAITING_RESIDENT else int(at.timestamp())
        return replace(self, status=status, claimed_by=None, held_since=since, chased=False)

    def taken_back(self, *, at: datetime) -> Concern:
        """Whoever has it has done nothing for too long; not an act, so retention goes on."""
        return replace(self.returned(at=at), version=self.version + 1)

    def reminded(self) -> Concern:
        """The team was told that nobody takes it."""
        return replace(self, chased=True, version=self.version + 1)

    def tended(self, *, by: ModeratorId, at: datetime) -> Concern:
        """Whoever has it has acted, so their time begins anew."""
        if self.claimed_by != by or self.status not in _STAFF_ACT:
            return self
        return replace(self, held_since=int(at.timestamp()))

    def answer(self, *, by: ModeratorId, at: datetime) -> Concern:
        self._check_held(by)
        return self._changed(
            at,
            status=Status.WAITING_RESIDENT,
            entries=self.entries + 1,
            news=True,
            due=None,
            unread=False,
            held_since=None,
        )

    def assign(self, *, to: ModeratorId, at: datetime) -> Concern:
        """Somebody else gives the case to a colleague, whoever has it."""
        if not self.is_open:
            raise ImpossibleChange
        status = Status.CLAIMED if self.status is Status.NEW else self.status
        return self._changed(at, status=status, claimed_by=to, held_since=int(at.timestamp()))

    def step_back(self, *, by: ModeratorId) -> Concern:
        """Whoever knows its people has it no more, open or closed; the time goes on."""
        holder = None if self.claimed_by == by else self.claimed_by
        unclaimed = holder is None and self.status is Status.CLAIMED
        status = Status.NEW if unclaimed else self.status
        return replace(
            self,
            status=status,
            claimed_by=holder,
            chased=self.chased and self.claimed_by is None,
            version=self.version + 1,
        )

    def answer_proposed(
        self,
        *,
        by: ModeratorId,
        of: ModeratorId,
        owner: ModeratorId,
        at: datetime,
        unread: bool,
    ) -> Concern:
        """A second colleague sends what one proposed; it is the owner's answer, and their case.

        unread: the resident has written since, and nobody has opened that.
        """
        if not self.is_open:
            raise ImpossibleChange
        if by == of:
            raise NeedsAnother
        return replace(replace(self, claimed_by=owner).answer(by=owner, at=at), unread=unread)

    def rate(self) -> Concern:
        """The resident says whether it helped, once; not an act, so the time goes on."""
        if not self.may_be_rated:
            raise ImpossibleChange
        return replace(self, rated=True, version=self.version + 1)

    @property
    def may_be_rated(self) -> bool:
        """Staff closed it, and nobody has said yet whether that helped."""
        by_staff = self.outcome in CHOSEN_BY_STAFF or self.outcome in REJECTIONS
        return not self.is_open and by_staff and not self.rated

    def note(self) -> Concern:
        """A colleague's private word; nothing that the resident did, so the time goes on."""
        return replace(self, entries=self.entries + 1, version=self.version + 1)

    def decided(self) -> Concern:
        """What a colleague proposed waits no more; not an act, so the time goes on."""
        return replace(self, version=self.version + 1)

    def add(self, *, at: datetime, due: int | None) -> Concern:
        """The resident writes more; a promise already running is kept."""
        if not self.is_open:
            raise ImpossibleChange
        status = self.status if self.status in _NOBODY_ANSWERED else Status.WAITING_STAFF
        changed = self._changed(
            at, status=status, entries=self.entries + 1, unread=True, due=self.due or due
        )
        begins = self.status is Status.WAITING_RESIDENT
        return replace(changed, **_waiting_since(at)) if begins else changed

    def close(self, *, by: ModeratorId, outcome: Outcome, at: datetime) -> Concern:
        """Raises NotWeighed while the duty to notify about a child is not weighed."""
        self._check_held(by)
        if self.report_due is not None:
            raise NotWeighed
        return self._changed(at, **_ENDED, outcome=outcome, news=True, unread=False)

    def warn(self) -> Concern:
        """Told that it closes soon; not an act, so the time goes on."""
        return replace(self, warned=True, news=True, version=self.version + 1)

    def expire(self, *, outcome: Outcome, at: datetime) -> Concern:
        """Closed by time alone."""
        if not self.is_open:
            raise ImpossibleChange
        return self._changed(at, **_ENDED, outcome=outcome, news=True, unread=False)

    def withdraw(self, *, at: datetime) -> Concern:
        """The resident ends the case."""
        if not self.is_open:
            raise ImpossibleChange
        return self._changed(at, **_ENDED, outcome=Outcome.RESIDENT_LEFT)

    def reopen(self, *, at: datetime, due: int) -> Concern:
        """The resident says it is not solved; the same colleague keeps the case."""
        if self.is_open:
            raise ImpossibleChange
        status = Status.WAITING_STAFF if self.claimed_by else Status.NEW
        reopened = self._changed(at, status=status, outcome=None, due=due, unread=True)
        return replace(reopened, **_waiting_since(at))

    def triaged(
        self, *, urgency: Urgency, category: CategoryId, child: bool, report_due: int
    ) -> Concern:
        """Assessed by staff. child: the category is one of children at risk.

        report_due: until when to weigh the duty to notify, should that begin now.
        Raises NotWeighed when the urgency falls while the duty to notify is not weighed.
        """
        if not self.is_open:
            raise ImpossibleChange
        newly = child and category != self.category
        if newly and urgency is Urgency.NORMAL:
            urgency = Urgency.CHILD
        if urgency is Urgency.NORMAL and self.report_due is not None:
            raise NotWeighed
        begins = newly or (urgency is Urgency.CHILD and self.urgency is not Urgency.CHILD)
        weigh = report_due if begins and self.report_due is None else self.report_due
        changed = replace(self, urgency=urgency, category=category, report_due=weigh)
        return replace(changed, version=self.version + 1)

    def moved(self, *, area: AreaId, at: datetime, stays: bool) -> Concern:
        """To another area of the organisation. stays: whoever has it serves that area too."""
        if not self.is_open:
            raise ImpossibleChange
        moved = replace(self, area=area, version=self.version + 1)
        return moved if stays or self.claimed_by is None else moved.returned(at=at)

    def weighed(self) -> Concern:
        """So the duty to notify about a child is settled. Raises ImpossibleChange if it was."""
        if self.report_due is None:
            raise ImpossibleChange
        return replace(self, report_due=None, version=self.version + 1)

    def looked_at_again(self, at: int | None, *, by: ModeratorId) -> Concern:
        """When to look again, epoch seconds; None: no longer."""
        self._check_held(by)
        return replace(self, follow_up=at, version=self.version + 1)

    def let_go(self) -> Concern:
        """Closed, and whoever had it is gone: opened again it is anybody's."""
        return replace(self, claimed_by=None, version=self.version + 1)

    def opened_by_resident(self) -> Concern:
        return replace(self, news=False, version=self.version + 1)

    def read_by_staff(self) -> Concern:
        return replace(self, unread=False, version=self.version + 1)

    def forward_read(self) -> Concern:
        """Staff opened what the resident said of themselves, who is told so."""
        return replace(self, news=True, version=self.version + 1)

    def forward_taken_back(self, *, answered: bool) -> Concern:
        """answered: what is left ends with an answer, so staff owe nothing again."""
        back: dict[str, Any] = {"version": self.version + 1}
        if answered and self.status is Status.WAITING_STAFF:
            back |= _ANSWERED
        return replace(self, **back)

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
_STAFF_ACT = frozenset({Status.CLAIMED, Status.WAITING_STAFF})
_ANSWERED: dict[str, Any] = {
    "status": Status.WAITING_RESIDENT,
    "due": None,
    "held_since": None,
    "unread": False,
    "chased": False,
}
_ENDED: dict[str, Any] = {
    "status": Status.CLOSED,
    "due": None,
    "held_since": None,
    "follow_up": None,
    "reader_since": None,
    "chased": False,
}
"""What closing ends; not the duty to notify about a child, which no closing settles."""


def _waiting_since(at: datetime) -> dict[str, Any]:
    """Something new waits for staff since an act of the resident, known to the hour."""
    return {"held_since": hour_of(at) * 3600, "chased": False}


def hour_of(at: datetime) -> int:
    """Whole hours since 1970: the only grain in which acts of residents are kept."""
    return int(at.timestamp()) // 3600


def serves(colleague: Moderator, concern: Concern) -> bool:
    """Whether a colleague may read the case as one of their own organisation's and areas'.

    Who has stepped back from a case does not serve it any more, whatever their role.
    """
    return (
        colleague.may(Deed.READ)
        and concern.id not in colleague.recused
        and colleague.serves(concern.organisation, concern.area)
    )
