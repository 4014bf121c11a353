"""A resident steps forward in a case of their own, or takes it back."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    ExplainMeeting,
    ExplainReveal,
    SendForward,
    StepForward,
    TakeBackForward,
    WriteForward,
)
from bot.domain.errors import ButtonTooOld
from bot.screens import stepping as screens
from bot.services import residents, stepping
from bot.texts import stepping as texts


async def on_step_forward(ctx: Ctx, action: StepForward) -> None:
    concern = await stepping.may_begin(ctx.turn, action.concern)
    await ctx.reply(screens.step_forward(ctx.turn.t, concern))


async def on_explain_reveal(ctx: Ctx, action: ExplainReveal) -> None:
    concern = await stepping.may_begin(ctx.turn, action.concern)
    await ctx.reply(screens.explain_reveal(ctx.turn.t, ctx.turn.house.partnership, concern))


async def on_explain_meeting(ctx: Ctx, action: ExplainMeeting) -> None:
    concern = await stepping.may_begin(ctx.turn, action.concern)
    await ctx.reply(screens.explain_meeting(ctx.turn.t, ctx.turn.house.partnership, concern))


async def on_write(ctx: Ctx, action: WriteForward) -> None:
    ctx.turn = await stepping.write(ctx.turn, action.concern, action.kind)
    await show(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await stepping.type_words(ctx.turn, ctx.message, text)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The preview; before any words, how to write them."""
    t, dialogue = ctx.turn.t, ctx.turn.dialogue
    if dialogue.about is None or dialogue.forward is None:
        raise ButtonTooOld
    if not dialogue.words:
        await ctx.reply(screens.ask_words(t, dialogue.forward))
        return
    concern = await residents.own_case(ctx.turn, dialogue.about)
    partnership = ctx.turn.house.partnership
    await ctx.reply(screens.preview(t, partnership, concern, dialogue, dialogue.forward))


async def on_send(ctx: Ctx, action: SendForward) -> None:
    ctx.turn, concern = await stepping.send(ctx.turn, action.concern, action.version)
    await ctx.reply(screens.said(ctx.turn.t, texts.sent(ctx.turn.t, concern.code)), fresh=True)


async def on_take_back(ctx: Ctx, action: TakeBackForward) -> None:
    concern = await stepping.take_back(ctx.turn, action.concern, action.position)
    said = texts.taken_back(ctx.turn.t, concern.code)
    await ctx.reply(screens.said(ctx.turn.t, said), fresh=True)
