"""Buttons of the pulse of an area."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actions.wire import Action, action
from bot.domain.ids import AnswerId, PulseId, QuestionId


@action("plq")
@dataclass(frozen=True, slots=True)
class ChoosePulse(Action):
    """Begin news that puts this question."""

    question: QuestionId


@action("pld")
@dataclass(frozen=True, slots=True)
class ChoosePulseDays(Action):
    """days: how long it will be open."""

    question: QuestionId
    days: int


@action("pls")
@dataclass(frozen=True, slots=True)
class ShowPulse(Action):
    """How a round stands, or how it ended."""

    pulse: PulseId


@action("plp")
@dataclass(frozen=True, slots=True)
class PublishPulse(Action):
    """Begin news that tells how a round ended."""

    pulse: PulseId


@action("pla")
@dataclass(frozen=True, slots=True)
class AnswerPulse(Action):
    """A resident's answer, or another one instead."""

    pulse: PulseId
    answer: AnswerId


@action("plt")
@dataclass(frozen=True, slots=True)
class TakeBackAnswer(Action):
    pulse: PulseId
