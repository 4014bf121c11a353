"""A theme: several cases of an organisation that are about the same, each answered on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.concerns import Concern, Status
from bot.domain.ids import OrganisationId, ThemeId

OPEN = 20
"""Open themes an organisation may have: more are no help to whoever looks for one."""
TITLE = 60
"""Characters."""
READY = 3
"""Closed cases that make "you said, we did"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """opened, closed: epoch seconds of staff acts. told: hour at which the areas were told what
    became of it.
    """

    id: ThemeId
    organisation: OrganisationId
    title: str
    opened: int
    closed: int | None = None
    told: int | None = None


def is_ready(cases: Iterable[Concern]) -> bool:
    return sum(not case.is_open for case in cases) >= READY


def unanswered(cases: Iterable[Concern]) -> list[Concern]:
    """Open cases in which the next word is staff's."""
    return [c for c in cases if c.is_open and c.status is not Status.WAITING_RESIDENT]
