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
from bot.screens import publisher as screens
from bot.screens import telling as telling_screens
from bot.services import drafts, signing, telling


async def on_bulletin(ctx: Ctx) -> None:
    ctx.turn = await drafts.begin(ctx.turn)
    await show_draft(ctx)


async def show_draft(ctx: Ctx) -> None:
    draft = drafts.draft_of(ctx.turn)
    await ctx.reply(screens.draft(ctx.turn.t, ctx.turn.house.partnership, draft))


async def on_page(ctx: Ctx, action: ShowBulletinDraft) -> None:
    match action.page:
        case BulletinPage.EDIT:
            await on_bulletin(ctx)
        case BulletinPage.AREAS:
            await _show_areas(ctx)
        case BulletinPage.PREVIEW:
            await _show_preview(ctx)
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
    draft = drafts.draft_of(ctx.turn)
    writing = draft.writing
    if writing is None:
        raise ButtonTooOld
    if draft.content.theme:
        await ctx.reply(telling_screens.ask_part(ctx.turn.t, writing, telling.part(draft)))
        return
    await ctx.reply(screens.ask_text(ctx.turn.t, writing))


async def on_text(ctx: Ctx, text: str) -> None:
    """A text that was changed while another is being written leaves that question standing."""
    if drafts.draft_of(ctx.turn).content.theme:
        ctx.turn = await telling.type_part(ctx.turn, text, ctx.message)
    else:
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
    """Raises LanguagesMissing, NoAreaChosen."""
    turn = ctx.turn
    value = drafts.as_proposed(turn)
    shown = screens.preview(
        turn.t, turn.house.catalogs, turn.house.partnership, value, turn.dialogue.version
    )
    await ctx.reply(*shown)


async def on_propose(ctx: Ctx, action: ProposeBulletin) -> None:
    ctx.turn, bulletin = await signing.propose(ctx.turn, action.version)
    await ctx.reply(screens.proposed(ctx.turn.t, bulletin))
