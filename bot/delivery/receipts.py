"""The worker that hashes receipt codes: two at a time, in threads, never in a turn.

Rows wait in the database until their work is done, so a restart loses none. What follows a hash is
one transaction that also ends the row, so that nothing follows twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot import log
from bot.context import Ctx
from bot.delivery.turns import Turns
from bot.delivery.worker import RETRY_SECONDS, Worker
from bot.domain.codes import ReceiptCode
from bot.services import receipts
from bot.services.receipts import NewCase, Try, Work
from bot.store import meta, schema
from bot.store import receipts as rows
from bot.store.db import DatabaseFault, Lookout, Store, Tx
from bot.store.receipts import SealedWork
from bot.turn import House
from bot.vault import argon
from bot.vault.receipts import SALT_BYTES
from bot.vault.sealing import SealBroken

PLACES = 2
"""At 64 MiB each."""
_SALT = "receipts"
"""Under this name the database keeps the salt of its receipts; it is no secret."""
_log = log.get("bot.receipts")

Tried = Callable[[Ctx, Try, bytes | None], Awaitable[None]]


class Receipts(Worker[SealedWork]):
    """tried: shows in a turn what came of a tried code; None for its proof: a fault of ours."""

    def __init__(self, store: Store, house: House, turns: Turns, tried: Tried) -> None:
        super().__init__(PLACES, Lookout(store, schema.receipt_work))
        self._store, self._house, self._turns, self._tried = store, house, turns, tried
        self.prove: Callable[[ReceiptCode, bytes], bytes] = argon.prove
        self._known_salt = b""

    async def run(self) -> None:
        """Until stopped; then what is being hashed is finished and the rest waits."""
        with ThreadPoolExecutor(PLACES, thread_name_prefix="receipts") as self._pool:
            await self.loop()
            await self.finished()

    async def waiting(self, limit: int) -> Sequence[SealedWork]:
        """A try waits for every new case: its code may be one that was shown a moment ago."""
        found = await self._store.read(partial(rows.waiting, limit=limit))
        return [row for row in found if not row.trying] or found

    def database_down(self, fault: DatabaseFault) -> None:
        _log.error("receipts.database", error=str(fault))

    async def work(self, row: SealedWork) -> None:
        """What failed keeps its row and is done again later: a code that was shown must open."""
        try:
            await self._hash(row)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            self._failed(row, error)
            await asyncio.sleep(RETRY_SECONDS)

    async def _hash(self, row: SealedWork) -> None:
        """Whoever tries a code is told at once when it cannot be hashed."""
        try:
            work = receipts.opened(self._house, row)
        except SealBroken as broken:
            self._failed(row, broken)
            await self._store.write(partial(rows.take, row_id=row.id))
            return
        try:
            hashing = partial(self.prove, work.code, await self._salt())
            proof = await asyncio.get_running_loop().run_in_executor(self._pool, hashing)
            await self._end(row, work, proof)
        except Exception as error:
            if isinstance(error, DatabaseFault) or not row.trying:
                raise
            self._failed(row, error)
            await self._end(row, work, None)

    def _failed(self, row: SealedWork, error: Exception) -> None:
        what = type(error).__name__
        _log.error("receipts.failed", trying=row.trying, error=what, place=log.place(error))

    async def _salt(self) -> bytes:
        if not self._known_salt:
            new = self._house.chance.bytes(SALT_BYTES)
            self._known_salt = await self._store.write(lambda tx: meta.keep(tx, _SALT, new))
        return self._known_salt

    async def _end(self, row: SealedWork, work: Work, proof: bytes | None) -> None:
        await self._store.write(partial(self._after, row=row, work=work, proof=proof))
        self._turns.wake()

    async def _after(self, tx: Tx, row: SealedWork, work: Work, proof: bytes | None) -> None:
        if not await rows.take(tx, row.id):
            return
        match work.why:
            case NewCase(concern=concern) if proof:
                await receipts.keep(tx, self._house, concern, proof)
            case Try() as attempted:
                await self._turns.resume(
                    tx,
                    attempted.chat,
                    attempted.client_language,
                    lambda ctx: self._tried(ctx, attempted, proof),
                )
