"""Themes: cases that are about the same, answered one by one."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    CloseTheme,
    NameTheme,
    NextOfTheme,
    OpenTheme,
    PutInTheme,
    ReuseReply,
    ShowTheme,
    TakeOutOfTheme,
    ThemesOf,
)
from bot.domain.errors import ButtonTooOld, TitleTooLong
from bot.domain.roles import Deed
from bot.handlers.staff import moderation as cases
from bot.screens import themes as screens
from bot.services import moderation, themes
from bot.texts import refusals
from bot.texts import themes as texts


def _tells(ctx: Ctx) -> bool:
    return ctx.turn.speaker.colleague().may(Deed.TELL_BACK)


async def on_themes(ctx: Ctx) -> None:
    found = await themes.listed(ctx.turn)
    await ctx.reply(screens.listed(ctx.turn.t, [(one.theme, one.cases) for one in found]))


async def on_themes_of(ctx: Ctx, action: ThemesOf) -> None:
    concern = await moderation.seen(ctx.turn, action.concern, Deed.THEME)
    found = [one.theme for one in await themes.listed(ctx.turn)]
    await ctx.reply(screens.ask(ctx.turn.t, concern, found))


async def on_put_in(ctx: Ctx, action: PutInTheme) -> None:
    concern = await themes.put_in(ctx.turn, action.concern, action.theme)
    found = await themes.read(ctx.turn, action.theme)
    await ctx.reply(screens.put_in(ctx.turn.t, concern, found.theme))


async def on_take_out(ctx: Ctx, action: TakeOutOfTheme) -> None:
    concern = await themes.take_out(ctx.turn, action.concern)
    await ctx.reply(screens.taken_out(ctx.turn.t, concern))


async def on_name(ctx: Ctx, action: NameTheme) -> None:
    ctx.turn = await themes.name(ctx.turn, action.concern)
    await show_title(ctx)


async def on_title(ctx: Ctx, text: str) -> None:
    try:
        ctx.turn = await themes.type_title(ctx.turn, ctx.message, text)
    except TitleTooLong as refusal:
        ctx.say_above(refusals.sentence(ctx.turn.t, refusal))
    await show_title(ctx)


async def show_title(ctx: Ctx) -> None:
    concern = await themes.naming(ctx.turn)
    await ctx.reply(screens.ask_title(ctx.turn.t, concern, ctx.turn.dialogue))


async def on_open(ctx: Ctx, action: OpenTheme) -> None:
    about = ctx.turn.dialogue.about
    if about is None:
        raise ButtonTooOld
    ctx.turn, found = await themes.open_new(ctx.turn, action.version)
    concern = await moderation.seen(ctx.turn, about, Deed.THEME)
    await ctx.reply(screens.put_in(ctx.turn.t, concern, found.theme))


async def on_show(ctx: Ctx, action: ShowTheme) -> None:
    found = await themes.read(ctx.turn, action.theme)
    await ctx.reply(
        screens.theme(ctx.turn.t, found.theme, found.cases, action.page, tells=_tells(ctx))
    )


async def on_close(ctx: Ctx, action: CloseTheme) -> None:
    closed = await themes.close(ctx.turn, action.theme)
    found = await themes.read(ctx.turn, action.theme)
    said = texts.closed(ctx.turn.t, closed.theme.title)
    await ctx.reply(screens.theme(ctx.turn.t, found.theme, found.cases, 0, said, tells=_tells(ctx)))


async def on_next(ctx: Ctx, action: NextOfTheme) -> None:
    """One case after the other, each with an answer of its own."""
    t, found = ctx.turn.t, await themes.read(ctx.turn, action.theme)
    following = await themes.next_case(ctx.turn, action.theme)
    if following is None:
        said = texts.none_left(t, found.theme.title)
        await ctx.reply(screens.theme(t, found.theme, found.cases, 0, said, tells=_tells(ctx)))
        return
    await cases.show(ctx, following.id, said=texts.next_of(t, found.theme.title))


async def on_reuse(ctx: Ctx, action: ReuseReply) -> None:
    ctx.turn = await themes.reuse(ctx.turn, action.concern)
    await cases.show_reply(ctx)
