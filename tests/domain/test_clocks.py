"""Every open case has an owner list and a moment at which something is due, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.clocks import (
    Calendar,
    Clock,
    LookAgain,
    end_of_day,
    moments,
)
from bot.domain.concerns import Concern, Outcome, Status, Urgency, hour_of
from bot.domain.errors import ImpossibleChange, NotWeighed, Refused
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId, CategoryId, ModeratorId
from bot.domain.places import Defaults
from tests.domain.test_concerns import FRESH
from tests.domain.test_hours import HOURS, local
from tests.domain.test_hours import moments as any_moment

ME, OTHER = ModeratorId(b"m" * 16), ModeratorId(b"o" * 16)
RULES = Defaults()
CALENDAR = Calendar(HOURS, RULES)
CHILD = CategoryId("child")
SUMMER_TIME_BEGINS = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
BEFORE_CHRISTMAS = datetime(2026, 12, 23, 14, 0, tzinfo=UTC)


def fresh(at: datetime, *, child: bool = False) -> Concern:
    hour = hour_of(at)
    return replace(
        FRESH,
        opened_hour=hour,
        touched_hour=hour,
        due=int(HOURS.promise(at).timestamp()),
        report_due=hour * 3600 + 86_400 if child else None,
    )


def _triage(urgency: Urgency, category: CategoryId) -> Callable[[Concern, datetime], Concern]:
    def act(c: Concern, at: datetime) -> Concern:
        weigh = int(at.timestamp()) + RULES.report_hours * 3600
        return c.triaged(
            urgency=urgency, category=category, child=category == CHILD, report_due=weigh
        )

    return act


def _promise(at: datetime) -> int:
    return int(HOURS.promise(at).timestamp())


def by_time(concern: Concern, at: datetime) -> Concern:
    """What the ticks make of it."""
    now, running = int(at.timestamp()), moments(concern, CALENDAR)
    if running.get(Clock.EXPIRY, now + 1) <= now:
        return concern.taken_back(at=at)
    if running.get(Clock.CHASE, now + 1) <= now:
        return concern.reminded()
    if running.get(Clock.IDLE, now + 1) <= now:
        return concern.expire(outcome=Outcome.IDLE, at=at)
    return concern


ACTS: dict[str, Callable[[Concern, datetime], Concern]] = {
    "claim": lambda c, at: c.claim(by=ME, pseudonym_of_owner="", at=at),
    "claim by another": lambda c, at: c.claim(by=OTHER, pseudonym_of_owner="", at=at),
    "release": lambda c, at: c.release(by=ME, at=at),
    "answer": lambda c, at: c.answer(by=ME, at=at),
    "note": lambda c, at: c.note().tended(by=ME, at=at),
    "add": lambda c, at: c.add(at=at, due=_promise(at)),
    "close": lambda c, at: c.close(by=ME, outcome=Outcome.HELPED, at=at),
    "withdraw": lambda c, at: c.withdraw(at=at),
    "reopen": lambda c, at: c.reopen(at=at, due=_promise(at)),
    "normal": _triage(Urgency.NORMAL, CategoryId("unsafe")),
    "child": _triage(Urgency.CHILD, CategoryId("unsafe")),
    "danger": _triage(Urgency.DANGER, CategoryId("unsafe")),
    "child category": _triage(Urgency.NORMAL, CHILD),
    "move": lambda c, at: c.moved(area=AreaId("vaerebro"), at=at, stays=False),
    "weigh": lambda c, at: c.weighed(),
    "look again": lambda c, at: c.looked_at_again(
        CALENDAR.look_again(at, LookAgain.THREE_DAYS), by=ME
    ),
    "time": by_time,
}


def _check_owned(concern: Concern) -> None:
    """One list has it, and something comes due; closing leaves nothing but a child's clock."""
    running = moments(concern, CALENDAR)
    if not concern.is_open:
        assert set(running) <= {Clock.REPORT_WARNING, Clock.REPORT}
        assert (concern.held_since, concern.follow_up, concern.chased) == (None, None, False)
        return
    assert running
    assert (concern.status is Status.NEW) <= (concern.claimed_by is None)
    assert (concern.status is Status.CLAIMED) <= (concern.claimed_by is not None)
    if concern.status is Status.WAITING_RESIDENT:
        assert Clock.IDLE in running
        return
    assert Clock.ANSWER in running
    nobody = {Clock.CHASE} & running.keys() or concern.chased
    assert (Clock.EXPIRY in running) if concern.claimed_by else nobody


steps = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 40 * 3600)), max_size=30)


@given(any_moment, st.booleans(), steps)
@example(SUMMER_TIME_BEGINS, False, [("claim", 60), ("time", 80 * 3600), ("time", 3600)])
@example(BEFORE_CHRISTMAS, True, [("claim", 60), ("withdraw", 60), ("reopen", 300_000)])
def test_an_open_case_always_has_an_owner_and_a_moment(
    at: datetime, child: bool, walk: list[tuple[str, int]]
) -> None:
    concern = fresh(at, child=child)
    _check_owned(concern)
    for act, seconds in walk:
        at += timedelta(seconds=seconds)
        before = concern
        try:
            concern = ACTS[act](concern, at)
        except Refused:
            continue
        _check_owned(concern)
        if before.report_due is not None and act != "weigh":
            assert concern.report_due == before.report_due, f"{act} stopped the child's clock"


@given(any_moment, st.integers(0, 200_000))
@example(SUMMER_TIME_BEGINS, 3600)
def test_a_case_goes_back_after_eight_open_hours_and_no_sooner(at: datetime, rest: int) -> None:
    claimed = fresh(at).claim(by=ME, pseudonym_of_owner="", at=at)
    back = moments(claimed, CALENDAR)[Clock.EXPIRY]
    since = datetime.fromtimestamp(claimed.held_since or 0, UTC)
    assert HOURS.open_time(since, datetime.fromtimestamp(back, UTC)) == timedelta(hours=8)
    just_before = datetime.fromtimestamp(back - 1, UTC)
    assert HOURS.open_time(since, just_before) < timedelta(hours=8)
    later = at + timedelta(seconds=rest)
    assert moments(claimed.tended(by=ME, at=later), CALENDAR)[Clock.EXPIRY] >= back
    assert claimed.tended(by=OTHER, at=later) == claimed


@pytest.mark.parametrize(
    ("held", "back"),
    [
        ("2026-11-24 10:00", "2026-11-25 11:30"),  # Tuesday, 5 h 30 and 2 h 30
        ("2026-11-26 11:00", "2026-11-27 11:30"),  # Thursday, a pause at noon
        ("2026-03-27 13:00", "2026-03-31 10:00"),  # over the change to summer time
        ("2026-12-23 15:00", "2026-12-29 10:00"),  # over Christmas
    ],
)
def test_only_open_hours_count(held: str, back: str) -> None:
    claimed = fresh(local(held)).claim(by=ME, pseudonym_of_owner="", at=local(held))
    assert moments(claimed, CALENDAR)[Clock.EXPIRY] == int(local(back).timestamp())


def test_a_childs_clock_runs_through_the_night_and_a_weekend() -> None:
    friday = local("2026-11-27 16:20")
    running = moments(fresh(friday, child=True), CALENDAR)
    assert running[Clock.REPORT] == int(local("2026-11-28 16:00").timestamp())
    assert running[Clock.REPORT_WARNING] == int(local("2026-11-28 12:00").timestamp())


def test_only_weighing_stops_a_childs_clock() -> None:
    at = local("2026-11-24 10:00")
    held = fresh(at, child=True).claim(by=ME, pseudonym_of_owner="", at=at)
    held = replace(held, urgency=Urgency.CHILD)
    with pytest.raises(NotWeighed):
        ACTS["close"](held, at)
    with pytest.raises(NotWeighed):
        ACTS["normal"](held, at)
    assert ACTS["danger"](held, at).report_due == held.report_due
    assert held.withdraw(at=at).report_due == held.report_due
    assert held.expire(outcome=Outcome.UNANSWERED, at=at).report_due == held.report_due
    weighed = held.weighed()
    assert weighed.report_due is None
    assert ACTS["close"](weighed, at).status is Status.CLOSED
    with pytest.raises(ImpossibleChange):
        weighed.weighed()


@pytest.mark.parametrize("act", ["child", "child category"])
def test_a_childs_clock_begins_when_staff_find_that_it_is_about_a_child(act: str) -> None:
    at = local("2026-11-24 10:17")
    found = ACTS[act](fresh(at), at)
    assert (found.urgency, found.report_due) == (Urgency.CHILD, int(at.timestamp()) + 86_400)
    later = at + timedelta(hours=5)
    assert ACTS["child"](found, later).report_due == found.report_due


def test_words_of_the_resident_do_not_prolong_the_time_of_who_has_the_case() -> None:
    at = local("2026-11-24 10:30")
    claimed = fresh(at).claim(by=ME, pseudonym_of_owner="", at=at)
    later = at + timedelta(hours=3)
    assert ACTS["add"](claimed, later).held_since == claimed.held_since
    answered = claimed.answer(by=ME, at=at)
    assert ACTS["add"](answered, later).held_since == int(local("2026-11-24 13:00").timestamp())


@pytest.mark.parametrize(
    ("now", "when", "opens"),
    [
        ("2026-11-24 10:00", LookAgain.TOMORROW, "2026-11-25 09:00"),
        ("2026-11-27 10:00", LookAgain.TOMORROW, "2026-11-30 09:00"),
        ("2026-11-24 23:30", LookAgain.THREE_DAYS, "2026-11-27 09:00"),
        ("2026-12-17 10:00", LookAgain.WEEK, "2026-12-28 09:00"),
        ("2026-03-20 10:00", LookAgain.MONTH, "2026-04-20 09:00"),
    ],
)
def test_staff_look_again_when_that_day_opens(now: str, when: LookAgain, opens: str) -> None:
    assert CALENDAR.look_again(local(now), when) == int(local(opens).timestamp())


def test_looking_again_can_be_taken_back() -> None:
    assert CALENDAR.look_again(local("2026-11-24 10:00"), LookAgain.NEVER) is None


@given(any_moment)
def test_a_day_ends_at_local_midnight(at: datetime) -> None:
    end = datetime.fromtimestamp(end_of_day(at), COPENHAGEN)
    assert end > at
    assert end - at <= timedelta(hours=25)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
