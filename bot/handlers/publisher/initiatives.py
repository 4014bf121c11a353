"""News of initiatives."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import ChooseStep, MoveInitiative, NewInitiative
from bot.handlers.publisher import drafts
from bot.screens import initiatives as screens
from bot.services import initiatives


async def on_own(ctx: Ctx) -> None:
    await ctx.reply(screens.choose(ctx.turn.t, await initiatives.of_organisation(ctx.turn)))


async def on_new(ctx: Ctx, _: NewInitiative) -> None:
    ctx.turn = await initiatives.begin(ctx.turn)
    await drafts.show_draft(ctx)


async def on_choose(ctx: Ctx, action: ChooseStep) -> None:
    found = await initiatives.chosen(ctx.turn, action.initiative)
    await ctx.reply(screens.choose_step(ctx.turn.t, found))


async def on_move(ctx: Ctx, action: MoveInitiative) -> None:
    ctx.turn = await initiatives.move(ctx.turn, action.initiative, action.step)
    await drafts.show_draft(ctx)
