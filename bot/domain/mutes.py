"""Pausing new concerns of somebody whom nobody knows: who decides, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.codes import CaseCode
from bot.domain.errors import NeedsAnother
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AppealId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang

PERIODS = (1, 7, 30)
"""Whole days a pause may last."""
PROPOSAL_HOURS = 14 * 24
"""A proposal nobody decided about is forgotten."""


class MuteReason(StrEnum):
    """Chosen, not typed: what is typed could tell more than the reason."""

    THREATS = "t"
    FLOODING = "f"
    FALSE = "x"
    ADVERTS = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """To pause new concerns of who wrote a case. Gone once it is decided."""

    concern: ConcernId
    organisation: OrganisationId
    by: ModeratorId
    reason: MuteReason
    days: int
    hour: int

    def check_second(self, by: ModeratorId) -> None:
        """Raises NeedsAnother for who proposed it."""
        if by == self.by:
            raise NeedsAnother


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """until: the hour from which concerns are open again.

    waiting: an appeal is not decided yet. appealed: there has been one, so there is no other.
    """

    until: int
    waiting: bool = False
    appealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What a lead sees of an appeal; nothing leads from it to a case."""

    id: AppealId
    code: CaseCode
    language: Lang
    hour: int
    words: str


def ends(at: datetime, days: int) -> int:
    """The hour a pause ends: local midnight after that many whole days.

    All pauses of a day end alike, so that the end does not tell one from another.
    """
    first = at.astimezone(COPENHAGEN).date() + timedelta(days=days + 1)
    return int(datetime.combine(first, time.min, COPENHAGEN).timestamp()) // 3600
