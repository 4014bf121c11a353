"""Signing what somebody else wrote, and what its author does meanwhile."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    BulletinList,
    BulletinsOf,
    GiveBackBulletin,
    ReturnBulletin,
    SignBulletin,
    SignLate,
    TakeUpBulletin,
    ToSign,
    WithdrawBulletin,
)
from bot.domain.errors import DueMeanwhile
from bot.handlers.publisher import drafts, lists
from bot.screens import signing as screens
from bot.services import signing
from bot.texts import refusals


async def on_waiting(ctx: Ctx) -> None:
    await lists.on_list(ctx, BulletinsOf(BulletinList.WAITING))


async def on_look(ctx: Ctx, action: ToSign) -> None:
    turn = ctx.turn
    bulletin = await signing.look(turn, action.bulletin)
    catalogs, places = turn.house.catalogs, turn.house.partnership
    await ctx.reply(*screens.to_sign(turn.t, catalogs, places, bulletin, turn.seconds))


async def on_sign(ctx: Ctx, action: SignBulletin) -> None:
    """What was to leave later, and would leave at once by now, is shown again first."""
    try:
        bulletin = await signing.sign(ctx.turn, action.bulletin, action.digest)
    except DueMeanwhile as refusal:
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal))
        await on_look(ctx, ToSign(action.bulletin))
        return
    await ctx.reply(screens.signed(ctx.turn.t, bulletin))


async def on_sign_late(ctx: Ctx, action: SignLate) -> None:
    bulletin = await signing.sign(ctx.turn, action.bulletin, action.digest, late=True)
    await ctx.reply(screens.signed(ctx.turn.t, bulletin))


async def on_return(ctx: Ctx, action: ReturnBulletin) -> None:
    ctx.turn = await signing.begin_return(ctx.turn, action.bulletin)
    ctx.keep_screen()
    await show_word(ctx)


async def on_word(ctx: Ctx, text: str) -> None:
    ctx.turn = await signing.type_words(ctx.turn, ctx.message, text)
    await show_word(ctx)


async def show_word(ctx: Ctx) -> None:
    """The words that go back with it; before there are any, the question for them."""
    turn = ctx.turn
    if turn.dialogue.words:
        await ctx.reply(screens.word_preview(turn.t, turn.dialogue))
    else:
        await ctx.reply(screens.ask_word(turn.t))


async def on_give_back(ctx: Ctx, action: GiveBackBulletin) -> None:
    ctx.turn, bulletin = await signing.give_back(ctx.turn, action.version)
    await ctx.reply(screens.returned(ctx.turn.t, bulletin))


async def on_take_up(ctx: Ctx, action: TakeUpBulletin) -> None:
    ctx.turn = await signing.take_up(ctx.turn, action.bulletin)
    await drafts.show_draft(ctx)


async def on_withdraw(ctx: Ctx, action: WithdrawBulletin) -> None:
    bulletin = await signing.withdraw(ctx.turn, action.bulletin)
    own = bulletin.author == ctx.turn.speaker.colleague().id
    await ctx.reply(screens.withdrawn(ctx.turn.t, bulletin, own=own))
