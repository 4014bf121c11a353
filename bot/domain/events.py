"""Facts that somebody may have to be told. `services.notices` decides who."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.concerns import Concern
from bot.domain.ids import ModeratorId
from bot.domain.people import Moderator


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


@dataclass(frozen=True, slots=True)
class ConcernAssigned:
    """former: whose it was, when that is neither `by` nor nobody."""

    concern: Concern
    by: Moderator
    to: Moderator
    former: ModeratorId | None


@dataclass(frozen=True, slots=True)
class SteppedBack:
    concern: Concern


@dataclass(frozen=True, slots=True)
class StepBackLifted:
    concern: Concern
    colleagues: frozenset[ModeratorId]


@dataclass(frozen=True, slots=True)
class ReplyProposed:
    concern: Concern
    by: Moderator


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """sent: to the resident; else returned to whoever proposed it."""

    concern: Concern
    of: ModeratorId
    by: Moderator
    sent: bool


TeamEvent = ConcernAssigned | SteppedBack | StepBackLifted | ReplyProposed | ProposalDecided
"""What colleagues do together on a case."""


@dataclass(frozen=True, slots=True)
class ResidentSteppedForward:
    """Wants to say who they are, or to meet; what they wrote is not read yet."""

    concern: Concern


@dataclass(frozen=True, slots=True)
class ForwardRead:
    concern: Concern


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
    | TeamEvent
    | ResidentSteppedForward
    | ForwardRead
    | ConcernHandedOver
)
