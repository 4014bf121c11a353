"""Buttons around events: arranging one, coming to it, what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.wire import Action, action
from bot.domain.happenings import HappeningKind
from bot.domain.ids import BulletinId, FindingId, ModeratorId, OrganisationId

# --- arranging -----------------------------------------------------------------------------


@action("ek")
@dataclass(frozen=True, slots=True)
class EventKind(Action):
    kind: HappeningKind


@action("ew")
@dataclass(frozen=True, slots=True)
class EventWeek(Action):
    """See the days of this week to choose from; 0: from tomorrow on."""

    week: int


@action("ed")
@dataclass(frozen=True, slots=True)
class EventDay(Action):
    """day: counted from year 1."""

    day: int


@action("eh")
@dataclass(frozen=True, slots=True)
class EventHour(Action):
    hour: int


@action("em")
@dataclass(frozen=True, slots=True)
class EventMinute(Action):
    minute: int


@action("el")
@dataclass(frozen=True, slots=True)
class EventLasts(Action):
    minutes: int


@action("er")
@dataclass(frozen=True, slots=True)
class EventRoom(Action):
    """capacity: 0 for as many as come."""

    capacity: int


# --- coming --------------------------------------------------------------------------------


@action("es")
@dataclass(frozen=True, slots=True)
class SignUp(Action):
    event: BulletinId


@action("ex")
@dataclass(frozen=True, slots=True)
class SignOff(Action):
    event: BulletinId


@action("ec")
@dataclass(frozen=True, slots=True)
class AddToCalendar(Action):
    event: BulletinId


# --- what becomes of it --------------------------------------------------------------------


@action("ep")
@dataclass(frozen=True, slots=True)
class ShowEvent(Action):
    """The page of an event for its organisation."""

    event: BulletinId


@action("ea")
@dataclass(frozen=True, slots=True)
class CancelEvent(Action):
    """sure: 0 asks first."""

    event: BulletinId
    sure: int


@action("eq")
@dataclass(frozen=True, slots=True)
class ReportEvent(Action):
    event: BulletinId


@action("eb")
@dataclass(frozen=True, slots=True)
class EventCame(Action):
    """band: which of the bands."""

    band: int


@action("en")
@dataclass(frozen=True, slots=True)
class NothingMore(Action):
    """Closes the event without words."""


@action("fl")
@dataclass(frozen=True, slots=True)
class ShowFindings(Action):
    event: BulletinId


@action("fa")
@dataclass(frozen=True, slots=True)
class AddFinding(Action):
    event: BulletinId


@action("fo")
@dataclass(frozen=True, slots=True)
class FindingOfOrganisation(Action):
    organisation: OrganisationId


@action("fc")
@dataclass(frozen=True, slots=True)
class FindingOfColleague(Action):
    colleague: ModeratorId


@action("fd")
@dataclass(frozen=True, slots=True)
class SetFinding(Action):
    """done: 0 or 1."""

    finding: FindingId
    done: int
