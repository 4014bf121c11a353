"""How sendings went."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import BulletinReport
from bot.domain.bulletins import UNSENT
from bot.screens import bulletin_page
from bot.screens import publisher as screens
from bot.screens import signing as signing_screens
from bot.services import sendings


async def on_report(ctx: Ctx, action: BulletinReport) -> None:
    bulletin, how = await sendings.progress(ctx.turn, action.bulletin)
    if bulletin.stage in UNSENT:
        await ctx.reply(signing_screens.in_hand(ctx.turn.t, bulletin))
        return
    report = screens.report(ctx.turn.t, bulletin, how)
    on_phones, standing = await sendings.afterwards(ctx.turn, bulletin)
    await ctx.reply(bulletin_page.page(ctx.turn.t, report, bulletin, on_phones, standing))


async def on_bulletins(ctx: Ctx) -> None:
    await ctx.reply(screens.sent(ctx.turn.t, await sendings.published(ctx.turn)))
