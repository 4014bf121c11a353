"""The pulse of an area: one fixed question with fixed answers, counted when its round is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from bot.domain.ids import AnswerId, AreaId, OrganisationId, PulseId, QuestionId
from bot.domain.people import Lang

FEWEST = 25
"""Answers of an area from which a result is shown. Below, tenths of so few would tell counts."""
PERIODS = (3, 7, 14)
"""Days a round may be open."""
_CLEAR = 3
"""Tenths the balance of good and bad must move by: up to two may be rounding."""


class Side(StrEnum):
    """What an answer counts as in a result."""

    GOOD = "good"
    MIDDLE = "middle"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    id: AnswerId
    side: Side
    texts: Mapping[Lang, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Content, not code. names: stands on buttons of staff."""

    id: QuestionId
    names: Mapping[Lang, str]
    texts: Mapping[Lang, str]
    answers: tuple[Answer, ...]

    def answer(self, wanted: AnswerId) -> Answer | None:
        return next((a for a in self.answers if a.id == wanted), None)

    def on(self, side: Side) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.side is side)

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(side for side in Side if self.on(side))


Questions = Mapping[QuestionId, Question]
"""By id, in the order they are offered."""


class PulseKind(StrEnum):
    """ASK: opens a round. RESULT: tells how one ended."""

    ASK = "ask"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class PulsePart:
    """What news has to do with the pulse; signed with it.

    days: how long the round is open. pulse: the round a result is about.
    """

    kind: PulseKind
    question: QuestionId
    days: int = 0
    pulse: PulseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A question put to some areas. opens, closes: whole hours since 1970. closed: counted."""

    id: PulseId
    question: QuestionId
    organisation: OrganisationId
    areas: frozenset[AreaId]
    opens: int
    closes: int
    closed: bool = False

    def takes_answers(self, hour: int) -> bool:
        return not self.closed and hour < self.closes

    def counted(self) -> Round:
        return replace(self, closed=True)

    def area_of(self, followed: frozenset[AreaId]) -> AreaId | None:
        """The area an answer counts for: one of the round's that is followed, always the same."""
        return min(self.areas & followed, default=None)


Tenths = Mapping[Side, int]
"""Of the answers, how many tenths are on each side; about, so they need not make ten."""


def tenths(question: Question, counts: Mapping[AnswerId, int], small: int) -> Tenths | None:
    """What may be told of one area; None where any count could be worked out from it.

    counts: answers by id. small: counts below are told nowhere, so one alone hides the area.
    """
    sides = {s: sum(counts.get(a.id, 0) for a in question.on(s)) for s in question.sides}
    total = sum(sides.values())
    if total < FEWEST or any(n < small for n in sides.values()):
        return None
    return {side: (20 * n + total) // (2 * total) for side, n in sides.items()}


class Trend(StrEnum):
    BETTER = auto()
    SAME = auto()
    WORSE = auto()


def trend(now: Tenths | None, before: Tenths | None) -> Trend | None:
    """Out of what is told of both, so that it tells nothing more; None unless both are told."""
    if now is None or before is None:
        return None
    moved = _balance(now) - _balance(before)
    if abs(moved) < _CLEAR:
        return Trend.SAME
    return Trend.BETTER if moved > 0 else Trend.WORSE


def _balance(value: Tenths) -> int:
    return value.get(Side.GOOD, 0) - value.get(Side.BAD, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaResult:
    """tenths: None where too few answered. before: of the round before, if that is told."""

    area: AreaId
    tenths: Tenths | None
    before: Tenths | None = None

    @property
    def trend(self) -> Trend | None:
        return trend(self.tenths, self.before)
