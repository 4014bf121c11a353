"""No small count of residents' acts follows from any looks at a team's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from bot.domain.ids import OrganisationId
from bot.domain.people import Lang
from bot.domain.reports import ENDINGS, OF_RESIDENTS, Cell, Figure, Report, cell
from bot.screens import report as screens
from bot.services.counting import month_of
from tests.invariants.conftest import Shown
from tests.kit.turns import catalogs, places

SMALL = 5
EXAMPLES = 60
ORGANISATION = OrganisationId("gladsaxe")
AREAS = tuple(a.id for a in places().areas_of(ORGANISATION))
NAMES = tuple(f.value for f in Figure) + tuple(ENDINGS)
HIDDEN = tuple(sorted(OF_RESIDENTS))
T = catalogs()[Lang.DA]
MONTH = month_of(datetime(2026, 11, 24, 9, tzinfo=UTC))
Make = Callable[[Sequence[int], bool], Cell]


@dataclass(frozen=True)
class Month:
    """The counts of each area in a month, a row a name; analyst: who looks handles no cases."""

    ago: int
    analyst: bool
    counts: tuple[tuple[int, ...], ...]


_count = st.one_of(st.integers(0, 12), st.integers(0, 130))
_row = st.tuples(*(_count for _ in AREAS))
_months = st.lists(
    st.builds(
        Month,
        ago=st.integers(0, 2),
        analyst=st.booleans(),
        counts=st.tuples(*(_row for _ in NAMES)),
    ),
    min_size=1,
    max_size=3,
)


def shown_by(month: Month, make: Make) -> list[str]:
    """Every screen that can be opened of a month: all areas together, and each alone."""
    return [_screen(month, [n], make) for n in range(len(AREAS))] + [
        _screen(month, list(range(len(AREAS))), make)
    ]


def _screen(month: Month, chosen: list[int], make: Make) -> str:
    value = Report(
        month=MONTH - month.ago, latest=MONTH, areas=AREAS, exact=not month.analyst,
        area=AREAS[chosen[0]] if len(chosen) == 1 else None,
        cells={
            name: make([row[n] for n in chosen], not month.analyst and name not in OF_RESIDENTS)
            for name, row in zip(NAMES, month.counts, strict=True)
        },
    )  # fmt: skip
    screen = screens.report(T, places(), ORGANISATION, value)
    return screen.text + "|".join(b.label for row in screen.rows for b in row)


def _others(month: Month) -> list[Month]:
    """The same month, each small count that is hidden replaced by others it could be."""
    hidden = NAMES if month.analyst else HIDDEN
    found = []
    for place, name in enumerate(NAMES):
        row = month.counts[place]
        for area, count in enumerate(row):
            if name in hidden and count < SMALL:
                for other in (0, SMALL, 2 * SMALL - 1):
                    changed = (*row[:area], other, *row[area + 1 :])
                    rows = (*month.counts[:place], changed, *month.counts[place + 1 :])
                    found.append(replace(month, counts=rows))
    return found


def _made(counts: Sequence[int], exact: bool) -> Cell:
    return cell(counts, exact=exact)


def tells(months: Sequence[Month], make: Make = _made) -> bool:
    """Whether what was seen shuts out even one of the counts that its mask must allow for.

    What a month's screens show depends on its counts alone, so another count changes no other
    month: if none is shut out, nothing follows from rows, totals or successive months either.
    """
    return any(
        shown_by(other, make) != shown_by(month, make)
        for month in months
        for other in _others(month)
    )


@pytest.mark.invariant(32)
def test_no_small_count_follows_from_any_month_area_or_total_of_a_report(shown: Shown) -> None:
    tried = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_months)
    def holds(months: list[Month]) -> None:
        nonlocal tried
        tried += sum(len(_others(month)) for month in months)
        assert not tells(months)

    holds()
    shown.tried(f"{EXAMPLES} sequences of up to 3 months, {tried} small counts put in their place")


def _true_total(counts: Sequence[int], exact: bool) -> Cell:
    if exact or len(counts) == 1:
        return _made(counts, exact)
    return _made([sum(counts)], False)


def _five(counts: Sequence[int], exact: bool) -> Cell:
    """Masked below five, exact from there on, the total too."""
    return Cell(0, SMALL - 1) if not exact and sum(counts) < SMALL else _made(counts, True)


PLANTED: dict[str, Make] = {
    "the total of the areas in a band": _true_total,
    "only cells below five masked": _five,
    "residents' acts exact": lambda counts, exact: _made(counts, True),
}
_SEARCH = settings(max_examples=500, deadline=None, derandomize=True, phases=[Phase.generate])


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.invariant(32)
def test_a_report_from_which_a_small_count_follows_is_noticed(plant: str, shown: Shown) -> None:
    make = PLANTED[plant]
    try:
        months = find(_months, lambda found: tells(found, make), settings=_SEARCH)
    except NoSuchExample:
        pytest.fail("nothing was noticed")
    assert not tells(months)
    shown.caught(plant)
