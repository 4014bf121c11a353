"""PostgreSQL's own columns tell which rows were written together; all are written anew, mixed.

`xmin` is the transaction that wrote a row, `ctid` its place, a value stored out of line has a
rising number, and pages of an index keep the order of arrival. Afterwards every row of every table
has one transaction and a random place. TRUNCATE gives table and indexes new files: deleted rows
would stand in the old ones until they are vacuumed. Source: docs/dpo.md.
"""

from __future__ import annotations

from sqlalchemy import text

from bot.store.db import Statement, Tx
from bot.store.schema import audit, metadata

TABLES = tuple(t.name for t in metadata.sorted_tables if t is not audit)
"""All but the record of staff acts, whose order is its point."""


def _steps(table: str) -> tuple[str, ...]:
    copy, mixed = f"mixed_{table}", "ORDER BY gen_random_uuid()"
    return (
        f"CREATE TEMPORARY TABLE {copy} AS TABLE {table} {mixed}",
        f"TRUNCATE {table}",
        f"INSERT INTO {table} TABLE {copy}",
        f"DROP TABLE {copy}",
    )


_REWRITE = tuple(
    Statement(text(sql))
    for sql in (
        "SET LOCAL lock_timeout = '5s'",
        f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE",
        *(step for table in TABLES for step in _steps(table)),
    )
)


async def mix(tx: Tx) -> None:
    """In one transaction. SQLite keeps its file in order by itself (`store.sqlite`)."""
    if tx.dialect != "postgresql":
        return
    for statement in _REWRITE:
        await tx.run(statement)
    await tx.flush()
