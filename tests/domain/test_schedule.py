"""When news leaves: local hours, also on the two days a year whose clocks are turned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import schedule
from bot.domain.errors import ButtonTooOld, DuePassed

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""At 2 clocks go to 3; at 3 clocks go back to 2."""


def at(*when: int) -> int:
    """Epoch seconds of a moment in UTC."""
    year, month, day, hour = when
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


NOW = at(2026, 11, 24, 9)
"""10:00 in Copenhagen."""


def test_an_hour_of_summer_and_of_winter_is_the_one_on_the_wall() -> None:
    assert schedule.moments(date(2026, 11, 25), time(9)) == (at(2026, 11, 25, 8),)
    assert schedule.moments(date(2026, 7, 1), time(9)) == (at(2026, 7, 1, 7),)


def test_the_hour_that_spring_leaves_out_cannot_be_chosen() -> None:
    assert schedule.moments(SPRING, time(2)) == ()
    shown = [schedule.local(m).hour for m in schedule.hours(SPRING, at(2027, 3, 20, 9))]
    assert shown == [0, 1, *range(3, 24)]


def test_the_hour_that_comes_twice_can_be_chosen_twice_and_is_told_apart() -> None:
    first, second = schedule.moments(AUTUMN, time(2))
    assert second - first == 3600
    assert (schedule.is_summer(first), schedule.is_summer(second)) == (True, False)
    assert all(schedule.comes_twice(m) for m in (first, second))
    assert len(schedule.hours(AUTUMN, at(2027, 10, 20, 9))) == 25
    assert not schedule.comes_twice(schedule.moments(AUTUMN, time(3))[0])


def test_nine_o_clock_is_nine_o_clock_across_the_change() -> None:
    for day in (SPRING, AUTUMN):
        for before_or_after in (-1, 0, 1):
            (moment,) = schedule.moments(
                date.fromordinal(day.toordinal() + before_or_after), time(9)
            )
            assert schedule.local(moment).hour == 9


def test_this_evening_is_offered_while_it_is_to_come() -> None:
    shown = [schedule.local(m).strftime("%d %H") for m in schedule.suggested(NOW)]
    assert shown == ["24 18", "25 09", "25 12", "25 17"]
    assert len(schedule.suggested(at(2026, 11, 24, 17))) == 3


def test_the_days_of_two_weeks_are_offered_without_one_that_is_over() -> None:
    days = schedule.days(NOW)
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 24), date(2026, 12, 7), 14)
    late = at(2026, 11, 24, 22)  # 23:00: no whole hour is left
    assert schedule.days(late)[0] == date(2026, 11, 25)
    with pytest.raises(ButtonTooOld):
        schedule.day_of(date(2026, 12, 8).toordinal(), NOW)
    with pytest.raises(ButtonTooOld):
        schedule.day_of(date(2026, 11, 23).toordinal(), NOW)


@settings(max_examples=20)
@given(st.integers(at(2026, 1, 1, 0), at(2028, 1, 1, 0)))
def test_every_hour_that_is_offered_can_be_chosen_and_is_to_come(now: int) -> None:
    for day in schedule.days(now):
        for moment in schedule.hours(day, now):
            assert moment > now
            assert schedule.local(moment).date() == day
            schedule.check_chosen(moment, now)
    for moment in schedule.suggested(now):
        schedule.check_chosen(moment, now)


@pytest.mark.parametrize("due", [NOW, NOW - 1, 0])
def test_a_time_that_has_passed_is_refused(due: int) -> None:
    with pytest.raises(DuePassed):
        schedule.check_chosen(due, NOW)


@pytest.mark.parametrize("due", [NOW + 1801, NOW + 15 * 86400, 10**12 - 1])
def test_a_time_that_no_button_says_is_refused(due: int) -> None:
    with pytest.raises(ButtonTooOld):
        schedule.check_chosen(due, NOW)


def test_at_once_is_never_refused() -> None:
    schedule.check_chosen(None, NOW)
