"""What a team did in a month, out of the counters that outlive the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import NotFound
from bot.domain.filters import Filters
from bot.domain.ids import AreaId
from bot.domain.people import Moderator
from bot.domain.reports import ENDINGS, MONTHS, OF_RESIDENTS, Figure, Report, cell, closed_as
from bot.domain.roles import Deed
from bot.services import moderation
from bot.services.counting import month_of
from bot.store import concerns, counters
from bot.turn import Turn

Counts = Counter[tuple[AreaId, str]]


async def report(turn: Turn, month: int | None = None, area: AreaId | None = None) -> Report:
    """Of the speaker's own organisation and areas. month: None for this one.

    Raises NotAllowed; NotFound for an area that is not theirs.
    """
    me = moderation.colleague(turn, Deed.REPORT)
    served = _areas(turn, me)
    if area is not None and area not in served:
        raise NotFound
    latest = month_of(turn.now)
    month = min(max(month if month is not None else latest, latest - MONTHS), latest)
    chosen = [area] if area else served
    counts = await _counted(turn, month)
    if month == latest:
        counts += await _standing(turn, me, chosen)
    exact = me.may(Deed.READ)
    names = [*(f.value for f in Figure), *ENDINGS]
    return Report(
        month=month,
        latest=latest,
        area=area,
        areas=served,
        exact=exact,
        cells={
            name: cell([counts[a, name] for a in chosen], exact=exact and name not in OF_RESIDENTS)
            for name in names
        },
    )


def _areas(turn: Turn, me: Moderator) -> list[AreaId]:
    areas = turn.house.partnership.areas_of(me.organisation)
    return [a.id for a in areas if me.serves(a.organisation, a.id)]


async def _counted(turn: Turn, month: int) -> Counts:
    """The counters of a month, with what became of cases under the names of the endings."""
    endings = {closed_as(o): name for name, outcomes in ENDINGS.items() for o in outcomes}
    found: Counts = Counter()
    for counted in await counters.of_month(turn.tx, month):
        found[counted.area, endings.get(counted.what, counted.what)] += counted.n
    return found


async def _standing(turn: Turn, me: Moderator, areas: Sequence[AreaId]) -> Counts:
    """What is open now, and what of it is past its promise."""
    found: Counts = Counter()
    for area in areas:
        there = replace(me, areas=frozenset({area}))
        lists = await concerns.counts(turn.tx, there, Filters(), now=turn.now)
        found[area, Figure.OPEN_NOW.value] = lists["all"]
        found[area, Figure.LATE_NOW.value] = lists["late"]
    return found
