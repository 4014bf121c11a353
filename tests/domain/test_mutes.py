"""Until when a pause lasts, and who may confirm it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NeedsAnother
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import ConcernId, ModeratorId, OrganisationId
from bot.domain.mutes import PERIODS, MuteReason, Proposal, ends

moments = st.datetimes(
    datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001 # hypothesis adds the zone
)  # fmt: skip


@given(moments, st.sampled_from(PERIODS))
def test_a_pause_lasts_its_days_and_ends_at_midnight(at: datetime, days: int) -> None:
    end = datetime.fromtimestamp(ends(at, days) * 3600, COPENHAGEN)
    assert (end.hour, end.minute) == (0, 0)
    lasts = end - at
    assert timedelta(days=days) - timedelta(hours=1) < lasts  # the hour of summer time
    assert lasts <= timedelta(days=days + 1, hours=1)


def test_all_pauses_of_a_day_end_alike() -> None:
    day = datetime(2026, 11, 23, 7, tzinfo=COPENHAGEN)
    assert len({ends(day + timedelta(minutes=m), 7) for m in range(0, 17 * 60 - 1, 13)}) == 1


def test_who_proposed_it_is_not_the_second_person() -> None:
    first, second = ModeratorId(b"1"), ModeratorId(b"2")
    proposal = Proposal(
        concern=ConcernId(b"c"), organisation=OrganisationId("o"), by=first,
        reason=MuteReason.FALSE, days=7, hour=1,
    )  # fmt: skip
    proposal.check_second(second)
    with pytest.raises(NeedsAnother):
        proposal.check_second(first)
