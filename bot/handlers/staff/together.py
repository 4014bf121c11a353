"""Giving a case to a colleague, leaving for a while, stepping back."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    Assign,
    AssignAll,
    ChooseColleague,
    ChooseForAll,
    LeavePage,
    LiftStepBack,
    StepBack,
)
from bot.domain.roles import Deed
from bot.screens import staff as staff_screens
from bot.screens import together as screens
from bot.services import assignment, moderation, recusal
from bot.texts import staff as staff_texts
from bot.texts import together as texts


async def on_choose_colleague(ctx: Ctx, action: ChooseColleague) -> None:
    turn = ctx.turn
    concern, choices = await assignment.choices(turn, action.concern)
    me = turn.speaker.colleague()
    await ctx.reply(screens.choose_colleague(turn.t, me, concern, choices, action.page))


async def on_assign(ctx: Ctx, action: Assign) -> None:
    turn = ctx.turn
    before = await moderation.seen(turn, action.concern)
    own = before.claimed_by == turn.speaker.colleague().id
    if action.to is None:
        await moderation.release(turn, action.concern)
        said = staff_texts.released(turn.t, before.code)
    else:
        concern, taker = await assignment.assign(turn, action.concern, action.to)
        said = texts.assigned(turn.t, concern.code, taker.pseudonym)
    await ctx.reply(screens.done(turn.t, said, own=own))


async def on_leave(ctx: Ctx) -> None:
    await on_leave_page(ctx, LeavePage(0))


async def on_leave_page(ctx: Ctx, action: LeavePage) -> None:
    turn = ctx.turn
    own = await assignment.own(turn)
    await ctx.reply(screens.leave(turn.t, turn.house.partnership, own, action.page))


async def on_choose_for_all(ctx: Ctx, action: ChooseForAll) -> None:
    choices = await assignment.choices_for_all(ctx.turn)
    await ctx.reply(screens.choose_for_all(ctx.turn.t, choices, action.page))


async def on_assign_all(ctx: Ctx, action: AssignAll) -> None:
    """Asked once, then done."""
    if action.sure:
        await assignment.assign_all(ctx.turn, action.to)
        await on_leave(ctx)
        return
    count, to = await assignment.for_all(ctx.turn, action.to)
    await ctx.reply(screens.ask_all(ctx.turn.t, count, to))


async def on_step_back(ctx: Ctx, action: StepBack) -> None:
    """Asked once, then done; the chat is emptied before it is said."""
    if not action.sure:
        concern = await moderation.seen(ctx.turn, action.concern, Deed.STEP_BACK)
        await ctx.reply(screens.ask_step_back(ctx.turn.t, concern))
        return
    ctx.turn, concern = await recusal.step_back(ctx.turn, action.concern)
    said = texts.stepped_back(ctx.turn.t, concern.code)
    await ctx.reply(staff_screens.said(ctx.turn.t, said), fresh=True)


async def on_lift_step_back(ctx: Ctx, action: LiftStepBack) -> None:
    concern = await recusal.lift(ctx.turn, action.concern)
    said = texts.lifted(ctx.turn.t, concern.code)
    await ctx.reply(staff_screens.said(ctx.turn.t, said))
