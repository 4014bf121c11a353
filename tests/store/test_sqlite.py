"""SQLite: durable, nothing left behind by deletes, no order of commits in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import app
from bot.store import dialogues
from bot.store.db import DatabaseFault, Statement, Tx
from bot.store.sqlite import SqliteDriver
from tests.kit.postgres import opened
from tests.kit.turns import until
from tests.store.faults import adds, kept

NEEDLE = b"en hemmelighed som ingen maa finde"
SECRET = NEEDLE * 40


async def pragma(tx: Tx, name: str) -> Any:
    row = await tx.row(Statement(text(f"PRAGMA {name}")))
    assert row is not None
    return dict(row).popitem()[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("secure_delete", 1), ("synchronous", 2), ("journal_mode", "wal"), ("temp_store", 2)],
)
async def test_every_connection_is_durable_and_erases_what_it_deletes(
    sqlite: Path, name: str, value: object
) -> None:
    driver = SqliteDriver(sqlite)
    for writing in (True, False):
        connection = await driver.connect(writing=writing)
        assert await pragma(Tx(connection), name) == value
        assert await pragma(Tx(connection), "query_only") == (not writing)
        await connection.close()


async def test_a_database_that_cannot_erase_is_not_used(
    sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A SQLite built without it would answer 0; switching it off leads to the same answer."""
    from bot.store import sqlite as module

    monkeypatch.setattr(module, "_PRAGMAS", (*module._PRAGMAS, "PRAGMA secure_delete=OFF"))
    with pytest.raises(DatabaseFault):
        async with opened(f"sqlite+aiosqlite:///{sqlite}"):
            pass


def files(path: Path) -> bytes:
    return b"".join(f.read_bytes() for f in path.parent.glob(f"{path.name}*"))


async def test_what_was_deleted_is_in_no_file_any_more(sqlite: Path) -> None:
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        await store.write(lambda tx: dialogues.put(tx, b"tag", SECRET, expires=9))
        assert NEEDLE in files(sqlite)
        await store.write(lambda tx: dialogues.remove(tx, b"tag"))
        await until(lambda: NEEDLE not in files(sqlite))
    assert NEEDLE not in files(sqlite)


async def test_what_was_replaced_is_in_no_file_any_more(sqlite: Path) -> None:
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        await store.write(lambda tx: dialogues.put(tx, b"tag", SECRET, expires=9))
        await store.write(lambda tx: dialogues.put(tx, b"tag", b"short", expires=9))
        await until(lambda: NEEDLE not in files(sqlite))


async def test_the_log_is_emptied_when_nothing_waits(sqlite: Path) -> None:
    log = sqlite.with_name(f"{sqlite.name}-wal")
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        for number in range(20):
            await store.write(adds(number))
        await until(lambda: log.stat().st_size == 0)
        assert await kept(store) == list(range(20))


async def test_a_commit_is_in_the_files_before_it_is_told(sqlite: Path, tmp_path: Path) -> None:
    """A copy of the files at the moment `write` returns holds the row, as after a power cut."""
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        await store.write(adds(7))
        copies = {f.name: f.read_bytes() for f in sqlite.parent.glob(f"{sqlite.name}*")}
    there = tmp_path / "there"
    there.mkdir()
    for name, content in copies.items():
        if not name.endswith("-shm"):
            (there / name).write_bytes(content)
    async with opened(f"sqlite+aiosqlite:///{there / sqlite.name}") as store:
        assert await kept(store) == [7]


async def test_a_database_held_by_another_program_is_a_fault_and_is_used_again_after(
    sqlite: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{sqlite}"
    async with opened(url) as store:
        impatient = await store._writer.connection()
        await impatient.command("PRAGMA busy_timeout=0")
        holder = await app.driver_of(url).connect(writing=True)
        await holder.command("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseFault):
            await store.write(adds(1))
        await holder.command("ROLLBACK")
        await holder.close()
        assert await store.write(adds(2))
        assert await kept(store) == [2]


async def test_a_file_too_large_to_rewrite_is_left_as_it_is_and_nobody_waits(
    sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.store import sqlite as module

    monkeypatch.setattr(module, "_LARGEST", 1)
    rewritten: list[str] = []
    command = module._Aiosqlite.command

    async def listened(connection: Any, sql: str) -> None:
        rewritten.append(sql)
        await command(connection, sql)

    monkeypatch.setattr(module._Aiosqlite, "command", listened)
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        await store.write(adds(1))
        await until(lambda: store.at_rest)
    assert "VACUUM" not in rewritten
