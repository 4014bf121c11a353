"""Writing area news, up to its proposal."""

from __future__ import annotations

from typing import assert_never

from bot.context import Ctx
from bot.domain.actions import (
    BulletinArea,
    BulletinAreas,
    BulletinFallback,
    BulletinLanguage,
    BulletinPage,
    BulletinPriority,
    BulletinTopic,
    KeepClues,
    MaskNews,
    NoBulletinPicture,
    ProposeBulletin,
    ShowBulletinDraft,
    WriteToSilent,
)
from bot.domain.errors import ButtonTooOld
from bot.handlers.publisher import schedule
from bot.screens import alone as alone_screens
from bot.screens import publisher as screens
from bot.screens import (
    schedule as schedule_screens,
)
from bot.screens import (
    telling as telling_screens,
)
from bot.services import (
    drafts,
    pictures,
    residents,
    signing,
    silence,
    telling,
)
from bot.texts import (
    pictures as picture_texts,
)


async def on_bulletin(ctx: Ctx) -> None:
    ctx.turn = await drafts.begin(ctx.turn)
    await show_draft(ctx)


async def on_write_to_silent(ctx: Ctx, _: WriteToSilent) -> None:
    ctx.turn = await silence.write(ctx.turn)
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
        case BulletinPage.TOPIC:
            draft = drafts.draft_of(ctx.turn)
            await ctx.reply(screens.topics(ctx.turn.t, ctx.turn.house.partnership, draft))
        case BulletinPage.PRIORITY:
            await ctx.reply(screens.priorities(ctx.turn.t, drafts.draft_of(ctx.turn)))
        case BulletinPage.PICTURE:
            await show_picture(ctx)
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


async def on_areas(ctx: Ctx, action: BulletinAreas) -> None:
    ctx.turn = await drafts.toggle_areas(ctx.turn, action.organisation)
    await _show_areas(ctx)


async def _show_areas(ctx: Ctx) -> None:
    targets = drafts.targets(ctx.turn)
    draft = drafts.draft_of(ctx.turn)
    await ctx.reply(screens.areas(ctx.turn.t, ctx.turn.house.partnership, draft, targets))


async def on_topic(ctx: Ctx, action: BulletinTopic) -> None:
    ctx.turn = await drafts.choose_topic(ctx.turn, action.topic)
    await show_draft(ctx)


async def on_priority(ctx: Ctx, action: BulletinPriority) -> None:
    ctx.turn = await drafts.choose_priority(ctx.turn, action.priority)
    await show_draft(ctx)


async def show_picture(ctx: Ctx) -> None:
    await ctx.reply(screens.picture(ctx.turn.t, drafts.draft_of(ctx.turn)))


async def on_no_picture(ctx: Ctx, _: NoBulletinPicture) -> None:
    """Also from the chat: the message it came in, and the picture that was shown."""
    was = drafts.draft_of(ctx.turn).picture
    ctx.turn = await pictures.drop_from_news(ctx.turn)
    seen = [m for m in (was.message if was else 0, ctx.picture) if m]
    if seen:
        await residents.take_back(ctx.turn, seen)
    ctx.say_above(picture_texts.removed(ctx.turn.t))
    await show_draft(ctx)


async def _show_preview(ctx: Ctx) -> None:
    """Raises LanguagesMissing, NoAreaChosen, DuePassed."""
    turn = ctx.turn
    value = drafts.as_proposed(turn)
    followers = await drafts.followers(turn, value.content.areas)
    house, clues = turn.house, drafts.undecided(turn)
    shown = screens.preview(
        turn.t, house.catalogs, house.partnership, value, followers, turn.dialogue.version, clues
    )
    *read, question = shown
    question = schedule_screens.with_time(turn.t, question, value.content)
    if not clues:
        me, version = turn.speaker.colleague(), turn.dialogue.version
        question = alone_screens.offered(turn.t, question, value, me, version)
    await ctx.reply(*read, question)


async def on_mask(ctx: Ctx, _: MaskNews) -> None:
    ctx.turn = await drafts.mask(ctx.turn)
    await _show_preview(ctx)


async def on_keep_clues(ctx: Ctx, action: KeepClues) -> None:
    ctx.turn = await drafts.keep_clues(ctx.turn, action.version)
    await _show_preview(ctx)


async def on_propose(ctx: Ctx, action: ProposeBulletin) -> None:
    ctx.turn, bulletin = await signing.propose(ctx.turn, action.version)
    await ctx.reply(screens.proposed(ctx.turn.t, bulletin))
