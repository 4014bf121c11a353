"""Sealed backups: the database as lines of JSON, the same whichever database they come from.

The first line says what this is, then each table names its columns before its rows, and the last
line counts them. Bytes stand as a list with their base64.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from bot.services import erasure
from bot.store import dump, meta
from bot.store.db import Store, Tx
from bot.vault.ledger import sync_folder
from bot.vault.sealed_file import FileKey, SealedFile, SealedFileFault, Sealing

VERIFIED = "backup_verified_at"
"""In `meta`: when the last backup that was read back whole began, epoch seconds in digits."""
_FORMAT = 1
_SUFFIX, _PART = ".backup", ".part"
_AT_ONCE = 1 << 16
"""Bytes of rows that go to the database together."""
Told = Callable[[int, int], None]
"""How far something long is: done, of how many."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds. made: epoch seconds. rows: of each table, once all were read."""

    revision: str
    made: int
    rows: dict[str, int]

    @property
    def day(self) -> datetime:
        return datetime.fromtimestamp(self.made, UTC)


# --- making --------------------------------------------------------------------------------


async def create(
    store: Store,
    folder: Path,
    recipient: bytes,
    *,
    now: datetime,
    random: Callable[[int], bytes],
    told: Told,
) -> tuple[Path, Contents]:
    """A new backup, read back whole before it gets its name. Raises SealedFileFault, OSError."""
    path = folder / f"nabodialog-{now:%Y-%m-%dT%H%M%SZ}{_SUFFIX}"
    with _begun(path) as file:
        sealing = Sealing(file, recipient, random)
        written = _Written(sealing)
        contents = await _write(store, written, int(now.timestamp()), told)
        sealing.finish()
        file.flush()
        os.fsync(file.fileno())
        _read_back(SealedFile(_part(path)), sealing.key, written, contents)
    value = str(contents.made).encode()
    await store.write(partial(meta.put, name=VERIFIED, value=value))
    return path, contents


@contextlib.contextmanager
def _begun(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all went well. What killed processes left is removed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in path.parent.glob(f"*{_SUFFIX}{_PART}"):
        _remove_abandoned(left)
    if path.exists():
        raise SealedFileFault(f"{path} exists already")
    part = _part(path)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            part.replace(path)
            sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(path.name + _PART)


def _remove_abandoned(part: Path) -> None:
    """Whoever still writes it holds its lock."""
    with contextlib.suppress(OSError), part.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()


class _Written:
    """Lines on their way into a sealed file."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing, self._digest = sealing, hashlib.sha256()

    def add(self, value: Any) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._digest.update(line)
        self._sealing.write(line)

    @property
    def digest(self) -> bytes:
        return self._digest.digest()


async def _write(store: Store, lines: _Written, made: int, told: Told) -> Contents:
    async with store.snapshot() as tx:
        contents = Contents(await meta.revision(tx) or "", made, dict.fromkeys(dump.KEPT, 0))
        total = sum([await dump.count(tx, name) for name in dump.KEPT])
        lines.add({"backup": _FORMAT, "revision": contents.revision, "made": made})
        for name in dump.KEPT:
            lines.add({"table": name, "columns": dump.columns(name)})
            async for page in dump.pages(tx, name):
                for row in page:
                    lines.add([_packed(value) for value in row])
                contents.rows[name] += len(page)
                told(sum(contents.rows.values()), total)
    lines.add({"rows": contents.rows})
    return contents


def _packed(value: Any) -> Any:
    return [base64.b64encode(value).decode()] if isinstance(value, bytes) else value


def _read_back(file: SealedFile, key: FileKey, written: _Written, contents: Contents) -> None:
    """What lies on the disk is what was read from the database. Raises SealedFileFault."""
    digest = hashlib.sha256()
    for chunk in file.open(key):
        digest.update(chunk)
    if digest.digest() != written.digest or verify(file, key) != contents:
        raise SealedFileFault("what was written cannot be read back; look at the disk")


def remove_old(folder: Path, *, now: datetime, days: int) -> Sequence[Path]:
    """Deletes backups past their days: an older one could bring back what the ledger forgot."""
    found = [p for p in folder.glob(f"nabodialog-*{_SUFFIX}") if _is_old(p, now, days)]
    for path in found:
        path.unlink()
    return found


def _is_old(path: Path, now: datetime, days: int) -> bool:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - timedelta(days=days)


# --- reading -------------------------------------------------------------------------------


def _lines(chunks: Iterator[bytes]) -> Iterator[Any]:
    """Raises SealedFileFault."""
    rest = bytearray()
    for chunk in chunks:
        rest += chunk
        *whole, rest = rest.split(b"\n")
        yield from map(json.loads, whole)
    if rest:
        raise SealedFileFault("its last line is not whole")


def _begin(lines: Iterator[Any]) -> Contents:
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("backup") != _FORMAT:
        raise SealedFileFault("it is sealed, but no backup this version knows")
    return Contents(head["revision"], head["made"], {})


def look(file: SealedFile, key: FileKey) -> Contents:
    """What its first line says. Raises SealedFileFault."""
    return _begin(_lines(file.open(key)))


Line = tuple[str, tuple[str, ...], Sequence[Any]]
"""A row with its table and the names of its columns."""


def _rows(lines: Iterator[Any], counted: dict[str, int]) -> Iterator[Line]:
    """Raises SealedFileFault when the count at the end is not what was read."""
    name, columns, ended = "", (), None
    for line in lines:
        if isinstance(line, list):
            counted[name] += 1
            yield name, columns, [_unpacked(value) for value in line]
        elif "table" in line:
            name, columns = line["table"], tuple(line["columns"])
            counted[name] = 0
        else:
            ended = line["rows"]
    if ended != counted:
        raise SealedFileFault("it does not hold the rows it says it holds")


def _unpacked(value: Any) -> Any:
    return base64.b64decode(value[0]) if isinstance(value, list) else value


def verify(file: SealedFile, key: FileKey) -> Contents:
    """Opens and counts everything. Raises SealedFileFault."""
    lines = _lines(file.open(key))
    contents = _begin(lines)
    for _ in _rows(lines, contents.rows):
        pass
    return contents


async def restore(store: Store, file: SealedFile, key: FileKey) -> Contents:
    """Fills an empty database in one transaction: all of it, or nothing. Raises SealedFileFault.

    It is marked as one that must be held against the ledger before it is used.
    """

    async def fill(tx: Tx) -> Contents:
        lines = _lines(file.open(key))
        contents = _begin(lines)
        await dump.clear_meta(tx)
        waiting = 0
        for name, columns, values in _rows(lines, contents.rows):
            await tx.run(dump.into(name, columns), **dict(zip(columns, values, strict=True)))
            waiting += dump.size(values)
            if waiting > _AT_ONCE:
                await tx.flush()
                waiting = 0
        await meta.put(tx, erasure.MARK, erasure.RESTORED)
        return contents

    return await store.write(fill)
