"""The erasure ledger beside the database: filled while the bot runs, applied after a restore.

The database remembers which state of the ledger it has seen. One that was put back, by whatever
means, has seen an older state or none, and is held against the ledger before anything else.
"""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial

from bot import log
from bot.store import erased, meta
from bot.store.db import Store, Tx
from bot.vault.ledger import Ledger, LedgerFault

_log = log.get("bot.erasure")
MARK = "ledger"
RESTORED = b"restored"
"""The mark of a database that was filled from a backup and has seen no ledger since."""


async def move(store: Store, ledger: Ledger, today: date) -> None:
    """What was erased goes on record; its ids leave the database only when that is durable."""
    noted = await store.read(erased.noted)
    if not noted:
        return
    await asyncio.to_thread(ledger.add, noted, today)
    mark = await asyncio.to_thread(ledger.mark)

    async def held(tx: Tx) -> None:
        await erased.forget(tx, noted)
        await meta.put(tx, MARK, mark)

    await store.write(held)


def check(ledger: Ledger, seen: bytes | None) -> None:
    """seen: the mark the database keeps, None before the first start. Raises LedgerFault."""
    if ledger.stands:
        ledger.mark()
    elif seen is not None:
        raise LedgerFault(
            f"no ledger at {ledger.path}, and what it holds may have to be erased again; put it "
            "back. If it is lost for good, make an empty file there: then a restored backup "
            "brings back what was erased after it"
        )


async def catch_up(store: Store, ledger: Ledger) -> None:
    """Erases what a restore brought back, before anything is sent. Raises LedgerFault."""
    seen = await store.read(partial(meta.find, name=MARK))
    check(ledger, seen)
    ledger.begin()
    mark = ledger.mark()
    if seen == mark:
        return
    entries = ledger.entries()

    async def again(tx: Tx) -> None:
        await erased.again(tx, entries)
        await meta.put(tx, MARK, mark)

    await store.write(again)
    _log.info("ledger.applied", ids=len(entries))
