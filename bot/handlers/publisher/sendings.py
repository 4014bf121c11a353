"""How sendings go, and stopping them."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AskStop, BulletinReport, StopBulletin
from bot.domain.bulletins import UNSENT
from bot.screens import (
    bulletin_page,
)
from bot.screens import (
    sendings as screens,
)
from bot.screens import signing as signing_screens
from bot.services import sendings


async def on_report(ctx: Ctx, action: BulletinReport) -> None:
    bulletin, how = await sendings.look(ctx.turn, action.bulletin)
    if bulletin.stage in UNSENT:
        me = ctx.turn.speaker.colleague()
        own, signs = bulletin.author == me.id, bulletin.is_signable_by(me)
        await ctx.reply(signing_screens.in_hand(ctx.turn.t, bulletin, own=own, signs=signs))
        return
    report = screens.report(ctx.turn.t, ctx.turn.house.partnership, bulletin, how)
    on_phones, standing = await sendings.afterwards(ctx.turn, bulletin)
    await ctx.reply(bulletin_page.page(ctx.turn.t, report, bulletin, on_phones, standing))


async def on_ask_stop(ctx: Ctx, action: AskStop) -> None:
    """In a message of its own: the one that tells how it goes is changed by the sending."""
    bulletin = await sendings.stoppable(ctx.turn, action.bulletin)
    await ctx.reply(screens.ask_stop(ctx.turn.t, bulletin), fresh=True)


async def on_stop(ctx: Ctx, action: StopBulletin) -> None:
    bulletin = await sendings.stop(ctx.turn, action.bulletin)
    await ctx.reply(screens.stopped(ctx.turn.t, bulletin))
