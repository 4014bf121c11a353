"""When a part counts as standing, what is told of it, and how coarsely."""

from __future__ import annotations

import pytest

from bot.domain.health import (
    GRACE,
    QUIET_SECONDS,
    Beat,
    Mishap,
    News,
    Part,
    Told,
    age,
    coarse,
    faults,
    news,
    remembered,
)

NOW = 10_000.0
EVERYTHING = frozenset(Part)


def _late(*parts: Part) -> dict[tuple[Part, str], Beat]:
    beats = {(part, ""): Beat(NOW, 0) for part in Part}
    return {**beats, **{(part, ""): Beat(NOW - 2 * GRACE - 1, 0) for part in parts}}


@pytest.mark.parametrize(("rest", "late"), [(0, True), (1, True), (2, False)])
def test_a_part_stands_when_it_is_late_for_longer_than_the_grace(rest: int, late: bool) -> None:
    assert Beat(NOW - GRACE - 1.5, rest).is_late(NOW) is late


@pytest.mark.parametrize("part", Part)
def test_each_part_can_stand_alone(part: Part) -> None:
    assert faults(_late(part), NOW) == {part}


def test_all_loops_of_a_part_must_go_on() -> None:
    one, other = (Part.SCHEDULER, "one"), (Part.SCHEDULER, "other")
    assert faults({one: Beat(NOW, 0), other: Beat(0, 0)}, NOW) == {Part.SCHEDULER}


def test_what_another_fault_explains_is_not_told() -> None:
    assert faults(_late(Part.SENDER, Part.OUTBOX), NOW) == {Part.SENDER}
    assert faults(_late(Part.INTAKE, Part.TELEGRAM), NOW) == {Part.INTAKE}
    assert faults(_late(Part.DATABASE, Part.INTAKE, Part.SCHEDULER), NOW) == {Part.DATABASE}
    assert faults(_late(Part.TELEGRAM, Part.SENDER), NOW) == {Part.TELEGRAM, Part.SENDER}


def test_an_age_is_that_of_the_youngest_beat_in_whole_minutes() -> None:
    beats = {(Part.SCHEDULER, "a"): Beat(0, 0), (Part.SCHEDULER, "b"): Beat(NOW - 119, 0)}
    assert age(beats, Part.SCHEDULER, NOW) == 60


@pytest.mark.parametrize(
    ("n", "offset", "told"), [(0, 0, 0), (49, 0, 0), (50, 0, 50), (3, 47, 50), (0, 49, 0)]
)
def test_a_count_is_rounded_down_and_nobody_knows_where_the_steps_lie(
    n: int, offset: int, told: int
) -> None:
    assert coarse(n, 50, offset) == told


# --- what administrators hear --------------------------------------------------------------------


def _news(
    told: dict[str, Told], *standing: Part, now: int, mishaps: tuple[Mishap, ...] = ()
) -> tuple[News, dict[str, Told]]:
    said = news(told, set(standing), EVERYTHING, mishaps, now)
    return said, remembered(told, said, now)


def test_a_fault_is_told_when_it_begins_and_when_it_is_over_and_no_more() -> None:
    said, told = _news({}, Part.SENDER, now=0)
    assert said == News(begun=(Part.SENDER,))
    said, told = _news(told, Part.SENDER, now=QUIET_SECONDS * 2)
    assert not said
    said, told = _news(told, now=QUIET_SECONDS * 2)
    assert said == News(over=(Part.SENDER,))
    said, _ = _news(told, now=QUIET_SECONDS * 2)
    assert not said


def test_a_fault_that_comes_and_goes_is_told_once_an_hour() -> None:
    _, told = _news({}, Part.SENDER, now=0)
    _, told = _news(told, now=60)
    said, told = _news(told, Part.SENDER, now=QUIET_SECONDS - 1)
    assert not said
    said, told = _news(told, Part.SENDER, now=QUIET_SECONDS)
    assert said == News(begun=(Part.SENDER,))


def test_a_clock_that_was_set_back_silences_nothing() -> None:
    _, told = _news({}, now=QUIET_SECONDS * 9, mishaps=(Mishap.TURN,))
    said, _ = _news(told, now=5, mishaps=(Mishap.TURN,))
    assert said == News(mishaps=(Mishap.TURN,))


def test_a_mishap_is_told_once_an_hour_each_kind_by_itself() -> None:
    said, told = _news({}, now=0, mishaps=(Mishap.TURN,))
    assert said == News(mishaps=(Mishap.TURN,))
    said, told = _news(told, now=9, mishaps=(Mishap.TURN, Mishap.LETTER))
    assert said == News(mishaps=(Mishap.LETTER,))
    assert {kept.at % QUIET_SECONDS for kept in told.values()} == {0}, "finer than an hour"
    said, _ = _news(told, now=2 * QUIET_SECONDS, mishaps=(Mishap.TURN,))
    assert said == News(mishaps=(Mishap.TURN,))


@pytest.mark.parametrize("now", [0, 1, QUIET_SECONDS - 1, QUIET_SECONDS])
def test_a_mishap_is_told_once_in_an_hour_wherever_in_the_hour_it_happens(now: int) -> None:
    _, told = _news({}, now=now, mishaps=(Mishap.TURN,))
    for later in (0, 1, QUIET_SECONDS - 1):
        said, _ = _news(told, now=now + later, mishaps=(Mishap.TURN,))
        assert not said, later
    said, _ = _news(told, now=now + 2 * QUIET_SECONDS, mishaps=(Mishap.TURN,))
    assert said


def test_after_a_restart_it_is_over_only_once_the_part_was_seen_at_work() -> None:
    told: dict[str, Told] = {Part.SENDER: Told(0, stands=True)}
    assert not news(told, frozenset(), {Part.INTAKE}, (), 60)
    assert news(told, frozenset(), {Part.SENDER}, (), 60) == News(over=(Part.SENDER,))
