"""Initiatives of the areas a resident follows."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import FollowInitiative, OpenInitiative
from bot.domain.ids import InitiativeId
from bot.handlers.resident import gate
from bot.screens import initiatives as screens
from bot.services import initiatives


async def on_near(ctx: Ctx) -> None:
    await ctx.reply(screens.near(ctx.turn.t, await initiatives.near(ctx.turn)))


async def on_open(ctx: Ctx, action: OpenInitiative) -> None:
    await _show(ctx, action.initiative)


async def on_follow(ctx: Ctx, action: FollowInitiative) -> None:
    """As with an area, the notice comes first."""
    if await gate.stopped(ctx):
        return
    ctx.turn = await initiatives.follow(ctx.turn, action.initiative)
    await _show(ctx, action.initiative)


async def _show(ctx: Ctx, initiative: InitiativeId) -> None:
    card = await initiatives.card(ctx.turn, initiative)
    t, partnership = ctx.turn.t, ctx.turn.house.partnership
    shown = screens.card(t, partnership, card.initiative, card.news, followed=card.followed)
    await ctx.reply(shown)
