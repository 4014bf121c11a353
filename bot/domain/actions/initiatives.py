"""Buttons of initiatives."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.wire import Action, action
from bot.domain.ids import InitiativeId
from bot.domain.initiatives import Step


@action("ini")
@dataclass(frozen=True, slots=True)
class OpenInitiative(Action):
    """How far it has come, and its news."""

    initiative: InitiativeId


@action("inf")
@dataclass(frozen=True, slots=True)
class FollowInitiative(Action):
    """Follow it or stop, whichever is not the case."""

    initiative: InitiativeId


@action("inn")
@dataclass(frozen=True, slots=True)
class NewInitiative(Action):
    """Begin news of an initiative that does not exist yet."""


@action("inc")
@dataclass(frozen=True, slots=True)
class ChooseStep(Action):
    """Which step news of it tells of."""

    initiative: InitiativeId


@action("inm")
@dataclass(frozen=True, slots=True)
class MoveInitiative(Action):
    """Begin news that brings it to this step."""

    initiative: InitiativeId
    step: Step
