"""A resident's own cases: read, add, say that it is not solved, end."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Ctx
from bot.domain.actions import (
    EndCase,
    NotSolved,
    OpenBulletin,
    OpenCase,
    RateCase,
    SendAddition,
    WriteToCase,
)
from bot.domain.bulletins import Bulletin
from bot.domain.errors import ButtonTooOld
from bot.domain.ids import ConcernId
from bot.handlers.resident import (
    areas,
)
from bot.screens import asking as asking_screens
from bot.screens import resident as screens
from bot.services import (
    concerns,
    handovers,
    news,
    rating,
    residents,
    signups,
    threads,
)
from bot.texts import resident as texts


async def on_cases(ctx: Ctx) -> None:
    await ctx.reply(screens.cases(ctx.turn.t, await residents.cases_at_hand(ctx.turn)))


async def on_open_case(ctx: Ctx, action: OpenCase) -> None:
    await _show(ctx, action.concern)


async def _show(ctx: Ctx, concern_id: ConcernId) -> None:
    concern, _, entries = await concerns.open_case(ctx.turn, concern_id)
    hands = await concerns.hands(ctx.turn, concern, entries)
    forwards = await threads.forwards_told(ctx.turn, concern_id)
    told = await handovers.told(ctx.turn, concern_id)
    places = ctx.turn.house.partnership
    await ctx.reply(*screens.case(ctx.turn.t, places, concern, entries, hands, forwards, told))


async def on_unread(ctx: Ctx) -> None:
    """What the neutral line announced. Its own message stays as it is."""
    ctx.keep_screen()
    answered = [c for c in await residents.own_cases(ctx.turn) if c.news]
    fresh = await _news(ctx)
    if len(answered) == 1 and not fresh:
        await _show(ctx, answered[0].id)
    elif len(fresh) == 1 and not answered:
        await areas.on_open_bulletin(ctx, OpenBulletin(fresh[0].id))
    elif answered or fresh:
        await ctx.reply(screens.whats_new(ctx.turn.t, answered, fresh))
    else:
        await ctx.reply(screens.page(ctx.turn.t, texts.nothing_new(ctx.turn.t)))


async def _news(ctx: Ctx) -> Sequence[Bulletin]:
    """Events that one signed up to and was just told of, then what is new in the areas."""
    told = await signups.told_of(ctx.turn)
    known = {bulletin.id for bulletin in told}
    return [*told, *(b for b in await news.recent(ctx.turn) if b.id not in known)]


async def on_write_to_case(ctx: Ctx, action: WriteToCase) -> None:
    ctx.turn = await concerns.write_to(ctx.turn, action.concern)
    await show_addition(ctx)


async def on_addition_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await concerns.keep_words(ctx.turn, ctx.message, text)
    await show_addition(ctx)


async def show_addition(ctx: Ctx) -> None:
    """The preview of what is to be added; before any words, how to write them."""
    t, dialogue = ctx.turn.t, ctx.turn.dialogue
    if dialogue.about is None:
        raise ButtonTooOld
    concern = await residents.own_case(ctx.turn, dialogue.about)
    if dialogue.words:
        found = concerns.clues(ctx.turn)
        await ctx.reply(*screens.addition_preview(t, concern, dialogue, found))
    else:
        await ctx.reply(screens.write_to_case(t, concern))


async def on_send_addition(ctx: Ctx, action: SendAddition) -> None:
    ctx.turn, concern = await concerns.add(ctx.turn, action.concern, action.version)
    t, partnership = ctx.turn.t, ctx.turn.house.partnership
    shown = screens.addition_sent(t, concern)
    await ctx.reply(
        asking_screens.waiting(t, partnership, concern, shown, ctx.turn.now), fresh=True
    )


async def on_not_solved(ctx: Ctx, action: NotSolved) -> None:
    concern = await concerns.not_solved(ctx.turn, action.concern)
    await ctx.reply(screens.reopened(ctx.turn.t, concern))


async def on_rate(ctx: Ctx, action: RateCase) -> None:
    concern = await rating.rate(ctx.turn, action.concern, action.helped)
    await ctx.reply(screens.rated(ctx.turn.t, concern, action.helped))


async def on_end_case(ctx: Ctx, action: EndCase) -> None:
    """Asked once, then done."""
    if not action.sure:
        concern = await residents.own_case(ctx.turn, action.concern)
        await ctx.reply(screens.ask_end(ctx.turn.t, concern))
        return
    concern = await concerns.end(ctx.turn, action.concern)
    await ctx.reply(screens.ended(ctx.turn.t, concern))
