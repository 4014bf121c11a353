"""What became of calls, written in few transactions: what comes meanwhile waits and goes together.

A job of its own for each would cost a hop to the database's thread, which takes longer than what
is done there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.store.db import DatabaseFault, Job, Store, Tx

T = TypeVar("T")
Mark = tuple[Job[Any], asyncio.Future[Any]]


class Marks:
    """down: told of each fault of the database; returns the seconds to wait before the next try."""

    def __init__(self, store: Store, down: Callable[[DatabaseFault], float]) -> None:
        self._store, self._down = store, down
        self._waiting: list[Mark] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, job: Job[T]) -> T:
        """Returns after the commit, with what the job returned or raised. Never gives up."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="marks")
        return await done

    async def _write_all(self) -> None:
        while self._waiting:
            marks, self._waiting = self._waiting, []
            try:
                results = await self._write(partial(_each, jobs=[job for job, _ in marks]))
            except Exception:  # noqa: BLE001 # one of them is to blame, and must not take others along
                await self._one_by_one(marks)
            else:
                for (_, done), result in zip(marks, results, strict=True):
                    _tell(done, result)

    async def _one_by_one(self, marks: Sequence[Mark]) -> None:
        for job, done in marks:
            try:
                _tell(done, await self._write(job))
            except Exception as error:  # noqa: BLE001 # its caller is told
                if not done.done():
                    done.set_exception(error)

    async def _write(self, job: Job[T]) -> T:
        while True:
            try:
                return await self._store.write(job, soon=True)
            except DatabaseFault as fault:
                await asyncio.sleep(self._down(fault))


async def _each(tx: Tx, jobs: Sequence[Job[Any]]) -> list[Any]:
    return [await job(tx) for job in jobs]


def _tell(done: asyncio.Future[Any], result: Any) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):  # nobody waits any more
        done.set_result(result)
