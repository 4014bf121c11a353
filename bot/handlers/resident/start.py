"""Coming in: /start, language, notice, menu, and the pages that only tell."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Ctx
from bot.domain.actions import AcceptInvite, AcceptNotice, ChooseLanguage, OpenBulletin
from bot.domain.dialogues import CONCERN_STEPS, Step
from bot.domain.errors import InviteInvalid
from bot.domain.ids import AreaId
from bot.domain.people import Moderator
from bot.domain.roles import (
    Deed,
)
from bot.handlers.resident import (
    appeal,
    areas,
    cases,
    code,
    concern,
    gate,
    stepping,
)
from bot.i18n import Catalog
from bot.screens import (
    people as people_screens,
)
from bot.screens import resident as screens
from bot.screens import staff as staff_screens
from bot.services import dialogues as standing
from bot.services import residents, staff
from bot.texts import duty as duty_texts
from bot.texts import happenings as happening_texts
from bot.texts import mutes as mute_texts
from bot.texts import people as people_texts
from bot.texts import resident as texts
from bot.texts import staff as staff_texts

AREA_LINK, INVITE_LINK, BULLETIN_LINK = "a_", "i_", "b_"


async def on_start(ctx: Ctx, payload: str) -> None:
    """A poster's area, an invitation or nothing; then as far as the chat has come."""
    if payload.startswith(INVITE_LINK):
        await on_invited(ctx, payload.removeprefix(INVITE_LINK))
        return
    if payload.startswith(BULLETIN_LINK):
        await areas.on_open_bulletin(ctx, OpenBulletin.from_link(payload))
        return
    area = AreaId(payload.removeprefix(AREA_LINK))
    if payload.startswith(AREA_LINK) and area in ctx.turn.house.partnership.areas:
        dialogue = replace(ctx.turn.dialogue, poster=area)
        ctx.turn = await standing.save(ctx.turn, dialogue)
    await on_menu(ctx)


async def on_invited(ctx: Ctx, token: str) -> None:
    """What an invitation means; opening its link does not use it."""
    turn = ctx.turn
    offer = await staff.look(turn, token)
    places = turn.house.partnership
    await ctx.reply(
        people_screens.invited(
            turn.t,
            turn.t.name(places.organisation(offer.organisation).names),
            offer.roles,
            [area.name for area in places.areas.values() if area.id in offer.areas],
            token,
            has_cases=bool(await residents.own_cases(turn)),
        )
    )


async def on_accept_invite(ctx: Ctx, action: AcceptInvite) -> None:
    """Pressed twice, it shows the role card twice."""
    try:
        ctx.turn = await staff.accept(ctx.turn, action.token)
    except InviteInvalid:
        if ctx.turn.speaker.moderator is None:
            raise
    await on_reads(ctx)


async def on_menu(ctx: Ctx) -> None:
    """The menu, or what must come before it."""
    if await gate.stopped(ctx):
        return
    turn = ctx.turn
    if turn.speaker.moderator:
        await ctx.reply(staff_screens.menu(turn.t, turn.speaker.moderator))
        return
    partnership = turn.house.partnership
    poster = partnership.areas.get(turn.dialogue.poster) if turn.dialogue.poster else None
    await ctx.reply(screens.menu(turn.t, poster, turn.speaker.profile))


async def on_language(ctx: Ctx) -> None:
    await ctx.reply(screens.choose_language(ctx.turn.t))


async def on_choose_language(ctx: Ctx, action: ChooseLanguage) -> None:
    ctx.turn = await residents.choose_language(ctx.turn, action.language)
    ctx.turn = await staff.speak(ctx.turn, action.language)
    await on_menu(ctx)


async def on_accept_notice(ctx: Ctx, action: AcceptNotice) -> None:
    """What was being written goes on; words that waited are offered now.

    The notice of an earlier language accepts nothing: a colleague sees none when choosing another.
    """
    if action.language is ctx.turn.speaker.language:
        ctx.turn = await residents.accept_notice(ctx.turn, action.version)
    await go_on(ctx)


async def go_on(ctx: Ctx) -> None:
    """Where a resident stands: the open question, words without a place, or the menu."""
    step = ctx.turn.dialogue.step
    if step in CONCERN_STEPS:
        await concern.show_step(ctx)
    elif step is Step.ADDITION:
        await cases.show_addition(ctx)
    elif step in code.STEPS:
        await code.show_step(ctx)
    elif step is Step.APPEAL:
        await appeal.show(ctx)
    elif step is Step.REVEAL:
        await stepping.show(ctx)
    elif ctx.turn.dialogue.words or ctx.turn.dialogue.pictures:
        await on_offer_words(ctx)
    else:
        await on_menu(ctx)


async def on_offer_words(ctx: Ctx, *, edited: bool = False) -> None:
    """Words without a place: a concern, an addition, or forgotten."""
    if await gate.stopped(ctx) or await appeal.stopped(ctx):
        return
    cases = await residents.cases_at_hand(ctx.turn)
    await ctx.reply(screens.offer_words(ctx.turn.t, ctx.turn.dialogue, cases, edited=edited))


async def on_cancel(ctx: Ctx) -> None:
    """Stops whatever is being written; nothing was sent."""
    turn = ctx.turn
    draft = turn.dialogue.words or turn.dialogue.pictures
    busy = turn.dialogue.step is not Step.IDLE or draft
    said = texts.cancelled(turn.t) if busy else texts.nothing_to_cancel(turn.t)
    ctx.turn = await standing.clear(turn)
    await ctx.reply(screens.page(turn.t, said))


async def on_hide(ctx: Ctx) -> None:
    ctx.turn = await residents.hide(ctx.turn)
    await ctx.reply(screens.page(ctx.turn.t, texts.hidden(ctx.turn.t)), fresh=True)


async def on_emergency(ctx: Ctx) -> None:
    await ctx.reply(screens.emergency(ctx.turn.t, ctx.turn.house.partnership))


async def on_privacy(ctx: Ctx) -> None:
    await ctx.reply(screens.privacy(ctx.turn.t, ctx.turn.house.partnership))


async def on_about(ctx: Ctx) -> None:
    t, house = ctx.turn.t, ctx.turn.house
    await ctx.reply(screens.page(t, texts.about(t, house.partnership, house.username)))


async def on_help(ctx: Ctx) -> None:
    t = ctx.turn.t
    text = texts.help_page(t)
    if ctx.turn.speaker.moderator:
        text = f"{text}\n\n{staff_texts.help_page(t)}\n{duty_texts.help_line(t)}"
        text = _with_events(t, ctx.turn.speaker.moderator, text)
        if ctx.turn.speaker.moderator.is_lead:
            text = f"{text}\n{mute_texts.help_for_leads(t)}"
        if ctx.turn.speaker.moderator.may(Deed.LIST_STAFF):
            text = f"{text}\n{people_texts.help_for_staff_list(t)}"
        if ctx.turn.speaker.moderator.may(Deed.INVITE):
            text = f"{text}\n{people_texts.help_for_administrators(t)}"
    await ctx.reply(screens.help_page(t, text))


def _with_events(t: Catalog, colleague: Moderator, text: str) -> str:
    if colleague.may(Deed.WRITE_BULLETIN):
        text = f"{text}\n{happening_texts.help_for_publishers(t)}"
    if colleague.may(Deed.FINDINGS):
        text = f"{text}\n{happening_texts.help_for_findings(t)}"
    return text


async def on_unknown_command(ctx: Ctx) -> None:
    t = ctx.turn.t
    text = f"{texts.unknown_command(t)}\n\n{texts.help_page(t)}"
    await ctx.reply(screens.page(t, text))


async def on_reads(ctx: Ctx) -> None:
    """A colleague's role card."""
    turn = ctx.turn
    await ctx.reply(staff_screens.reads(turn.t, turn.house.partnership, turn.speaker.colleague()))
