"""/code: a case without an address, opened by its receipt code from any account."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import OpenCase
from bot.domain.dialogues import Step
from bot.domain.errors import CodesRest, NotAReceiptCode, TooManyTries
from bot.handlers.resident import cases, gate
from bot.screens import resident as screens
from bot.services import receipts, residents
from bot.services.receipts import Try
from bot.texts import refusals

STEPS = frozenset({Step.CODE, Step.CODE_TRIED})


async def on_code(ctx: Ctx) -> None:
    """Asks for the code; whoever is new here first meets language and notice."""
    ctx.turn = await receipts.ask(ctx.turn)
    if not await gate.stopped_before_sharing(ctx):
        await show_step(ctx)


async def on_code_with_text(ctx: Ctx, text: str) -> None:
    await on_code(ctx) if not text else await on_code_words(ctx, text)


async def show_step(ctx: Ctx) -> None:
    """The question for the code, or that it is being tried."""
    t = ctx.turn.t
    tried = ctx.turn.dialogue.step is Step.CODE_TRIED
    await ctx.reply(screens.code_is_tried(t) if tried else screens.ask_code(t))


async def on_code_words(ctx: Ctx, text: str) -> None:
    """Whatever it is, the message with a code does not stay in the chat."""
    await residents.sweep(ctx.turn)
    if await gate.stopped_before_sharing(ctx):
        return
    try:
        ctx.turn = await receipts.attempt(ctx.turn, text)
    except NotAReceiptCode as refusal:
        ctx.turn = await receipts.ask(ctx.turn)
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal))
    except (TooManyTries, CodesRest) as refusal:
        ctx.turn = await receipts.give_up(ctx.turn)
        await ctx.reply(screens.page(ctx.turn.t, refusals.sentence(ctx.turn.t, refusal)))
        return
    await show_step(ctx)


async def on_words_meanwhile(ctx: Ctx, _: str) -> None:
    """One code at a time."""
    await residents.sweep(ctx.turn)
    await show_step(ctx)


async def on_tried(ctx: Ctx, attempted: Try, proof: bytes | None) -> None:
    """What came of a code; nothing is shown to who has gone on to something else.

    proof: None after a fault of ours.
    """
    if not receipts.is_awaited(ctx.turn, attempted):
        return
    await residents.sweep(ctx.turn)
    if proof is None:
        ctx.turn = await receipts.give_up(ctx.turn)
        await ctx.reply(screens.page(ctx.turn.t, refusals.apology(ctx.turn.t)))
        return
    ctx.turn, found = await receipts.open_case(ctx.turn, proof)
    if found is None:
        await ctx.reply(screens.no_such_code(ctx.turn.t))
    else:
        await cases.on_open_case(ctx, OpenCase(found))
