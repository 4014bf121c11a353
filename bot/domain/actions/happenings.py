"""Buttons around events: arranging one, coming to it, what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.wire import Action, action
from bot.domain.happenings import HappeningKind
from bot.domain.ids import BulletinId, FindingId, ModeratorId, OrganisationId

# --- arranging -----------------------------------------------------------------------------


@action("evk")
@dataclass(frozen=True, slots=True)
class EventKind(Action):
    kind: HappeningKind


@action("evw")
@dataclass(frozen=True, slots=True)
class EventWeek(Action):
    """See the days of this week to choose from; 0: from tomorrow on."""

    week: int


@action("evd")
@dataclass(frozen=True, slots=True)
class EventDay(Action):
    """day: counted from year 1."""

    day: int


@action("evh")
@dataclass(frozen=True, slots=True)
class EventHour(Action):
    hour: int


@action("evm")
@dataclass(frozen=True, slots=True)
class EventMinute(Action):
    minute: int


@action("evl")
@dataclass(frozen=True, slots=True)
class EventLasts(Action):
    minutes: int


@action("evr")
@dataclass(frozen=True, slots=True)
class EventRoom(Action):
    """capacity: 0 for as many as come."""

    capacity: int


# --- coming --------------------------------------------------------------------------------


@action("evs")
@dataclass(frozen=True, slots=True)
class SignUp(Action):
    event: BulletinId


@action("evx")
@dataclass(frozen=True, slots=True)
class SignOff(Action):
    event: BulletinId


@action("evc")
@dataclass(frozen=True, slots=True)
class AddToCalendar(Action):
    event: BulletinId


# --- what becomes of it --------------------------------------------------------------------


@action("evp")
@dataclass(frozen=True, slots=True)
class ShowEvent(Action):
    """The page of an event for its organisation."""

    event: BulletinId


@action("eva")
@dataclass(frozen=True, slots=True)
class CancelEvent(Action):
    """sure: 0 asks first."""

    event: BulletinId
    sure: int


@action("evq")
@dataclass(frozen=True, slots=True)
class ReportEvent(Action):
    event: BulletinId


@action("evb")
@dataclass(frozen=True, slots=True)
class EventCame(Action):
    """band: which of the bands."""

    band: int


@action("evn")
@dataclass(frozen=True, slots=True)
class NothingMore(Action):
    """Closes the event without words."""


@action("fil")
@dataclass(frozen=True, slots=True)
class ShowFindings(Action):
    event: BulletinId


@action("fia")
@dataclass(frozen=True, slots=True)
class AddFinding(Action):
    event: BulletinId


@action("fio")
@dataclass(frozen=True, slots=True)
class FindingOfOrganisation(Action):
    organisation: OrganisationId


@action("fic")
@dataclass(frozen=True, slots=True)
class FindingOfColleague(Action):
    colleague: ModeratorId


@action("fid")
@dataclass(frozen=True, slots=True)
class SetFinding(Action):
    """done: 0 or 1."""

    finding: FindingId
    done: int
