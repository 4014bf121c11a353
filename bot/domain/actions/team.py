"""Buttons about the team itself: who serves, what they may, how they do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.wire import Action, action
from bot.domain.ids import (
    AreaId,
    InviteId,
    ModeratorId,
)
from bot.domain.people import Lang
from bot.domain.practice import Stage
from bot.domain.roles import Role


@action("rl")
@dataclass(frozen=True, slots=True)
class ReadsLanguage(Action):
    """Staff: add or remove a language they read."""

    language: Lang


@action("dty")
@dataclass(frozen=True, slots=True)
class SetDuty(Action):
    """on: goes on duty, else off."""

    on: int


@action("ji")
@dataclass(frozen=True, slots=True)
class AcceptInvite(Action):
    """The invitation was shown with what it means; only this uses it up."""

    token: str


@action("sl")
@dataclass(frozen=True, slots=True)
class ShowStaff(Action):
    page: int


@action("sc")
@dataclass(frozen=True, slots=True)
class ShowColleague(Action):
    colleague: ModeratorId


@action("st")
@dataclass(frozen=True, slots=True)
class ChangeRoles(Action):
    """Begins to choose other roles and areas for a colleague."""

    colleague: ModeratorId


@action("sx")
@dataclass(frozen=True, slots=True)
class Revoke(Action):
    """sure: asked and confirmed."""

    colleague: ModeratorId
    sure: int


@action("ni")
@dataclass(frozen=True, slots=True)
class NewInvite(Action):
    """Begins to choose roles and areas for an invitation."""


@action("wi")
@dataclass(frozen=True, slots=True)
class WithdrawInvite(Action):
    invite: InviteId


@action("gr")
@dataclass(frozen=True, slots=True)
class ToggleRole(Action):
    role: Role


@action("ga")
@dataclass(frozen=True, slots=True)
class ToggleArea(Action):
    """page: of the list of areas."""

    area: AreaId
    page: int


@action("gp")
@dataclass(frozen=True, slots=True)
class ShowAreasToChoose(Action):
    page: int


@action("gt")
@dataclass(frozen=True, slots=True)
class ToggleTrained(Action):
    """The invited colleague needs no practice case, or does."""


@action("gs")
@dataclass(frozen=True, slots=True)
class SettleRoles(Action):
    """As they were shown in this version. sure: seen once more and confirmed."""

    version: int
    sure: int


@action("pc")
@dataclass(frozen=True, slots=True)
class Practise(Action):
    """A press on the screen of this stage. choice: which of its buttons."""

    stage: Stage
    choice: int


@action("fig")
@dataclass(frozen=True, slots=True)
class ShowReport(Action):
    """month: 12 * year + month - 1. area: None for all of them."""

    month: int
    area: AreaId | None


@action("gco")
@dataclass(frozen=True, slots=True)
class OfferGroupCode(Action):
    """A new code that links a group."""


@action("gun")
@dataclass(frozen=True, slots=True)
class UnlinkGroup(Action):
    """The linked group is told nothing more."""
