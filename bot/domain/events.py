"""Facts that somebody may have to be told. `services.notices` decides who."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.concerns import Concern


@dataclass(frozen=True, slots=True)
class ConcernSubmitted:
    concern: Concern


@dataclass(frozen=True, slots=True)
class ConcernAddedTo:
    """danger: the new words tell of danger."""

    concern: Concern
    danger: bool = False


@dataclass(frozen=True, slots=True)
class ConcernReopened:
    concern: Concern


@dataclass(frozen=True, slots=True)
class ConcernAnswered:
    concern: Concern
    urgent: bool


@dataclass(frozen=True, slots=True)
class ConcernClosed:
    concern: Concern


@dataclass(frozen=True, slots=True)
class ConcernWarned:
    """It closes soon unless somebody writes."""

    concern: Concern


Event = (
    ConcernSubmitted
    | ConcernAddedTo
    | ConcernReopened
    | ConcernAnswered
    | ConcernClosed
    | ConcernWarned
)
