"""Telegram's limits are never passed, replies go first, and a refusal is believed."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.budget import SPARE, Budget, Flight, Pace
from bot.domain.screens import Lane

PACE = Pace(per_second=10, reserve=2, chat_per_second=1.0, chat_burst=5)


class Hands:
    """A clock that only moves when told, and a sender that waits as the budget says.

    out, back: seconds a call needs to Telegram, and its answer from there.
    """

    def __init__(self, pace: Pace = PACE) -> None:
        self.now = 1000.0
        self.budget = Budget(pace, lambda: self.now)
        self.arrived: list[tuple[float, Lane]] = []
        self._flying: list[tuple[float, int, Flight]] = []

    def sends(self, lane: Lane, *, out: float = 0.0, back: float = 0.0) -> float:
        """Sends as early as allowed; returns how long that took."""
        begun = self.now
        for _ in range(5000):
            self._land()
            wait = self.budget.wait_for(lane)
            if wait == 0:
                flight = self.budget.spend(lane)
                self.arrived.append((self.now + out, lane))
                insort(self._flying, (self.now + out + back, len(self.arrived), flight))
                self._land()
                return self.now - begun
            self.passes(wait)
        raise AssertionError("the wait never ends")

    def passes(self, seconds: float) -> None:
        """Time goes by, and answers come at their moments."""
        until = self.now + seconds
        while self._flying and self._flying[0][0] <= until:
            self.now = max(self.now, self._flying[0][0])
            self._land()
        self.now = max(self.now, until)

    def _land(self) -> None:
        while self._flying and self._flying[0][0] <= self.now:
            self._flying.pop(0)[2].landed()

    def times(self, *lanes: Lane) -> list[float]:
        return sorted(at for at, lane in self.arrived if not lanes or lane in lanes)


def most_in_a_second(times: list[float]) -> int:
    """The fullest second that begins with an arrival."""
    return max((bisect_left(times, at + 1.0) - n for n, at in enumerate(times)), default=0)


lanes = st.sampled_from(Lane)
steps = st.lists(
    st.one_of(
        lanes,
        st.floats(0, 3, allow_nan=False).map(lambda seconds: ("idle", seconds)),
        st.floats(0.1, 40, allow_nan=False).map(lambda seconds: ("refused", seconds)),
    ),
    max_size=120,
)


def plays(hands: Hands, events: list[Lane | tuple[str, float]]) -> None:
    for event in events:
        if isinstance(event, Lane):
            hands.sends(event)
        elif event[0] == "idle":
            hands.passes(event[1])
        else:
            hands.budget.refused(event[1])


@given(steps)
def test_no_second_ever_holds_more_than_telegram_allows(
    events: list[Lane | tuple[str, float]],
) -> None:
    hands = Hands()
    plays(hands, events)
    assert most_in_a_second(hands.times()) <= PACE.per_second


@given(steps)
def test_bulletins_leave_their_reserve_in_every_second(
    events: list[Lane | tuple[str, float]],
) -> None:
    hands = Hands()
    plays(hands, events)
    assert most_in_a_second(hands.times(Lane.BULLETIN)) <= PACE.per_second - PACE.reserve


trips = st.tuples(lanes, st.floats(0, 0.5, allow_nan=False), st.floats(0, 0.5, allow_nan=False))


@given(st.lists(trips, max_size=150))
def test_no_second_is_too_full_however_long_calls_are_on_their_way(
    sends: list[tuple[Lane, float, float]],
) -> None:
    """As when connections are new: calls that left long ago arrive with those that leave now."""
    hands = Hands()
    for lane, out, back in sends:
        hands.sends(lane, out=out, back=back)
    assert most_in_a_second(hands.times()) <= PACE.per_second


@given(
    st.lists(st.tuples(st.floats(0, 0.5, allow_nan=False), st.booleans()), max_size=150),
    st.floats(0, 0.1, allow_nan=False),
)
def test_nor_once_the_distance_is_known(sends: list[tuple[float, bool]], trip: float) -> None:
    hands = Hands()
    away(hands, trip)
    for delay, there in sends:
        out, back = (delay, 0.0) if there else (0.0, delay)
        hands.sends(Lane.NOTICE, out=trip / 2 + out, back=trip / 2 + back)
    assert most_in_a_second(hands.times()) <= PACE.per_second


def test_a_long_slow_stretch_is_not_taken_for_a_longer_distance() -> None:
    hands = Hands()
    away(hands, 0.1)
    for _ in range(150):
        hands.sends(Lane.NOTICE, out=0.45, back=0.05)
    for _ in range(PACE.per_second):
        hands.sends(Lane.NOTICE, out=0.05, back=0.05)
    assert most_in_a_second(hands.times()) <= PACE.per_second


def away(hands: Hands, trip: float) -> float:
    """Two thousand sends over an even distance; returns the rate of the second thousand."""
    for _ in range(1000):
        hands.sends(Lane.NOTICE, out=trip / 2, back=trip / 2)
    begun = hands.now
    for _ in range(1000):
        hands.sends(Lane.NOTICE, out=trip / 2, back=trip / 2)
    return 1000 / (hands.now - begun)


@pytest.mark.parametrize("trip", [0.0, 0.05, 0.1])
def test_an_even_distance_to_telegram_costs_nothing(trip: float) -> None:
    assert away(Hands(), trip) > 0.97 * PACE.per_second


def test_while_everything_is_under_way_nothing_more_leaves() -> None:
    hands = Hands()
    for _ in range(PACE.per_second):
        assert hands.sends(Lane.REPLY, out=5, back=5) == 0
    assert hands.sends(Lane.REPLY) >= 10


@given(st.integers(1, 60))
def test_a_reply_leaves_at_once_however_many_bulletins_flow(bulletins: int) -> None:
    hands = Hands()
    for _ in range(bulletins):
        hands.sends(Lane.BULLETIN)
    assert [hands.sends(Lane.REPLY) for _ in range(PACE.reserve)] == [0.0] * PACE.reserve


def test_replies_use_the_whole_second_at_once() -> None:
    hands = Hands()
    assert sum(hands.sends(Lane.REPLY) for _ in range(PACE.per_second)) == 0
    assert hands.sends(Lane.REPLY) == pytest.approx(SPARE)


def test_bulletins_are_spaced_evenly() -> None:
    hands = Hands()
    for _ in range(30):
        hands.sends(Lane.BULLETIN)
    times = hands.times()
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps == [pytest.approx(SPARE / 8)] * 29


def test_the_promised_rate_is_reached() -> None:
    hands = Hands()
    for _ in range(200):
        hands.sends(Lane.NOTICE)
    assert hands.now - 1000 == pytest.approx(19 * SPARE)


@given(steps, st.floats(0.1, 100, allow_nan=False), lanes)
def test_after_a_refusal_nothing_leaves_before_its_time(
    events: list[Lane | tuple[str, float]], seconds: float, lane: Lane
) -> None:
    hands = Hands()
    plays(hands, events)
    refused = hands.now
    hands.budget.refused(seconds)
    assert hands.budget.wait_closed() >= seconds - 1e-9
    hands.sends(lane)
    assert hands.now >= refused + seconds - 1e-9


def test_a_shorter_refusal_does_not_open_what_a_longer_one_closed() -> None:
    hands = Hands()
    hands.budget.refused(30)
    hands.budget.refused(1)
    hands.budget.closed(2)
    assert hands.budget.wait_closed() == 30


def in_one_second(hands: Hands) -> int:
    """How many replies leave within the next second, starting from a quiet one."""
    hands.passes(2)
    end, sent = hands.now + 1, 0
    while hands.now + hands.budget.wait_for(Lane.REPLY) < end:
        hands.sends(Lane.REPLY)
        sent += 1
    return sent


def test_the_pace_halves_after_a_refusal_and_comes_back_slowly() -> None:
    hands = Hands()
    assert in_one_second(hands) == 10
    hands.budget.refused(1)
    paces = []
    for _ in range(4):
        paces.append(in_one_second(hands))
        hands.passes(18)
    assert paces[0] in {5, 6}
    assert paces == sorted(paces)
    assert in_one_second(hands) == 10


def test_a_broken_network_closes_without_slowing() -> None:
    hands = Hands()
    hands.budget.closed(5)
    assert hands.budget.wait_for(Lane.REPLY) == 5
    hands.passes(5)
    assert in_one_second(hands) == 10


# --- one chat ------------------------------------------------------------------------------

visits = st.tuples(
    st.floats(0, 4, allow_nan=False),
    st.floats(0, 0.3, allow_nan=False),
    st.floats(0, 0.3, allow_nan=False),
)


def visit(hands: Hands, chat: int, *, out: float = 0.0, back: float = 0.0) -> float:
    """Sends to this chat as early as allowed; returns when it arrives there."""
    while wait := hands.budget.chat_wait(chat):
        hands.now += wait
    flight = hands.budget.spend(Lane.REPLY)
    flight.heads_for(chat)
    arrives = hands.now + out
    hands.now = arrives + back
    flight.landed()
    return arrives


@given(st.lists(visits, max_size=60))
def test_a_chat_gets_its_burst_and_then_one_a_second_with_room_for_news(
    moments: list[tuple[float, float, float]],
) -> None:
    hands, times = Hands(), []
    for gap, out, back in moments:
        hands.now += gap
        times.append(visit(hands, 7, out=out, back=back))
    seconds = PACE.chat_burst / PACE.chat_per_second
    for at in times:
        assert sum(at <= other < at + seconds for other in times) < PACE.chat_burst


def test_a_chat_waits_for_its_oldest_message() -> None:
    hands = Hands()
    times = [visit(hands, 7) for _ in range(PACE.chat_burst)]
    assert times[-1] - times[0] == pytest.approx(SPARE * PACE.chat_burst / PACE.chat_per_second)


def test_chats_do_not_wait_for_each_other() -> None:
    hands = Hands()
    while hands.budget.chat_wait(1) == 0:
        visit(hands, 1)
    assert hands.budget.chat_wait(1) > 4
    assert hands.budget.chat_wait(2) == 0


def test_news_counts_for_the_chat_it_goes_to() -> None:
    hands = Hands()
    for _ in range(PACE.chat_burst):
        flight = hands.budget.spend(Lane.BULLETIN)
        flight.heads_for(7)
        flight.landed()
    assert hands.budget.chat_wait(7) > 4


def test_only_so_many_chats_are_remembered() -> None:
    hands = Hands()
    for chat in range(6000):
        visit(hands, chat)
    assert len(hands.budget._chats) == 5000


@pytest.mark.parametrize("per_second", [1, 2, 3])
def test_a_tiny_limit_still_lets_bulletins_pass(per_second: int) -> None:
    hands = Hands(Pace(per_second=per_second, reserve=2))
    hands.budget.refused(1)
    for _ in range(5):
        hands.sends(Lane.BULLETIN)
    assert most_in_a_second(hands.times()) <= per_second


# --- groups ------------------------------------------------------------------------------------

GROUP = -1001


@given(st.lists(st.floats(0, 20), min_size=30, max_size=90))
def test_no_minute_brings_a_group_more_than_twenty(pauses: list[float]) -> None:
    """Whatever minute is looked at, and however the messages come in."""
    hands, sent = Hands(), []
    for pause in pauses:
        hands.now += pause
        sent.append(visit(hands, GROUP))
    for at in sent:
        assert sum(at <= other < at + 60 for other in sent) <= 20


def test_a_group_does_not_slow_a_person_down() -> None:
    hands = Hands()
    while hands.budget.chat_wait(GROUP) == 0:
        visit(hands, GROUP)
    assert hands.budget.chat_wait(GROUP) > 60
    assert hands.budget.chat_wait(77) == 0
