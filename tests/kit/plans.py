"""How a database would carry out what a store function asks of it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bot.store.db import Connection, Row, Step, Tx

_WHOLE = re.compile(r"^SCAN (?!CONSTANT)|Seq Scan on (?!recusal)")
"""SQLite's and PostgreSQL's words for reading a table from end to end. The few cases that somebody
stepped back from are read so by PostgreSQL, which knows how few they are."""


class _Spy:
    """A connection that remembers what was asked of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.dialect = connection, connection.dialect
        self.asked: list[Step] = []

    async def steps(self, waiting: deque[Step]) -> Sequence[Sequence[Row]]:
        self.asked += waiting
        return await self.connection.steps(waiting)

    async def command(self, sql: str) -> None:
        await self.connection.command(sql)

    async def commit(self) -> None:
        await self.connection.commit()

    async def close(self) -> None:
        await self.connection.close()


async def explained(tx: Tx, ask: Callable[[Tx], Awaitable[object]]) -> list[str]:
    """The plan of every statement, a line for each step."""
    await tx.flush()
    spy = _Spy(tx._connection)
    await ask(Tx(spy))
    word = "EXPLAIN QUERY PLAN" if tx.dialect == "sqlite" else "EXPLAIN"
    lines = []
    for sql, values in spy.asked:
        [rows] = await spy.connection.steps(deque([(f"{word} {sql}", values)]))
        lines += [str(row["detail"] if tx.dialect == "sqlite" else row[0]) for row in rows]  # type: ignore[index] # asyncpg's rows go by number too
    return lines


def reads_everything(plan: Sequence[str]) -> list[str]:
    """The steps that read a whole table."""
    return [line for line in plan if _WHOLE.search(line)]
