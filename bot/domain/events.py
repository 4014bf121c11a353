"""Facts that somebody may have to be told. `services.notices` decides who."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.concerns import Concern


@dataclass(frozen=True, slots=True)
class ConcernSubmitted:
    concern: Concern


@dataclass(frozen=True, slots=True)
class ConcernAddedTo:
    concern: Concern


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


@dataclass(frozen=True, slots=True)
class WordsUnread:
    """Nobody has read them for a day or longer; the most pressing first."""

    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class ConcernHandedOver:
    """Another organisation looks along, or has taken it over."""

    concern: Concern


Event = (
    ConcernSubmitted
    | ConcernAddedTo
    | ConcernReopened
    | ConcernAnswered
    | ConcernClosed
    | ConcernWarned
    | WordsUnread
    | ConcernHandedOver
)
