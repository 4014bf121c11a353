"""One history for both databases, equal to the tables the statements are written for."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, column, text, update
from sqlalchemy import table as any_table
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot import app
from bot.app import StartFault
from bot.settings import Settings, load
from bot.store import meta, migrations
from bot.store.db import Statement
from bot.store.schema import metadata
from bot.vault import keyring
from bot.vault.sealing import Vault
from tests.kit.postgres import KINDS, database, opened


def script() -> ScriptDirectory:
    config = migrations.config("sqlite+aiosqlite://")
    assert isinstance(config, Config)
    return ScriptDirectory.from_config(config)


def test_the_head_of_the_code_is_the_head_of_the_history() -> None:
    assert script().get_heads() == [migrations.HEAD]


async def differences(url: str, wanted: MetaData) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, wanted))

    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def test_the_upgraded_schema_is_the_one_the_statements_know(url: str) -> None:
    assert await differences(url, metadata) == []


async def test_a_column_that_no_migration_made_would_be_seen(url: str) -> None:
    from sqlalchemy import Column, Text

    wanted = MetaData()
    for made in metadata.sorted_tables:
        made.to_metadata(wanted)
    wanted.tables["concern"].append_column(Column("forgotten", Text))
    Table("forgotten", wanted, Column("x", Text))
    assert len(await differences(url, wanted)) == 2


async def test_the_revision_is_the_head_after_an_upgrade_and_stays_when_repeated(url: str) -> None:
    await migrations.upgrade_here(url)
    async with opened(url) as store:
        assert await store.read(meta.revision) == migrations.HEAD


@pytest.mark.parametrize("kind", KINDS)
async def test_rows_of_residents_have_no_rowid_that_tells_their_order(
    kind: str, tmp_path: Path
) -> None:
    """SQLite alone has rowids; on PostgreSQL no column but the outbox's is counted up."""
    async with database(kind, tmp_path) as url, opened(url) as store:
        rows = await store.read(lambda tx: tx.rows(_COUNTED[kind]))
    assert {row["name"] for row in rows} - {"alembic_version", "sqlite_sequence"} == {"outbox"}


_COUNTED = {
    "sqlite": Statement(
        text(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND sql NOT LIKE '%WITHOUT ROWID%' AND name NOT LIKE 'sqlite_stat%'"
        )
    ),
    "postgres": Statement(
        text(
            "SELECT table_name AS name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_default LIKE 'nextval%'"
        )
    ),
}


# --- a start on a database -----------------------------------------------------------------

_SET_REVISION = Statement(
    update(any_table("alembic_version", column("version_num"))).values(version_num="9999")
)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(keyring.create(tmp_path / "keys" / "keyring.json", bytes), bytes)


def settings(url: str, tmp_path: Path) -> Settings:
    return load(
        _env_file=None,
        bot_token="1:test",
        database_url=url,
        data_dir=tmp_path / "data",
        keyring_file=tmp_path / "keys" / "keyring.json",
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_a_new_database_is_set_up_at_the_first_start(
    kind: str, tmp_path: Path, vault: Vault
) -> None:
    async with database(kind, tmp_path, empty=True) as url:
        for _ in range(2):
            async with app.open_store(settings(url, tmp_path), vault) as store:
                assert await store.read(meta.revision) == migrations.HEAD


async def test_a_database_from_a_newer_version_is_refused_and_left_alone(
    url: str, tmp_path: Path, vault: Vault
) -> None:
    async with opened(url) as store:
        await store.write(lambda tx: tx.run(_SET_REVISION))
    with pytest.raises(StartFault, match="written by a newer version; install that version"):
        async with app.open_store(settings(url, tmp_path), vault):
            raise AssertionError("it started")
    async with opened(url) as store:
        assert await store.read(meta.revision) == "9999"


async def test_a_database_sealed_with_another_keyring_is_refused(
    url: str, tmp_path: Path, vault: Vault
) -> None:
    async with app.open_store(settings(url, tmp_path), vault):
        pass
    other = Vault(keyring.create(tmp_path / "other.json", lambda n: b"x" * n), bytes)
    with pytest.raises(StartFault, match="not the keyring this database was sealed with"):
        async with app.open_store(settings(url, tmp_path), other):
            raise AssertionError("it started")
