"""Times and places of a template: by taps, rounded, and never what tells who lives there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import ButtonTooOld, NotAStreet
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId
from bot.domain.incidents import (
    Ago,
    Answer,
    IncidentDraft,
    Option,
    hours_today,
    moment,
    street,
)

A = AreaId("hoeje-gladsaxe")
_SECONDS = st.integers(1_767_225_600, 1_830_297_600)
moments = _SECONDS.map(lambda at: datetime.fromtimestamp(at, UTC))


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(COPENHAGEN)


@given(moments, st.sampled_from(Ago))
def test_a_while_ago_is_that_long_ago_in_steps_of_five_minutes(now: datetime, ago: Ago) -> None:
    at = moment(ago, now)
    minutes = {Ago.NOW: 0, Ago.HALF_HOUR: 30, Ago.HOUR: 60}[ago]
    assert at % 300 == 0
    assert 0 <= (now - timedelta(minutes=minutes)).timestamp() - at < 300


@given(moments)
def test_hours_of_today_lie_behind_and_are_of_today(now: datetime) -> None:
    hours = hours_today(now)
    assert len(hours) <= 6
    assert sorted(hours, reverse=True) == list(hours)
    for hour in hours:
        at = _local(moment(f"h{hour}", now))
        assert at <= now.astimezone(COPENHAGEN)
        assert (at.date(), at.minute) == (now.astimezone(COPENHAGEN).date(), 0)


@pytest.mark.parametrize("option", ["", "h", "h-1", "h24", "h٣", "h11", "x3", "31", "h1.0"])
def test_any_other_time_is_an_old_button(option: str) -> None:
    with pytest.raises(ButtonTooOld):
        moment(option, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))  # ten o'clock in Copenhagen


@given(moments, st.integers(1, 72))
def test_a_promise_is_never_earlier_than_said_and_a_quarter_later_at_most(
    now: datetime, hours: int
) -> None:
    at = Option(id="o", names={}, texts={}, hours=hours).deadline(now)
    assert at % 900 == 0
    assert 0 <= at - (now + timedelta(hours=hours)).timestamp() < 900


@given(moments, st.integers(0, 23))
def test_tomorrow_is_the_next_day_at_that_hour(now: datetime, hour: int) -> None:
    at = _local(Option(id="o", names={}, texts={}, tomorrow=hour).deadline(now))
    assert at.date() == now.astimezone(COPENHAGEN).date() + timedelta(days=1)
    assert at.hour in {hour, hour + 1}  # an hour that the clocks leave out


def test_an_option_without_a_promise_has_no_deadline() -> None:
    assert Option(id="o", names={}, texts={}).deadline(datetime(2026, 1, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Gladsaxevej", "Gladsaxevej"), ("  Gammel \n Køge  Vej 12-14 ", None),
     ("A.P. Møllers Vej", None), ("Vej\u202e", "Vej")],
)  # fmt: skip
def test_the_name_of_a_street_is_kept_as_its_sign_says_it(typed: str, name: str | None) -> None:
    assert street(typed) == (name or " ".join(typed.split()))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "12", "شارع السلام", "Vej {where}", "Vej <b>", "Vej & Vej", "V" * 61, "Vej 12, 3. tv",
     "Vej, ring 22 33 44 55", "Amal 010190-1235", "Улица"],
)  # fmt: skip
def test_what_is_no_street_or_tells_who_lives_there_is_refused(typed: str) -> None:
    with pytest.raises(NotAStreet):
        street(typed)


def test_an_answer_taken_back_takes_its_area_back() -> None:
    empty = IncidentDraft(template="t")
    assert not empty.is_begun
    one = empty.answered(Answer(slot="where", area=A))
    assert one.areas == {A}
    assert one.one_back() == empty
    looking = IncidentDraft(template="t", within=A)
    assert looking.is_begun
    assert looking.one_back() == empty
