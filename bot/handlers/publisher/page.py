"""What happens to news after it has left: corrected, prolonged, withdrawn."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    AskValidity,
    BulletinReport,
    CorrectBulletin,
    ProlongBulletin,
    RetractBulletin,
    SetValidity,
    WithdrawBulletin,
)
from bot.handlers.publisher import drafts
from bot.handlers.publisher.sendings import on_report
from bot.screens import bulletin_page as screens
from bot.services import drafts as draft_services
from bot.services import retracting, ties


async def on_correct(ctx: Ctx, action: CorrectBulletin) -> None:
    ctx.turn = await ties.correct(ctx.turn, action.bulletin)
    await drafts.show_draft(ctx)


async def on_prolong(ctx: Ctx, action: ProlongBulletin) -> None:
    ctx.turn = await ties.prolong(ctx.turn, action.bulletin)
    await drafts.show_draft(ctx)


async def on_withdraw(ctx: Ctx, action: WithdrawBulletin) -> None:
    await ctx.reply(screens.ask_why(ctx.turn.t, await ties.own(ctx.turn, action.bulletin)))


async def on_retract(ctx: Ctx, action: RetractBulletin) -> None:
    gone = await retracting.retract(ctx.turn, action.bulletin, action.why)
    await on_report(ctx, BulletinReport(gone.id))


async def on_ask_validity(ctx: Ctx, _: AskValidity) -> None:
    draft = draft_services.draft_of(ctx.turn)
    await ctx.reply(screens.ask_validity(ctx.turn.t, ties.leaves(ctx.turn, draft.content)))


async def on_set_validity(ctx: Ctx, action: SetValidity) -> None:
    ctx.turn = await ties.set_validity(ctx.turn, action.validity)
    await drafts.show_draft(ctx)
