"""The lists of cases in the speaker's scope, narrowed by filters, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.concerns import Concern
from bot.domain.filters import Filters, Place
from bot.domain.roles import Deed
from bot.services.moderation import colleague
from bot.store import concerns
from bot.turn import Turn

PAGE = 6
"""Cases on one screen: what a small phone shows without scrolling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Cases of one page. before, after: where the pages beside it begin; None: there is none."""

    cases: Sequence[Concern]
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """counts: of the lists of open cases, under the same filters."""

    counts: dict[str, int]
    found: Found


async def show(
    turn: Turn, which: str, filters: Filters | None = None, place: Place | None = None
) -> Listed:
    """One page of a list. Raises NotAllowed."""
    me, wanted = colleague(turn, Deed.READ), filters or Filters()
    counts = await concerns.counts(turn.tx, me, wanted, now=turn.now)
    cases = await concerns.page(
        turn.tx, me, which, wanted, now=turn.now, place=place, limit=PAGE + 1
    )
    if place and place.back and len(cases) <= PAGE:
        return await show(turn, which, filters)
    return Listed(counts=counts, found=_cut(cases, which, place))


def _cut(cases: Sequence[Concern], which: str, place: Place | None) -> Found:
    """One case more than a page was asked for: whether it came says whether there is more."""
    back = bool(place and place.back)
    more = len(cases) > PAGE
    page = cases[-PAGE:] if back else cases[:PAGE]
    if not page:
        return Found(cases=page, before=None, after=None)
    has_before = more if back else place is not None
    has_after = back or more
    first, last = page[0], page[-1]
    return Found(
        cases=page,
        before=concerns.place_of(first, which, back=True) if has_before else None,
        after=concerns.place_of(last, which) if has_after else None,
    )
