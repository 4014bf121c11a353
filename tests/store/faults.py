"""Faults of a real database, as jobs that bring them about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import text

from bot.store import handled, meta
from bot.store.db import Statement, Store, Tx
from tests.kit.postgres import server

Break = Callable[[Tx], Awaitable[None]]

_PID = Statement(text("SELECT pg_backend_pid() AS pid"))
_HANDLED = Statement(text("SELECT update_id FROM handled ORDER BY update_id"))


async def _fill_the_disk(tx: Tx) -> None:
    """SQLite may not grow the file any more."""
    await tx._connection.command("PRAGMA max_page_count = 1")
    await meta.keep(tx, "large", bytes(1 << 20))


async def _lose_the_right_to_write(tx: Tx) -> None:
    await tx._connection.command("PRAGMA query_only = ON")
    await meta.keep(tx, "small", b"1")


async def _lose_the_backend(tx: Tx) -> None:
    row = await tx.row(_PID)
    assert row is not None
    await server().do(f"SELECT pg_terminate_backend({row['pid']})")
    await meta.keep(tx, "small", b"1")


async def _become_a_standby(tx: Tx) -> None:
    """As after a failover: the session may only read. Takes hold in the next transaction."""
    await tx.flush()
    await tx._connection.command("SET transaction_read_only = on")
    await meta.keep(tx, "small", b"1")


FAULTS: dict[str, tuple[str, Break]] = {
    "sqlite-disk-full": ("sqlite", _fill_the_disk),
    "sqlite-read-only": ("sqlite", _lose_the_right_to_write),
    "postgres-backend-gone": ("postgres", _lose_the_backend),
    "postgres-standby": ("postgres", _become_a_standby),
}


def breaks_writing(url: str) -> Break:
    """What makes the writing connection useless."""
    return _lose_the_right_to_write if url.startswith("sqlite") else _become_a_standby


def adds(number: int) -> Callable[[Tx], Awaitable[bool]]:
    """A job that leaves a trace of its own."""
    return lambda tx: handled.add(tx, number, 0)


async def kept(store: Store) -> list[int]:
    """The traces that stand."""
    rows = await store.read(lambda tx: tx.rows(_HANDLED))
    return [row["update_id"] for row in rows]
