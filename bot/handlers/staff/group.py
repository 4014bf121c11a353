"""Linking the group of an organisation, from the private chat."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import OfferGroupCode, UnlinkGroup
from bot.screens import groups as screens
from bot.services import groups
from bot.texts import groups as texts


async def on_group(ctx: Ctx) -> None:
    found = await groups.of_mine(ctx.turn)
    linked = found is not None and found.chat is not None
    await ctx.reply(screens.page(ctx.turn.t, linked=linked))


async def on_offer(ctx: Ctx, _: OfferGroupCode) -> None:
    code = await groups.offer(ctx.turn)
    await ctx.reply(screens.code(ctx.turn.t, ctx.turn.house.username, code))


async def on_unlink(ctx: Ctx, _: UnlinkGroup) -> None:
    await groups.unlink(ctx.turn)
    ctx.say_above(texts.unlinked(ctx.turn.t))
    await ctx.reply(screens.page(ctx.turn.t, linked=False))
