"""One signature for what cannot wait, and looking at it afterwards."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AskAlone, BulletinReviewed, ReviewBulletin, SignAlone
from bot.screens import alone as screens
from bot.services import alone, signing


async def on_ask(ctx: Ctx, action: AskAlone) -> None:
    ctx.turn = await alone.begin(ctx.turn, action.version)
    ctx.keep_screen()
    await show(ctx)


async def on_reason(ctx: Ctx, text: str) -> None:
    ctx.turn = await signing.type_words(ctx.turn, ctx.message, text)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """What it means, with the reason; before there is one, the question for it."""
    turn = ctx.turn
    if turn.dialogue.words:
        await ctx.reply(screens.confirm(turn.t, turn.dialogue))
    else:
        await ctx.reply(screens.ask_reason(turn.t))


async def on_sign(ctx: Ctx, action: SignAlone) -> None:
    ctx.turn, _ = await alone.sign(ctx.turn, action.version)
    await ctx.reply(screens.signed(ctx.turn.t))


async def on_review(ctx: Ctx, action: ReviewBulletin) -> None:
    turn = ctx.turn
    bulletin, signer = await alone.look(turn, action.bulletin)
    catalogs, places = turn.house.catalogs, turn.house.partnership
    await ctx.reply(*screens.look(turn.t, catalogs, places, bulletin, signer))


async def on_reviewed(ctx: Ctx, action: BulletinReviewed) -> None:
    await alone.review(ctx.turn, action.bulletin)
    await ctx.reply(screens.reviewed(ctx.turn.t))
