"""Opening hours, Danish holidays, and when an answer is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import (
    COPENHAGEN,
    OpeningHours,
    Span,
    danish_holidays,
    easter_sunday,
    is_holiday,
)


def span(text: str) -> Span:
    opens, _, closes = text.partition("-")
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))


HOURS = OpeningHours(
    {
        0: (span("09:00-15:30"),),
        1: (span("09:00-15:30"),),
        2: (span("09:00-15:30"),),
        3: (span("09:00-12:00"), span("13:00-17:30")),
        4: (span("09:00-13:30"),),
    }
)

EASTER = """
2000-04-23 2001-04-15 2002-03-31 2003-04-20 2004-04-11 2005-03-27 2006-04-16 2007-04-08 2008-03-23
2009-04-12 2010-04-04 2011-04-24 2012-04-08 2013-03-31 2014-04-20 2015-04-05 2016-03-27 2017-04-16
2018-04-01 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05
2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09 2035-03-25
2036-04-13 2037-04-05 2038-04-25 2039-04-10 2040-04-01 1818-03-22 1943-04-25 2285-03-22
"""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def due(at: str, days: int = 1) -> str:
    promised = HOURS.promise(local(at), days)
    assert promised.utcoffset() == timedelta()
    return promised.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("day", EASTER.split())
def test_easter_falls_where_the_church_table_says(day: str) -> None:
    found = date.fromisoformat(day)
    assert easter_sunday(found.year) == found


def test_the_holidays_of_2026_are_those_of_the_calendar() -> None:
    days = "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 06-05 12-24 12-25 12-26 12-31"
    assert danish_holidays(2026) == {date.fromisoformat(f"2026-{day}") for day in days.split()}


def test_the_great_prayer_day_was_a_holiday_until_2023() -> None:
    assert is_holiday(date(2023, 5, 5))
    assert not is_holiday(date(2024, 4, 26))


@pytest.mark.parametrize(
    ("at", "promised"),
    [
        ("2026-11-24 10:00", "2026-11-25 15:30"),
        ("2026-11-24 03:00", "2026-11-25 15:30"),
        ("2026-11-24 15:29", "2026-11-25 15:30"),
        ("2026-11-24 15:30", "2026-11-26 17:30"),
        ("2026-11-26 12:30", "2026-11-27 13:30"),
        ("2026-11-26 17:30", "2026-11-30 15:30"),
        ("2026-11-27 10:00", "2026-11-30 15:30"),
        ("2026-11-28 10:00", "2026-12-01 15:30"),
    ],
)
def test_an_answer_is_due_one_working_day_after_the_day_it_counts_from(
    at: str, promised: str
) -> None:
    assert due(at) == promised


@pytest.mark.parametrize(
    ("at", "promised"),
    [
        ("2026-04-01 10:00", "2026-04-07 15:30"),
        ("2026-04-03 10:00", "2026-04-08 15:30"),
        ("2026-05-13 18:00", "2026-05-18 15:30"),
        ("2026-12-23 10:00", "2026-12-28 15:30"),
        ("2026-12-24 10:00", "2026-12-29 15:30"),
        ("2026-12-30 10:00", "2027-01-04 15:30"),
        ("2026-12-31 10:00", "2027-01-05 15:30"),
    ],
)
def test_holidays_are_not_working_days(at: str, promised: str) -> None:
    assert due(at) == promised


def test_no_working_days_promise_the_same_day_and_more_add_up() -> None:
    assert due("2026-11-24 10:00", 0) == "2026-11-24 15:30"
    assert due("2026-11-24 10:00", 5) == "2026-12-01 15:30"


def test_a_promise_keeps_its_local_hour_over_the_change_to_summer_time() -> None:
    before = HOURS.promise(local("2026-03-26 10:00"))
    after = HOURS.promise(local("2026-03-27 10:00"))
    assert before == datetime(2026, 3, 27, 12, 30, tzinfo=UTC)
    assert after == datetime(2026, 3, 30, 13, 30, tzinfo=UTC)


def test_a_promise_keeps_its_local_hour_over_the_change_to_winter_time() -> None:
    assert HOURS.promise(local("2026-10-23 10:00")) == datetime(2026, 10, 26, 14, 30, tzinfo=UTC)


def test_the_day_it_counts_from_is_the_local_one() -> None:
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert HOURS.promise(late_in_utc) == HOURS.promise(local("2026-11-24 00:30"))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-26 08:59", False),
        ("2026-11-26 09:00", True),
        ("2026-11-26 11:59", True),
        ("2026-11-26 12:00", False),
        ("2026-11-26 13:00", True),
        ("2026-11-26 17:30", False),
        ("2026-11-28 10:00", False),
        ("2026-12-24 10:00", False),
    ],
)
def test_a_place_is_open_within_its_spans_only(at: str, is_open: bool) -> None:
    assert HOURS.is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24 10:00", "2026-11-24 12:00", 2),
        ("2026-11-24 08:00", "2026-11-25 18:00", 13),
        ("2026-11-26 11:00", "2026-11-26 14:00", 2),
        ("2026-11-27 13:00", "2026-11-30 09:30", 1),
        ("2026-12-24 08:00", "2026-12-24 18:00", 0),
        ("2026-03-27 12:30", "2026-03-30 10:00", 2),
        ("2026-11-24 12:00", "2026-11-24 10:00", 0),
    ],
)
def test_open_time_counts_open_hours_only(start: str, end: str, hours: int) -> None:
    assert HOURS.open_time(local(start), local(end)) == timedelta(hours=hours)


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 # hypothesis adds the time zone
    datetime(2040, 1, 1),  # noqa: DTZ001 # the same
    timezones=st.just(UTC),
)


@given(moments, st.integers(0, 5))
def test_a_promise_is_always_the_end_of_an_open_day_still_to_come(at: datetime, days: int) -> None:
    promised = HOURS.promise(at, days)
    assert promised > at
    assert HOURS.is_open(promised - timedelta(seconds=1))
    assert not HOURS.is_open(promised)


@given(moments, moments)
def test_who_writes_later_is_never_promised_an_earlier_answer(
    one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))
    assert HOURS.promise(earlier) <= HOURS.promise(later)


@given(moments, st.integers(0, 100 * 3600))
def test_so_much_open_time_has_gone_by_exactly_then(at: datetime, seconds: int) -> None:
    wanted = timedelta(seconds=seconds)
    then = HOURS.after(at, wanted)
    assert HOURS.open_time(at, then) == wanted
    if seconds:
        assert HOURS.open_time(at, then - timedelta(seconds=1)) < wanted


@given(moments)
def test_it_opens_next_at_the_first_moment_at_which_it_is_open(at: datetime) -> None:
    opens = HOURS.next_open(at)
    assert HOURS.is_open(opens)
    assert HOURS.open_time(at, opens) == timedelta()
    assert (opens == at) is HOURS.is_open(at)


def test_a_place_that_opens_too_rarely_is_looked_at_for_a_year() -> None:
    never = OpeningHours({})
    at = local("2026-11-24 10:00")
    assert never.after(at, timedelta(hours=1)) == never.next_open(at) == at + timedelta(days=366)
