"""The worker that has words translated: two at a time, never in a turn.

A row waits until its translation has come or failed for good, so a kill loses none. Each row counts
how often it was begun: taken up again once, then its failure is told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot import log
from bot.context import Ctx
from bot.delivery.libretranslate import Again, Failed, LibreTranslate
from bot.delivery.turns import Turns
from bot.delivery.worker import RETRY_SECONDS, Worker
from bot.domain.errors import Refused
from bot.domain.translations import Trouble, Wanted
from bot.services import translating
from bot.services.translating import Work
from bot.store import schema
from bot.store import translations as rows
from bot.store.db import DatabaseFault, Lookout, Store, Tx
from bot.store.translations import SealedTranslation
from bot.turn import House
from bot.vault.sealing import SealBroken

PLACES = 2
TIMES_BEGUN = 2

Outcome = Sequence[str] | Trouble
Told = Callable[[Ctx, Work, Wanted, Outcome], Awaitable[None]]
_log = log.get("bot.translator")


@dataclass(frozen=True, slots=True)
class _Begun:
    work: Work
    wanted: Wanted
    times: int


class Translator(Worker[SealedTranslation]):
    """server: None when nothing is translated. told: shows in a turn what came of it."""

    def __init__(
        self, store: Store, house: House, turns: Turns, server: LibreTranslate | None, told: Told
    ) -> None:
        super().__init__(PLACES, Lookout(store, schema.translation))
        self._store, self._house, self._turns = store, house, turns
        self._server, self._told = server, told
        self.pauses: Sequence[float] = (1.0, 5.0)
        """Seconds before a busy server, or one out of reach, is asked again."""

    async def waiting(self, limit: int) -> Sequence[SealedTranslation]:
        if self._server is None:
            return []
        return await self._store.read(partial(rows.waiting, limit=limit))

    def database_down(self, fault: DatabaseFault) -> None:
        _log.error("translator.database", error=str(fault))

    async def work(self, row: SealedTranslation) -> None:
        """What failed keeps its row and is begun once more."""
        if self._server is None:
            return
        try:
            begun = await self._store.write(partial(self._begin, row=row))
            if begun is not None:
                outcome = await self._outcome(self._server, begun)
                await self._store.write(partial(self._end, row=row, begun=begun, outcome=outcome))
                self._turns.wake()
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            what = type(error).__name__
            _log.error("translation.broken", error=what, place=log.place(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _begin(self, tx: Tx, row: SealedTranslation) -> _Begun | None:
        """Counts the attempt and reads the words as they stand now; None: nobody waits for it."""
        times = await rows.begin(tx, row.id)
        if times is None:
            return None
        found: list[_Begun] = []
        with contextlib.suppress(SealBroken, Refused):
            work = translating.opened(self._house, row)

            async def read(ctx: Ctx) -> None:
                if wanted := await translating.begin(ctx.turn, work):
                    found.append(_Begun(work, wanted, times))

            async with tx.savepoint():
                await self._turns.speak(tx, work.chat, read)
        if not found:
            await rows.take(tx, row.id)
            return None
        return found[0]

    async def _outcome(self, server: LibreTranslate, begun: _Begun) -> Outcome:
        if begun.times > TIMES_BEGUN:
            return Trouble.DOWN
        try:
            translated = [await self._translated(server, begun, t) for t in begun.wanted.texts]
        except Failed as failed:
            _log.warning("translation.failed", trouble=failed.trouble.value)
            return failed.trouble
        _log.info("translated", texts=len(translated))
        return translated

    async def _translated(self, server: LibreTranslate, begun: _Begun, text: str) -> str:
        """Raises Failed."""
        for pause in (*self.pauses, None):
            try:
                return await server.translate(text, begun.wanted.source, begun.wanted.target)
            except Again:
                if pause is not None:
                    await asyncio.sleep(pause)
        raise Failed(Trouble.DOWN)

    async def _end(self, tx: Tx, row: SealedTranslation, begun: _Begun, outcome: Outcome) -> None:
        """A new turn takes the outcome, once."""
        if await rows.take(tx, row.id):
            await self._turns.speak(
                tx,
                begun.work.chat,
                lambda ctx: self._told(ctx, begun.work, begun.wanted, outcome),
            )
