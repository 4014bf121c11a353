"""Runs the migrations on the drivers the product uses."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.store.schema import metadata

_LOCKS = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(7814)",
}
"""One process migrates while others wait, and a kill leaves the schema as it was before."""


def _run(connection: Connection) -> None:
    connection.exec_driver_sql(_LOCKS[connection.dialect.name])
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=False
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate() -> None:
    engine = create_async_engine(context.config.attributes["url"], poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(_migrate())
