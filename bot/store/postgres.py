"""PostgreSQL through asyncpg."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql import asyncpg as dialects
from sqlalchemy.engine.interfaces import Dialect

from bot.store.db import Connection, Row

_FAULTS = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalServerError,
    OSError,
)


class _Asyncpg:
    dialect: Dialect = dialects.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self._connection = connection

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Row]:
        rows: Sequence[Row] = await self._connection.fetch(sql, *arguments)
        return rows

    async def command(self, sql: str) -> None:
        await self._connection.execute(sql)

    async def close(self) -> None:
        await self._connection.close()


class PostgresDriver:
    """One database, named by a URL such as postgresql://user@host/name."""

    has_schema = "SELECT to_regclass('alembic_version') IS NOT NULL AS found"

    def __init__(self, url: str) -> None:
        self._url = url

    def is_fault(self, error: BaseException) -> bool:
        return isinstance(error, _FAULTS)

    async def connect(self, *, writing: bool) -> Connection:
        connection = await asyncpg.connect(self._url)
        if not writing:
            await connection.execute("SET default_transaction_read_only = on")
        return _Asyncpg(connection)

    async def begin(self, connection: Connection) -> None:
        await connection.command("BEGIN")

    async def settled(self, connection: Connection) -> None:
        """Nothing to do: PostgreSQL keeps its own log."""
