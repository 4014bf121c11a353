"""The practice case: an invented concern that a new colleague handles from end to end.

It lives in the dialogue alone. No row of a case, no counter and no entry of the record is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.codes import CaseCode
from bot.domain.concerns import (
    Author,
    Concern,
    Details,
    Entry,
    EntryKind,
    HowOften,
    Status,
    Urgency,
    When,
)
from bot.domain.ids import AreaId, CategoryId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang


class Stage(StrEnum):
    """What is on the screen. The names are short: they stand in buttons."""

    INBOX = "in"
    CARD = "ca"
    TAKEN = "ta"
    ANSWERS = "an"
    PREVIEW = "pr"
    SENT = "se"
    NOTE = "no"
    NOTE_PREVIEW = "np"
    URGENCY = "ur"
    DANGER = "da"
    CLOSE = "cl"
    RULES = "ru"


BEGIN = Stage.INBOX
_ORDER = tuple(Stage)
_NEXT: Mapping[Stage, Stage] = dict(pairwise(_ORDER))

RIGHT: Mapping[Stage, int] = {
    Stage.URGENCY: tuple(Urgency).index(Urgency.CHILD),
    Stage.DANGER: 0,
}
"""Which choice leads on from a question; any other explains itself and asks again."""


def follows(stage: Stage) -> Stage | None:
    """None behind the last."""
    return _NEXT.get(stage)


def number_of(stage: Stage) -> tuple[int, int]:
    """(which step this is, how many there are), as the colleague counts them."""
    return _ORDER.index(stage) + 1, len(_ORDER)


CODE = CaseCode("000-000")
"""No case is ever called that: codes have no zero."""
_NOBODY = ConcernId(bytes(16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """The practice case as it stands at a stage."""

    concern: Concern
    details: Details
    entry: Entry


def invented(
    *,
    organisation: OrganisationId,
    area: AreaId,
    category: CategoryId,
    words: str,
    holder: ModeratorId | None,
    hour: int,
) -> Invented:
    """A concern by nobody, in Arabic. holder: who has taken it."""
    concern = Concern(
        id=_NOBODY,
        code=CODE,
        area=area,
        organisation=organisation,
        category=category,
        language=Lang.AR,
        status=Status.CLAIMED if holder else Status.NEW,
        claimed_by=holder,
        opened_hour=hour,
        touched_hour=hour,
    )
    details = Details(when=When.THIS_WEEK, how_often=HowOften.OFTEN)
    entry = Entry(position=0, author=Author.RESIDENT, kind=EntryKind.WORDS, text=words, hour=hour)
    return Invented(concern=concern, details=details, entry=entry)
