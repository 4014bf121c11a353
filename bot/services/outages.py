"""Telegram keeps what nobody takes for a day. After a longer silence people are told, once each,
that something may be lost: one line, the same for followers of an area and for who has a case.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.ids import ChatId
from bot.domain.people import Lang
from bot.domain.screens import Screen
from bot.screens import common as screens
from bot.services import notices, rewrapping
from bot.store import addresses as address_rows
from bot.store import meta, profiles
from bot.store.addresses import SealedAddress
from bot.texts import resident as texts
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.sealing import SealBroken

KEPT_HOURS = 24
"""So long Telegram keeps what was not taken."""
PAGE = 100
"""People of each kind that one look tells: as many as leave before the next look."""
HEARD = "telegram-heard"
"""The hour in which Telegram was heard last."""
_FOLLOWERS, _CASES = "outage-followers", "outage-cases"
"""Behind which row the telling goes on; absent when everybody was told."""


async def heard(turn: Turn, *, silent: bool | None) -> None:
    """Telegram was heard. silent: whether that was after more than a day without a word, as the
    running process knows by a clock that nobody sets; None: it has just begun and does not know."""
    kept = await meta.find(turn.tx, HEARD)
    hour = turn.hour.to_bytes(4)
    if silent is None:
        silent = kept is not None and turn.hour - int.from_bytes(kept) >= KEPT_HOURS
    if silent:
        for name in (_FOLLOWERS, _CASES):
            await meta.put(turn.tx, name, b"")
    if kept != hour:
        await meta.put(turn.tx, HEARD, hour)


async def tell(turn: Turn) -> None:
    """The next page of those who are to hear of a silence, if there are any."""
    told = [*await _next_followers(turn), *await _next_cases(turn)]
    while told:  # in random order: nobody reads out of the queue which row led to whom
        chat, lang = told.pop(turn.house.chance.below(len(told)))
        t = turn.house.catalogs[lang]
        line = Screen(text=texts.outage_notice(t), rows=((screens.hide(t),),))
        stream = addresses.dialogue_tag(turn.house.vault, chat)
        await notices.tell_chat(turn, stream, chat, line)


async def _next_followers(turn: Turn) -> list[tuple[ChatId, Lang]]:
    after = await meta.find(turn.tx, _FOLLOWERS)
    if after is None:
        return []
    found = await profiles.with_address(turn.tx, after=after, limit=PAGE)
    await _go_on(turn, _FOLLOWERS, [row.id for row in found])
    vault, told = turn.house.vault, []
    for row in found:
        try:
            told.append((addresses.open_profile(vault, row.id, row.sealed or b""), row.language))
        except SealBroken:
            continue  # the sender of news tells of it
    return told


async def _next_cases(turn: Turn) -> list[tuple[ChatId, Lang]]:
    after = await meta.find(turn.tx, _CASES)
    if after is None:
        return []
    found = await address_rows.of_open(turn.tx, after=after, limit=PAGE)
    await _go_on(turn, _CASES, [row.concern for row, _ in found])
    told = []
    for row, lang in found:
        chat = await _to_be_told(turn, row)
        if chat is not None:
            told.append((chat, lang))
    return told


async def _to_be_told(turn: Turn, row: SealedAddress) -> ChatId | None:
    """None for who hears of it otherwise: as a follower, or for an earlier row of theirs."""
    vault = turn.house.vault
    try:
        chat = addresses.open_thread(vault, row.concern, row.wrapped_key, row.sealed)
    except SealBroken:
        return None  # the sender of replies tells of it
    await rewrapping.carry(turn.tx, vault, chat)
    profile = await profiles.find(turn.tx, addresses.profile_tag(vault, chat))
    if profile is not None and profile.areas:
        return None
    tags = addresses.slot_tags(vault, chat, address_rows.SLOTS)
    first = min(await address_rows.open_of_tags(turn.tx, tags), default=row.concern)
    return chat if first == row.concern else None


async def _go_on(turn: Turn, name: str, page: Sequence[bytes]) -> None:
    if page:
        await meta.put(turn.tx, name, page[-1])
    else:
        await meta.drop(turn.tx, name)
