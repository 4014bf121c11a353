"""The practice case of a new colleague."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import Practise
from bot.domain.dialogues import Step
from bot.domain.people import Lang
from bot.domain.practice import Stage
from bot.screens import practice as screens
from bot.services import practice
from bot.texts import people as people_texts
from bot.texts import practice as texts
from bot.texts import staff as staff_texts


async def on_practice(ctx: Ctx) -> None:
    ctx.turn = await practice.begin(ctx.turn)
    await show(ctx)


async def show(ctx: Ctx, said: str = "") -> None:
    """The stage that the practice case has come to."""
    turn = ctx.turn
    practice.stage(turn)
    shown = screens.at(
        turn.t,
        turn.house.catalogs[Lang.AR],
        turn.house.partnership,
        turn.speaker.colleague(),
        practice.case(turn),
        turn.dialogue,
        practice.answers(turn),
        said=said,
        now=turn.now,
    )
    await ctx.reply(*shown)


async def on_practise(ctx: Ctx, action: Practise) -> None:
    ctx.turn, right = await practice.press(ctx.turn, action.stage, action.choice)
    if ctx.turn.dialogue.step is not Step.PRACTICE:
        await ctx.reply(screens.done(ctx.turn.t))
        return
    await show(ctx, _worth(ctx, action.stage, right=right))


def _worth(ctx: Ctx, stage: Stage, *, right: bool) -> str:
    """What a choice was worth, and why."""
    t = ctx.turn.t
    match stage:
        case Stage.URGENCY:
            return texts.child_noted(t) if right else texts.wrong_urgency(t)
        case Stage.DANGER:
            return texts.right_danger(t) if right else texts.wrong_danger(t)
        case Stage.NOTE_PREVIEW:
            return staff_texts.note_kept(t, practice.case(ctx.turn).concern.code)
        case _:
            return ""


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn, taken = await practice.type_words(ctx.turn, ctx.message, text)
    if not taken:
        ctx.say_above(people_texts.use_buttons(ctx.turn.t))
    await show(ctx)
