"""No small count of answers follows from what is told of any rounds of a pulse question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from bot.domain import pulse
from bot.domain.bulletins import BANDS
from bot.domain.ids import AnswerId
from bot.domain.people import Lang
from bot.domain.pulse import AreaResult, Question, Side, Tenths, tenths
from bot.texts import pulse as texts
from tests.invariants.conftest import Shown
from tests.kit.turns import catalogs, places

SMALL = 5
EXAMPLES = 150
QUESTIONS = tuple(places().questions.values())
AREAS = tuple(places().areas)[:3]
T = catalogs()[Lang.EN]

Counts = tuple[int, ...]
"""Answers of one area, in the order of the question's."""
Round = tuple[Counts, ...]
"""Of each area."""
Tell = Callable[[Question, Mapping[AnswerId, int]], Tenths | None]


def _told(question: Question, counts: Mapping[AnswerId, int]) -> Tenths | None:
    return tenths(question, counts, SMALL)


def _by_answer(question: Question, counts: Counts) -> dict[AnswerId, int]:
    return {a.id: n for a, n in zip(question.answers, counts, strict=True)}


def shown_by(question: Question, rounds: Sequence[Round], tell: Tell = _told) -> str:
    """All that is ever told of these rounds, the newest beside the one before."""
    said = []
    before: list[Tenths | None] = [None] * len(AREAS)
    for each in rounds:
        now = [tell(question, _by_answer(question, counts)) for counts in each]
        for area, shares, former in zip(AREAS, now, before, strict=True):
            found = AreaResult(area=area, tenths=shares, before=former)
            said.append(texts.result(T, question, str(area), found, bold=True))
        before = [shares or former for shares, former in zip(now, before, strict=True)]
    return "\n".join(said)


_count = st.one_of(st.integers(0, 12), st.integers(0, 60))


@st.composite
def _asked(draw: st.DrawFn) -> tuple[Question, list[Round]]:
    question = draw(st.sampled_from(QUESTIONS))
    counts = st.tuples(*(_count for _ in question.answers))
    one = st.tuples(*(counts for _ in AREAS))
    return question, draw(st.lists(one, min_size=1, max_size=3))


def _small_sides(question: Question, counts: Counts) -> Iterator[Counts]:
    """The same answers, every side that has few with another number of few."""
    by_side = {
        side: [n for n, a in enumerate(question.answers) if a.side is side]
        for side in question.sides
    }
    for places_ in by_side.values():
        if sum(counts[n] for n in places_) < SMALL:
            for other in range(SMALL):
                changed = list(counts)
                for n in places_:
                    changed[n] = 0
                changed[places_[0]] = other
                yield tuple(changed)


def _others(question: Question, rounds: Sequence[Round]) -> Iterator[list[Round]]:
    for number, each in enumerate(rounds):
        for area, counts in enumerate(each):
            for changed in _small_sides(question, counts):
                other = (*each[:area], changed, *each[area + 1 :])
                yield [*rounds[:number], other, *rounds[number + 1 :]]


def tells(question: Question, rounds: Sequence[Round], tell: Tell = _told) -> bool:
    """Whether all that was told shuts out even one number that a small count could have."""
    shown = shown_by(question, rounds, tell)
    return any(shown_by(question, o, tell) != shown for o in _others(question, rounds))


@pytest.mark.invariant(32)
def test_no_small_count_follows_from_areas_or_rounds_side_by_side(shown: Shown) -> None:
    tried = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_asked())
    def holds(asked: tuple[Question, list[Round]]) -> None:
        nonlocal tried
        tried += sum(1 for _ in _others(*asked))
        assert not tells(*asked)

    holds()
    shown.tried(f"{EXAMPLES} sequences of up to 3 pulse rounds, {tried} small counts in others'")


def _unmasked(question: Question, counts: Mapping[AnswerId, int]) -> Tenths | None:
    return tenths(question, counts, 0)


def _total(question: Question, counts: Mapping[AnswerId, int]) -> Tenths | None:
    """What is small is left out, and the others still make their tenths of all."""
    total = sum(counts.values()) or 1
    sides = {s: sum(counts[a.id] for a in question.on(s)) for s in question.sides}
    return {side: 10 * n // total for side, n in sides.items() if n >= SMALL} or None


PLANTED: Mapping[str, Tell] = {"no cut-off": _unmasked, "only the small side left out": _total}
_SEARCH = settings(max_examples=1000, deadline=None, derandomize=True, phases=[Phase.generate])


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.invariant(32)
def test_a_result_from_which_a_small_count_follows_is_noticed(plant: str, shown: Shown) -> None:
    tell = PLANTED[plant]
    try:
        question, rounds = find(
            _asked(), lambda asked: tells(asked[0], asked[1], tell), settings=_SEARCH
        )
    except NoSuchExample:
        pytest.fail("nothing was noticed")
    assert not tells(question, rounds)
    shown.caught(plant)


# --- a share, when staff know the band of followers, and so how many answered at most -------------


def spans(question: Question, most: int) -> list[int]:
    """For every share that can be told of a side: how far apart the counts behind it may lie."""
    ranges: dict[tuple[Side, int], list[int]] = {}
    first = [question.on(side)[0].id for side in question.sides]
    for good in range(most + 1):
        for middle in range(most + 1 - good):
            for bad in range(most + 1 - good - middle):
                counts = (good, middle, bad)
                told = _told(question, dict(zip(first, counts, strict=True))) or {}
                for share, n in zip(told.items(), counts, strict=bool(told)):
                    found = ranges.setdefault(share, [n, n])
                    found[:] = min(found[0], n), max(found[1], n)
    return [high - low for low, high in ranges.values()]


@pytest.mark.invariant(32)
def test_a_share_leaves_open_at_least_five_counts(
    monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    question = QUESTIONS[0]
    highest = [b.high for b in BANDS if b.high]
    for most in highest:
        assert all(span >= SMALL for span in spans(question, most))
    shown.tried(f"all counts of three sides up to {max(highest)} answers: each may differ by 5")
    monkeypatch.setattr(pulse, "FEWEST", 15)
    assert any(span < SMALL for most in highest for span in spans(question, most))
    shown.caught("results of 15 answers")
