"""Arranging an event, and what becomes of it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    CancelEvent,
    EventCame,
    EventDay,
    EventHour,
    EventKind,
    EventLasts,
    EventMinute,
    EventRoom,
    EventWeek,
    NothingMore,
    ReportEvent,
    ShowEvent,
)
from bot.domain.bulletins import BANDS
from bot.domain.errors import ButtonTooOld
from bot.domain.happenings import Attendance
from bot.handlers.publisher import drafts as draft_handlers
from bot.screens import happenings as screens
from bot.services import arranging, gatherings
from bot.services.gatherings import Arranged


async def on_arrange(ctx: Ctx) -> None:
    ctx.turn = await arranging.begin(ctx.turn)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The next question."""
    await _show_week(ctx, 0)


async def _show_week(ctx: Ctx, week: int) -> None:
    draft, days = arranging.draft_of(ctx.turn), arranging.days(ctx.turn, week)
    await ctx.reply(screens.ask(ctx.turn.t, draft, days, week))


async def on_week(ctx: Ctx, action: EventWeek) -> None:
    await _show_week(ctx, action.week)


async def on_kind(ctx: Ctx, action: EventKind) -> None:
    ctx.turn = await arranging.fill(ctx.turn, kind=action.kind)
    await show(ctx)


async def on_day(ctx: Ctx, action: EventDay) -> None:
    ctx.turn = await arranging.choose_day(ctx.turn, action.day)
    await show(ctx)


async def on_hour(ctx: Ctx, action: EventHour) -> None:
    ctx.turn = await arranging.fill(ctx.turn, hour=action.hour)
    await show(ctx)


async def on_minute(ctx: Ctx, action: EventMinute) -> None:
    ctx.turn = await arranging.fill(ctx.turn, minute=action.minute)
    await show(ctx)


async def on_lasts(ctx: Ctx, action: EventLasts) -> None:
    ctx.turn = await arranging.fill(ctx.turn, lasts=action.minutes)
    await show(ctx)


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await arranging.type_place(ctx.turn, text)
    await show(ctx)


async def on_room(ctx: Ctx, action: EventRoom) -> None:
    ctx.turn = await arranging.settle(ctx.turn, action.capacity or None)
    await draft_handlers.show_draft(ctx)


# --- what becomes of it --------------------------------------------------------------------


async def on_page(ctx: Ctx, action: ShowEvent) -> None:
    await _page(ctx, await gatherings.look(ctx.turn, action.event))


async def _page(ctx: Ctx, found: Arranged) -> None:
    event = found.bulletin.content.event
    if event is None:
        raise ButtonTooOld
    shown = screens.page(
        ctx.turn.t,
        event,
        found.gathering,
        coming=found.coming,
        ending=found.ending,
        findings=found.findings,
        now=ctx.turn.seconds,
    )
    await ctx.reply(shown)


async def on_cancel(ctx: Ctx, action: CancelEvent) -> None:
    """Asked once, then done."""
    if action.sure:
        await _page(ctx, await gatherings.cancel(ctx.turn, action.event))
    else:
        await gatherings.look(ctx.turn, action.event)
        await ctx.reply(screens.ask_cancel(ctx.turn.t, action.event))


async def on_report(ctx: Ctx, action: ReportEvent) -> None:
    ctx.turn = await gatherings.begin_report(ctx.turn, action.event)
    await show_report(ctx)


async def show_report(ctx: Ctx) -> None:
    t = ctx.turn.t
    said = gatherings.report_of(ctx.turn).came is not None
    await ctx.reply(screens.ask_outcome(t) if said else screens.ask_came(t))


async def on_came(ctx: Ctx, action: EventCame) -> None:
    if action.band >= len(BANDS):
        raise ButtonTooOld
    band = BANDS[action.band]
    ctx.turn = await gatherings.say_came(ctx.turn, Attendance(low=band.low, high=band.high))
    await show_report(ctx)


async def on_report_words(ctx: Ctx, text: str) -> None:
    ctx.turn, closed = await gatherings.type_report(ctx.turn, text)
    if closed:
        await _page(ctx, closed)
    else:
        await show_report(ctx)


async def on_nothing_more(ctx: Ctx, _: NothingMore) -> None:
    ctx.turn, closed = await gatherings.close(ctx.turn)
    await _page(ctx, closed)
