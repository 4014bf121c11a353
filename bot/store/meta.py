"""What the database knows of itself: its keyring, its schema version, which work is done."""

from __future__ import annotations

from sqlalchemy import bindparam, column, delete, select, table

from bot.store.db import Statement, Tx, insert_or_ignore, upsert
from bot.store.schema import meta

_ADD = insert_or_ignore(meta, "name")
_PUT = upsert(meta, "name")
_GET = Statement(select(meta.c.value).where(meta.c.name == bindparam("of")))
_HOLD = Statement(select(meta.c.name).where(meta.c.name == bindparam("of")).with_for_update())
_DROP = Statement(delete(meta).where(meta.c.name == bindparam("of")))
_EVERYTHING = Statement(select(meta))
_REVISION = Statement(select(column("version_num")).select_from(table("alembic_version")))


async def keep(tx: Tx, name: str, value: bytes) -> bytes:
    """Stores the value unless there is one; returns what is stored."""
    await tx.run(_ADD, name=name, value=value)
    row = await tx.row(_GET, of=name)
    return bytes(row["value"]) if row else value


async def put(tx: Tx, name: str, value: bytes) -> None:
    """Stores the value in place of what there was."""
    await tx.run(_PUT, name=name, value=value)


async def hold(tx: Tx, name: str) -> None:
    """Nobody else writes the value before this transaction ends; on SQLite nobody can anyway."""
    await tx.run(_HOLD, of=name)


async def drop(tx: Tx, name: str) -> None:
    await tx.run(_DROP, of=name)


async def find(tx: Tx, name: str) -> bytes | None:
    row = await tx.row(_GET, of=name)
    return bytes(row["value"]) if row else None


async def everything(tx: Tx) -> dict[str, bytes]:
    return {row["name"]: bytes(row["value"]) for row in await tx.rows(_EVERYTHING)}


async def revision(tx: Tx) -> str | None:
    """The revision the schema stands at; ask `has_schema` first."""
    row = await tx.row(_REVISION)
    return str(row["version_num"]) if row else None
