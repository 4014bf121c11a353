"""What residents can come to: what it is, where, from when to when, and how many find room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROOMS = (10, 15, 20, 30, 50, 100)
"""How many may find room. None is smaller, as "full" would then tell a small count."""


class HappeningKind(StrEnum):
    SAFETY_WALK = "walk"
    OPEN_HOUSE = "house"
    MEETING = "meeting"
    YOUTH_ACTIVITY = "youth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """place: a proper name, the same in all languages. starts, ends: epoch seconds.

    capacity: how many find room; None: as many as come.
    """

    kind: HappeningKind
    place: str
    starts: int
    ends: int
    capacity: int | None = None

    def is_over(self, now: int) -> bool:
        """now: epoch seconds."""
        return now >= self.ends

    def is_full(self, coming: int) -> bool:
        return self.capacity is not None and coming >= self.capacity
