"""Putting a pulse question, and reading what came of it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ChoosePulse, ChoosePulseDays, PublishPulse, ShowPulse
from bot.handlers.publisher import drafts
from bot.screens import pulse as screens
from bot.services import pulses


async def on_pulse(ctx: Ctx) -> None:
    turn = ctx.turn
    found = await pulses.listed(turn)
    me = turn.speaker.colleague()
    await ctx.reply(screens.rounds(turn.t, turn.house.partnership, found, me))


async def on_choose(ctx: Ctx, action: ChoosePulse) -> None:
    await ctx.reply(screens.ask_days(ctx.turn.t, pulses.question(ctx.turn, action.question)))


async def on_days(ctx: Ctx, action: ChoosePulseDays) -> None:
    ctx.turn = await pulses.begin(ctx.turn, action.question, action.days)
    await drafts.show_draft(ctx)


async def on_show(ctx: Ctx, action: ShowPulse) -> None:
    turn = ctx.turn
    found = await pulses.look(turn, action.pulse)
    shown = screens.standing(
        turn.t, turn.house.partnership, found.question, found.round, found.results,
        turn.speaker.colleague(),
    )  # fmt: skip
    await ctx.reply(shown)


async def on_publish(ctx: Ctx, action: PublishPulse) -> None:
    ctx.turn = await pulses.publish(ctx.turn, action.pulse)
    await drafts.show_draft(ctx)
