"""Choosing when news leaves."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain import schedule
from bot.domain.actions import LeavesAt, LeavesOn
from bot.screens import schedule as screens
from bot.services import drafts


async def show(ctx: Ctx) -> None:
    turn = ctx.turn
    due = drafts.draft_of(turn).content.due
    await ctx.reply(screens.ask(turn.t, due, turn.seconds))


async def show_days(ctx: Ctx) -> None:
    drafts.draft_of(ctx.turn)
    await ctx.reply(screens.ask_day(ctx.turn.t, ctx.turn.seconds))


async def on_day(ctx: Ctx, action: LeavesOn) -> None:
    turn = ctx.turn
    drafts.draft_of(turn)
    day = schedule.day_of(action.day, turn.seconds)
    await ctx.reply(screens.ask_hour(turn.t, day, turn.seconds))


async def on_due(ctx: Ctx, action: LeavesAt) -> None:
    ctx.turn = await drafts.set_due(ctx.turn, action.due)
    await show(ctx)
