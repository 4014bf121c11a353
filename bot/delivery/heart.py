"""What the loops say of themselves while they run: in memory, and nothing about people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.domain import health
from bot.domain.concerns import hour_of
from bot.domain.health import Beat, Part, Report

STEPS = {"updates": 50, "sends": 50, "dead": 5}


class Counts:
    """How often something happened, told only up to the last full hour and in whole steps.

    Where the steps lie is random, so that nobody who knows their own acts can wait for the next
    one of somebody else. clock: now, aware UTC. below: a random number below another.
    """

    def __init__(self, clock: Callable[[], datetime], below: Callable[[int], int]) -> None:
        self._clock, self._below = clock, below
        self._hour = hour_of(clock())
        self._counted: Counter[tuple[str, str]] = Counter()
        self._offsets: dict[tuple[str, str], int] = {}
        self._told: dict[tuple[str, str], int] = {}

    def add(self, name: str, kind: str, n: int = 1) -> None:
        """name: of STEPS."""
        self._turn_hour()
        self._counted[name, kind] += n

    def told(self) -> dict[tuple[str, str], int]:
        self._turn_hour()
        return dict(self._told)

    def _turn_hour(self) -> None:
        hour = hour_of(self._clock())
        if hour != self._hour:
            self._hour = hour
            self._told = {key: self._coarse(key, n) for key, n in self._counted.items()}

    def _coarse(self, key: tuple[str, str], n: int) -> int:
        step = STEPS[key[0]]
        if key not in self._offsets:
            self._offsets[key] = self._below(step)
        return health.coarse(n, step, self._offsets[key])


class Heart:
    """now: monotonic seconds."""

    def __init__(self, now: Callable[[], float], counts: Counts) -> None:
        self.now, self.counts = now, counts
        self._beats: dict[tuple[Part, str], Beat] = {}
        self.working: set[Part] = set()
        """What was seen at work since the start."""
        self.waiting = 0
        """Messages that are due."""

    def expect(self, part: Part, rest: float, name: str = "") -> None:
        """From now on it must beat, for the first time within `rest` seconds."""
        self._beats[part, name] = Beat(self.now(), rest)

    def beat(self, part: Part, rest: float, name: str = "", *, at: float | None = None) -> None:
        """It works, or did at a moment, and will again after `rest` seconds at the latest."""
        self._beats[part, name] = Beat(self.now() if at is None else at, rest)
        self.working.add(part)

    def faults(self) -> frozenset[Part]:
        return health.faults(self._beats, self.now())

    def report(self) -> Report:
        now, parts = self.now(), {part for part, _ in self._beats}
        looks = {
            name: health.coarse(now - beat.at, health.GRAIN)
            for (part, name), beat in self._beats.items()
            if part is Part.SCHEDULER
        }
        return Report(
            faults=self.faults(),
            ages={part: health.age(self._beats, part, now) for part in Part if part in parts},
            looks=looks,
            waiting=health.coarse(self.waiting, health.ROWS_GRAIN),
            counts=self.counts.told(),
        )
