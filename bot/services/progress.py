"""The one message that tells an author how the sending goes, and at its end how it went.

It is changed in place, and only when what it says has changed. Which message it is stays sealed
until it tells the end.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from bot.domain.bulletins import LARGE, ON_THE_WAY, Bulletin, Progress, Stage
from bot.domain.errors import NotFound
from bot.domain.ids import BulletinId, ChatId
from bot.screens import sendings as screens
from bot.services import notices
from bot.store import bulletins, deliveries, outbox, staff
from bot.store import progress as rows
from bot.store.db import Tx
from bot.store.progress import SealedProgress
from bot.turn import House, Turn
from bot.vault import addresses
from bot.vault.sealing import Vault

_LOST = "lost"


@dataclass(frozen=True, slots=True)
class Kept:
    """message: its number in the author's chat, 0 for none. says: what was last queued for it."""

    message: int = 0
    says: str = ""


def _opened(vault: Vault, row: SealedProgress) -> Kept:
    return Kept(**json.loads(addresses.open_progress(vault, row.bulletin, row.sealed)))


async def _save(tx: Tx, house: House, bulletin: BulletinId, expected: int, value: Kept) -> None:
    sealed = addresses.seal_progress(house.vault, bulletin, json.dumps(asdict(value)).encode())
    await rows.save(tx, SealedProgress(bulletin=bulletin, expected=expected, sealed=sealed))


async def how_far(turn: Turn, bulletin: Bulletin) -> Progress:
    """How the sending stands at this moment."""
    counts, running = await deliveries.counts(turn.tx, bulletin.id)
    waiting = any(cell.outcome in ON_THE_WAY for cell in counts)
    row = await rows.get(turn.tx, bulletin.id)
    return Progress(
        counts,
        done=not running and not waiting,
        stopped=bulletin.stage is Stage.STOPPED,
        expected=row.expected if row else 0,
        known=await deliveries.are_known(turn.tx, bulletin.id),
    )


async def begin(turn: Turn, bulletin: Bulletin) -> None:
    """The sending has begun."""
    whole, largest = await deliveries.expected(turn.tx, bulletin.id)
    expected = whole if largest >= LARGE else 0
    await _save(turn.tx, turn.house, bulletin.id, expected, Kept())
    await _tell(turn, bulletin)


async def look(turn: Turn) -> None:
    """Brings each message up to date; costs nothing while nothing is being sent."""
    for row in await rows.everything(turn.tx):
        try:
            bulletin = await bulletins.get(turn.tx, row.bulletin)
        except NotFound:
            await rows.remove(turn.tx, row.bulletin)
            continue
        await _tell(turn, bulletin)


async def _tell(turn: Turn, bulletin: Bulletin) -> None:
    """While a change is on its way nothing else is said: it would only wait behind it."""
    author = await staff.get(turn.tx, bulletin.author)
    row = await rows.get(turn.tx, bulletin.id)
    if author is None or row is None or bulletin.stage is Stage.RETRACTED:
        await rows.remove(turn.tx, bulletin.id)
        return
    kept, how = _opened(turn.house.vault, row), await how_far(turn, bulletin)
    t = turn.house.catalogs[author.language]
    screen = screens.told(t, turn.house.partnership, bulletin, how)
    says = json.dumps(notices.as_message(screen))
    taken_away = kept.says and not kept.message and not how.done
    if says == kept.says or taken_away or await outbox.is_waiting(turn.tx, bulletin.id):
        return
    await _save(turn.tx, turn.house, bulletin.id, row.expected, replace(kept, says=says))
    await notices.progress(
        turn, bulletin.id, screen, author.language, edit=kept.message, last=how.done
    )


# --- what the sender learns --------------------------------------------------------------------


async def chat_of(tx: Tx, vault: Vault, bulletin: BulletinId) -> ChatId | None:
    """Of its author; None when they serve no more."""
    try:
        author = (await bulletins.get(tx, bulletin)).author
    except NotFound:
        return None
    sealed = await staff.address(tx, author)
    return addresses.open_staff(vault, author, sealed) if sealed else None


async def stands(tx: Tx, house: House, bulletin: BulletinId, message: int) -> None:
    """This message says it."""
    row = await rows.get(tx, bulletin)
    if row is not None:
        kept = replace(_opened(house.vault, row), message=message)
        await _save(tx, house, bulletin, row.expected, kept)


async def lost(tx: Tx, house: House, bulletin: BulletinId) -> None:
    """Its author has taken the message away: only the end is told, in a new one."""
    row = await rows.get(tx, bulletin)
    if row is not None:
        await _save(tx, house, bulletin, row.expected, Kept(says=_LOST))


async def over(tx: Tx, bulletin: BulletinId) -> None:
    """The end was told, or cannot be."""
    await rows.remove(tx, bulletin)
