"""A resident whose new concerns are paused: told before any words are lost, and able to appeal."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import SendAppeal, WriteAppeal
from bot.screens import mutes as screens
from bot.services import appeals, concerns, mutes, residents


async def stopped(ctx: Ctx) -> bool:
    """Says that new concerns are paused, when they are. What was written is kept."""
    turn = ctx.turn
    paused = await mutes.paused(turn)
    if paused is None:
        return False
    kept = bool(turn.dialogue.words)
    own = await residents.own_cases(turn) if kept else ()
    await ctx.reply(screens.paused(turn.t, paused, own, words_kept=kept))
    return True


async def on_write_appeal(ctx: Ctx, action: WriteAppeal) -> None:
    ctx.turn = await appeals.begin(ctx.turn, again=bool(action.again))
    await show(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The appeal exactly as it will be read; before any words, how to write it."""
    turn = ctx.turn
    if not turn.dialogue.words:
        await ctx.reply(screens.ask_appeal(turn.t))
        return
    found = concerns.clues(turn)
    shown = screens.appeal_preview(turn.t, turn.house.partnership, turn.dialogue, found)
    await ctx.reply(*shown)


async def on_send_appeal(ctx: Ctx, action: SendAppeal) -> None:
    ctx.turn, until = await appeals.send(ctx.turn, action.version)
    await ctx.reply(screens.appeal_sent(ctx.turn.t, until), fresh=True)
