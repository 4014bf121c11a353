"""What time alone makes due: expired drafts, messages past their window, old update ids."""

from __future__ import annotations

import contextlib
from itertools import groupby

from bot.domain.ids import ChatId
from bot.services import dialogues, notices
from bot.store import addresses as addresses_rows
from bot.store import dialogues as dialogue_rows
from bot.store import handled, pictures, shown
from bot.store.shown import Shown
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.sealing import SealBroken


async def expire_drafts(turn: Turn) -> int:
    """Forgets drafts and their pictures past their hour, empties their chats. Returns how many."""
    expired = await dialogue_rows.expired(turn.tx, now=turn.seconds)
    for tag, sealed in expired:
        with contextlib.suppress(SealBroken, ValueError):  # then nobody knows whose it was
            chat, _ = dialogues.opened(turn.house.vault, tag, sealed)
            await notices.empty_chat(turn, tag, chat, before=notices.ALL)
        await dialogue_rows.remove(turn.tx, tag)
    await pictures.expire(turn.tx, now=turn.seconds)
    return len(expired)


async def close_windows(turn: Turn) -> int:
    """Queues the deletion of messages that have stood in chats for long enough."""
    due = await shown.expired(turn.tx, now=turn.seconds)
    for tag, group in groupby(due, key=lambda row: row.tag):
        chats = [chat for row in group if (chat := await _chat_of(turn, row))]
        if chats:
            await notices.empty_chat(turn, tag, chats[0], before=turn.seconds)
            await shown.queue(turn.tx, tag, now=turn.seconds)
    return len(due)


async def _chat_of(turn: Turn, row: Shown) -> ChatId | None:
    """Where a message stands. One that cannot be opened any more is forgotten."""
    try:
        return addresses.open_shown(turn.house.vault, row.id, row.sealed)[0]
    except SealBroken:
        await shown.forget(turn.tx, row.id)
        return None


async def destroy_addresses(turn: Turn) -> None:
    """The return address of a case goes when its grace after closing is over."""
    grace = int(turn.house.defaults.address_grace.total_seconds()) // 3600
    await addresses_rows.expire(turn.tx, before_hour=turn.hour - grace)


async def forget_updates(turn: Turn) -> None:
    await handled.purge(turn.tx, turn.hour)
