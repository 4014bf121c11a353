"""The write-ahead log is emptied when nothing waits: its order would link a person's rows."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.kit.turns import until
from tests.kit.world import World


def _log(world: World) -> Path:
    path = world.settings.database_file
    assert path is not None
    return path.with_name(f"{path.name}-wal")


@contextmanager
def _reading(world: World) -> Iterator[None]:
    """Another process that reads for long, such as a backup."""
    path = world.settings.database_file
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM concern").fetchone()
        yield
        backup.execute("COMMIT")


async def test_the_log_is_empty_whenever_nothing_waits(world: World) -> None:
    amal = await world.resident("ar", follows=["vaerebro"])
    await world.shares_concern(amal, "القبو مظلم.")
    await until(lambda: _log(world).stat().st_size == 0)


async def test_a_backup_holds_up_nobody_and_the_log_is_emptied_after_it(world: World) -> None:
    amal = await world.resident("da")
    with _reading(world):
        async with asyncio.timeout(4):  # a wait for the backup takes five seconds each
            await amal.says("/areas")
        assert _log(world).stat().st_size > 0
    await until(lambda: _log(world).stat().st_size == 0)  # though nobody writes any more
