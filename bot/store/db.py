"""Statements written once, run on the raw drivers of SQLite and PostgreSQL; one writer.

A statement is SQLAlchemy Core, compiled once per dialect. All writing goes through `Store.write`:
jobs queue up, one coroutine owns the writing connection, a group of waiting jobs shares one
transaction and one commit, and each job has a savepoint of its own. `write` returns after the
commit. Reads are short and on other connections.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import ClauseElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

T = TypeVar("T")
Row = Mapping[str, Any]

GROUP_JOBS = 100
GROUP_SECONDS = 0.05


class DatabaseFault(Exception):
    """The database or its disk failed; nothing of the group was kept."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[n] if n in values else self.fixed[n] for n in self.names]


class Statement:
    """One SQL statement for both databases; bound parameters are passed by name."""

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def on(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = self._compile(dialect)
        return known

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self._clause.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements that read or write rows")
        names = tuple(compiled.positiontup or ())
        return _Compiled(compiled.string, names, dict(compiled.params))


DialectInsert = sqlite.Insert | postgresql.Insert


class _PerDialect(Statement):
    """An insert that says what to do when the row exists; each dialect has its own clause."""

    def __init__(self, table: Table, build: Callable[[DialectInsert], ClauseElement]) -> None:
        self._table, self._build = table, build
        self._compiled = {}

    def _compile(self, dialect: Dialect) -> _Compiled:
        into = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
        self._clause = self._build(into(self._table))
        return super()._compile(dialect)


def per_dialect(table: Table, build: Callable[[DialectInsert], ClauseElement]) -> Statement:
    return _PerDialect(table, build)


def insert_or_ignore(table: Table, returning: str) -> Statement:
    """Leaves an existing row alone; returns the named column of a new one."""
    column = table.c[returning]
    return _PerDialect(table, lambda into: into.on_conflict_do_nothing().returning(column))


def upsert(table: Table, key: str) -> Statement:
    """Inserts, or overwrites every other column of the row with this key."""

    def build(into: DialectInsert) -> ClauseElement:
        others = {c.name: into.excluded[c.name] for c in table.c if c.name != key}
        return into.on_conflict_do_update(index_elements=[key], set_=others)

    return _PerDialect(table, build)


class Connection(Protocol):
    """A driver's connection, as thin as both can offer it."""

    dialect: Dialect

    async def fetch(self, sql: str, arguments: Sequence[Any]) -> Sequence[Row]: ...
    async def command(self, sql: str) -> None: ...
    async def close(self) -> None: ...


class Tx:
    """An open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        compiled = statement.on(self._connection.dialect)
        return await self._connection.fetch(compiled.sql, compiled.arguments(values))

    async def row(self, statement: Statement, **values: Any) -> Row | None:
        rows = await self.rows(statement, **values)
        return rows[0] if rows else None

    async def run(self, statement: Statement, **values: Any) -> None:
        await self.rows(statement, **values)

    async def changed(self, statement: Statement, **values: Any) -> bool:
        """Whether a statement that returns what it changed has changed anything."""
        return bool(await self.rows(statement, **values))

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone when it raises."""
        await self._connection.command("SAVEPOINT inner")
        try:
            yield
        except BaseException:
            await self._connection.command("ROLLBACK TO SAVEPOINT inner")
            await self._connection.command("RELEASE SAVEPOINT inner")
            raise
        await self._connection.command("RELEASE SAVEPOINT inner")


Job = Callable[[Tx], Awaitable[T]]


class Driver(Protocol):
    """How one kind of database is opened, and which of its errors are faults of its own.

    has_schema: SQL for one row with the column `found`, true once there is a schema.
    """

    has_schema: str

    def is_fault(self, error: BaseException) -> bool: ...
    async def connect(self, *, writing: bool) -> Connection: ...
    async def begin(self, connection: Connection) -> None: ...
    async def settled(self, connection: Connection) -> None: ...


@dataclass(slots=True)
class _Waiting:
    job: Job[Any]
    done: asyncio.Future[Any]
    guarded: bool


class Store:
    """The database of one process."""

    def __init__(self, driver: Driver, readers: int = 2) -> None:
        self._driver = driver
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._readers: asyncio.Queue[Connection] = asyncio.Queue()
        self._reader_count = readers
        self._owner: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Raises DatabaseFault when the database cannot be reached."""
        try:
            writer = await self._driver.connect(writing=True)
            for _ in range(self._reader_count):
                self._readers.put_nowait(await self._driver.connect(writing=False))
        except Exception as error:
            if self._driver.is_fault(error):
                raise DatabaseFault(type(error).__name__) from error
            raise
        self._owner = asyncio.create_task(self._own(writer), name="store.writer")

    async def close(self) -> None:
        """Finishes what waits, then closes."""
        if self._owner:
            await self._waiting.join()
            self._owner.cancel()
            await asyncio.gather(self._owner, return_exceptions=True)
        while not self._readers.empty():
            await self._readers.get_nowait().close()

    def is_fault(self, error: BaseException) -> bool:
        """Whether an error is the database's own, not ours."""
        return isinstance(error, DatabaseFault) or self._driver.is_fault(error)

    async def write(self, job: Job[T], *, guarded: bool = True) -> T:
        """Runs the job in the shared transaction; returns its result after the commit.

        guarded: the job has a savepoint, and what it raises is the caller's alone. A job that
        catches its own errors may do without. Raises DatabaseFault when the group was lost.
        """
        waiting = _Waiting(job, asyncio.get_running_loop().create_future(), guarded)
        self._waiting.put_nowait(waiting)
        result: T = await waiting.done
        return result

    async def read(self, job: Job[T]) -> T:
        """Runs a job that only reads, outside the writer's transaction."""
        connection = await self._readers.get()
        try:
            return await job(Tx(connection))
        except Exception as error:
            if self._driver.is_fault(error):
                raise DatabaseFault(type(error).__name__) from error
            raise
        finally:
            self._readers.put_nowait(connection)

    async def has_schema(self) -> bool:
        """Whether the database was ever set up."""
        connection = await self._readers.get()
        try:
            rows = await connection.fetch(self._driver.has_schema, ())
        finally:
            self._readers.put_nowait(connection)
        return bool(rows[0]["found"])

    async def _own(self, connection: Connection) -> None:
        try:
            while True:
                first = await self._waiting.get()
                group: list[tuple[_Waiting, Any]] = [(first, None)]
                try:
                    await self._commit_group(connection, group)
                except Exception as error:  # noqa: BLE001 # the group is lost, the owner is not
                    await self._lose(connection, group, error)
                else:
                    _tell(group)
                for _ in group:
                    self._waiting.task_done()
        finally:
            await connection.close()

    async def _commit_group(
        self, connection: Connection, group: list[tuple[_Waiting, Any]]
    ) -> None:
        started = time.monotonic()
        waiting: _Waiting | None = group[0][0]
        await self._driver.begin(connection)
        while waiting:
            group[-1] = (waiting, await self._run(connection, waiting))
            waiting = self._next(len(group), started)
            if waiting:
                group.append((waiting, None))
        await connection.command("COMMIT")
        if self._waiting.empty():
            await self._driver.settled(connection)

    def _next(self, size: int, started: float) -> _Waiting | None:
        full = size >= GROUP_JOBS or time.monotonic() - started > GROUP_SECONDS
        return None if full or self._waiting.empty() else self._waiting.get_nowait()

    async def _run(self, connection: Connection, waiting: _Waiting) -> Any:
        tx = Tx(connection)
        if not waiting.guarded:
            return await waiting.job(tx)
        try:
            async with tx.savepoint():
                return await waiting.job(tx)
        except Exception as error:
            if self._driver.is_fault(error):
                raise
            return _Raised(error)

    async def _lose(
        self, connection: Connection, group: list[tuple[_Waiting, Any]], error: Exception
    ) -> None:
        with contextlib.suppress(Exception):
            await connection.command("ROLLBACK")
        fault = DatabaseFault(type(error).__name__)
        fault.__cause__ = error
        for waiting, _ in group:
            if not waiting.done.done():
                waiting.done.set_exception(fault)


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


def _tell(group: Sequence[tuple[_Waiting, Any]]) -> None:
    for waiting, result in group:
        if waiting.done.done():
            continue
        if isinstance(result, _Raised):
            waiting.done.set_exception(result.error)
        else:
            waiting.done.set_result(result)
