"""/quiet: how news reaches a resident."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    AgreeUrgent,
    AnswerOffer,
    MuteTopic,
    NewsInFull,
    SetLeast,
    SetQuiet,
)
from bot.handlers.resident import areas, gate
from bot.screens import preferences as screens
from bot.services import preferences
from bot.texts import preferences as texts


async def on_quiet(ctx: Ctx) -> None:
    """The notice says what is kept of a chat, so it comes first."""
    if await gate.stopped(ctx):
        return
    turn = ctx.turn
    await ctx.reply(screens.page(turn.t, turn.house.partnership, preferences.of(turn)))


async def on_set_quiet(ctx: Ctx, action: SetQuiet) -> None:
    if await gate.stopped(ctx):
        return
    ctx.turn = await preferences.set_quiet(ctx.turn, action.begins, action.ends)
    await on_quiet(ctx)


async def on_set_least(ctx: Ctx, action: SetLeast) -> None:
    if await gate.stopped(ctx):
        return
    ctx.turn = await preferences.set_least(ctx.turn, action.least)
    await on_quiet(ctx)


async def on_mute_topic(ctx: Ctx, action: MuteTopic) -> None:
    if await gate.stopped(ctx):
        return
    ctx.turn = await preferences.mute(ctx.turn, action.topic, muted=bool(action.muted))
    await on_quiet(ctx)


async def on_agree_urgent(ctx: Ctx, action: AgreeUrgent) -> None:
    """What it means comes before a yes; a no needs nothing."""
    if await gate.stopped(ctx):
        return
    if action.agreed and not action.sure:
        await ctx.reply(screens.ask_urgent(ctx.turn.t))
        return
    ctx.turn = await preferences.agree_to_urgent(ctx.turn, agreed=bool(action.agreed))
    await on_quiet(ctx)


async def on_news_in_full(ctx: Ctx, action: NewsInFull) -> None:
    """What it reveals comes before a yes."""
    if await gate.stopped(ctx):
        return
    if action.wanted and not action.sure:
        await ctx.reply(screens.ask_in_full(ctx.turn.t))
        return
    ctx.turn = await preferences.want_in_full(ctx.turn, wanted=bool(action.wanted))
    await on_quiet(ctx)


async def on_answer_offer(ctx: Ctx, action: AnswerOffer) -> None:
    if await gate.stopped(ctx):
        return
    ctx.turn = await preferences.agree_to_urgent(ctx.turn, agreed=bool(action.agreed))
    ctx.say_above(texts.answered(ctx.turn.t, agreed=bool(action.agreed)))
    await areas.on_areas(ctx)
