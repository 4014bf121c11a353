"""Counts that survive the cases they count."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.concerns import (
    Concern,
    Helped,
    Status,
)
from bot.domain.hours import COPENHAGEN
from bot.domain.reports import Figure, closed_as, first_within, helped_as
from bot.store import counters
from bot.turn import Turn


class Counted(StrEnum):
    SHARED = "shared"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


async def count(turn: Turn, concern: Concern, what: Counted) -> None:
    """One more of this kind in this month, area and category; a closing also by how it ended."""
    await _add(turn, concern, what.value)
    if what is Counted.CLOSED and concern.outcome is not None:
        await _add(turn, concern, closed_as(concern.outcome))


async def count_answer(turn: Turn, before: Concern) -> None:
    """How soon staff answer: each promise kept or not, and the open hours to a first answer.

    before: the case as it stood. Nothing is kept of which case it was, or who answered.
    """
    if before.due is not None:
        kept = Figure.LATE if before.is_late(turn.now) else Figure.IN_TIME
        await _add(turn, before, kept.value)
    if before.status in {Status.NEW, Status.CLAIMED}:
        hours = turn.house.partnership.organisation(before.organisation).hours
        opened = datetime.fromtimestamp(before.opened_hour * 3600, UTC)
        await _add(turn, before, first_within(hours.open_time(opened, turn.now)).value)


async def _add(turn: Turn, concern: Concern, what: str) -> None:
    """What another organisation does in an area stands under names of its own."""
    owner = turn.house.partnership.organisation_of(concern.area).id
    if owner != concern.organisation:
        what = f"{what}@{concern.organisation}"
    await counters.add(
        turn.tx,
        month=month_of(turn.now),
        area=concern.area,
        category=concern.category,
        what=what,
    )


async def count_helped(turn: Turn, concern: Concern, helped: Helped) -> None:
    """One more resident of this team's who said so; neither case nor colleague is known by it."""
    await _add(turn, concern, helped_as(helped).value)


def month_of(at: datetime) -> int:
    """Local month as 12 * year + month - 1."""
    local = at.astimezone(COPENHAGEN)
    return local.year * 12 + local.month - 1
