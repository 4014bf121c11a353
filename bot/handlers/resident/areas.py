"""Areas a resident follows, and their news."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import FollowArea, OpenBulletin, ShowMunicipality
from bot.handlers.resident import gate, pulse
from bot.screens import resident as screens
from bot.services import news, residents


async def on_areas(ctx: Ctx) -> None:
    turn = ctx.turn
    await ctx.reply(screens.areas(turn.t, turn.house.partnership, turn.speaker.profile))


async def on_municipality(ctx: Ctx, action: ShowMunicipality) -> None:
    turn, partnership = ctx.turn, ctx.turn.house.partnership
    if action.purpose == screens.CONCERNING:
        await ctx.reply(screens.ask_area_of(turn.t, partnership, action.organisation))
        return
    profile = turn.speaker.profile
    await ctx.reply(screens.areas_of(turn.t, partnership, action.organisation, profile))


async def on_follow(ctx: Ctx, action: FollowArea) -> None:
    """The notice says what is kept of somebody who follows an area, so it comes first."""
    if await gate.stopped(ctx):
        return
    ctx.turn = await residents.follow(ctx.turn, action.area)
    turn, partnership = ctx.turn, ctx.turn.house.partnership
    organisation = partnership.area(action.area).organisation
    await ctx.reply(screens.areas_of(turn.t, partnership, organisation, turn.speaker.profile))


async def on_news(ctx: Ctx) -> None:
    found = await news.recent(ctx.turn)
    await ctx.reply(screens.news(ctx.turn.t, found, ctx.turn.speaker.profile))


async def on_open_bulletin(ctx: Ctx, action: OpenBulletin) -> None:
    found = await news.read(ctx.turn, action.bulletin)
    shown = screens.bulletin(ctx.turn.t, ctx.turn.house.partnership, found)
    await ctx.reply(await pulse.under(ctx, found, shown))
