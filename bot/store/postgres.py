"""PostgreSQL through asyncpg."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import asyncpg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import asyncpg as dialects
from sqlalchemy.engine.interfaces import Dialect

from bot.store.db import Connection, Row, Statement, Step

_FAULTS = (
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InternalServerError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TransactionRollbackError,
    OSError,
)
"""A deadlock and a serialization failure too: the transaction is gone and must come again whole."""
_CONNECT_SECONDS = 10.0
_STATEMENT_SECONDS = 30.0
"""A server that cannot be heard any more must not be waited for until the network says so."""
_CLOSE_SECONDS = 5.0


class _Asyncpg:
    dialect: Dialect = dialects.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self._connection = connection

    async def steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        rows = []
        while waiting:
            sql, arguments = waiting[0]
            rows.append(await self._connection.fetch(sql, *arguments))
            waiting.popleft()
        return rows

    async def command(self, sql: str) -> None:
        await self._connection.execute(sql)

    async def commit(self) -> None:
        """A transaction in which a statement failed is rolled back by COMMIT without an error."""
        if await self._connection.execute("COMMIT") != "COMMIT":
            raise asyncpg.InterfaceError("the transaction was rolled back")

    async def close(self) -> None:
        await self._connection.close(timeout=_CLOSE_SECONDS)


class PostgresDriver:
    """One database, named by a URL such as postgresql://user@host/name."""

    has_schema = Statement(text("SELECT to_regclass('alembic_version') IS NOT NULL AS found"))

    def __init__(self, url: str) -> None:
        self._url = url

    def is_fault(self, error: BaseException) -> bool:
        return isinstance(error, _FAULTS)

    def trouble(self, error: BaseException) -> str:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return (
            f"PostgreSQL cannot be used ({why or type(error).__name__}); check that it runs, and "
            "its address, database, user and password"
        )

    async def connect(self, *, writing: bool) -> Connection:
        connection = await asyncpg.connect(
            self._url, timeout=_CONNECT_SECONDS, command_timeout=_STATEMENT_SECONDS
        )
        if not writing:
            await connection.execute("SET default_transaction_read_only = on")
        return _Asyncpg(connection)

    def begin(self) -> str:
        return "BEGIN"

    async def hold(self, connection: Connection) -> None:
        await connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    async def settled(self, connection: Connection) -> bool:
        """Nothing to do: PostgreSQL keeps its own log."""
        return True
