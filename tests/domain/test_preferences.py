"""How news reaches a resident: which at all, as line or text, and when a quiet time ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import COPENHAGEN
from bot.domain.ids import TopicId
from bot.domain.preferences import (
    BEGINS,
    ENDS,
    Form,
    Preferences,
    Priority,
    Quiet,
    form,
    is_quiet,
    quiet_until,
)

MINUTE = timedelta(minutes=1)
NIGHT: Quiet = (22 * 60, 7 * 60)
minutes = st.integers(0, 24 * 60 - 1)
spans = st.tuples(minutes, minutes)
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
"""When the clock jumps to summer time, and back."""
moments = st.one_of(
    st.builds(
        lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds),
        st.integers(0, 10 * 366 * 86_400),
    ),
    st.builds(
        lambda change, away: change + away,
        st.sampled_from(CHANGES),
        st.timedeltas(timedelta(days=-2), timedelta(days=2)),
    ),
)


def at(local: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=COPENHAGEN, fold=fold)


def ends(local: str, quiet: Quiet = NIGHT, fold: int = 0) -> str | None:
    found = quiet_until(at(local, fold), quiet)
    return found.astimezone(COPENHAGEN).strftime("%d %H:%M %Z") if found else None


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-24T21:59:59", None),
        ("2026-11-24T22:00", "25 07:00 CET"),
        ("2026-11-25T03:00", "25 07:00 CET"),
        ("2026-11-25T06:59:59", "25 07:00 CET"),
        ("2026-11-25T07:00", None),
        ("2026-11-25T12:00", None),
    ],
)
def test_a_quiet_time_goes_over_midnight(now: str, end: str | None) -> None:
    assert ends(now) == end


def test_in_the_night_the_clock_changes_it_ends_when_the_wall_says_so() -> None:
    assert ends("2026-03-28T23:00") == "29 07:00 CEST"
    assert ends("2026-10-24T23:00") == "25 07:00 CET"
    spring, autumn = quiet_until(at("2026-03-28T23:00"), NIGHT), at("2026-10-24T23:00")
    assert spring == at("2026-03-28T23:00").astimezone(UTC) + timedelta(hours=7)
    assert quiet_until(autumn, NIGHT) == autumn.astimezone(UTC) + timedelta(hours=9)


def test_an_end_that_the_clock_skips_is_the_moment_of_the_jump() -> None:
    assert ends("2026-03-28T23:00", (22 * 60, 150)) == "29 03:00 CEST"


def test_an_end_that_comes_twice_is_the_first_of_them() -> None:
    assert ends("2026-10-24T23:00", (22 * 60, 150)) == "25 02:30 CEST"
    assert ends("2026-10-25T02:10", (22 * 60, 150), fold=1) == "25 02:30 CET"


@given(moments, minutes)
def test_where_both_ends_are_one_there_is_no_quiet_time(now: datetime, minute: int) -> None:
    assert quiet_until(now, (minute, minute)) is None
    assert quiet_until(now, None) is None


@given(moments, spans)
def test_it_ends_at_the_first_minute_the_wall_does_not_count_as_quiet(
    now: datetime, quiet: Quiet
) -> None:
    begins, stops = quiet

    def counts(moment: datetime) -> bool:
        local = moment.astimezone(COPENHAGEN)
        minute = local.hour * 60 + local.minute
        # so many minutes after it began, on a round clock
        return (minute - begins) % 1440 < (stops - begins) % 1440

    end = quiet_until(now, quiet)
    if end is None:
        assert not counts(now)
        return
    assert now < end
    assert not counts(end)
    walked = now.replace(second=0, microsecond=0)
    while counts(walked):
        walked += MINUTE
    assert walked == end


@given(moments, st.sampled_from(BEGINS), st.sampled_from(ENDS))
def test_what_is_offered_ends_on_the_hour_that_was_chosen(
    now: datetime, begins: int, stops: int
) -> None:
    end = quiet_until(now, (begins * 60, stops * 60))
    if end is not None:
        local = end.astimezone(COPENHAGEN)
        assert (local.hour, local.minute, local.second) == (stops, 0, 0)
        assert timedelta() < end - now <= timedelta(hours=14)


@given(moments, st.sampled_from(Priority), st.booleans())
def test_only_urgent_news_with_consent_comes_through_a_quiet_time(
    now: datetime, priority: Priority, agreed: bool
) -> None:
    wishes = Preferences(urgent=agreed, quiet=NIGHT)
    comes = agreed and priority is Priority.URGENT
    waits = is_quiet(now, NIGHT) and not comes
    assert (wishes.waits_until(now, priority) is not None) is waits


def test_text_comes_only_to_who_chose_it() -> None:
    chose = {
        (urgent, in_full, priority): form(Preferences(urgent=urgent, in_full=in_full), priority)
        for urgent in (False, True)
        for in_full in (False, True)
        for priority in Priority
    }
    for (urgent, in_full, priority), how in chose.items():
        text = in_full or (urgent and priority is Priority.URGENT)
        assert how is (Form.TEXT if text else Form.NEUTRAL)


def test_who_chose_nothing_gets_all_news_as_the_line_at_any_time() -> None:
    usual = Preferences()
    for priority in Priority:
        assert usual.wants(priority, TopicId("youth"))
        assert usual.wants(priority, None)
        assert form(usual, priority) is Form.NEUTRAL
        assert usual.waits_until(at("2026-11-25T03:00"), priority) is None


def test_what_is_less_loud_or_muted_is_not_pushed() -> None:
    youth = TopicId("youth")
    loud = {Priority.URGENT: 2, Priority.NORMAL: 1, Priority.QUIET: 0}
    for least in Priority:
        for priority in Priority:
            comes = loud[priority] >= loud[least]
            assert Preferences(least=least).wants(priority, None) is comes
            assert not Preferences(least=least, muted=frozenset({youth})).wants(priority, youth)
