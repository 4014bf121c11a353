"""What the workers beside the turns have in common: rows that wait are taken up, a few at a time.

A row leaves the database only with the outcome of its work, so neither a kill nor a stop loses one.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from bot.store.db import DatabaseFault, Lookout

IDLE_SECONDS = 5.0
RETRY_SECONDS = 2.0


class Waiting(Protocol):
    """A row of work."""

    @property
    def id(self) -> Hashable: ...


R = TypeVar("R", bound=Waiting)


class Worker(ABC, Generic[R]):
    """places: rows in hand at once. lookout: where they wait."""

    def __init__(self, places: int, lookout: Lookout) -> None:
        self._places, self._lookout = places, lookout
        self._wake = asyncio.Event()
        self._stopping = False
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether a row is in hand."""
        return bool(self._tasks)

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Until stopped; what is in hand then is done again at the next start."""
        await self.loop()
        for task in self._tasks.values():
            task.cancel()
        await self.finished()

    async def loop(self) -> None:
        """Until stopped; what is in hand goes on."""
        while not self._stopping:
            self._wake.clear()
            wait = IDLE_SECONDS
            try:
                await self._take_up()
            except DatabaseFault as fault:
                self.database_down(fault)
                wait = RETRY_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def finished(self) -> None:
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _take_up(self) -> None:
        """What ends while the rows are read was taken up already, though it is read once more."""
        taken = set(self._tasks)
        if len(taken) >= self._places or not self._lookout.is_due():
            return
        rows = await self.waiting(2 * self._places)
        if rows:
            self._lookout.found()
        for row in rows:
            if row.id not in taken and len(self._tasks) < self._places:
                task = asyncio.create_task(self.work(row))
                self._tasks[row.id] = task
                task.add_done_callback(partial(self._ended, row.id))

    def _ended(self, row_id: Hashable, _: asyncio.Task[None]) -> None:
        del self._tasks[row_id]
        self._wake.set()

    @abstractmethod
    async def waiting(self, limit: int) -> Sequence[R]:
        """Rows to take up, those in hand perhaps among them. Raises DatabaseFault."""

    @abstractmethod
    async def work(self, row: R) -> None:
        """Does it to its end. What it raises is lost, so it raises nothing."""

    @abstractmethod
    def database_down(self, fault: DatabaseFault) -> None:
        """Tells that the database cannot be reached."""
