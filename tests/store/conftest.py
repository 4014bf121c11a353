"""Every test of the store runs on both databases, but where a test is about one of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.store.db import Store, Tx
from tests.kit.postgres import KINDS, database, opened, scratch


@pytest.fixture(params=KINDS)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database at the newest revision that nobody else uses."""
    async with database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with opened(url) as ready:
        yield ready


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Path]:
    """The file of a database at the newest revision."""
    async with database("sqlite", tmp_path) as made:
        yield Path(made.partition("///")[2])


@pytest.fixture
async def postgres(tmp_path: Path) -> AsyncIterator[str]:
    async with database("postgres", tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
async def tx(request: pytest.FixtureRequest) -> AsyncIterator[Tx]:
    """A transaction that is open for the whole test and rolled back after it."""
    driver = app.driver_of(await asyncio.to_thread(scratch, request.param))
    connection = await driver.connect(writing=True)
    begun = Tx(connection, begin=driver.begin())
    yield begun
    await connection.close()


@pytest.fixture
async def other(url: str, store: Store) -> AsyncIterator[Store]:
    """A second process on the database of `store`."""
    async with opened(url) as ready:
        yield ready
