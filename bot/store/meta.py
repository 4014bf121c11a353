"""What the database knows of itself: whose keyring sealed it, and its schema version."""

from __future__ import annotations

from sqlalchemy import bindparam, column, select, table

from bot.store.db import DialectInsert, Statement, Tx, insert_or_ignore, per_dialect
from bot.store.schema import meta

_ADD = insert_or_ignore(meta, "name")
_GET = Statement(select(meta.c.value).where(meta.c.name == bindparam("of")))
_REVISION = Statement(select(column("version_num")).select_from(table("alembic_version")))


def _new_value(into: DialectInsert) -> DialectInsert:
    return into.on_conflict_do_update(
        index_elements=["name"], set_={"value": into.excluded["value"]}
    )


_PUT = per_dialect(meta, _new_value)


async def put(tx: Tx, name: str, value: bytes) -> None:
    """Stores the value in the place of what was there."""
    await tx.run(_PUT, name=name, value=value)


async def keep(tx: Tx, name: str, value: bytes) -> bytes:
    """Stores the value unless there is one; returns what is stored."""
    await tx.run(_ADD, name=name, value=value)
    row = await tx.row(_GET, of=name)
    return bytes(row["value"]) if row else value


async def find(tx: Tx, name: str) -> bytes | None:
    row = await tx.row(_GET, of=name)
    return bytes(row["value"]) if row else None


async def revision(tx: Tx) -> str | None:
    """The revision the schema stands at; ask `has_schema` first."""
    row = await tx.row(_REVISION)
    return str(row["version_num"]) if row else None
