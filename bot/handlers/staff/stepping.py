"""A colleague reads what a resident who steps forward says of themselves."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import OpenForward
from bot.screens import stepping as screens
from bot.services import stepping


async def on_open(ctx: Ctx, action: OpenForward) -> None:
    concern, forward = await stepping.read(ctx.turn, action.concern, action.position)
    await ctx.reply(screens.opened(ctx.turn.t, concern, forward), fresh=True)
