"""What is said in a group. Nothing is done there but linking it; nobody unknown is listened to."""

from __future__ import annotations

from telegram import ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus

from bot.context import Ctx
from bot.domain.errors import Refused
from bot.domain.ids import ChatId
from bot.domain.screens import Screen
from bot.i18n import Catalog
from bot.screens.groups import GROUP_LINK
from bot.services import groups
from bot.texts import groups as texts
from bot.texts import refusals

_OUT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


async def on_message(update: Update, ctx: Ctx) -> None:
    message = update.message
    if message is None:
        return  # words that were changed
    here = ChatId(message.chat.id)
    if message.migrate_to_chat_id:
        await groups.moved(ctx.turn, here, ChatId(message.migrate_to_chat_id))
    elif command := _command(message, ctx.turn.house.username):
        await _on_command(ctx, here, message, *command)


def _command(message: Message, username: str) -> tuple[str, str] | None:
    """(name, what follows), if it is one that other bots are not meant by."""
    text = message.text or ""
    if not text.startswith("/"):
        return None
    head, *rest = text.removeprefix("/").split(maxsplit=1)
    name, _, bot = head.partition("@")
    if bot and bot.lower() != username.lower():
        return None
    return name.lower(), "".join(rest).strip()


async def _on_command(ctx: Ctx, here: ChatId, message: Message, name: str, rest: str) -> None:
    turn = ctx.turn
    t = turn.house.catalogs[await groups.language(turn, here)]
    if message.sender_chat or message.from_user is None or message.from_user.is_bot:
        await groups.say_once(turn, here, "unknown", Screen(text=texts.unknown_account(t)))
    elif name == "link":
        await _link(ctx, t, here, rest)
    elif name == "start" and rest.startswith(GROUP_LINK):
        await _link(ctx, t, here, rest.removeprefix(GROUP_LINK))
    else:
        await groups.say_once(turn, here, "private", Screen(text=texts.write_in_private(t)))


async def _link(ctx: Ctx, t: Catalog, here: ChatId, code: str) -> None:
    """t: of whoever reads a refusal."""
    turn = ctx.turn
    try:
        group = await groups.link(turn, here, code.upper())
    except Refused as refusal:
        await groups.say_once(turn, here, type(refusal).__name__,
                              Screen(text=refusals.sentence(t, refusal)))  # fmt: skip
        return
    t = turn.house.catalogs[group.language]
    name = t.name(turn.house.partnership.organisation(group.organisation).names)
    await groups.say(turn, here, Screen(text=texts.linked(t, name)))


async def on_member(ctx: Ctx, change: ChatMemberUpdated) -> None:
    """The bot came in, or had to go."""
    turn, here = ctx.turn, ChatId(change.chat.id)
    was, now = change.old_chat_member.status, change.new_chat_member.status
    if now in _OUT:
        await groups.removed(turn, here)
    elif was in _OUT and not await groups.is_linked(turn, here):
        await groups.say_once(turn, here, "added", Screen(text=texts.added(turn.t)))
