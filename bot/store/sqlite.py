"""SQLite through aiosqlite: WAL, durable commits, and nothing left behind by deletes."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import aiosqlite
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import Dialect

from bot.store.db import Connection, Row, Statement, Step

_DO_NOT_WAIT, _WAIT = "PRAGMA busy_timeout=0", "PRAGMA busy_timeout=5000"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    _WAIT,
    "PRAGMA foreign_keys=ON",
)
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

    async def run_steps(self, waiting: deque[Step]) -> Sequence[Row]:
        rows: Sequence[Row] = await self._execute(self._run_steps, waiting)  # type: ignore[no-untyped-call] # aiosqlite's own way into its thread
        return rows

    def _run_steps(self, waiting: deque[Step]) -> Sequence[Row]:
        rows: Sequence[Row] = ()
        while waiting:
            sql, arguments = waiting[0]
            rows = self._conn.execute(sql, arguments).fetchall()
            waiting.popleft()
        return rows


class _Aiosqlite:
    dialect: Dialect = sqlite.dialect(paramstyle="qmark")

    def __init__(self, connection: _Hopping) -> None:
        self._connection = connection

    async def steps(self, waiting: deque[Step]) -> Sequence[Row]:
        return await self._connection.run_steps(waiting)

    async def command(self, sql: str) -> None:
        await self._connection.execute_fetchall(sql)

    async def commit(self) -> None:
        await self.command("COMMIT")

    async def close(self) -> None:
        await self._connection.close()


class SqliteDriver:
    """One database file."""

    has_schema = Statement(
        text("SELECT count(*) AS found FROM sqlite_master WHERE name = 'alembic_version'")
    )

    def __init__(self, path: Path) -> None:
        self._path = path

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

    async def begin(self, connection: Connection) -> None:
        await connection.command("BEGIN IMMEDIATE")

    async def hold(self, connection: Connection) -> None:
        """A read transaction begins with its first read."""
        await connection.command("BEGIN")
        await connection.command("SELECT count(*) FROM sqlite_master")

    async def settled(self, connection: Connection) -> bool:
        """Empties the log: its order of commits would link a person's rows.

        While somebody else reads it cannot be emptied, and a backup that reads for a minute must
        not hold up every turn.
        """
        steps: list[Step] = [(_DO_NOT_WAIT, ()), ("PRAGMA wal_checkpoint(TRUNCATE)", ())]
        tried = await connection.steps(deque(steps))
        await connection.command(_WAIT)
        return not tried[0]["busy"]
