"""Area news that has left, without the way to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.domain.bulletins import Bulletin, Delivery, Signature, Stage
from bot.domain.ids import BulletinId, ModeratorId
from bot.store import bulletins, deliveries
from bot.store.db import Tx

SOMEBODY_ELSE = ModeratorId(b"\xe5" * 16)


def signed(value: Bulletin) -> Bulletin:
    """As somebody else signed it and it left."""
    signature = Signature(by=SOMEBODY_ELSE, at=value.hour * 3600, digest=value.content.digest)
    return replace(value, stage=Stage.SENDING, signature=signature)


async def send(tx: Tx, value: Bulletin) -> Bulletin:
    """The bulletin as it is kept while it is being sent; no recipient is looked at yet."""
    leaving = signed(value)
    await bulletins.add(tx, leaving)
    await deliveries.begin(tx, leaving.id, sorted(leaving.content.areas))
    return leaving


async def outcomes(tx: Tx, bulletin: BulletinId) -> dict[Delivery, int]:
    """How many fared how, over all areas and languages."""
    cells, _ = await deliveries.counts(tx, bulletin)
    found: Counter[Delivery] = Counter()
    for cell, n in cells.items():
        found[cell.outcome] += n
    return dict(found)
