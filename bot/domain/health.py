"""Whether the parts of a running bot do their work, and what is said when one stands.

Each part says when it did its work last and after what time it will at the latest do so again.
Moments are monotonic seconds. Nothing here knows what the work was or for whom.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

GRACE = 120.0
"""Seconds that a part may be late. With its longest rest, its slack and the time between two looks,
whatever stands is noticed within five minutes."""
LOOK_SECONDS = 15.0
QUIET_SECONDS = 3600
"""Of each kind administrators hear once in this time."""
GRAIN = 60
"""Ages are told in whole steps of so many seconds: finer, they would tell when somebody writes,
since a message ends a long poll early and wakes the sender."""
ROWS_GRAIN = 50


class Part(StrEnum):
    """What can stand. TELEGRAM: gives no updates. OUTBOX: a due message is not sent."""

    INTAKE = "intake"
    TELEGRAM = "telegram"
    SENDER = "sender"
    SCHEDULER = "scheduler"
    DATABASE = "database"
    OUTBOX = "outbox"


_SLACK = {
    Part.DATABASE: 0,
    Part.INTAKE: 30,
    Part.SENDER: 30,
    Part.SCHEDULER: 30,
    Part.TELEGRAM: 60,
    Part.OUTBOX: 120,
}
"""Seconds more: what would explain another fault is judged first."""


class Mishap(StrEnum):
    """What is told when it is over: an update or a message to be sent was given up; the database
    stood, in which the word itself would have had to wait."""

    TURN = "turn"
    LETTER = "letter"
    DATABASE = "database"


RESTART_MENDS = frozenset({Part.INTAKE, Part.SENDER, Part.SCHEDULER, Part.DATABASE})
"""A restart does not bring the network back, and a bot that starts without it does not start."""


@dataclass(frozen=True, slots=True)
class Beat:
    """at: of the last work. rest: seconds after which the next is expected at the latest."""

    at: float
    rest: float

    def is_late(self, now: float) -> bool:
        return now - self.at - self.rest > GRACE


Beats = Mapping[tuple[Part, str], Beat]
"""A part may have several loops, each with a name, all of which must go on."""


def faults(beats: Beats, now: float) -> frozenset[Part]:
    """What stands, without what another fault explains."""
    standing = frozenset(p for (p, _), beat in beats.items() if beat.is_late(now - _SLACK[p]))
    if Part.DATABASE in standing:
        standing &= {Part.DATABASE, Part.TELEGRAM}
    if Part.INTAKE in standing:
        standing -= {Part.TELEGRAM}
    return standing - {Part.OUTBOX} or standing


def age(beats: Beats, part: Part, now: float) -> int:
    """Seconds since the last work of any of its loops, in whole steps."""
    return coarse(now - max(beat.at for (of, _), beat in beats.items() if of is part), GRAIN)


def coarse(n: float, step: int, offset: int = 0) -> int:
    """Rounded down to whole steps. offset: less than a step; where the steps lie."""
    return int(n + offset) // step * step


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What may be told about the machine: whole minutes, whole steps, nobody's acts.

    ages: seconds by part. looks: the same for each look of the scheduler. waiting: messages.
    counts: of what happened until the last full hour, by name and kind.
    """

    faults: frozenset[Part]
    ages: Mapping[Part, int]
    looks: Mapping[str, int]
    waiting: int
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Told:
    """at: epoch seconds of the last word about it. stands: nobody was told yet that it is over."""

    at: int
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What administrators are to hear now, in the order of the parts."""

    begun: tuple[Part, ...] = ()
    over: tuple[Part, ...] = ()
    mishaps: tuple[Mishap, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begun or self.over or self.mishaps)


def news(
    told: Mapping[str, Told],
    standing: AbstractSet[Part],
    working: AbstractSet[Part],
    mishaps: Collection[Mishap],
    now: int,
) -> News:
    """working: parts that were seen at work since the start; only of them it can be over.

    now: epoch seconds.
    """

    def is_quiet(kind: str) -> bool:
        if kind not in told:
            return True
        # A mishap is kept at the next full hour, at most one ahead; more is a clock set back.
        since = now - told[kind].at
        return not -QUIET_SECONDS <= since < QUIET_SECONDS

    def stood(part: Part) -> bool:
        return part in told and told[part].stands

    return News(
        begun=tuple(p for p in Part if p in standing and not stood(p) and is_quiet(p)),
        over=tuple(p for p in Part if stood(p) and p in working - standing),
        mishaps=tuple(k for k in Mishap if k in mishaps and is_quiet(k)),
    )


def remembered(told: Mapping[str, Told], said: News, now: int) -> dict[str, Told]:
    """What has been told once this was said. The hour runs from the beginning of a fault.

    Of a mishap the next full hour is kept: no row tells finer when somebody wrote.
    """
    full = (now // QUIET_SECONDS + 1) * QUIET_SECONDS
    ended: dict[str, Told] = {part: Told(told[part].at, stands=False) for part in said.over}
    begun: dict[str, Told] = {part: Told(now, stands=True) for part in said.begun}
    return {**told, **ended, **begun, **{k: Told(full, stands=False) for k in said.mishaps}}
