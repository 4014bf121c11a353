"""What time alone makes due: expired drafts, messages past their window, old update ids."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from itertools import groupby

from bot.domain.dialogues import Dialogue
from bot.domain.ids import ChatId
from bot.domain.retention import NIGHT_HOUR
from bot.services import daily, dialogues, notices, record
from bot.store import addresses as addresses_rows
from bot.store import (
    bulletins,
    deliveries,
    findings,
    handled,
    happenings,
    illustrations,
    outbox,
    pictures,
    receipts,
    rewrite,
    shown,
    staff,
    writing,
)
from bot.store import dialogues as dialogue_rows
from bot.store.shown import Shown
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.sealing import SealBroken

TELEGRAM_DELETES = 48 * 3600
"""Seconds after which a bot can no longer delete a message."""


async def expire_drafts(turn: Turn) -> int:
    """Forgets drafts and their pictures past their hour, empties their chats. Returns how many."""
    expired = 0
    for tag, sealed in await dialogue_rows.ending(turn.tx, hour=turn.hour):
        with contextlib.suppress(SealBroken, ValueError):  # then nobody knows whose it was
            kept = dialogues.opened(turn.house.vault, tag, sealed)
            if kept.lives(turn.now):
                continue
            await notices.empty_chat(turn, tag, kept.chat, before=notices.ALL)
            await dialogues.forget_pictures(turn.tx, kept.dialogue, Dialogue())
        await dialogue_rows.remove(turn.tx, tag)
        expired += 1
    await pictures.expire(turn.tx, hour=turn.hour)
    await writing.expire(turn.tx, now=turn.seconds)
    return expired


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
    """The way back to a case, address or receipt, goes when its grace after closing is over."""
    grace = _hours(turn.house.defaults.address_grace)
    await addresses_rows.expire(turn.tx, before_hour=turn.hour - grace)
    await receipts.expire(turn.tx, before_hour=turn.hour - grace)


async def forget_updates(turn: Turn) -> None:
    await handled.purge(turn.tx, turn.hour)


async def forget_old(turn: Turn) -> None:
    """What only its age makes due. Source: docs/administrators.md, what is kept."""
    rules = turn.house.defaults.retention
    await handled.purge_letters(turn.tx, before_hour=turn.hour - _hours(rules.dead_letters))
    await outbox.forget_dead(turn.tx, before=turn.millis - _hours(rules.dead_letters) * 3_600_000)
    await staff.forget_invites(turn.tx, now=turn.seconds)
    await deliveries.forget(turn.tx, before_hour=turn.hour - _hours(rules.deliveries))
    await deliveries.forget_runs(turn.tx, before_hour=turn.hour - _hours(rules.bulletins))
    await bulletins.forget(turn.tx, before_hour=turn.hour - _hours(rules.bulletins))
    await illustrations.forget(turn.tx)
    await happenings.forget(turn.tx)
    await findings.forget(turn.tx)
    await shown.forget_out_of_reach(turn.tx, before=turn.seconds - TELEGRAM_DELETES)
    await record.forget(turn, before=turn.seconds - _hours(rules.staff_acts) * 3600)


async def mix_rows(turn: Turn) -> None:
    """Each night: what the database itself remembers of who wrote when is gone."""
    if await daily.begins(turn, "mixed", NIGHT_HOUR):
        await rewrite.mix(turn.tx)


def _hours(span: timedelta) -> int:
    return int(span.total_seconds()) // 3600
