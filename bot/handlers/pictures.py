"""Pictures and places on their way into a draft: taken, fetched, looked at, forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message

from bot.context import Ctx
from bot.domain.actions import OpenPictures, RemovePicture, ShowPictures
from bot.domain.dialogues import CONCERN_STEPS, Step
from bot.domain.errors import NotFound, TooManyPictures
from bot.domain.ids import PictureId
from bot.domain.pictures import FILE_BYTES, TAKEN, Trouble
from bot.handlers import place
from bot.handlers.publisher import drafts as news
from bot.screens import pictures as screens
from bot.services import concerns, moderation, pictures, residents
from bot.texts import pictures as texts
from bot.texts import refusals

Fetched = screens.Fetched


@dataclass(frozen=True, slots=True)
class File:
    """What is needed to fetch a file; size in bytes as Telegram announces it."""

    id: str
    size: int


def file_of(message: Message) -> File | None:
    """The picture or PDF a message carries, in its best size; None for any other kind."""
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return File(best.file_id, best.file_size or 0)
    file = message.document
    if file is None or message.animation or file.mime_type not in TAKEN:
        return None
    return File(file.file_id, file.file_size or 0)


def _takes(ctx: Ctx) -> bool:
    step = ctx.turn.dialogue.step
    if step is Step.IDLE:
        return ctx.turn.speaker.moderator is None
    return step in CONCERN_STEPS or step in (Step.ADDITION, Step.REPLY)


async def on_picture(ctx: Ctx, file: File) -> bool:
    """Asks for the file; what becomes of it is told when it has been fetched."""
    is_news = ctx.turn.dialogue.step in (Step.BULLETIN, Step.BULLETIN_TEXT)
    if not is_news and not _takes(ctx):
        return False
    t = ctx.turn.t
    if file.size > FILE_BYTES:
        ctx.say_above(texts.trouble(t, Trouble.TOO_LARGE))
        await place.show(ctx)
        return True
    if is_news:
        ctx.turn = await pictures.ask_for_news(ctx.turn, ctx.message, file.id)
        return True
    try:
        ctx.turn = await pictures.ask(ctx.turn, ctx.message, file.id)
    except TooManyPictures as refusal:
        await ctx.reply(screens.said(t, refusals.sentence(t, refusal)))
    return True


async def on_fetched(ctx: Ctx, picture: PictureId, outcome: Fetched) -> None:
    """The turn after the fetching: shows what was made of the file, or says why nothing was."""
    pages = () if isinstance(outcome, Trouble) else outcome
    turn = await pictures.keep(ctx.turn, picture, pages)
    if turn is None:
        return
    ctx.turn = turn
    if isinstance(outcome, Trouble):
        await ctx.reply(screens.said(turn.t, texts.trouble(turn.t, outcome)))
    elif pictures.is_of_news(turn, picture):
        await news.show_picture(ctx)
    else:
        await ctx.reply(*screens.added(turn.t, turn.dialogue, picture))


async def on_remove(ctx: Ctx, action: RemovePicture) -> None:
    """Also from the chat: the message it came in, and the picture that was shown."""
    found = ctx.turn.dialogue.picture(action.picture)
    if found is None:
        raise NotFound
    ctx.turn = await pictures.drop(ctx.turn, action.picture)
    await residents.take_back(ctx.turn, [m for m in (found.message, ctx.picture) if m])
    ctx.say_above(texts.removed(ctx.turn.t))
    await place.show(ctx)


async def on_draft(ctx: Ctx) -> None:
    """All pictures of the draft, exactly as their reader will see them."""
    shown = screens.look(ctx.turn.t, ctx.turn.dialogue.pages)
    if not shown:
        raise NotFound
    await ctx.reply(*shown, fresh=True)


async def on_open(ctx: Ctx, action: OpenPictures) -> None:
    concern, pages = await concerns.look(ctx.turn, action.concern, action.position)
    await ctx.reply(*screens.look(ctx.turn.t, pages, code=concern.code), fresh=True)


async def on_show(ctx: Ctx, action: ShowPictures) -> None:
    concern, pages = await moderation.look(ctx.turn, action.concern, action.position)
    shown = screens.look(ctx.turn.t, pages, code=concern.code, protect=True)
    await ctx.reply(*shown, fresh=True)


async def on_place(ctx: Ctx, latitude: float, longitude: float) -> bool:
    """Proposes the area the point lies in. The point itself is looked at here and kept nowhere."""
    turn = ctx.turn
    step = turn.dialogue.step
    if step not in CONCERN_STEPS and (step is not Step.IDLE or turn.speaker.moderator):
        return False
    area = turn.house.partnership.area_at(latitude, longitude)
    if area is None:
        ctx.say_above(texts.place_outside(turn.t))
        await place.show(ctx)
        return True
    if step is Step.IDLE:
        ctx.turn = await concerns.begin(turn)
    await ctx.reply(screens.place_found(turn.t, area))
    return True
