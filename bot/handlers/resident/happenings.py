"""What is on in the areas, and coming to it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AddToCalendar, SignOff, SignUp
from bot.domain.bulletins import PUBLIC, Bulletin
from bot.domain.ids import BulletinId
from bot.domain.screens import Screen
from bot.handlers.resident import gate
from bot.screens import changes
from bot.screens import happenings as screens
from bot.screens import pulse as pulse_screens
from bot.screens import questions as question_screens
from bot.screens import resident as resident_screens
from bot.screens.illustrated import illustrated
from bot.services import calendars, news, pulses, questions, signups
from bot.services.signups import Invited, Place
from bot.texts import happenings as texts


async def on_events(ctx: Ctx) -> None:
    found = await signups.coming(ctx.turn)
    listed = [(one.bulletin.id, one.event, one.place is Place.CANCELLED) for one in found]
    await ctx.reply(screens.coming(ctx.turn.t, listed, ctx.turn.speaker.profile))


async def show(ctx: Ctx, bulletin: BulletinId) -> None:
    """News as its reader gets it, as it stands by now; what invites to an event is its card."""
    turn, found = ctx.turn, await news.read(ctx.turn, bulletin)
    event = await signups.invited(turn, found) if found.stage in PUBLIC else None
    places, standing = turn.house.partnership, await news.standing(turn, found)
    screen = _card(ctx, event) if event else changes.opened(turn.t, places, found, standing)
    added = await questions.additions(turn, found)
    screen = question_screens.on_news(turn.t, places, screen, found, added)
    if off := await signups.called_off(turn, found):
        screen = screens.called_off(turn.t, screen, off)
    screen = await _under(ctx, found, screen)
    picture = found.content.picture if found.stage in PUBLIC else None
    await ctx.reply(*illustrated(turn.t, screen, picture))


async def _under(ctx: Ctx, bulletin: Bulletin, shown: Screen) -> Screen:
    """News as it is shown, with the answers to the question that it puts."""
    card = await pulses.card(ctx.turn, bulletin)
    if card is None:
        return shown
    return pulse_screens.under(
        ctx.turn.t, ctx.turn.house.partnership, shown, card.round, card.question,
        area=card.area, given=card.given, is_open=card.open,
    )  # fmt: skip


def _card(ctx: Ctx, found: Invited) -> Screen:
    t, event = ctx.turn.t, found.bulletin.id
    text = resident_screens.bulletin_text(t, ctx.turn.house.partnership, found.bulletin)
    count = texts.how_many(t, found.coming)
    match found.place:
        case Place.FREE:
            lines, acts = [count, texts.before_signing_up(t)], screens.free(t, event)
        case Place.COMING:
            lines, acts = [count, texts.you_come(t)], screens.signed_up(t, event)
        case Place.FULL:
            lines, acts = [count, texts.full(t)], screens.for_calendar(t, event)
        case Place.CANCELLED:
            lines, acts = [texts.cancelled(t)], ()
        case Place.OVER:
            lines, acts = [texts.over(t)], ()
    return screens.card(t, text, lines, acts)


async def on_sign_up(ctx: Ctx, action: SignUp) -> None:
    """The notice says what is kept of whoever uses the bot, so it comes first."""
    if await gate.stopped(ctx):
        return
    await ctx.reply(_card(ctx, await signups.sign_up(ctx.turn, action.event)))


async def on_sign_off(ctx: Ctx, action: SignOff) -> None:
    await signups.sign_off(ctx.turn, action.event)
    await show(ctx, action.event)


async def on_calendar(ctx: Ctx, action: AddToCalendar) -> None:
    ctx.keep_screen()
    content = await calendars.entry(ctx.turn, action.event)
    screen = screens.calendar_file(ctx.turn.t, action.event)
    await ctx.reply_file(screen, calendars.FILE_NAME, content)
