"""Answering the pulse question of an area."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AnswerPulse, TakeBackAnswer
from bot.domain.ids import BulletinId
from bot.handlers.resident import happenings
from bot.services import pulses


async def on_answer(ctx: Ctx, action: AnswerPulse) -> None:
    await pulses.answer(ctx.turn, action.pulse, action.answer)
    await happenings.show(ctx, BulletinId(action.pulse))


async def on_take_back(ctx: Ctx, action: TakeBackAnswer) -> None:
    await pulses.take_back(ctx.turn, action.pulse)
    await happenings.show(ctx, BulletinId(action.pulse))
