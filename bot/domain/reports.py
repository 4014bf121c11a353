"""Service figures of a team, and how coarsely each may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.bulletins import band
from bot.domain.concerns import REJECTIONS, Helped, Outcome
from bot.domain.ids import AreaId

MONTHS = 12
"""How far back one can look."""


class Figure(StrEnum):
    """What is counted of a month. Nothing of one colleague is."""

    SHARED = "shared"
    REOPENED = "reopened"
    IN_TIME = "answered_in_time"
    LATE = "answered_late"
    FIRST_HOURS = "first_hours"
    FIRST_DAY = "first_day"
    FIRST_TWO_DAYS = "first_two_days"
    FIRST_LATER = "first_later"
    HELPED_YES = "helped_yes"
    HELPED_PARTLY = "helped_partly"
    HELPED_NO = "helped_no"
    OPEN_NOW = "open now"
    LATE_NOW = "late now"


FIRST = (Figure.FIRST_HOURS, Figure.FIRST_DAY, Figure.FIRST_TWO_DAYS, Figure.FIRST_LATER)
HELPED = (Figure.HELPED_YES, Figure.HELPED_PARTLY, Figure.HELPED_NO)
_HOURS, _DAY = timedelta(hours=4), timedelta(hours=8)


def first_within(open_time: timedelta) -> Figure:
    """How soon a first answer came, in open hours; a working day is eight of them."""
    limits = ((_HOURS, Figure.FIRST_HOURS), (_DAY, Figure.FIRST_DAY),
              (2 * _DAY, Figure.FIRST_TWO_DAYS))  # fmt: skip
    return next((f for limit, f in limits if open_time <= limit), Figure.FIRST_LATER)


def helped_as(helped: Helped) -> Figure:
    return Figure(f"helped_{helped.value}")


def closed_as(outcome: Outcome) -> str:
    """Under this name closings of one kind are counted."""
    return f"closed_{outcome.value}"


ENDINGS: Mapping[str, tuple[Outcome, ...]] = {
    **{o.value: (o,) for o in (Outcome.HELPED, Outcome.PASSED_ON, Outcome.WATCHED,
                               Outcome.NOT_OURS)},
    "rejected": REJECTIONS,
    **{o.value: (o,) for o in (Outcome.UNANSWERED, Outcome.RESIDENT_LEFT, Outcome.IDLE)},
}  # fmt: skip
"""The lines of a report about what became of cases."""
OF_RESIDENTS = frozenset(
    {Figure.SHARED.value, Figure.REOPENED.value, *(f.value for f in HELPED),
     Outcome.RESIDENT_LEFT.value, Outcome.IDLE.value}
)  # fmt: skip
"""What residents did or left undone: shown in bands to everybody. All else is staff's own work."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is shown: low <= n <= high; high None: at least low."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high


def cell(counts: Sequence[int], *, exact: bool) -> Cell:
    """One number out of those of each area.

    In bands, a sum is made of the bands that stand beside it, never of the counts: so it tells
    nothing that they do not tell.
    """
    if exact:
        return Cell(sum(counts), sum(counts))
    bands = [band(count) for count in counts]
    if len(bands) == 1:
        return Cell(bands[0].low, bands[0].high)
    return Cell(sum(b.low for b in bands), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A month of a team. month, latest: 12 * year + month - 1. area: None for all of them.

    cells: by the value of a Figure, or the name of an ending. exact: of those who do the work.
    """

    month: int
    latest: int
    area: AreaId | None
    areas: Sequence[AreaId]
    exact: bool
    cells: Mapping[str, Cell]

    @property
    def now(self) -> bool:
        """Whether the month has not ended yet."""
        return self.month == self.latest

    def median(self) -> Figure | None:
        """Within what half of the first answers came; None where that is not known exactly."""
        counts = [self.cells[f].low for f in FIRST]
        if not self.exact or not sum(counts):
            return None
        reached = 0
        for figure, count in zip(FIRST, counts, strict=True):
            reached += count
            if 2 * reached >= sum(counts):
                return figure
        return None
