"""Masking words of a case: choose, see what it will be like, confirm."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ApplyMask, BeginMasking, MaskFound, Unmask
from bot.domain.roles import Deed
from bot.screens import masking as screens
from bot.services import masking, moderation
from bot.texts import masking as texts


async def on_begin(ctx: Ctx, action: BeginMasking) -> None:
    ctx.turn = await masking.begin(ctx.turn, action.concern)
    await show(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await masking.type_words(ctx.turn, ctx.message, text)
    await show(ctx)


async def on_found(ctx: Ctx, action: MaskFound) -> None:
    ctx.turn = await masking.choose(ctx.turn, action.concern, action.number)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The preview; before any words that stand in the case, how to choose them."""
    t, plan = ctx.turn.t, await masking.plan(ctx.turn)
    if plan.snippets:
        version = ctx.turn.dialogue.version
        await ctx.reply(screens.preview(t, plan.concern, plan.snippets, version))
        return
    missed = bool(plan.words)
    await ctx.reply(screens.ask_words(t, plan.concern, plan.offered, missed=missed))


async def on_apply(ctx: Ctx, action: ApplyMask) -> None:
    good = bool(action.good)
    ctx.turn = await masking.apply(ctx.turn, action.concern, action.version, good=good)
    concern = await moderation.tended(ctx.turn, action.concern, Deed.MASK)
    said = texts.struck if good else texts.masked
    await ctx.reply(screens.done(ctx.turn.t, concern, said(ctx.turn.t, concern.code)), fresh=good)


async def on_unmask(ctx: Ctx, action: Unmask) -> None:
    concern = await masking.lift(ctx.turn, action.concern)
    await ctx.reply(screens.done(ctx.turn.t, concern, texts.unmasked(ctx.turn.t, concern.code)))
