"""Counts that survive the cases they count."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.domain.concerns import Concern, Helped
from bot.domain.hours import COPENHAGEN
from bot.store import counters
from bot.turn import Turn


class Counted(StrEnum):
    SHARED = "shared"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


async def count(turn: Turn, concern: Concern, what: Counted) -> None:
    """One more of this kind in this month, area and category."""
    await counters.add(
        turn.tx,
        month=month_of(turn.now),
        area=concern.area,
        category=concern.category,
        what=what.value,
    )


async def count_helped(turn: Turn, concern: Concern, helped: Helped) -> None:
    """One more resident of this team's who said so; neither case nor colleague is known by it."""
    await counters.add(
        turn.tx,
        month=month_of(turn.now),
        area=concern.area,
        category=concern.category,
        what=f"helped {helped.value}: {concern.organisation}",
    )


def month_of(at: datetime) -> int:
    """Local month as 12 * year + month - 1."""
    local = at.astimezone(COPENHAGEN)
    return local.year * 12 + local.month - 1
