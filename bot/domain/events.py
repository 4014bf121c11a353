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
class ResidentSteppedForward:
    """Wants to say who they are, or to meet; what they wrote is not read yet."""

    concern: Concern


@dataclass(frozen=True, slots=True)
class ForwardRead:
    concern: Concern


Event = (
    ConcernSubmitted
    | ConcernAddedTo
    | ConcernReopened
    | ConcernAnswered
    | ConcernClosed
    | ConcernWarned
    | WordsUnread
    | ResidentSteppedForward
    | ForwardRead
)
