"""Statements written once, run on the raw drivers of SQLite and PostgreSQL; one writer.

A statement is SQLAlchemy Core, compiled once per dialect. All writing goes through `Store.write`:
jobs queue up, one coroutine owns the writing connection, a group of waiting jobs shares one
transaction and one commit, and each job has a savepoint of its own. `write` returns after the
commit. Reads are short and on other connections. A connection is given up at the first fault of
the database and opened anew when it is next needed, with growing pauses between failed attempts.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar, overload

from sqlalchemy import ClauseElement, Table, UpdateBase
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
Row = Mapping[str, Any]

GROUP_JOBS = 100
GROUP_SECONDS = 0.05
"""How long a transaction takes in more jobs while there are any."""
SOON_SECONDS = 0.005
"""The same once a job is among them whose commit somebody waits for."""
_QUIET = 0.02
"""Seconds without a job after which it is tidied up behind those that were committed."""
_SETTLE_AGAIN = 0.2
"""Seconds after which that is tried again, when another connection was reading; and after which it
is done at the latest, however many jobs come."""
_LOOK_SECONDS = 1.0
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds to the next attempt to reach a database that could not be reached."""


class DatabaseFault(Exception):
    """The database or its disk failed; nothing of the group was kept."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """writes: the table it changes, "" for what only reads."""

    sql: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]
    writes: str

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
        return _Compiled(compiled.string, names, dict(compiled.params), _written(self._clause))


def _written(clause: ClauseElement) -> str:
    table = clause.table if isinstance(clause, UpdateBase) else None
    return table.name if isinstance(table, Table) else ""


DialectInsert: TypeAlias = "sqlite.Insert | postgresql.Insert"


class _PerDialect(Statement):
    """An insert that says what to do when the row exists; each dialect has its own clause."""

    def __init__(self, table: Table, build: Callable[[DialectInsert], ClauseElement]) -> None:
        self._table, self._build = table, build
        self._compiled = {}

    def _compile(self, dialect: Dialect) -> _Compiled:
        self._clause = self._build(_insert_into(self._table, dialect))
        return super()._compile(dialect)


def _insert_into(table: Table, dialect: Dialect) -> DialectInsert:
    if dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 # who has SQLite needs it never

    return postgresql.insert(table)


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


Step = tuple[str, Sequence[Any]]
"""SQL and its arguments in order."""


class Connection(Protocol):
    """A driver's connection, as thin as both can offer it."""

    dialect: Dialect

    async def steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        """Runs the steps in order and takes off each that succeeded; rows of each."""
        ...

    async def command(self, sql: str) -> None: ...
    async def commit(self) -> None: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked(Generic[T]):
    """A statement with its values, and what its rows mean."""

    statement: Statement
    values: Mapping[str, Any]
    meaning: Callable[[Sequence[Row]], T]


class Tx:
    """An open transaction.

    The hop to the database costs more than what it does there. So what needs no answer waits, and
    goes along with the next statement that does; at the latest when its savepoint or job ends.
    """

    def __init__(self, connection: Connection, begin: str = "") -> None:
        """begin: the command that opens it, along with the first statement; "" when it is open."""
        self._connection = connection
        self._waiting: deque[Step] = deque()
        self._queued = 0
        self.touched: set[str] = set()
        """Tables that statements of it may have changed, and what else a lookout may wait for."""
        if begin:
            self._queue_command(begin)
        self._opening = self._queued

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked of it but to begin, which waits still."""
        return self._queued == self._opening

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        self._queue(statement, values)
        return (await self._run())[-1]

    @overload
    async def answers(self, a: Asked[A], /) -> tuple[A]: ...
    @overload
    async def answers(self, a: Asked[A], b: Asked[B], /) -> tuple[A, B]: ...
    @overload
    async def answers(self, a: Asked[A], b: Asked[B], c: Asked[C], /) -> tuple[A, B, C]: ...
    async def answers(self, *asked: Asked[Any]) -> tuple[Any, ...]:
        """What several statements say, for one hop."""
        for each in asked:
            self._queue(each.statement, each.values)
        rows = (await self._run())[-len(asked) :]
        return tuple(each.meaning(found) for each, found in zip(asked, rows, strict=True))

    async def row(self, statement: Statement, **values: Any) -> Row | None:
        rows = await self.rows(statement, **values)
        return rows[0] if rows else None

    async def run(self, statement: Statement, **values: Any) -> None:
        """Its errors are raised where it is flushed."""
        self._queue(statement, values)

    async def changed(self, statement: Statement, **values: Any) -> bool:
        """Whether a statement that returns what it changed has changed anything."""
        return bool(await self.rows(statement, **values))

    async def flush(self) -> None:
        """Nothing waits any more."""
        if self._waiting:
            await self._run()

    async def _run(self) -> Sequence[Sequence[Row]]:
        return await self._connection.steps(self._waiting)

    @property
    def dialect(self) -> str:
        return self._connection.dialect.name

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone when it raises."""
        begun = self._queued
        self._queue_command("SAVEPOINT a_part")
        try:
            yield
            if self._waiting and self._queued == begun + 1:
                await self._undo(begun)  # nothing happened inside
                return
            self._queue_command("RELEASE SAVEPOINT a_part")
            await self.flush()
        except BaseException:
            await self._undo(begun)
            raise

    async def _undo(self, begun: int) -> None:
        """Forgets what was queued since `begun`; undoes what of it has run."""
        ran = self._queued - len(self._waiting)
        while len(self._waiting) > max(0, begun - ran):
            self._waiting.pop()
        self._queued = max(begun, ran)
        if ran > begun:
            await self._connection.command("ROLLBACK TO SAVEPOINT a_part")
            await self._connection.command("RELEASE SAVEPOINT a_part")

    def _queue(self, statement: Statement, values: Mapping[str, Any]) -> None:
        compiled = statement.on(self._connection.dialect)
        if compiled.writes:
            self.touched.add(compiled.writes)
        self._waiting.append((compiled.sql, compiled.arguments(values)))
        self._queued += 1

    def _queue_command(self, sql: str) -> None:
        self._waiting.append((sql, ()))
        self._queued += 1


Job = Callable[[Tx], Awaitable[T]]


class Driver(Protocol):
    """How one kind of database is opened, and which of its errors are faults of its own.

    has_schema: one row with the column `found`, true once there is a schema.
    trouble: what is wrong and its cure, in a sentence for operators; no password stands in it.
    """

    has_schema: Statement

    def is_fault(self, error: BaseException) -> bool: ...
    def trouble(self, error: BaseException) -> str: ...
    async def connect(self, *, writing: bool) -> Connection: ...
    def begin(self) -> str:
        """The command that opens a transaction which writes; it is about to run."""
        ...

    async def hold(self, connection: Connection) -> None:
        """Begins to read: from now on this connection sees the database as it stands."""
        ...

    async def settled(self, connection: Connection) -> bool:
        """Tidies up while nothing waits; False: could not yet, to be tried again."""
        ...


class _Place:
    """Holds one connection, or none after a fault until it is needed again."""

    def __init__(self, driver: Driver, *, writing: bool) -> None:
        self._driver, self._writing = driver, writing
        self._connection: Connection | None = None
        self._failures = 0
        self._closed_until = float("-inf")

    async def connection(self) -> Connection:
        """Raises DatabaseFault when it cannot be opened, or not yet again."""
        if self._connection is None:
            self._connection = await self._open()
        return self._connection

    async def _open(self) -> Connection:
        if time.monotonic() < self._closed_until:
            raise DatabaseFault("could not be reached a moment ago")
        try:
            connection = await self._driver.connect(writing=self._writing)
        except Exception as error:
            pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
            self._failures, self._closed_until = self._failures + 1, time.monotonic() + pause
            if self._driver.is_fault(error):
                raise _fault(error) from error
            raise
        self._failures = 0
        return connection

    async def give_up(self) -> None:
        """Closes the connection, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                await connection.close()


@dataclass(slots=True, order=True)
class _Waiting:
    """A job in its place: those to be done soon first, then in the order they came."""

    later: bool
    number: int
    job: Job[Any] = field(compare=False)
    done: asyncio.Future[Any] = field(compare=False)
    guarded: bool = field(compare=False)


Group = list[tuple[_Waiting, Any]]


class Store:
    """The database of one process."""

    def __init__(self, driver: Driver, readers: int = 2) -> None:
        self._driver = driver
        self._waiting: asyncio.PriorityQueue[_Waiting] = asyncio.PriorityQueue()
        self._numbers = itertools.count()
        self._writer = _Place(driver, writing=True)
        self._reading = [_Place(driver, writing=False) for _ in range(readers)]
        self._readers: asyncio.Queue[_Place] = asyncio.Queue()
        self._owner: asyncio.Task[None] | None = None
        self._settled = False
        self._settled_at = 0.0
        self._versions: Counter[str] = Counter()

    async def open(self) -> None:
        """Raises DatabaseFault when the database cannot be reached."""
        try:
            for place in (self._writer, *self._reading):
                await place.connection()
        except BaseException:
            await self.close()
            raise
        for place in self._reading:
            self._readers.put_nowait(place)
        self._owner = asyncio.create_task(self._own(), name="store.writer")

    @property
    def at_rest(self) -> bool:
        """Whether the files tell nothing of the order in which people wrote."""
        return self._settled and self._waiting.empty()

    def version(self, *what: Table | str) -> int:
        """Another number after every commit of this process that may have changed one of them.

        what: tables, or what `Tx.touched` was told by name.
        """
        return sum(self._versions[t.name if isinstance(t, Table) else t] for t in what)

    async def close(self) -> None:
        """Finishes what waits, then closes."""
        if self._owner:
            await self._waiting.join()
            self._owner.cancel()
            await asyncio.gather(self._owner, return_exceptions=True)
        for place in (self._writer, *self._reading):
            await place.give_up()

    def is_fault(self, error: BaseException) -> bool:
        """Whether an error is the database's own, not ours."""
        return isinstance(error, DatabaseFault) or self._driver.is_fault(error)

    async def write(self, job: Job[T], *, guarded: bool = True, soon: bool = False) -> T:
        """Runs the job in the shared transaction; returns its result after the commit.

        guarded: the job has a savepoint, and what it raises is the caller's alone. A job that
        catches its own errors may do without. soon: goes before others and ends the group early,
        for what a kill must find written. Raises DatabaseFault when the group was lost.
        """
        done = asyncio.get_running_loop().create_future()
        waiting = _Waiting(not soon, next(self._numbers), job, done, guarded)
        self._waiting.put_nowait(waiting)
        result: T = await waiting.done
        return result

    async def read(self, job: Job[T]) -> T:
        """Runs a job that only reads, outside the writer's transaction. Raises DatabaseFault."""
        place = await self._readers.get()
        try:
            return await job(Tx(await place.connection()))
        except Exception as error:
            if not self.is_fault(error):
                raise
            await place.give_up()
            raise _fault(error) from error
        finally:
            self._readers.put_nowait(place)

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Tx]:
        """The database as it stands at one moment, for who reads for long. Raises DatabaseFault."""
        place = _Place(self._driver, writing=False)
        try:
            connection = await place.connection()
            await self._driver.hold(connection)
            yield Tx(connection)
        except Exception as error:
            if not self._driver.is_fault(error):
                raise
            raise _fault(error) from error
        finally:
            await place.give_up()

    async def has_schema(self) -> bool:
        """Whether the database was ever set up."""
        row = await self.read(lambda tx: tx.row(self._driver.has_schema))
        return bool(row and row["found"])

    async def _own(self) -> None:
        while True:
            group: Group = [(await self._first(), None)]
            self._settled = False
            try:
                await self._commit_group(group)
            except (Exception, asyncio.CancelledError) as error:  # only the group is lost
                await self._lose(group, error)
                if _is_cancelled():
                    raise
            else:
                _tell(group)
                if time.monotonic() - self._settled_at > _SETTLE_AGAIN:
                    await self._settle()
            for _ in group:
                self._waiting.task_done()

    async def _first(self) -> _Waiting:
        pause = _QUIET
        while not self._settled and self._waiting.empty():
            try:
                return await asyncio.wait_for(self._waiting.get(), pause)
            except TimeoutError:
                await self._settle()
                pause = _SETTLE_AGAIN
        return await self._waiting.get()

    async def _commit_group(self, group: Group) -> None:
        started = time.monotonic()
        waiting: _Waiting | None = group[0][0]
        connection = await self._writer.connection()
        tx = Tx(connection, begin=self._driver.begin())
        while waiting:
            group[-1] = (waiting, await self._run(tx, waiting))
            waiting = self._next(group, started)
            if waiting:
                group.append((waiting, None))
        if not tx.is_empty:
            await connection.commit()
            self._versions.update(tx.touched)

    def _next(self, group: Group, started: float) -> _Waiting | None:
        seconds = GROUP_SECONDS if all(waiting.later for waiting, _ in group) else SOON_SECONDS
        full = len(group) >= GROUP_JOBS or time.monotonic() - started > seconds
        return None if full or self._waiting.empty() else self._waiting.get_nowait()

    async def _run(self, tx: Tx, waiting: _Waiting) -> Any:
        if not waiting.guarded:
            result = await waiting.job(tx)
            if not tx.is_empty:
                await tx.flush()
            return result
        try:
            async with tx.savepoint():
                return await waiting.job(tx)
        except Exception as error:
            if self._driver.is_fault(error):
                raise
            return _Raised(error)

    async def _lose(self, group: Group, error: BaseException) -> None:
        """Nothing of the group was kept. What waits behind it is lost with it: a later word of a
        chat must not overtake an earlier one that will come again."""
        await self._writer.give_up()
        while not self._waiting.empty():
            group.append((self._waiting.get_nowait(), None))
        for waiting, _ in group:
            if not waiting.done.done():
                fault = _fault(error)
                fault.__cause__ = error
                waiting.done.set_exception(fault)

    async def _settle(self) -> None:
        """What was committed has been told already, so a fault here costs the connection only."""
        self._settled_at = time.monotonic()
        try:
            self._settled = await self._driver.settled(await self._writer.connection())
        except Exception:  # noqa: BLE001 # whatever it was, the next job begins on a new connection
            self._settled = False
            await self._writer.give_up()


class Lookout:
    """Spares looking again for what was not there a moment ago.

    clock: seconds. what: tables in which a commit of this process may bring it, or names that it
    may have told; what another process or the time brings is seen a second later.
    """

    def __init__(
        self, store: Store, *what: Table | str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._clock, self._what = store, clock, what
        self._version = -1
        self._seen = float("-inf")

    def is_due(self) -> bool:
        """Whether to look; it counts as looked, and in vain unless `found` is told."""
        version, now = self._store.version(*self._what), self._clock()
        if version == self._version and 0 <= now - self._seen < _LOOK_SECONDS:
            return False
        self._version, self._seen = version, now
        return True

    def found(self) -> None:
        self._version = -1


def _is_cancelled() -> bool:
    """Whether this task is to end; a job may also raise the same error on its own."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _fault(error: BaseException) -> DatabaseFault:
    return DatabaseFault(str(error) if isinstance(error, DatabaseFault) else type(error).__name__)


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
