"""Writing area news, up to its proposal."""

from __future__ import annotations

from typing import assert_never

from bot.context import Ctx
from bot.domain.actions import (
    BulletinArea,
    BulletinFallback,
    BulletinLanguage,
    BulletinPage,
    ProposeBulletin,
    ShowBulletinDraft,
)
from bot.domain.errors import ButtonTooOld
from bot.handlers.publisher import schedule
from bot.screens import alone as alone_screens
from bot.screens import publisher as screens
from bot.screens import schedule as schedule_screens
from bot.services import drafts, signing


async def on_bulletin(ctx: Ctx) -> None:
    ctx.turn = await drafts.begin(ctx.turn)
    await show_draft(ctx)


async def show_draft(ctx: Ctx) -> None:
    draft = drafts.draft_of(ctx.turn)
    t = ctx.turn.t
    shown = screens.draft(t, ctx.turn.house.partnership, draft)
    await ctx.reply(schedule_screens.on_draft(t, shown, draft.content))


async def on_page(ctx: Ctx, action: ShowBulletinDraft) -> None:
    match action.page:
        case BulletinPage.EDIT:
            await on_bulletin(ctx)
        case BulletinPage.AREAS:
            await _show_areas(ctx)
        case BulletinPage.PREVIEW:
            await _show_preview(ctx)
        case BulletinPage.TIME:
            await schedule.show(ctx)
        case BulletinPage.DAYS:
            await schedule.show_days(ctx)
        case BulletinPage.DISCARD:
            ctx.turn = await drafts.discard(ctx.turn)
            await ctx.reply(screens.discarded(ctx.turn.t))
        case _:
            assert_never(action.page)


async def on_language(ctx: Ctx, action: BulletinLanguage) -> None:
    ctx.turn = await drafts.write(ctx.turn, action.language)
    await show_question(ctx)


async def show_question(ctx: Ctx) -> None:
    """Which language's text is to be written now."""
    writing = drafts.draft_of(ctx.turn).writing
    if writing is None:
        raise ButtonTooOld
    await ctx.reply(screens.ask_text(ctx.turn.t, writing))


async def on_text(ctx: Ctx, text: str) -> None:
    """A text that was changed while another is being written leaves that question standing."""
    ctx.turn = await drafts.type_text(ctx.turn, text, ctx.message)
    if drafts.draft_of(ctx.turn).writing:
        await show_question(ctx)
    else:
        await show_draft(ctx)


async def on_fallback(ctx: Ctx, action: BulletinFallback) -> None:
    ctx.turn = await drafts.toggle_fallback(ctx.turn, action.language)
    await show_draft(ctx)


async def on_area(ctx: Ctx, action: BulletinArea) -> None:
    ctx.turn = await drafts.toggle_area(ctx.turn, action.area)
    await _show_areas(ctx)


async def _show_areas(ctx: Ctx) -> None:
    targets = drafts.targets(ctx.turn)
    followers = await drafts.followers(ctx.turn, [a.id for a in targets])
    draft = drafts.draft_of(ctx.turn)
    await ctx.reply(screens.areas(ctx.turn.t, draft, targets, followers))


async def _show_preview(ctx: Ctx) -> None:
    """Raises LanguagesMissing, NoAreaChosen, DuePassed."""
    turn = ctx.turn
    value = drafts.as_proposed(turn)
    shown = screens.preview(
        turn.t, turn.house.catalogs, turn.house.partnership, value, turn.dialogue.version
    )
    *read, question = shown
    question = schedule_screens.with_time(turn.t, question, value.content)
    me, version = turn.speaker.colleague(), turn.dialogue.version
    await ctx.reply(*read, alone_screens.offered(turn.t, question, value, me, version))


async def on_propose(ctx: Ctx, action: ProposeBulletin) -> None:
    ctx.turn, bulletin = await signing.propose(ctx.turn, action.version)
    await ctx.reply(screens.proposed(ctx.turn.t, bulletin))
