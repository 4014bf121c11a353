"""The group an organisation may link: cards and one digest. Nobody acts in it, nobody is named."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from typing import Any

from bot.domain.acts import Act
from bot.domain.errors import GroupTaken, LinkInvalid, NotAllowed
from bot.domain.filters import Filters
from bot.domain.groups import CARDS, CODE_LIVES, EVERY, FRESH, StaffGroup
from bot.domain.ids import ChatId, GroupId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Screen
from bot.screens import groups as screens
from bot.services import limits, moderation, notices, record
from bot.store import concerns, outbox
from bot.store import groups as rows
from bot.store.db import Tx
from bot.store.groups import SealedGroup
from bot.turn import House, Turn
from bot.vault import addresses
from bot.vault.sealing import Vault

CODE_BYTES = 9
_SEALED = ("chat", "code", "code_until", "message", "message_at", "shown")


def _opened(vault: Vault, row: SealedGroup) -> StaffGroup:
    kept: dict[str, Any] = json.loads(addresses.open_group(vault, row.id, row.sealed))
    return StaffGroup(id=row.id, organisation=row.organisation, language=row.language, **kept)


async def _save(tx: Tx, house: House, value: StaffGroup, *, due: int = 0) -> None:
    kept = {name: part for name, part in asdict(value).items() if name in _SEALED}
    row = SealedGroup(
        id=value.id,
        organisation=value.organisation,
        language=value.language,
        linked=value.chat is not None,
        due=due,
        sealed=addresses.seal_group(house.vault, value.id, json.dumps(kept).encode()),
    )
    await rows.save(tx, row)


# --- a colleague, in private -------------------------------------------------------------------


async def of_mine(turn: Turn) -> StaffGroup | None:
    """The group of the speaker's organisation, linked or not. Raises NotAllowed."""
    me = moderation.colleague(turn, Deed.LINK_GROUP)
    return await _of(turn, me.organisation)


async def _of(turn: Turn, organisation: OrganisationId) -> StaffGroup | None:
    row = await rows.of(turn.tx, organisation)
    return _opened(turn.house.vault, row) if row else None


async def offer(turn: Turn) -> str:
    """A code that links one group, once, within the hour; an older one is void. NotAllowed."""
    me = moderation.colleague(turn, Deed.LINK_GROUP)
    row = await rows.of(turn.tx, me.organisation)
    group = _opened(turn.house.vault, row) if row else _new(turn, me)
    code = base64.b32encode(turn.house.chance.bytes(CODE_BYTES)).decode().rstrip("=")
    offered = group.offering(code, until=turn.seconds + CODE_LIVES)
    await _save(turn.tx, turn.house, offered, due=row.due if row else 0)
    return code


def _new(turn: Turn, me: Moderator) -> StaffGroup:
    return StaffGroup(
        id=GroupId(turn.house.new_id()), organisation=me.organisation, language=me.language
    )


async def unlink(turn: Turn) -> None:
    """Raises NotAllowed."""
    group = await of_mine(turn)
    if group is not None and group.chat is not None:
        await _clear(turn, group)
        await _save(turn.tx, turn.house, group.unlinked())
        await record.note(turn, Act.GROUP_UNLINKED)


async def _clear(turn: Turn, group: StaffGroup) -> None:
    """The digest of a link that ends goes with it."""
    if group.chat is not None and group.message:
        stream = addresses.dialogue_tag(turn.house.vault, group.chat)
        await notices.delete_there(turn, stream, group.chat, group.message)


# --- in a group --------------------------------------------------------------------------------


async def link(turn: Turn, here: ChatId, code: str) -> StaffGroup:
    """The speaker links this group with a code of their own organisation.

    Raises NotAllowed for who is no colleague or may not, LinkInvalid, GroupTaken.
    """
    if turn.speaker.moderator is None:
        raise NotAllowed
    me = moderation.colleague(turn, Deed.LINK_GROUP)
    group = await _of(turn, me.organisation)
    if group is None or not group.opens_with(code, now=turn.seconds):
        raise LinkInvalid
    others = await _linked_to(turn.tx, turn.house.vault, here)
    if others is not None and others.organisation != me.organisation:
        raise GroupTaken
    await _clear(turn, group)
    linked = group.linked_to(here, me.language)
    await _save(turn.tx, turn.house, linked, due=turn.seconds)
    await record.note(turn, Act.GROUP_LINKED)
    return linked


async def _linked_to(tx: Tx, vault: Vault, chat: ChatId) -> StaffGroup | None:
    """Few are linked, so all are opened: no tag of the chat needs to be kept."""
    for row in await rows.linked(tx):
        group = _opened(vault, row)
        if group.chat == chat:
            return group
    return None


async def is_linked(turn: Turn, here: ChatId) -> bool:
    return await _linked_to(turn.tx, turn.house.vault, here) is not None


async def language(turn: Turn, here: ChatId) -> Lang:
    """Of the linked group; of who speaks where none is."""
    group = await _linked_to(turn.tx, turn.house.vault, here)
    return group.language if group else turn.speaker.language


async def removed(turn: Turn, here: ChatId) -> None:
    """The bot is no member any more."""
    group = await _linked_to(turn.tx, turn.house.vault, here)
    if group is not None:
        await _save(turn.tx, turn.house, group.unlinked())
        await record.note_machine(turn, Act.GROUP_UNLINKED)


async def moved(turn: Turn, here: ChatId, to: ChatId) -> None:
    """The group became a supergroup: another number, and no message of before can be edited."""
    group = await _linked_to(turn.tx, turn.house.vault, here)
    if group is not None:
        value = replace(group.without_digest(), chat=to)
        await _save(turn.tx, turn.house, value, due=turn.seconds)


async def say_once(turn: Turn, here: ChatId, what: str, screen: Screen) -> None:
    """Within an hour a group is told the same only once. what: names the sentence."""
    if await limits.once_an_hour(turn, here, what):
        await say(turn, here, screen)


async def say(turn: Turn, here: ChatId, screen: Screen) -> None:
    stream = addresses.dialogue_tag(turn.house.vault, here)
    await notices.say_in_group(turn, stream, here, screen)


# --- the digest --------------------------------------------------------------------------------


async def look(turn: Turn) -> None:
    """Brings each digest up to date, at moments that have nothing to do with what arrives."""
    for row in await rows.linked(turn.tx):
        if row.due > turn.seconds:
            continue
        low, high = turn.house.reply_delay
        pause = EVERY + turn.house.chance.below(high - low + 1)
        if not await rows.take(turn.tx, row, due=turn.seconds + pause):
            continue
        if not await outbox.is_waiting(turn.tx, row.id):
            await _refresh(turn, _opened(turn.house.vault, row), due=turn.seconds + pause)


async def _refresh(turn: Turn, group: StaffGroup, *, due: int) -> None:
    old = group.message if turn.seconds - group.message_at >= FRESH else 0
    if old:
        group = group.without_digest()
    screen = await _digest(turn, group)
    if group.language.rtl:
        screen = screen.one_per_row()
    said = json.dumps(notices.as_message(screen))
    if said == group.shown:
        return
    if old:
        await notices.delete_in_group(turn, group.id, old)
    await _save(turn.tx, turn.house, group.saying(said), due=due)
    await notices.digest(turn, group.id, screen, edit=group.message)


async def _digest(turn: Turn, group: StaffGroup) -> Screen:
    everybody = Moderator(
        id=ModeratorId(b""), organisation=group.organisation, pseudonym="", roles=frozenset()
    )
    counts = await concerns.counts(turn.tx, everybody, Filters(), now=turn.now)
    urgent = await concerns.urgent(turn.tx, group.organisation)
    newest = await concerns.page(turn.tx, everybody, "new", Filters(), now=turn.now, limit=CARDS)
    t = turn.house.catalogs[group.language]
    return screens.digest(
        t, turn.house.partnership, turn.house.username, group.organisation,
        newest, {**counts, "urgent": urgent}, now=turn.now,
    )  # fmt: skip


# --- what the sender learns --------------------------------------------------------------------


async def chat_of(tx: Tx, vault: Vault, group: GroupId) -> ChatId | None:
    row = await rows.get(tx, group)
    return _opened(vault, row).chat if row and row.linked else None


async def stands(tx: Tx, house: House, group: GroupId, message: int, *, at: int) -> None:
    """The digest was sent as a new message."""
    await _change(tx, house, group, lambda g: g.standing(message, at=at))


async def lost(tx: Tx, house: House, group: GroupId) -> None:
    """The digest can no longer be edited, so the next look shows it anew."""
    await _change(tx, house, group, lambda g: g.without_digest(), due=0)


async def gone(tx: Tx, house: House, group: GroupId) -> None:
    """Telegram says that the bot is no member any more; its update, if one comes, finds no link."""
    await _change(tx, house, group, lambda g: g.unlinked())


async def migrated(tx: Tx, house: House, group: GroupId, to: ChatId) -> None:
    await _change(tx, house, group, lambda g: replace(g.without_digest(), chat=to), due=0)


async def _change(
    tx: Tx, house: House, group: GroupId, how: Any, *, due: int | None = None
) -> None:
    row = await rows.get(tx, group)
    if row is not None and row.linked:
        value = how(_opened(house.vault, row))
        await _save(tx, house, value, due=row.due if due is None else due)
