"""Asking for a translation, and the turn in which it has come."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Ctx
from bot.domain.actions import TranslateCase, TranslateReply
from bot.domain.dialogues import Step
from bot.domain.errors import Refused, TextTooLong
from bot.domain.translations import Trouble, Wanted
from bot.handlers.staff import moderation
from bot.screens import translations as screens
from bot.services import translating
from bot.services.translating import Work
from bot.texts import refusals
from bot.texts import translations as texts

Translated = Sequence[str] | Trouble


async def on_translate_case(ctx: Ctx, action: TranslateCase) -> None:
    await translating.ask_reading(ctx.turn, action.concern)
    await ctx.reply(screens.said(ctx.turn.t, texts.coming(ctx.turn.t)), fresh=True)


async def on_translate_reply(ctx: Ctx, action: TranslateReply) -> None:
    """The preview stands as it was until the translation takes its place."""
    await translating.ask_writing(ctx.turn, action.concern, action.version)
    await ctx.reply(screens.said(ctx.turn.t, texts.coming(ctx.turn.t)), fresh=True)


async def on_translated(ctx: Ctx, work: Work, wanted: Wanted, outcome: Translated) -> None:
    """A case that went out of reach meanwhile is refused like any other."""
    try:
        if isinstance(outcome, Trouble):
            await _say(ctx, work, texts.trouble(ctx.turn.t, outcome))
        elif work.version is None:
            await _show(ctx, work, wanted, outcome)
        else:
            await _put(ctx, work, wanted, outcome[0])
    except TextTooLong:
        await _say(ctx, work, texts.trouble(ctx.turn.t, Trouble.TOO_LONG))
    except Refused as refusal:
        await ctx.reply(screens.said(ctx.turn.t, refusals.sentence(ctx.turn.t, refusal)))


async def _say(ctx: Ctx, work: Work, sentence: str) -> None:
    """Above the draft, if it is still being written."""
    dialogue = ctx.turn.dialogue
    if work.version is not None and dialogue.step is Step.REPLY and dialogue.about == work.concern:
        ctx.say_above(sentence)
        await moderation.show_reply(ctx)
    else:
        await ctx.reply(screens.said(ctx.turn.t, sentence))


async def _show(ctx: Ctx, work: Work, wanted: Wanted, translated: Sequence[str]) -> None:
    concern = await translating.still(ctx.turn, work, wanted)
    if concern is None:
        await _say(ctx, work, texts.changed_meanwhile(ctx.turn.t))
        return
    await ctx.reply(*screens.reading(ctx.turn.t, concern, translated))


async def _put(ctx: Ctx, work: Work, wanted: Wanted, translated: str) -> None:
    """Nothing is said where the author has changed or sent the answer meanwhile."""
    turn = await translating.put(ctx.turn, work, wanted, translated)
    if turn is not None:
        ctx.turn = turn
        await moderation.show_reply(ctx)
