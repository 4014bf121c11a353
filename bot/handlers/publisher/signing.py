"""Signing what somebody else wrote."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ReturnBulletin, SignBulletin, TakeUpBulletin, ToSign
from bot.handlers.publisher import drafts
from bot.screens import signing as screens
from bot.services import signing


async def on_waiting(ctx: Ctx) -> None:
    await ctx.reply(screens.waiting(ctx.turn.t, await signing.waiting(ctx.turn)))


async def on_look(ctx: Ctx, action: ToSign) -> None:
    turn = ctx.turn
    bulletin = await signing.look(turn, action.bulletin)
    await ctx.reply(*screens.to_sign(turn.t, turn.house.catalogs, turn.house.partnership, bulletin))


async def on_sign(ctx: Ctx, action: SignBulletin) -> None:
    bulletin = await signing.sign(ctx.turn, action.bulletin, action.digest)
    await ctx.reply(screens.signed(ctx.turn.t, bulletin))


async def on_return(ctx: Ctx, action: ReturnBulletin) -> None:
    bulletin = await signing.give_back(ctx.turn, action.bulletin)
    await ctx.reply(screens.returned(ctx.turn.t, bulletin))


async def on_take_up(ctx: Ctx, action: TakeUpBulletin) -> None:
    ctx.turn = await signing.take_up(ctx.turn, action.bulletin)
    await drafts.show_draft(ctx)
