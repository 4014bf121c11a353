"""Writing a concern: guided steps that may be skipped, words, exact preview, sending."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Ctx
from bot.domain.actions import (
    AskCodeOnly,
    Change,
    ChangeDraft,
    ConcernArea,
    ConcernCategory,
    ConcernHowOften,
    ConcernWhen,
    DropWords,
    SendConcern,
    SendWithCode,
    UseWords,
)
from bot.domain.dialogues import CONCERN_STEPS, Step
from bot.domain.errors import ButtonTooOld, ConcernsPaused, NoticeNotSeen, TooManyOpenConcerns
from bot.domain.screens import Screen
from bot.handlers.resident import appeal, gate
from bot.screens import asking as asking_screens
from bot.screens import resident as screens
from bot.services import concerns, pictures, residents
from bot.services import dialogues as standing
from bot.services.residents import Gate
from bot.texts import pictures as picture_texts
from bot.texts import resident as texts


async def on_concern(ctx: Ctx) -> None:
    """Begins; a draft that is being written goes on where it was."""
    if await gate.stopped_before_sharing(ctx):
        return
    dialogue = ctx.turn.dialogue
    if dialogue.step not in CONCERN_STEPS or dialogue.concern.asking:
        if await appeal.stopped(ctx):
            return
        ctx.turn = await concerns.begin(ctx.turn)
    await show_step(ctx)


async def on_concern_with_words(ctx: Ctx, text: str) -> None:
    """/concern; what stands after it are words already."""
    if text:
        ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    await on_concern(ctx)


async def show_step(ctx: Ctx) -> None:
    """The question that is open, or the preview."""
    turn = ctx.turn
    t, partnership, dialogue = turn.t, turn.house.partnership, turn.dialogue
    shown: tuple[Screen, ...]
    match dialogue.step:
        case Step.CONCERN_AREA:
            shown = (screens.ask_area(t, partnership, dialogue.poster),)
        case Step.CONCERN_CATEGORY:
            shown = (screens.ask_category(t, partnership),)
        case Step.CONCERN_WHEN:
            shown = (screens.ask_when(t),)
        case Step.CONCERN_HOW_OFTEN:
            shown = (screens.ask_how_often(t),)
        case Step.CONCERN_DESK:
            shown = (asking_screens.ask_desk(t, partnership, dialogue.concern.area),)
        case Step.CONCERN_WORDS if dialogue.concern.asking and not dialogue.words:
            shown = (asking_screens.ask_words(t, partnership, dialogue.concern.desk),)
        case Step.CONCERN_WORDS:
            shown = (screens.write_more(t) if dialogue.words else screens.ask_words(t),)
        case Step.CONCERN_PREVIEW:
            ctx.turn = await concerns.preview(turn)
            found = concerns.clues(ctx.turn)
            shown = screens.preview(t, partnership, ctx.turn.dialogue, found)
        case _:
            raise ButtonTooOld
    await ctx.reply(*shown)


async def on_area(ctx: Ctx, action: ConcernArea) -> None:
    ctx.turn = await concerns.fill(ctx.turn, Step.CONCERN_AREA, area=action.area)
    await show_step(ctx)


async def on_category(ctx: Ctx, action: ConcernCategory) -> None:
    ctx.turn = await concerns.fill(ctx.turn, Step.CONCERN_CATEGORY, category=action.category)
    await show_step(ctx)


async def on_when(ctx: Ctx, action: ConcernWhen) -> None:
    details = replace(ctx.turn.dialogue.concern.details, when=action.when)
    ctx.turn = await concerns.fill(ctx.turn, Step.CONCERN_WHEN, details=details)
    await show_step(ctx)


async def on_how_often(ctx: Ctx, action: ConcernHowOften) -> None:
    details = replace(ctx.turn.dialogue.concern.details, how_often=action.how_often)
    ctx.turn = await concerns.fill(ctx.turn, Step.CONCERN_HOW_OFTEN, details=details)
    await show_step(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    """Words typed at any step are kept; at the step of words they lead to the preview."""
    ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    if ctx.turn.dialogue.step in (Step.CONCERN_WORDS, Step.CONCERN_PREVIEW):
        ctx.turn = await concerns.preview(ctx.turn)
        await show_step(ctx)
        return
    ctx.say_above(texts.words_added(ctx.turn.t))
    await show_step(ctx)


_STEP_OF = {
    Change.AREA: Step.CONCERN_AREA,
    Change.DESK: Step.CONCERN_DESK,
    Change.CATEGORY: Step.CONCERN_CATEGORY,
    Change.WHEN: Step.CONCERN_WHEN,
    Change.HOW_OFTEN: Step.CONCERN_HOW_OFTEN,
    Change.MORE: Step.CONCERN_WORDS,
    Change.NOTHING: Step.CONCERN_PREVIEW,
}


async def on_change(ctx: Ctx, action: ChangeDraft) -> None:
    """Raises ButtonTooOld when no concern is being written."""
    if ctx.turn.dialogue.step not in CONCERN_STEPS:
        raise ButtonTooOld
    if action.what is Change.MENU:
        await ctx.reply(screens.ask_change(ctx.turn.t, ctx.turn.dialogue))
        return
    if action.what is Change.WORDS:
        ctx.turn = await concerns.forget_words(ctx.turn)
        ctx.say_above(texts.words_dropped(ctx.turn.t))
        await show_step(ctx)
        return
    if action.what is Change.PICTURES:
        ctx.turn = await pictures.drop_all(ctx.turn)
        ctx.say_above(picture_texts.all_removed(ctx.turn.t))
        await show_step(ctx)
        return
    ctx.turn = await concerns.ask(ctx.turn, _STEP_OF[action.what])
    await show_step(ctx)


async def on_send(ctx: Ctx, action: SendConcern) -> None:
    """The receipt; who is paused or has too many open cases gets choices and keeps the words."""
    if residents.gate(ctx.turn) is not Gate.OPEN:
        raise NoticeNotSeen
    turn = ctx.turn
    try:
        ctx.turn, concern = await concerns.submit(turn, action.version)
    except ConcernsPaused:
        await appeal.stopped(ctx)
        return
    except TooManyOpenConcerns:
        cases = [c for c in await residents.own_cases(turn) if c.is_open]
        await ctx.reply(screens.too_many_open(turn.t, cases))
        return
    opens = concerns.opens_again(turn, concern)
    partnership = turn.house.partnership
    shown = screens.receipt(turn.t, partnership, concern, opens)
    asked = asking_screens.receipt(turn.t, partnership, concern, shown, turn.now)
    await ctx.reply(asked, fresh=True)


async def on_ask_code_only(ctx: Ctx, action: AskCodeOnly) -> None:
    """What it means, before anything is sent."""
    concerns.check_preview(ctx.turn, action.version)
    await ctx.reply(screens.ask_code_only(ctx.turn.t, action.version))


async def on_send_with_code(ctx: Ctx, action: SendWithCode) -> None:
    """The receipt with its code, shown this once."""
    turn = ctx.turn
    ctx.turn, concern, code = await concerns.submit_with_code(turn, action.version)
    opens = concerns.opens_again(turn, concern)
    partnership = turn.house.partnership
    shown = screens.receipt_with_code(turn.t, partnership, concern, code, opens)
    asked = asking_screens.receipt(turn.t, partnership, concern, shown, turn.now)
    await ctx.reply(asked, fresh=True)


async def on_use_words(ctx: Ctx, _: UseWords) -> None:
    if not ctx.turn.dialogue.words and not ctx.turn.dialogue.pictures:
        raise ButtonTooOld
    if await appeal.stopped(ctx):
        return
    ctx.turn = await concerns.begin(ctx.turn)
    await show_step(ctx)


async def on_drop_words(ctx: Ctx, _: DropWords) -> None:
    ctx.turn = await standing.clear(ctx.turn)
    await ctx.reply(screens.page(ctx.turn.t, texts.cancelled(ctx.turn.t)))
