"""What time alone makes due: expired drafts, messages past their window, old update ids."""

from __future__ import annotations

from itertools import groupby

from bot.services import dialogues, notices
from bot.store import addresses as addresses_rows
from bot.store import dialogues as dialogue_rows
from bot.store import handled, shown
from bot.turn import Turn
from bot.vault import addresses


async def expire_drafts(turn: Turn) -> int:
    """Forgets drafts past their hour and empties their chats. Returns how many."""
    expired = await dialogue_rows.expired(turn.tx, now=turn.seconds)
    for tag, sealed in expired:
        chat, _ = dialogues.opened(turn.house.vault, tag, sealed)
        await notices.empty_chat(turn, tag, chat, before=notices.ALL)
        await dialogue_rows.remove(turn.tx, tag)
    return len(expired)


async def close_windows(turn: Turn) -> int:
    """Queues the deletion of messages that have stood in chats for long enough."""
    due = await shown.expired(turn.tx, now=turn.seconds)
    for tag, group in groupby(due, key=lambda row: row.tag):
        row = next(group)
        chat, _ = addresses.open_shown(turn.house.vault, row.id, row.sealed)
        await notices.empty_chat(turn, tag, chat, before=turn.seconds)
        await shown.queue(turn.tx, tag, now=turn.seconds)
    return len(due)


async def destroy_addresses(turn: Turn) -> None:
    """The return address of a case goes when its grace after closing is over."""
    grace = int(turn.house.defaults.address_grace.total_seconds()) // 3600
    await addresses_rows.expire(turn.tx, before_hour=turn.hour - grace)


async def forget_updates(turn: Turn) -> None:
    await handled.purge(turn.tx, turn.hour)
