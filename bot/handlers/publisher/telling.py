""" "You said, we did"."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import TellBack
from bot.handlers.publisher import drafts
from bot.screens import telling as screens
from bot.services import telling


async def on_themes(ctx: Ctx) -> None:
    found = await telling.listed(ctx.turn)
    await ctx.reply(screens.listed(ctx.turn.t, [one.theme for one in found]))


async def on_tell(ctx: Ctx, action: TellBack) -> None:
    ctx.turn = await telling.begin(ctx.turn, action.theme)
    await drafts.show_draft(ctx)
