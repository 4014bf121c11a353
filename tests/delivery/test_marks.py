"""What became of calls is written together, and one mark takes no other along."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot import app
from bot.delivery.marks import Marks
from bot.store import meta, migrations
from bot.store.db import DatabaseFault, Job, Store, Tx
from tests.kit.postgres import KINDS, database

T = TypeVar("T")


class Watched(Store):
    """Counts what is written, and fails as often as it is told."""

    writes = 0
    failures = 0

    async def write(self, job: Job[T], *, guarded: bool = True, soon: bool = False) -> T:
        self.writes += 1
        if self.failures:
            self.failures -= 1
            raise DatabaseFault("the disk is full")
        return await super().write(job, guarded=guarded, soon=soon)


@contextlib.asynccontextmanager
async def _store(kind: str, folder: Path) -> AsyncIterator[Watched]:
    async with database(kind, folder) as url:
        await migrations.upgrade_here(url)
        store = Watched(app.driver_of(url))
        await store.open()
        try:
            yield store
        finally:
            await store.close()


async def _kept(tx: Tx, number: int) -> int:
    await meta.keep(tx, f"mark {number}", bytes([number]))
    return number


async def _broken(tx: Tx) -> int:
    await meta.keep(tx, "mark of a fault", b"1")
    raise ValueError


def _fails_not(_: DatabaseFault) -> float:
    raise AssertionError("the database was up")


@pytest.mark.parametrize("kind", KINDS)
async def test_what_comes_while_others_are_written_is_written_together(
    kind: str, tmp_path: Path
) -> None:
    async with _store(kind, tmp_path) as store:
        marks = Marks(store, _fails_not)
        told = await asyncio.gather(*(marks.keep(partial(_kept, number=n)) for n in range(20)))
        assert told == list(range(20))
        assert store.writes < 5
        found = [await store.read(partial(meta.find, name=f"mark {n}")) for n in range(20)]
        assert found == [bytes([n]) for n in range(20)]


@pytest.mark.parametrize("kind", KINDS)
async def test_one_that_fails_takes_no_other_along(kind: str, tmp_path: Path) -> None:
    async with _store(kind, tmp_path) as store:
        marks = Marks(store, _fails_not)
        first, fault, last = await asyncio.gather(
            marks.keep(partial(_kept, number=1)),
            marks.keep(_broken),
            marks.keep(partial(_kept, number=2)),
            return_exceptions=True,
        )
        assert (first, last) == (1, 2)
        assert isinstance(fault, ValueError)
        assert await store.read(partial(meta.find, name="mark of a fault")) is None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_mark_is_written_once_the_database_is_back(kind: str, tmp_path: Path) -> None:
    async with _store(kind, tmp_path) as store:
        store.failures, told = 2, []

        def down(fault: DatabaseFault) -> float:
            told.append(str(fault))
            return 0.0

        assert await Marks(store, down).keep(partial(_kept, number=3)) == 3
        assert len(told) == 2
        assert await store.read(partial(meta.find, name="mark 3")) == bytes([3])
