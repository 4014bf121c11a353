"""What safety walks found, and who sees to it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    AddFinding,
    FindingOfColleague,
    FindingOfOrganisation,
    SetFinding,
    ShowFindings,
)
from bot.domain.ids import BulletinId
from bot.screens import happenings as screens
from bot.services import gatherings


async def on_walks(ctx: Ctx) -> None:
    found = await gatherings.walks(ctx.turn)
    listed = [(walk.id, b.content.event) for walk, b in found if b.content.event]
    await ctx.reply(screens.walks(ctx.turn.t, [(w, event) for w, event in listed if event]))


async def on_show(ctx: Ctx, action: ShowFindings) -> None:
    await _show(ctx, action.event)


async def _show(ctx: Ctx, event: BulletinId) -> None:
    bulletin, found = await gatherings.found(ctx.turn, event)
    await ctx.reply(*screens.findings(ctx.turn.t, ctx.turn.house.partnership, bulletin, found))


async def on_add(ctx: Ctx, action: AddFinding) -> None:
    ctx.turn = await gatherings.begin_finding(ctx.turn, action.event)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """The open question: what, where, whose."""
    draft, team = gatherings.finding_of(ctx.turn), await gatherings.owners(ctx.turn)
    await ctx.reply(screens.ask_finding(ctx.turn.t, ctx.turn.house.partnership, draft, team))


async def on_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await gatherings.type_finding(ctx.turn, text)
    await show(ctx)


async def on_organisation(ctx: Ctx, action: FindingOfOrganisation) -> None:
    ctx.turn, event = await gatherings.keep_finding(ctx.turn, organisation=action.organisation)
    await _show(ctx, event)


async def on_colleague(ctx: Ctx, action: FindingOfColleague) -> None:
    ctx.turn, event = await gatherings.keep_finding(ctx.turn, colleague=action.colleague)
    await _show(ctx, event)


async def on_set(ctx: Ctx, action: SetFinding) -> None:
    event = await gatherings.set_done(ctx.turn, action.finding, done=bool(action.done))
    await _show(ctx, event)
