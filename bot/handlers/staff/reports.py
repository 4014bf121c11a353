"""Figures of a team, month by month."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ShowReport
from bot.domain.ids import AreaId
from bot.screens import report as screens
from bot.services import reports


async def on_report(ctx: Ctx) -> None:
    await _show(ctx, None, None)


async def on_show_report(ctx: Ctx, action: ShowReport) -> None:
    await _show(ctx, action.month, action.area)


async def _show(ctx: Ctx, month: int | None, area: AreaId | None) -> None:
    turn = ctx.turn
    found = await reports.report(turn, month, area)
    me = turn.speaker.colleague()
    await ctx.reply(screens.report(turn.t, turn.house.partnership, me.organisation, found))
