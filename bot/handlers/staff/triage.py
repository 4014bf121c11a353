"""Assessing a case, weighing the duty to notify, looking again; on duty and off duty."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    AskArea,
    AskCategory,
    AskLookAgain,
    AskTriage,
    AskWeighing,
    SetArea,
    SetCategory,
    SetDuty,
    SetLookAgain,
    SetUrgency,
    Weigh,
)
from bot.domain.concerns import Concern, serves
from bot.domain.errors import ButtonTooOld
from bot.domain.ids import ConcernId
from bot.domain.roles import Deed
from bot.screens import clocks as clock_screens
from bot.screens import staff as staff_screens
from bot.screens import triage as screens
from bot.services import duty, moderation, triage
from bot.texts import clocks as clock_texts
from bot.texts import triage as texts


async def on_triage(ctx: Ctx, action: AskTriage) -> None:
    await _show(ctx, await moderation.seen(ctx.turn, action.concern, Deed.TRIAGE))


async def _show(ctx: Ctx, concern: Concern, *, said: str = "") -> None:
    t, partnership = ctx.turn.t, ctx.turn.house.partnership
    await ctx.reply(screens.ask(t, partnership, concern, said=said))


async def on_urgency(ctx: Ctx, action: SetUrgency) -> None:
    concern = await triage.set_urgency(ctx.turn, action.concern, action.urgency)
    await _show(ctx, concern, said=texts.assessed(ctx.turn.t, concern.code))


async def on_ask_category(ctx: Ctx, action: AskCategory) -> None:
    concern = await moderation.seen(ctx.turn, action.concern, Deed.TRIAGE)
    await ctx.reply(screens.ask_category(ctx.turn.t, ctx.turn.house.partnership, concern))


async def on_category(ctx: Ctx, action: SetCategory) -> None:
    concern = await triage.set_category(ctx.turn, action.concern, action.category)
    await _show(ctx, concern, said=texts.assessed(ctx.turn.t, concern.code))


async def on_ask_area(ctx: Ctx, action: AskArea) -> None:
    concern = await moderation.seen(ctx.turn, action.concern, Deed.TRIAGE)
    await ctx.reply(screens.ask_area(ctx.turn.t, concern, triage.areas(ctx.turn, concern)))


async def on_area(ctx: Ctx, action: SetArea) -> None:
    """Whoever does not serve the new area has nothing more to do with the case."""
    concern = await triage.set_area(ctx.turn, action.concern, action.area)
    t = ctx.turn.t
    place = ctx.turn.house.partnership.area(concern.area).name
    said = texts.moved(t, concern.code, place)
    if serves(ctx.turn.speaker.colleague(), concern):
        await _show(ctx, concern, said=said)
    else:
        await ctx.reply(staff_screens.said(t, said))


# --- the duty to notify --------------------------------------------------------------------------


async def on_ask_weighing(ctx: Ctx, action: AskWeighing) -> None:
    concern = await _to_weigh(ctx, action.concern)
    await ctx.reply(screens.ask_weighing(ctx.turn.t, concern), fresh=True)


async def on_weigh(ctx: Ctx, action: Weigh) -> None:
    """Asked once, then done."""
    t, sent = ctx.turn.t, bool(action.sent)
    if not action.sure:
        concern = await _to_weigh(ctx, action.concern)
        await ctx.reply(screens.ask_sure(t, concern, sent=sent))
        return
    concern = await triage.weigh(ctx.turn, action.concern, sent=sent)
    said = texts.report_noted(t, concern.code, sent=sent)
    await ctx.reply(clock_screens.done(t, concern, said))


async def _to_weigh(ctx: Ctx, concern_id: ConcernId) -> Concern:
    concern = await moderation.seen(ctx.turn, concern_id, Deed.TRIAGE)
    if concern.report_due is None:
        raise ButtonTooOld
    return concern


# --- looking again -------------------------------------------------------------------------------


async def on_ask_look_again(ctx: Ctx, action: AskLookAgain) -> None:
    concern = await moderation.held(ctx.turn, action.concern, Deed.FOLLOW_UP)
    await ctx.reply(clock_screens.ask_look_again(ctx.turn.t, concern))


async def on_look_again(ctx: Ctx, action: SetLookAgain) -> None:
    concern = await triage.look_again(ctx.turn, action.concern, action.when)
    t, at = ctx.turn.t, concern.follow_up
    if at is None:
        said = clock_texts.looks_no_longer(t, concern.code)
    else:
        said = clock_texts.looks_again(t, concern.code, at)
    await ctx.reply(clock_screens.done(t, concern, said))


# --- duty ----------------------------------------------------------------------------------------


async def on_duty(ctx: Ctx) -> None:
    """/duty: the other of the two."""
    await on_set_duty(ctx, SetDuty(int(not ctx.turn.speaker.colleague().on_duty)))


async def on_set_duty(ctx: Ctx, action: SetDuty) -> None:
    ctx.turn = await duty.set_duty(ctx.turn, on=bool(action.on))
    me = ctx.turn.speaker.colleague()
    counts = await duty.digest(ctx.turn) if me.on_duty else None
    await ctx.reply(clock_screens.duty(ctx.turn.t, me, counts), fresh=True)
