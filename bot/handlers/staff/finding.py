"""Finding cases by words."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import FilterFound
from bot.domain.filters import Filters, Place
from bot.handlers.staff.queue import filters_of
from bot.screens import queue as screens
from bot.services import finding


async def on_ask(ctx: Ctx) -> None:
    ctx.turn, asked = await finding.ask(ctx.turn)
    await ctx.reply(screens.ask_words(ctx.turn.t, busy=not asked))


async def on_find(ctx: Ctx, typed: str) -> None:
    """/find with words; without, asks for them."""
    await (on_words(ctx, typed) if typed else on_ask(ctx))


async def on_words(ctx: Ctx, typed: str) -> None:
    ctx.turn = await finding.begin(ctx.turn, typed)
    await _show(ctx, Filters())


async def on_filter_found(ctx: Ctx, action: FilterFound) -> None:
    await _show(ctx, filters_of(ctx, action), Place.read(action.place))


async def show(ctx: Ctx) -> None:
    """What was found last; before any words, how to look for them."""
    if ctx.turn.dialogue.search:
        await _show(ctx, Filters())
    else:
        await on_ask(ctx)


async def _show(ctx: Ctx, filters: Filters, place: Place | None = None) -> None:
    turn = ctx.turn
    result = await finding.page(turn, filters, place)
    found = result.found
    await ctx.reply(
        screens.found(
            turn.t,
            turn.house.partnership,
            result.words,
            filters,
            found.cases,
            turned=(found.before, found.after),
            whole=result.whole,
        )
    )
