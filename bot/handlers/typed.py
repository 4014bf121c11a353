"""What is typed, changed or attached, before it is known what it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import Message

from bot.context import Ctx
from bot.domain.actions import MaskWords
from bot.domain.danger import is_danger
from bot.domain.dialogues import Step
from bot.domain.errors import TextTooLong
from bot.handlers import pictures, place
from bot.handlers.resident import gate, start
from bot.screens import resident as screens
from bot.services import concerns, residents
from bot.services.residents import Gate
from bot.texts import pictures as picture_texts
from bot.texts import refusals
from bot.texts import resident as texts
from bot.texts import staff as staff_texts

Steps = Mapping[Step, Callable[[Ctx, str], Awaitable[None]]]
_STAFF_STEPS = frozenset(
    {
        Step.REPLY,
        Step.NOTE,
        Step.MASK,
        Step.FIND,
        Step.RETURN,
        Step.PRACTICE,
        Step.HANDOVER,
        Step.HANDOVER_RETURN,
        Step.SHARED_NOTE,
        Step.THEME,
        Step.BULLETIN_TEXT,
        Step.BULLETIN,
        Step.BULLETIN_ALONE,
        Step.BULLETIN_RETURN,
        Step.INCIDENT,
        Step.EVENT,
        Step.EVENT_CAME,
        Step.FINDING,
    }
)


async def on_text(ctx: Ctx, text: str, steps: Steps) -> None:
    """Danger first, at any step and before any other answer; then what the step makes of it."""
    await guard(ctx, text)
    await _take(ctx, text, steps)


async def guard(ctx: Ctx, text: str) -> None:
    """Whoever writes of danger is told first whom to call."""
    if ctx.turn.dialogue.step not in _STAFF_STEPS and is_danger(text):
        await ctx.reply(screens.danger(ctx.turn.t))


async def _take(ctx: Ctx, text: str, steps: Steps) -> None:
    step = ctx.turn.dialogue.step
    try:
        if step is Step.IDLE and _at_gate(ctx):
            ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
            await gate.stopped(ctx)
        else:
            await steps[step](ctx, text)
    except TextTooLong as refusal:
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal), alone=True)
        await place.show(ctx)


def _at_gate(ctx: Ctx) -> bool:
    is_resident = ctx.turn.speaker.moderator is None
    return is_resident and residents.gate(ctx.turn) is not Gate.OPEN


async def on_edit(ctx: Ctx, text: str, steps: Steps) -> None:
    """A changed message replaces its part of the draft; one already sent becomes an addition."""
    dialogue = ctx.turn.dialogue
    if dialogue.bulletin and dialogue.bulletin.language_of(ctx.message):
        await _take(ctx, text, {**steps, dialogue.step: steps[Step.BULLETIN_TEXT]})
        return
    if dialogue.words.has(ctx.message) or dialogue.step is not Step.IDLE:
        await on_text(ctx, text, steps)
        return
    if ctx.turn.speaker.moderator is not None or _at_gate(ctx) or not await _has_cases(ctx):
        await on_text(ctx, text, steps)
        return
    if is_danger(text):
        await ctx.reply(screens.danger(ctx.turn.t))
    ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    await start.on_offer_words(ctx, edited=True)


async def _has_cases(ctx: Ctx) -> bool:
    return bool(await residents.cases_at_hand(ctx.turn))


async def on_mask(ctx: Ctx, _: MaskWords) -> None:
    """The preview again, with the clues to its writer masked."""
    ctx.turn = await concerns.mask_words(ctx.turn)
    await place.show(ctx)


async def on_words_without_place(ctx: Ctx, text: str) -> None:
    """A resident's words are kept and offered; a colleague is told that nothing was sent."""
    if ctx.turn.speaker.moderator is not None:
        await ctx.reply(screens.page(ctx.turn.t, staff_texts.text_without_place(ctx.turn.t)))
        return
    ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    await start.on_offer_words(ctx)


async def on_attachment(ctx: Ctx, message: Message, steps: Steps) -> None:
    """A picture and a place are taken where they belong; anything else is refused with a reason.

    Words under it are kept, and the open question stands again.
    """
    caption = message.caption or ""
    await guard(ctx, message.text or caption)
    if not _is_of_others(message) and await _taken(ctx, message):
        if caption:
            await _take(ctx, caption, steps)
        return
    ctx.say_above(_reason(ctx, message))
    if not caption or _is_of_others(message):
        await place.show(ctx)
        return
    if ctx.turn.speaker.moderator is None or _has_place(ctx, steps):
        ctx.say_above(texts.caption_kept(ctx.turn.t))
    await _take(ctx, caption, steps)


async def _taken(ctx: Ctx, message: Message) -> bool:
    """Whether the picture, PDF or place has found its way; else nothing of it was touched."""
    if _at_gate(ctx):
        return False
    if file := pictures.file_of(message):
        return await pictures.on_picture(ctx, file)
    if message.location and not message.location.live_period:
        return await pictures.on_place(ctx, message.location.latitude, message.location.longitude)
    return False


def _has_place(ctx: Ctx, steps: Steps) -> bool:
    return steps[ctx.turn.dialogue.step] is not on_words_without_place


def _is_of_others(message: Message) -> bool:
    return bool(message.forward_origin or message.via_bot)


def _reason(ctx: Ctx, message: Message) -> str:
    t = ctx.turn.t
    if _is_of_others(message):
        return texts.refused_forward(t)
    if pictures.file_of(message):
        return _no_picture(ctx)
    if message.voice or message.video or message.video_note or message.audio:
        return texts.refused_voice(t)
    if message.location or message.venue:
        return texts.refused_location(t)
    if message.document:
        return texts.refused_file(t)
    return texts.refused_other(t)


def _no_picture(ctx: Ctx) -> str:
    t = ctx.turn.t
    return picture_texts.after_the_notice(t) if _at_gate(ctx) else picture_texts.not_here(t)
