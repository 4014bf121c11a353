"""/ask: pages to read before telling, and a question to a named role."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AskAbout, ChooseDesk, ShowAdvice, TellHere
from bot.domain.dialogues import CONCERN_STEPS, Step
from bot.domain.errors import ImpossibleChange
from bot.handlers.resident import appeal, concern, gate
from bot.screens import asking as screens
from bot.services import concerns, questions, residents


async def on_ask(ctx: Ctx) -> None:
    """Reading needs no notice and keeps nothing."""
    await ctx.reply(screens.asking(ctx.turn.t, ctx.turn.house.partnership))


async def on_page(ctx: Ctx, action: ShowAdvice) -> None:
    partnership = ctx.turn.house.partnership
    await ctx.reply(screens.page(ctx.turn.t, partnership, partnership.advice_page(action.page)))


async def on_question(ctx: Ctx) -> None:
    """Begins; a question that is being written goes on where it was."""
    if await gate.stopped_before_sharing(ctx):
        return
    dialogue = ctx.turn.dialogue
    if dialogue.step not in CONCERN_STEPS or not dialogue.concern.asking:
        if await appeal.stopped(ctx):
            return
        ctx.turn = await concerns.begin_question(ctx.turn)
    await concern.show_step(ctx)


async def on_ask_about(ctx: Ctx, action: AskAbout) -> None:
    """Begins a question about news, with the words that were kept."""
    if await gate.stopped_before_sharing(ctx) or await appeal.stopped(ctx):
        return
    ctx.turn = await questions.ask(ctx.turn, action.bulletin)
    await concern.show_step(ctx)


async def on_desk(ctx: Ctx, action: ChooseDesk) -> None:
    ctx.turn = await concerns.fill(ctx.turn, Step.CONCERN_DESK, desk=action.desk)
    await concern.show_step(ctx)


async def on_tell_here(ctx: Ctx, action: TellHere) -> None:
    """What it means to tell in the conversation of a question. Raises ImpossibleChange."""
    found = await residents.own_case(ctx.turn, action.concern)
    if found.desk is None or not found.is_open:
        raise ImpossibleChange
    await ctx.reply(screens.tell_here(ctx.turn.t, ctx.turn.house.partnership, found))
