"""News from a template, up to its preview."""

from __future__ import annotations

from typing import assert_never

from bot.context import Ctx
from bot.domain.actions import (
    AnswerIncident,
    BulletinPage,
    ChooseTemplate,
    IncidentArea,
    IncidentPage,
    IncidentWithin,
    ShowBulletinDraft,
    ShowIncident,
)
from bot.domain.incidents import Slot, SlotKind
from bot.handlers.publisher import drafts as draft_handlers
from bot.screens import incidents as screens
from bot.services import drafts, incidents
from bot.texts import incidents as texts


async def on_bulletin(ctx: Ctx) -> None:
    """Goes on with the template that is being filled, else with the draft."""
    if incidents.under_way(ctx.turn):
        await show(ctx)
    else:
        await draft_handlers.on_bulletin(ctx)


async def on_page(ctx: Ctx, action: ShowIncident) -> None:
    match action.page:
        case IncidentPage.LIST:
            ctx.turn = await incidents.leave(ctx.turn)
            await ctx.reply(screens.templates(ctx.turn.t, ctx.turn.house.partnership))
        case IncidentPage.BACK:
            ctx.turn = await incidents.back(ctx.turn)
            await _show_or_list(ctx)
        case IncidentPage.READY:
            ctx.turn = await incidents.finish(ctx.turn)
            await draft_handlers.on_page(ctx, ShowBulletinDraft(BulletinPage.PREVIEW))
        case _:
            assert_never(action.page)


async def _show_or_list(ctx: Ctx) -> None:
    if ctx.turn.dialogue.incident is None:
        await ctx.reply(screens.templates(ctx.turn.t, ctx.turn.house.partnership))
    else:
        await show(ctx)


async def on_template(ctx: Ctx, action: ChooseTemplate) -> None:
    ctx.turn = await incidents.choose(ctx.turn, action.template)
    await show(ctx)


async def on_within(ctx: Ctx, action: IncidentWithin) -> None:
    ctx.turn = await incidents.look_within(ctx.turn, action.area)
    await show(ctx)


async def on_answer(ctx: Ctx, action: AnswerIncident) -> None:
    ctx.turn = await incidents.answer(ctx.turn, action.slot, action.option)
    await show(ctx)


async def on_street(ctx: Ctx, text: str) -> None:
    """The one thing that is typed; anything else is answered by taps."""
    if not incidents.wants_street(ctx.turn):
        ctx.say_above(texts.only_buttons(ctx.turn.t))
    else:
        ctx.turn = await incidents.type_street(ctx.turn, text)
    await show(ctx)


async def on_area(ctx: Ctx, action: IncidentArea) -> None:
    ctx.turn = await incidents.toggle_area(ctx.turn, action.area)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The question that is open, or who is to get it."""
    slot = incidents.asked(ctx.turn)
    if slot is None:
        await _show_areas(ctx)
    else:
        await _show_slot(ctx, slot)


async def _show_slot(ctx: Ctx, slot: Slot) -> None:
    turn = ctx.turn
    asked = (turn.t, incidents.template_of(turn), incidents.draft_of(turn), slot)
    match slot.kind:
        case SlotKind.PLACE if incidents.by_area(turn) and asked[2].within is None:
            await ctx.reply(screens.within(*asked, drafts.targets(turn)))
        case SlotKind.PLACE:
            await ctx.reply(screens.place(*asked, incidents.places(turn)))
        case SlotKind.TIME:
            await ctx.reply(screens.moment(*asked, turn.now))
        case SlotKind.NUMBER | SlotKind.CHOICE:
            await ctx.reply(screens.options(*asked))
        case _:
            assert_never(slot.kind)


async def _show_areas(ctx: Ctx) -> None:
    turn = ctx.turn
    targets = drafts.targets(turn)
    template, draft = incidents.template_of(turn), incidents.draft_of(turn)
    await ctx.reply(screens.areas(turn.t, template, draft, targets))
