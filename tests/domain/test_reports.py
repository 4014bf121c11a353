"""How soon is soon, and what half of the answers took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.concerns import Outcome
from bot.domain.ids import AreaId
from bot.domain.reports import ENDINGS, FIRST, Cell, Figure, Report, cell, first_within


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, Figure.FIRST_HOURS),
        (4, Figure.FIRST_HOURS),
        (4.01, Figure.FIRST_DAY),
        (8, Figure.FIRST_DAY),
        (16, Figure.FIRST_TWO_DAYS),
        (16.01, Figure.FIRST_LATER),
    ],
)
def test_open_hours_fall_into_one_of_four_kinds(hours: float, expected: Figure) -> None:
    assert first_within(timedelta(hours=hours)) is expected


def test_every_outcome_has_one_line() -> None:
    assert sorted(o for outcomes in ENDINGS.values() for o in outcomes) == sorted(Outcome)


def test_one_area_is_a_range_and_several_are_at_least() -> None:
    assert cell([3], exact=True) == Cell(3, 3)
    assert cell([3], exact=False) == Cell(0, 9)
    assert cell([3, 30], exact=False) == Cell(25, None)


def _report(*counts: int, exact: bool = True) -> Report:
    cells = {f.value: cell([n], exact=exact) for f, n in zip(FIRST, counts, strict=True)}
    return Report(
        month=24_322, latest=24_322, area=None, areas=[AreaId("a")], exact=exact, cells=cells
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0), None),
        ((1, 0, 0, 0), Figure.FIRST_HOURS),
        ((1, 1, 0, 0), Figure.FIRST_HOURS),
        ((1, 1, 1, 0), Figure.FIRST_DAY),
        ((0, 0, 1, 3), Figure.FIRST_LATER),
    ],
)
def test_half_of_the_answers_came_within(counts: tuple[int, ...], expected: Figure | None) -> None:
    assert _report(*counts).median() is expected


def test_what_is_not_known_exactly_has_no_median() -> None:
    assert _report(50, 1, 1, 1, exact=False).median() is None
