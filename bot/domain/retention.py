"""When a case must be warned of, closed or forgotten. Any new message begins the time anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

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


class Kind(StrEnum):
    """Everything that is held, as the report and docs/dpo.md name it."""

    DRAFT = "draft"
    MESSAGE = "message to be deleted from a chat"
    UPDATE = "handled update number"
    CASE_UNANSWERED = "open case, staff to answer"
    CASE_ANSWERED = "open case, resident to answer"
    CASE_CLOSED = "closed case with its words"
    ADDRESS_OPEN = "return address of an open case"
    ADDRESS_CLOSED = "return address of a closed case"
    LOST = "return address without a case"
    LOST_WORDS = "words without a case"
    PICTURE = "picture of a case"
    PICTURE_DRAFT = "picture of a draft"
    LOST_PICTURE = "picture without a case"
    RECEIPT_OPEN = "receipt code of an open case"
    RECEIPT_CLOSED = "receipt code of a closed case"
    RECEIPT_WORK = "receipt code that is being hashed"
    TRANSLATION = "translation under way"
    RATE = "count of what one account sent in a day or tried in an hour"
    MUTE = "pause of new concerns"
    MUTE_PROPOSAL = "proposal of a pause"
    APPEAL = "appeal against a pause"
    HANDOVER = "hand-over of a case"
    LOST_HANDOVER = "hand-over without a case"
    THEME = "theme of several cases"
    PROFILE = "choices of a chat"
    SUBSCRIPTION = "followed area"
    DELIVERY = "area news sent to a chat"
    BULLETIN = "area news"
    ILLUSTRATION = "picture of area news"
    WAITING = "message waiting to be sent"
    REFUSED = "message that could not be sent"
    DEAD_LETTER = "fault while handling a message"
    INVITE = "invitation"
    STAFF_ACT = "staff act on record"
    COLLEAGUE = "colleague"
    FORMER_COLLEAGUE = "pseudonym of a former colleague"
    GROUP = "linked group of colleagues"
    PROGRESS = "message that tells how a sending goes"
    INITIATIVE = "initiative of an organisation"
    PULSE = "round of a pulse question"
    PULSE_ANSWER = "answer to an open pulse question"
    PULSE_COUNT = "count of a closed round"
    COUNTER = "monthly count"
    ERASED = "id of what was erased"
    DIGEST = "what a search looks through"
    LOST_DIGEST = "what a search looks through, without a case"
    RECUSAL = "colleague who stepped back from a case"
    WRITING = "sign that a colleague is writing"
    EVENT = "event and its report"
    SIGNUP = "sign-up to an event"
    FINDING = "finding of a safety walk"


OF_STAFF = frozenset({
    Kind.BULLETIN, Kind.DEAD_LETTER, Kind.INVITE, Kind.STAFF_ACT, Kind.COLLEAGUE, Kind.RECUSAL,
    Kind.WRITING, Kind.FORMER_COLLEAGUE, Kind.THEME, Kind.GROUP, Kind.PROGRESS, Kind.ILLUSTRATION,
    Kind.EVENT, Kind.FINDING, Kind.PULSE, Kind.INITIATIVE,
})  # fmt: skip
"""Kinds whose numbers tell nothing of residents."""
AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True)
class Deadline:
    """rule: in the words of docs/dpo.md. life: from the row's hour on; None: no time ends it."""

    rule: str
    life: timedelta | None


def deadlines(rules: Rules, address_grace: timedelta) -> dict[Kind, Deadline]:
    """When each kind goes. What ends at a moment of its own, such as a draft, is dated by it."""
    return {
        Kind.DRAFT: Deadline("1 hour after the last touch", timedelta(hours=1)),
        Kind.MESSAGE: Deadline("7 hours; a colleague's chat 41 hours", timedelta(hours=1)),
        Kind.UPDATE: Deadline("25 hours", timedelta(hours=26)),
        Kind.CASE_UNANSWERED: Deadline(
            f"closes after {rules.unanswered_closed.days} days", rules.unanswered_closed
        ),
        Kind.CASE_ANSWERED: Deadline(
            f"warned on day {rules.idle_warned.days}, closes on day {rules.idle_closed.days}",
            rules.idle_closed,
        ),
        Kind.CASE_CLOSED: Deadline(f"{rules.words.days} days after closing", rules.words),
        Kind.ADDRESS_OPEN: Deadline("as long as the case is open", None),
        Kind.ADDRESS_CLOSED: Deadline(f"{address_grace.days} days after closing", address_grace),
        Kind.LOST: Deadline("must not exist", AT_ONCE),
        Kind.LOST_WORDS: Deadline("must not exist", AT_ONCE),
        Kind.PICTURE: Deadline("with the words", None),
        Kind.PICTURE_DRAFT: Deadline("1 hour after the last touch", timedelta(hours=1)),
        Kind.LOST_PICTURE: Deadline("must not exist", AT_ONCE),
        Kind.RECEIPT_OPEN: Deadline("as long as the case is open", None),
        Kind.RECEIPT_CLOSED: Deadline(f"{address_grace.days} days after closing", address_grace),
        Kind.RECEIPT_WORK: Deadline("until hashed: seconds", None),
        Kind.TRANSLATION: Deadline("until translated, 1 hour at most", timedelta(hours=1)),
        Kind.RATE: Deadline("the hour or day", timedelta(hours=1)),
        Kind.MUTE: Deadline("its last day, 31 days at most", timedelta(hours=1)),
        Kind.MUTE_PROPOSAL: Deadline("decided, or 14 days", timedelta(days=14)),
        Kind.APPEAL: Deadline("decided, or the pause ends", timedelta(hours=1)),
        Kind.HANDOVER: Deadline("with the case", None),
        Kind.LOST_HANDOVER: Deadline("must not exist", AT_ONCE),
        Kind.THEME: Deadline("with the last of its cases", None),
        Kind.PROFILE: Deadline("until the resident erases it", None),
        Kind.SUBSCRIPTION: Deadline("until the resident stops following", None),
        Kind.DELIVERY: Deadline(f"{rules.deliveries.days} days", rules.deliveries),
        Kind.BULLETIN: Deadline(f"{rules.bulletins.days} days", rules.bulletins),
        Kind.ILLUSTRATION: Deadline("with the news", None),
        Kind.WAITING: Deadline("until sent", timedelta(days=2)),
        Kind.REFUSED: Deadline(f"{rules.dead_letters.days} days", rules.dead_letters),
        Kind.DEAD_LETTER: Deadline(f"{rules.dead_letters.days} days", rules.dead_letters),
        Kind.INVITE: Deadline("48 hours", AT_ONCE),
        Kind.STAFF_ACT: Deadline("2 years", rules.staff_acts),
        Kind.COLLEAGUE: Deadline("until the role ends", None),
        Kind.FORMER_COLLEAGUE: Deadline("stays; it is nobody else's ever", None),
        Kind.GROUP: Deadline("until unlinked", None),
        Kind.PROGRESS: Deadline("until it has become the report", None),
        Kind.INITIATIVE: Deadline("stays; holds no person", None),
        Kind.PULSE: Deadline("stays, so that rounds can be compared", None),
        Kind.PULSE_ANSWER: Deadline(
            "until the round closes, 14 days at most, or its news is withdrawn", AT_ONCE
        ),
        Kind.PULSE_COUNT: Deadline("stays; holds no person", None),
        Kind.COUNTER: Deadline("stays; holds no case and no person", None),
        Kind.ERASED: Deadline("as long as a backup may live", None),
        Kind.DIGEST: Deadline("with the words", None),
        Kind.LOST_DIGEST: Deadline("must not exist", AT_ONCE),
        Kind.RECUSAL: Deadline("with the case", None),
        Kind.WRITING: Deadline("10 minutes after the last message", timedelta(hours=1)),
        Kind.EVENT: Deadline("with the news that announced it", None),
        Kind.SIGNUP: Deadline("when the event is over", timedelta(hours=1)),
        Kind.FINDING: Deadline("with the event", None),
    }


def day_of(now: datetime, *, begins: int) -> int:
    """The local day, counted from year 1, for work done once a day from an hour on."""
    local = now.astimezone(COPENHAGEN)
    return local.date().toordinal() - (local.hour < begins)


def _hours(span: timedelta) -> int:
    return span.days * HOURS_A_DAY
