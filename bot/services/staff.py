"""How colleagues come in: one-time invitations."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.acts import Act
from bot.domain.dialogues import Dialogue
from bot.domain.errors import AreaNotServed, InviteInvalid, NotFound
from bot.domain.ids import AreaId, ChatId, InviteId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Moderator, Speaker
from bot.domain.roles import Role
from bot.screens import people as screens
from bot.services import dialogues, notices, record, rewrapping
from bot.store import outbox, staff
from bot.store.db import Tx
from bot.store.staff import Invite
from bot.turn import House, Turn
from bot.vault import addresses
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken

TOKEN_BYTES = 15


async def invite(
    tx: Tx,
    house: House,
    *,
    organisation: OrganisationId,
    roles: Iterable[Role],
    areas: Iterable[AreaId],
    now: datetime,
    practised: bool = False,
) -> str:
    """Makes an invitation; returns the start payload `i_<token>`.

    practised: whoever uses it is trained already and needs no practice case.

    Raises NotFound for an unknown organisation or area, AreaNotServed for an area of another one.
    """
    partnership = house.partnership
    partnership.organisation(organisation)
    served = partnership.served_by(organisation)
    for area in areas:
        if partnership.area(area) not in served:
            raise AreaNotServed(area)
    token = base64.urlsafe_b64encode(house.chance.bytes(TOKEN_BYTES)).decode()
    expires = int((now + house.defaults.invite_life).timestamp())
    value = Invite(
        id=InviteId(house.new_id()),
        organisation=organisation,
        roles=frozenset(roles),
        areas=frozenset(areas),
        expires=expires,
        practised=practised,
    )
    await staff.add_invite(tx, value, house.vault.tag(Purpose.INVITE_TAG, token))
    return f"i_{token}"


async def look(turn: Turn, token: str) -> Invite:
    """What an invitation offers; looking does not use it. Raises InviteInvalid."""
    for tag in turn.house.vault.tags(Purpose.INVITE_TAG, token):
        if found := await staff.find_invite(turn.tx, tag, now=turn.seconds):
            return found
    raise InviteInvalid


async def accept(turn: Turn, token: str) -> Turn:
    """The speaker becomes a colleague, or gains the roles. Raises InviteInvalid."""
    invited = await _use(turn, token)
    known = turn.speaker.moderator
    if known and known.organisation == invited.organisation:
        colleague = replace(
            known,
            roles=known.roles | invited.roles,
            areas=_both(known.areas, invited.areas),
            practised=known.practised or invited.practised,
        )
        await staff.save(turn.tx, colleague)
    elif known:
        raise NotFound
    else:
        colleague = await _new_colleague(turn, invited)
    turn = turn.spoken_by(replace(turn.speaker, moderator=colleague))
    await record.note(turn, Act.JOINED)
    return turn


async def _use(turn: Turn, token: str) -> Invite:
    """Also one from before the keys were replaced. Raises InviteInvalid."""
    *newer, oldest = turn.house.vault.tags(Purpose.INVITE_TAG, token)
    for tag in newer:
        with contextlib.suppress(InviteInvalid):
            return await staff.use_invite(turn.tx, tag, now=turn.seconds)
    return await staff.use_invite(turn.tx, oldest, now=turn.seconds)


def _both(known: frozenset[AreaId], more: frozenset[AreaId]) -> frozenset[AreaId]:
    """No areas means all areas, so all stay all."""
    return known | more if known and more else frozenset()


async def _new_colleague(turn: Turn, invited: Invite) -> Moderator:
    number = await staff.count(turn.tx, invited.organisation) + 1
    prefix = turn.house.partnership.organisation(invited.organisation).prefix
    language = turn.speaker.language
    colleague = Moderator(
        id=ModeratorId(turn.house.new_id()),
        organisation=invited.organisation,
        pseudonym=f"{prefix}-{number}",
        roles=invited.roles,
        areas=invited.areas,
        language=language,
        reads=frozenset({language, Lang.DA}),
        practised=invited.practised,
    )
    vault, chat = turn.house.vault, turn.speaker.chat
    await staff.add(
        turn.tx,
        colleague,
        tag=addresses.staff_tag(vault, chat),
        sealed=addresses.seal_staff(vault, colleague.id, chat),
    )
    return colleague


async def empty_chat(turn: Turn, colleague: ModeratorId) -> None:
    """Everything shown in a colleague's chat goes."""
    vault = turn.house.vault
    sealed = await staff.address(turn.tx, colleague)
    if sealed is not None:
        chat = addresses.open_staff(vault, colleague, sealed)
        stream = addresses.dialogue_tag(vault, chat)
        await notices.empty_chat(turn, stream, chat, before=notices.ALL)


async def dismiss(turn: Turn, colleague: Moderator) -> None:
    """Access ends with this turn: nothing more leaves for the chat, and no row leads to it.

    The chat is emptied as far as Telegram allows, and the person is told.
    """
    await outbox.forget_stream(turn.tx, colleague.id)
    sealed = await staff.address(turn.tx, colleague.id)
    if sealed is not None:
        with contextlib.suppress(SealBroken):
            chat = addresses.open_staff(turn.house.vault, colleague.id, sealed)
            await _say_farewell(turn, colleague, chat)
    await staff.remove(turn.tx, colleague.id)


async def _say_farewell(turn: Turn, colleague: Moderator, chat: ChatId) -> None:
    vault, t = turn.house.vault, turn.house.catalogs[colleague.language]
    await rewrapping.carry(turn.tx, vault, chat)
    stream = addresses.dialogue_tag(vault, chat)
    await outbox.forget_stream(turn.tx, stream)
    dialogue = await dialogues.standing(turn.tx, vault, chat, turn.now)
    theirs = replace(turn, speaker=Speaker(chat=chat, moderator=colleague), dialogue=dialogue)
    await dialogues.save(theirs, Dialogue(version=dialogue.version + 1))
    await notices.empty_chat(theirs, stream, chat, before=notices.ALL)
    screen = screens.farewell(t, colleague.pseudonym)
    await notices.show(theirs, stream, screen.one_per_row() if t.lang.rtl else screen)


async def speak(turn: Turn, language: Lang) -> Turn:
    """A colleague's screens and notices follow the language chosen in the chat."""
    colleague = turn.speaker.moderator
    if colleague is None:
        return turn
    colleague = replace(colleague, language=language)
    await staff.save(turn.tx, colleague)
    return turn.spoken_by(replace(turn.speaker, moderator=colleague))
