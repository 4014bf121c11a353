"""A reply that a colleague is to look at before it goes."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    KeepReturn,
    ProposeReply,
    ReturnProposed,
    SendProposed,
    ShowProposed,
    WithdrawProposed,
    WriteProposal,
)
from bot.domain.errors import ChangedMeanwhile, Overtaken
from bot.handlers.staff import moderation as cases
from bot.screens import proposals as screens
from bot.screens import staff as staff_screens
from bot.services import moderation, proposals
from bot.texts import proposals as texts
from bot.texts import refusals
from bot.texts import staff as staff_texts


async def on_write(ctx: Ctx, action: WriteProposal) -> None:
    ctx.turn = await proposals.write(ctx.turn, action.concern)
    ctx.keep_screen()
    await cases.show_reply(ctx)


async def on_propose(ctx: Ctx, action: ProposeReply) -> None:
    try:
        ctx.turn, concern = await proposals.propose(ctx.turn, action.concern, action.version)
    except Overtaken as refusal:
        await cases.show_reply_again(ctx, refusal)
        return
    said = texts.asked(ctx.turn.t, concern.code)
    await ctx.reply(staff_screens.said(ctx.turn.t, said))


async def on_show(ctx: Ctx, action: ShowProposed) -> None:
    turn = ctx.turn
    found = await proposals.look(turn, action.concern)
    theirs = turn.house.catalogs[found.concern.language]
    exact = staff_screens.exact_reply(
        theirs, turn.house.partnership, found.concern, found.entry, found.author
    )
    shown = screens.proposed(
        turn.t,
        turn.speaker.colleague(),
        found.concern,
        found.entry,
        exact,
        by=found.by.pseudonym if found.by else "–",
        newer=found.newer,
        warned=staff_screens.other_language(turn.t, found.entry.text, found.concern),
    )
    await ctx.reply(*shown, fresh=True)


async def on_send(ctx: Ctx, action: SendProposed) -> None:
    """Only what was shown goes; a case that has changed since is shown again."""
    try:
        concern, _ = await proposals.send(
            ctx.turn, action.concern, action.version, urgent=bool(action.urgent)
        )
    except ChangedMeanwhile as refusal:
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal))
        await on_show(ctx, ShowProposed(action.concern))
        return
    said = staff_texts.reply_waits if concern.code_only else staff_texts.reply_sent
    await ctx.reply(staff_screens.said(ctx.turn.t, said(ctx.turn.t, concern.code)))


async def on_withdraw(ctx: Ctx, action: WithdrawProposed) -> None:
    concern = await proposals.withdraw(ctx.turn, action.concern)
    said = texts.withdrawn(ctx.turn.t, concern.code)
    await ctx.reply(staff_screens.said(ctx.turn.t, said))


async def on_return(ctx: Ctx, action: ReturnProposed) -> None:
    ctx.turn = await proposals.begin_return(ctx.turn, action.concern)
    ctx.keep_screen()
    await show_word(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await moderation.type_words(ctx.turn, ctx.message, text)
    await show_word(ctx)


async def show_word(ctx: Ctx) -> None:
    """The word that goes back with it; before any words, who will read it."""
    turn = ctx.turn
    concern = await moderation.writing_about(turn)
    if turn.dialogue.words:
        await ctx.reply(screens.word_preview(turn.t, concern, turn.dialogue))
    else:
        await ctx.reply(screens.ask_word(turn.t, concern))


async def on_keep_return(ctx: Ctx, action: KeepReturn) -> None:
    ctx.turn, concern = await proposals.give_back(ctx.turn, action.concern, action.version)
    said = texts.returned(ctx.turn.t, concern.code)
    await ctx.reply(staff_screens.said(ctx.turn.t, said))
