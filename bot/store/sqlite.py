"""SQLite through aiosqlite: WAL, durable commits, and nothing left behind by deletes."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

import aiosqlite
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import Dialect

from bot import log
from bot.store.db import Connection, Row, Statement, Step

_DO_NOT_WAIT, _WAIT = "PRAGMA busy_timeout=0", "PRAGMA busy_timeout=5000"
_EMPTY_LOG = (_DO_NOT_WAIT, "PRAGMA wal_checkpoint(TRUNCATE)", _WAIT)
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    _WAIT,
    "PRAGMA foreign_keys=ON",
)
_REWRITE_PAUSE = 1.0
_REWRITE_SHARE = 100
"""The file is rewritten for at most one part in a hundred of the time."""
_LARGEST = 256 << 20
"""Bytes of a file that is rewritten: memory must hold it once more, and turns wait for it."""
_log = log.get("bot.sqlite")
_BROKEN = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_OURS = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_TOOBIG,
    }
)
"""Codes of statements that are wrong themselves; all others tell of the file or the disk."""


class _Hopping(aiosqlite.Connection):
    """Runs several statements in one hop to the database's thread."""

    async def run_steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        rows: Sequence[Sequence[Row]] = await self._execute(self._run_steps, waiting)  # type: ignore[no-untyped-call] # aiosqlite's own way into its thread
        return rows

    def _run_steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        rows = []
        while waiting:
            sql, arguments = waiting[0]
            rows.append(self._conn.execute(sql, arguments).fetchall())
            waiting.popleft()
        return rows


class _Aiosqlite:
    dialect: Dialect = sqlite.dialect(paramstyle="qmark")

    def __init__(self, connection: _Hopping) -> None:
        self._connection = connection

    async def steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        return await self._connection.run_steps(waiting)

    async def command(self, sql: str) -> None:
        await self._connection.execute_fetchall(sql)

    async def commit(self) -> None:
        await self.command("COMMIT")

    async def close(self) -> None:
        await self._connection.close()


class _Order(Enum):
    """What the places of rows in the file tell: who wrote last, or nothing."""

    JUST_WRITTEN = auto()
    WRITTEN = auto()
    BY_KEY = auto()
    TOO_LARGE = auto()


class SqliteDriver:
    """One database file."""

    has_schema = Statement(
        text("SELECT count(*) AS found FROM sqlite_master WHERE name = 'alembic_version'")
    )

    def __init__(self, path: Path) -> None:
        self._path = path
        self._order = _Order.WRITTEN
        self._rewrite_from = 0.0

    def is_fault(self, error: BaseException) -> bool:
        if isinstance(error, sqlite3.Error):
            code = getattr(error, "sqlite_errorcode", None)
            return code is not None and code & 0xFF not in _OURS
        return isinstance(error, OSError)

    def trouble(self, error: BaseException) -> str:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BROKEN:
            return (
                f"{self._path} is not a whole database ({error}); restore it from its backup, "
                "or choose another place"
            )
        if code == sqlite3.SQLITE_BUSY:
            return f"{self._path} is held by another program; wait for it or stop it, and try again"
        why = error.strerror if isinstance(error, OSError) else str(error)
        return (
            f"{self._path} cannot be opened or written ({why}); choose a folder that this user "
            "may write"
        )

    async def connect(self, *, writing: bool) -> Connection:
        connection = _Hopping(self._open, iter_chunk_size=64)
        await connection
        try:
            await self._prepare(connection, writing=writing)
        except BaseException:
            await connection.close()
            raise
        return _Aiosqlite(connection)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None)

    async def _prepare(self, connection: _Hopping, *, writing: bool) -> None:
        connection.row_factory = sqlite3.Row
        for pragma in _PRAGMAS:
            await connection.execute_fetchall(pragma)
        rows = list(await connection.execute_fetchall("PRAGMA secure_delete"))
        if rows[0][0] != 1:
            raise OSError("this SQLite cannot overwrite deleted rows")
        if not writing:
            await connection.execute_fetchall("PRAGMA query_only=ON")

    def begin(self) -> str:
        self._order = _Order.JUST_WRITTEN
        return "BEGIN IMMEDIATE"

    async def hold(self, connection: Connection) -> None:
        """A read transaction begins with its first read."""
        await connection.command("BEGIN")
        await connection.command("SELECT count(*) FROM sqlite_master")

    async def settled(self, connection: Connection) -> bool:
        """Empties the log and puts every page in the order of its keys, which are random.

        The order of commits in the log would link a person's rows, and so would the places of rows
        within a page, where the newest lies first. While somebody else reads, the log cannot be
        emptied, and a backup that reads for a minute must not hold up every turn.
        """
        ordered = await self._ordered(connection)
        _, tried, _ = await connection.steps(deque((sql, ()) for sql in _EMPTY_LOG))
        return ordered and not tried[0]["busy"]

    async def _ordered(self, connection: Connection) -> bool:
        """Rewrites the file once nobody has written for a moment, and not all the time."""
        if self._order is _Order.JUST_WRITTEN:
            self._order = _Order.WRITTEN
        elif self._order is _Order.WRITTEN and time.monotonic() >= self._rewrite_from:
            await self._rewrite(connection)
        return self._order in {_Order.BY_KEY, _Order.TOO_LARGE}

    async def _rewrite(self, connection: Connection) -> None:
        if (size := self._path.stat().st_size) > _LARGEST:
            _log.warning("sqlite.too_large", bytes=size)
            self._order = _Order.TOO_LARGE
            return
        started = time.monotonic()
        await connection.command(_DO_NOT_WAIT)
        try:
            await connection.command("VACUUM")
            self._order = _Order.BY_KEY
        except sqlite3.OperationalError as error:
            _log.info("sqlite.unordered", code=error.sqlite_errorname)
        await connection.command(_WAIT)
        took = time.monotonic() - started
        self._rewrite_from = started + took + max(_REWRITE_PAUSE, took * _REWRITE_SHARE)
