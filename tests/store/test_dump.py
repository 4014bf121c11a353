"""A backup is one moment of the database, restores into either kind, and needs little memory."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import delete, insert, select

from bot.services import backups, erasure
from bot.store import dump, meta
from bot.store.db import Statement, Store, Tx
from bot.store.schema import audit, bulletin, entry, metadata, picture
from bot.vault.sealed_file import SealedFile, SealedFileFault
from tests.kit.clock import TUESDAY_MORNING
from tests.kit.postgres import KINDS, database, opened
from tests.kit.turns import Seeded

KEY = X25519PrivateKey.from_private_bytes(b"k" * 32)
OF_DRAFTS = Statement(delete(picture).where(picture.c.concern.is_(None)))
EVERY_BYTE = bytes(range(256))


def untold(done: int, of: int) -> None:
    """Nobody watches."""


async def made(
    store: Store, folder: Path, told: Callable[[int, int], None] = untold
) -> tuple[SealedFile, backups.Contents]:
    path, contents = await backups.create(
        store,
        folder,
        KEY.public_key().public_bytes_raw(),
        now=TUESDAY_MORNING,
        random=os.urandom,
        told=told,
    )
    return SealedFile(path), contents


def example(name: str, number: int) -> dict[str, Any]:
    """A row of any table: every kind of value, nothing where nothing may stand."""
    values: dict[str, Any] = {}
    for found in metadata.tables[name].c:
        kind = found.type.python_type
        key = f"{name}.{found.name} {number} ÆØÅ العربية \"'\n\x1f"
        if found.nullable and number % 2:
            values[found.name] = None
        elif kind is int:
            values[found.name] = 2**62 + number
        else:
            values[found.name] = key if kind is str else key.encode() + EVERY_BYTE
    return values


async def fill(tx: Tx, *, rows: int = 40) -> None:
    for name, table in metadata.tables.items():
        for number in range(rows):
            await tx.run(Statement(insert(table)), **example(name, number))


async def everything(tx: Tx, names: tuple[str, ...] = dump.KEPT) -> dict[str, list[Any]]:
    found = {}
    for name in names:
        rows = await tx.rows(Statement(select(metadata.tables[name])))
        found[name] = sorted(
            repr([dump._plain(row[c]) for c in dump.columns(name)]) for row in rows
        )
    return found


def test_every_table_is_kept_or_left_out_on_purpose() -> None:
    assert not set(dump.KEPT) & set(dump.LEFT_OUT)
    assert set(dump.KEPT) | set(dump.LEFT_OUT) == set(metadata.tables)
    assert set(dump.columns("meta")) == {"name", "value"}


@pytest.mark.parametrize("target", KINDS)
async def test_every_value_comes_back_in_either_database(
    store: Store, target: str, tmp_path: Path
) -> None:
    await store.write(fill)
    await store.write(lambda tx: tx.run(OF_DRAFTS))
    before = await store.read(everything)
    file, contents = await made(store, tmp_path / "backups")
    assert contents.rows == {**dict.fromkeys(dump.KEPT, 40), "picture": 20}
    async with database(target, tmp_path) as url, opened(url) as restored:
        await restored.write(lambda tx: meta.put(tx, "keyring", b"of a first start"))
        assert await backups.restore(restored, file, file.key_for(KEY)) == contents
        after = await restored.read(everything)
        left_out = await restored.read(lambda tx: everything(tx, tuple(dump.LEFT_OUT)))
    mark = repr([erasure.MARK, erasure.RESTORED])
    assert mark in after["meta"]
    after["meta"].remove(mark)
    after["bulletin"] = [row.replace("'yes'", "REPORTED") for row in after["bulletin"]]
    assert {n: r for n, r in after.items() if n != "bulletin"} == {
        n: r for n, r in before.items() if n != "bulletin"
    }
    assert all("REPORTED" in row for row in after["bulletin"])
    assert len(after["bulletin"]) == 40
    assert not any(left_out.values())


async def test_a_backup_is_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    """Rows in two tables that are only ever written together are only ever kept together."""
    both = [Statement(insert(table)) for table in (audit, bulletin)]

    async def write(tx: Tx, number: int) -> None:
        for statement, name in zip(both, ("audit", "bulletin"), strict=True):
            await tx.run(statement, **example(name, number))

    for number in range(20):
        await store.write(lambda tx, n=number: write(tx, n))  # type: ignore[misc] # bound now
    async with store.snapshot() as tx:
        first = [row async for page in dump.pages(tx, "audit") for row in page]
        for number in range(20, 40):
            await store.write(lambda tx, n=number: write(tx, n))  # type: ignore[misc] # bound now
        second = [row async for page in dump.pages(tx, "bulletin") for row in page]
    assert len(first) == len(second) == 20
    async with store.snapshot() as tx:
        assert await dump.count(tx, "audit") == 40


async def test_a_backup_is_marked_as_verified_with_the_moment_it_began(
    store: Store, tmp_path: Path
) -> None:
    await store.write(lambda tx: meta.put(tx, erasure.MARK, b"of this database"))
    _, contents = await made(store, tmp_path)
    mark = await store.read(lambda tx: meta.find(tx, backups.VERIFIED))
    assert mark == str(int(TUESDAY_MORNING.timestamp())).encode()
    assert contents.day == TUESDAY_MORNING
    assert contents.rows["meta"] == 0  # marks of one database are not of another


async def test_a_backup_that_cannot_be_read_back_gets_no_name_and_no_mark(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk keeps something else than what was written."""
    synced = os.fsync

    def spoils(handle: int) -> None:
        synced(handle)
        if os.lseek(handle, 0, os.SEEK_CUR) > 200:
            os.pwrite(handle, b"\x00\x01", 150)

    monkeypatch.setattr(os, "fsync", spoils)
    with pytest.raises(SealedFileFault):
        await made(store, tmp_path / "backups")
    assert os.listdir(tmp_path / "backups") == []  # noqa: PTH208 # an async test may not use pathlib for it
    assert await store.read(lambda tx: meta.find(tx, backups.VERIFIED)) is None


async def test_what_a_killed_process_left_is_removed_by_the_next(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "nabodialog-2026-01-01T000000Z.backup.part").write_bytes(b"half")
    file, _ = await made(store, folder)
    assert os.listdir(folder) == [file.path.name]  # noqa: PTH208 # an async test may not use pathlib for it


async def test_what_another_process_is_writing_is_left_alone(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with backups._begun(folder / "nabodialog-2026-01-01T000000Z.backup") as running:
        await made(store, folder)
        running.write(b"whole")
    assert len(os.listdir(folder)) == 2  # noqa: PTH208 # an async test may not use pathlib for it


def test_backups_past_their_days_are_removed_and_no_other_file(tmp_path: Path) -> None:
    names = ["nabodialog-old.backup", "nabodialog-new.backup", "letter.txt"]
    for name in names:
        (tmp_path / name).touch()
    old = datetime(2026, 1, 1, tzinfo=UTC)
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (old.timestamp(), old.timestamp()))
    os.utime(tmp_path / names[1], ((old + timedelta(days=2)).timestamp(),) * 2)
    removed = backups.remove_old(tmp_path, now=old + timedelta(days=36), days=35)
    assert [path.name for path in removed] == names[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


async def test_a_broken_backup_restores_nothing(store: Store, tmp_path: Path) -> None:
    await store.write(lambda tx: fill(tx, rows=200))
    file, _ = await made(store, tmp_path)
    content = bytearray(file.path.read_bytes())
    content[-200] ^= 1
    file.path.write_bytes(content)
    async with database("sqlite", tmp_path) as url, opened(url) as restored:
        with pytest.raises(SealedFileFault):
            await backups.restore(restored, file, file.key_for(KEY))
        assert await restored.read(dump.is_empty)
        assert await restored.read(lambda tx: meta.find(tx, erasure.MARK)) is None


async def test_memory_does_not_grow_with_the_rows(sqlite: Path, tmp_path: Path) -> None:
    """60 MB of words, of which no more than a few pages are held at once."""
    words = Seeded().bytes(200_000)
    async with opened(f"sqlite+aiosqlite:///{sqlite}") as store:
        for number in range(300):
            values = {**example("entry", number), "position": number, "words": words}
            await store.write(lambda tx, v=values: tx.run(Statement(insert(entry)), **v))  # type: ignore[misc] # bound now
        told: list[int] = []
        tracemalloc.start()
        file, _ = await made(store, tmp_path / "backups", told=lambda done, of: told.append(done))
        backups.verify(file, file.key_for(KEY))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert file.path.stat().st_size > 60_000_000
    assert peak < 12_000_000
    assert told == sorted(told)
    assert told[-1] == 300
