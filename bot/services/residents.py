"""What one chat has chosen: language, notice, areas; and which cases are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

from bot.domain.concerns import Concern
from bot.domain.errors import NotFound, TooManyOpenConcerns
from bot.domain.ids import AreaId, ChatId, ConcernId, ProfileId
from bot.domain.people import Lang, Profile
from bot.domain.preferences import (
    Preferences,
)
from bot.services import (
    notices,
    rewrapping,
    signups,
)
from bot.services.dialogues import clear
from bot.store import addresses as address_rows
from bot.store import concerns, deliveries, profiles
from bot.store.addresses import SLOTS, SealedAddress
from bot.turn import Turn
from bot.vault import addresses


class Gate(Enum):
    """How far a chat has come before it may share a concern."""

    LANGUAGE = auto()
    NOTICE = auto()
    OPEN = auto()


def gate(turn: Turn) -> Gate:
    profile = turn.speaker.profile
    if profile is None:
        return Gate.LANGUAGE
    current = turn.house.partnership.notice_version
    return Gate.OPEN if profile.notice >= current else Gate.NOTICE


async def _save(turn: Turn, profile: Profile) -> Turn:
    """The address is kept only while an area is followed; a profile that loses it is renewed."""
    vault, chat = turn.house.vault, turn.speaker.chat
    fresh = ProfileId(turn.house.new_id())
    if not profile.areas and await profiles.drop_address(turn.tx, profile.id, fresh):
        profile = replace(profile, id=fresh)
    sealed = addresses.seal_profile(vault, profile.id, chat) if profile.areas else None
    await profiles.save(turn.tx, profile, sealed)
    return turn.spoken_by(replace(turn.speaker, profile=profile))


async def choose_language(turn: Turn, language: Lang) -> Turn:
    """A change of language asks for the notice again: it must be read in that language."""
    known = await _profile(turn, language)
    notice = known.notice if known.language is language else 0
    await deliveries.speak(turn.tx, known.id, language)
    return await _save(turn, replace(known, language=language, notice=notice))


async def _profile(turn: Turn, language: Lang) -> Profile:
    """The speaker's, or a new one in this language."""
    if turn.speaker.profile is not None:
        return turn.speaker.profile
    new = Profile(id=ProfileId(turn.house.new_id()), language=language)
    await profiles.add(turn.tx, new, addresses.profile_tag(turn.house.vault, turn.speaker.chat))
    return new


async def accept_notice(turn: Turn, version: int) -> Turn:
    """version: of the notice whose button was pressed; an outdated one changes nothing."""
    profile = turn.speaker.profile
    if profile is None or version != turn.house.partnership.notice_version:
        return turn
    return await _save(turn, replace(profile, notice=version))


async def follow(turn: Turn, area: AreaId) -> Turn:
    """Follows the area, or stops following it. Raises NotFound for an area that is gone."""
    turn.house.partnership.area(area)
    return await follow_stream(turn, area)


async def follow_stream(turn: Turn, area: AreaId) -> Turn:
    """The same for what stands where an area does (`domain.initiatives.stream_of`)."""
    profile = await _profile(turn, turn.speaker.language)
    if area in profile.areas:
        await profiles.unfollow(turn.tx, profile.id, area)
        await deliveries.drop_unfollowed(turn.tx, profile.id)
        return await _save(turn, replace(profile, areas=profile.areas - {area}))
    await profiles.follow(turn.tx, profile.id, area)
    return await _save(turn, replace(profile, areas=profile.areas | {area}))


async def prefer(turn: Turn, preferences: Preferences) -> Turn:
    """How news reaches the speaker from now on, also what has not left yet."""
    profile = await _profile(turn, turn.speaker.language)
    await deliveries.look_again(turn.tx, profile.id)
    return await _save(turn, replace(profile, preferences=preferences))


async def left(turn: Turn) -> None:
    """The person blocked the bot: nothing may be sent, so nothing is kept to send it with."""
    profile = turn.speaker.profile
    await signups.forget(turn)
    if profile is not None:
        await profiles.unfollow_all(turn.tx, profile.id)
        await deliveries.drop_unfollowed(turn.tx, profile.id)
        await _save(turn, replace(profile, areas=frozenset()))


async def hide(turn: Turn) -> Turn:
    """Empties the chat, and forgets what was being written and which case its code had opened."""
    return await empty(turn.standing(replace(turn.dialogue, opened=None)))


async def empty(turn: Turn) -> Turn:
    """Empties the chat of what Telegram lets a bot delete, and forgets what was being written."""
    await sweep(turn)
    return await clear(turn)


async def sweep(turn: Turn) -> None:
    """Empties the chat of what Telegram lets a bot delete; what is being written stays kept."""
    await notices.empty_chat(turn, dialogue_stream(turn), turn.speaker.chat, before=notices.ALL)


async def take_back(turn: Turn, messages: Sequence[int]) -> None:
    """Deletes single messages from the chat that speaks."""
    await notices.delete(turn, dialogue_stream(turn), messages)


def dialogue_stream(turn: Turn) -> bytes:
    return addresses.dialogue_tag(turn.house.vault, turn.speaker.chat)


# --- which cases are this person's ---------------------------------------------------------


async def _own_addresses(turn: Turn) -> Sequence[SealedAddress]:
    tags = addresses.slot_tags(turn.house.vault, turn.speaker.chat, SLOTS)
    return await address_rows.of_tags(turn.tx, tags)


async def own_cases(turn: Turn) -> Sequence[Concern]:
    """Cases that still have this chat's address: open ones first, then newest."""
    found = [await concerns.get(turn.tx, a.concern) for a in await _own_addresses(turn)]
    return sorted(found, key=lambda c: (not c.is_open, -c.opened_hour, c.code))


async def cases_at_hand(turn: Turn) -> Sequence[Concern]:
    """The case that was opened by its code, then the chat's own."""
    opened = turn.dialogue.opened
    found = await concerns.find_id(turn.tx, opened) if opened else None
    return [*([found] if found else []), *await own_cases(turn)]


async def own_case(turn: Turn, concern: ConcernId) -> Concern:
    """Raises NotFound for a case that is gone, or neither this chat's nor opened by its code."""
    if turn.dialogue.opened != concern:
        await _check_own(turn, concern)
    return await concerns.get(turn.tx, concern)


async def _check_own(turn: Turn, concern: ConcernId) -> None:
    if not await is_own(turn, concern):
        raise NotFound


async def is_own(turn: Turn, concern: ConcernId) -> bool:
    """Whether the chat that speaks shared this concern itself."""
    return any(a.concern == concern for a in await _own_addresses(turn))


async def keep_address(turn: Turn, concern: ConcernId) -> None:
    """Gives the concern a return address. Raises TooManyOpenConcerns."""
    vault, chat = turn.house.vault, turn.speaker.chat
    tag = await _free_tag(turn, range(turn.house.defaults.open_concerns))
    if tag is None:
        raise TooManyOpenConcerns
    wrapped, sealed = addresses.seal_thread(vault, concern, chat)
    await address_rows.add(
        turn.tx,
        SealedAddress(concern=concern, slot_tag=tag, wrapped_key=wrapped, sealed=sealed),
    )


async def _free_tag(turn: Turn, slots: range) -> bytes | None:
    tags = addresses.slot_tags(turn.house.vault, turn.speaker.chat, SLOTS)
    taken = {a.slot_tag for a in await address_rows.of_tags(turn.tx, tags)}
    return next((tags[slot] for slot in slots if tags[slot] not in taken), None)


async def free_slot(turn: Turn, concern: ConcernId) -> None:
    """A case was closed: its address moves out of the slots of open ones.

    Works for whoever closes it. When even the slots of closed cases are full, the address of the
    one that rested longest is destroyed.
    """
    address = await _address_of(turn, concern)
    if address is None:
        return
    tags, held = await _slots_behind(turn, address)
    closed = tags[turn.house.defaults.open_concerns :]
    free = next((tag for tag in closed if tag not in held), None)
    if free is None:
        oldest = await _longest_rested(turn, [held[tag] for tag in closed])
        await address_rows.delete_of(turn.tx, oldest.concern)
        free = oldest.slot_tag
    await address_rows.move(turn.tx, concern, free)


async def take_slot(turn: Turn, concern: ConcernId) -> None:
    """A case is open again: its address moves back among the open ones if there is room."""
    address = await _address_of(turn, concern)
    if address is None:
        return
    tags, held = await _slots_behind(turn, address)
    slots = tags[: turn.house.defaults.open_concerns]
    free = next((tag for tag in slots if tag not in held), None)
    if free is not None and address.slot_tag not in slots:
        await address_rows.move(turn.tx, concern, free)


async def _address_of(turn: Turn, concern: ConcernId) -> SealedAddress | None:
    """With its person's other addresses under the newest keys, so that all slots compare."""
    address = await address_rows.find(turn.tx, concern)
    if address is None or not rewrapping.is_under_way(turn.house.vault.keyring):
        return address
    await rewrapping.carry(turn.tx, turn.house.vault, _chat_of(turn, address), rewrapping.ADDRESSES)
    return await address_rows.find(turn.tx, concern)


def _chat_of(turn: Turn, address: SealedAddress) -> ChatId:
    return addresses.open_thread(
        turn.house.vault, address.concern, address.wrapped_key, address.sealed
    )


async def _slots_behind(
    turn: Turn, address: SealedAddress
) -> tuple[Sequence[bytes], dict[bytes, SealedAddress]]:
    """All slot tags of the person behind an address, and the addresses that hold some."""
    tags = addresses.slot_tags(turn.house.vault, _chat_of(turn, address), SLOTS)
    return tags, {a.slot_tag: a for a in await address_rows.of_tags(turn.tx, tags)}


async def _longest_rested(turn: Turn, held: Sequence[SealedAddress]) -> SealedAddress:
    touched = {a.concern: (await concerns.get(turn.tx, a.concern)).touched_hour for a in held}
    return min(held, key=lambda a: (touched[a.concern], a.concern))
