"""The inbox of neighbourhood staff, and what narrows a list."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ChooseFilter, FilterFound, FilterQueue, QueueList, ShowQueue
from bot.domain.filters import Filters, Place, area_of, category_of
from bot.domain.roles import Deed
from bot.screens import queue as screens
from bot.services import moderation, queue


async def on_queue(ctx: Ctx) -> None:
    await _show(ctx, QueueList.NEW, Filters())


async def on_show_queue(ctx: Ctx, action: ShowQueue) -> None:
    await _show(ctx, action.which, Filters())


async def on_filter_queue(ctx: Ctx, action: FilterQueue) -> None:
    await _show(ctx, action.which, filters_of(ctx, action), Place.read(action.place))


async def _show(ctx: Ctx, which: QueueList, filters: Filters, place: Place | None = None) -> None:
    turn = ctx.turn
    listed = await queue.show(turn, which.value, filters, place)
    found = listed.found
    await ctx.reply(
        screens.inbox(
            turn.t,
            turn.house.partnership,
            which,
            filters,
            found.cases,
            listed.counts,
            turned=(found.before, found.after),
            now=turn.now,
        )
    )


async def on_choose_filter(ctx: Ctx, action: ChooseFilter) -> None:
    turn, filters = ctx.turn, filters_of(ctx, action)
    me, places = moderation.colleague(turn, Deed.READ), turn.house.partnership
    if action.facet:
        shown = screens.choose_value(turn.t, places, me, action.which, filters, action.facet)
    else:
        shown = screens.choose(turn.t, places, me, action.which, filters)
    await ctx.reply(shown)


def filters_of(ctx: Ctx, action: FilterQueue | FilterFound | ChooseFilter) -> Filters:
    """Raises ButtonTooOld when an area or a kind is no more."""
    places = ctx.turn.house.partnership
    return Filters(
        area=area_of(places, action.area),
        category=category_of(places, action.category),
        urgency=action.urgency,
        language=action.language,
        age=action.age,
        state=None if isinstance(action, FilterQueue) else action.state,
    )
