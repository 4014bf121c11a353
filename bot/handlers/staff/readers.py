"""Asking for a reader of a case's language, and being one."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ReaderFound, ShowConcern, WantReader
from bot.domain.dialogues import Step
from bot.handlers.staff import moderation
from bot.services import readers
from bot.services.readers import Asked
from bot.texts import readers as texts


async def on_want(ctx: Ctx, action: WantReader) -> None:
    """From the preview of an answer the preview stands again; else the case does."""
    asked = await readers.want(ctx.turn, action.concern)
    ctx.say_above(_said(ctx, asked))
    dialogue = ctx.turn.dialogue
    if dialogue.step is Step.REPLY and dialogue.about == action.concern:
        await moderation.show_reply(ctx)
    else:
        await moderation.on_show_concern(ctx, ShowConcern(action.concern))


def _said(ctx: Ctx, asked: Asked) -> str:
    t, language = ctx.turn.t, asked.concern.language
    if asked.told:
        return texts.asked(t, language, asked.told)
    return texts.nobody_here(t, language, translates=ctx.turn.house.translates)


async def on_found(ctx: Ctx, action: ReaderFound) -> None:
    await readers.found(ctx.turn, action.concern)
    ctx.say_above(texts.thanks(ctx.turn.t))
    await moderation.on_show_concern(ctx, ShowConcern(action.concern))
