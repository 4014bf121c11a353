"""What the first release wrote comes along: by the upgrade, and by a backup made before it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Connection, LargeBinary, MetaData, Table, Text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot import app
from bot.domain.concerns import Author, Concern, EntryKind, Status, Urgency
from bot.domain.ids import AreaId, CategoryId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Role
from bot.services import backups
from bot.settings import Settings, load
from bot.store import concerns, dump, meta, migrations, staff
from bot.store.db import Store
from bot.vault import keyring, sealed_file
from bot.vault.ledger import Ledger
from bot.vault.sealed_file import SealedFile, Sealing
from tests.kit.postgres import KINDS, database, opened

FIRST = "0001"
CASE, COLLEAGUE, TAG = b"c" * 16, b"m" * 16, b"t" * 32
WRITTEN: Mapping[str, Mapping[str, Any]] = {
    "concern": {
        "id": CASE, "code": "H7K-4MP", "area": "hoeje-gladsaxe", "organisation": "gladsaxe",
        "category": "unsafe", "language": "ar", "urgency": "child", "status": "waiting_staff",
        "claimed_by": COLLEAGUE, "opened_hour": 496_000, "touched_hour": 496_001,
        "due": 1_785_700_000, "entries": 2, "news": 0, "unread": 1, "outcome": None, "warned": 0,
        "code_only": 1, "version": 3, "body_key": b"key", "details": b"details",
    },
    "entry": {
        "concern": CASE, "position": 1, "author": "staff", "kind": "reply", "hour": 496_001,
        "moderator": COLLEAGUE, "words": b"sealed words", "masks": None,
    },
    "moderator": {
        "id": COLLEAGUE, "tag": TAG, "sealed": b"sealed chat", "organisation": "gladsaxe",
        "pseudonym": "SSP-1", "roles": "lead|moderator", "areas": "hoeje-gladsaxe",
        "language": "da", "reads": "ar|da",
    },
    "audit": {
        "number": 1, "at": 1_785_600_000, "who": "SSP-1", "act": "claimed", "about": "H7K-4MP",
        "seal": b"seal",
    },
}  # fmt: skip
"""Rows that are looked at closely; every other table gets a row of made-up values."""
_MADE_UP = ((Text, "x"), (LargeBinary, b"y" * 16), (BigInteger, 7))


def _row(table: Table) -> dict[str, Any]:
    if table.name in WRITTEN:
        return dict(WRITTEN[table.name])
    return {c.name: _made_up(c.type) for c in table.c if not c.nullable}


def _made_up(kind: Any) -> Any:
    for base, value in _MADE_UP:
        if isinstance(kind, base):
            return value
    return 7


async def _on(url: str, act: Any) -> Any:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        found = await connection.run_sync(act)
    await engine.dispose()
    return found


def _fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """A row in each table, as they stand; the rows by table."""
    found = MetaData()
    found.reflect(connection)
    rows = {t.name: _row(t) for t in found.tables.values() if t.name != "alembic_version"}
    for name, row in rows.items():
        connection.execute(found.tables[name].insert(), row)
    return rows


def _read(connection: Connection) -> dict[str, dict[str, Any]]:
    found = MetaData()
    found.reflect(connection)
    rows = {n: connection.execute(t.select()).mappings().first() for n, t in found.tables.items()}
    return {name: _plain(row) for name, row in rows.items() if row}


def _plain(row: Any) -> dict[str, Any]:
    return {n: bytes(v) if isinstance(v, memoryview) else v for n, v in row.items()}


async def _as_the_first_release_left_it(url: str) -> dict[str, dict[str, Any]]:
    await migrations.upgrade_here(url, FIRST)
    rows: dict[str, dict[str, Any]] = await _on(url, _fill)
    assert {"concern", "entry", "moderator", "address", "profile", "audit"} <= set(rows)
    return rows


async def _is_whole(store: Store) -> None:
    """What the product makes of the rows: the same values, and calm ones where none were kept."""
    assert await store.read(meta.revision) == migrations.HEAD
    case = await store.read(lambda tx: concerns.get(tx, ConcernId(CASE)))
    assert case == Concern(
        id=ConcernId(CASE), code=case.code, area=AreaId("hoeje-gladsaxe"),
        organisation=OrganisationId("gladsaxe"), category=CategoryId("unsafe"), language=Lang.AR,
        urgency=Urgency.CHILD, status=Status.WAITING_STAFF, claimed_by=ModeratorId(COLLEAGUE),
        opened_hour=496_000, touched_hour=496_001, due=1_785_700_000, entries=2, code_only=True,
        version=3,
    )  # fmt: skip
    (entry,) = await store.read(lambda tx: concerns.entries(tx, ConcernId(CASE)))
    assert (entry.author, entry.kind, entry.words) == (
        Author.STAFF, EntryKind.REPLY, b"sealed words",
    )  # fmt: skip
    assert await store.read(lambda tx: staff.find(tx, TAG)) == Moderator(
        id=ModeratorId(COLLEAGUE), organisation=OrganisationId("gladsaxe"), pseudonym="SSP-1",
        roles=frozenset({Role.LEAD, Role.MODERATOR}), areas=frozenset({AreaId("hoeje-gladsaxe")}),
        reads=frozenset({Lang.AR, Lang.DA}),
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_a_database_of_the_first_release_comes_up_to_date_with_its_rows(
    kind: str, tmp_path: Path
) -> None:
    async with database(kind, tmp_path, empty=True) as url:
        before = await _as_the_first_release_left_it(url)
        await migrations.upgrade_here(url)
        after = await _on(url, _read)
        for name, row in before.items():
            assert {n: after[name][n] for n in row} == row, name
        async with opened(url) as store:
            await _is_whole(store)


# --- a backup ------------------------------------------------------------------------------


def _settings(url: str, folder: Path) -> Settings:
    return load(
        _env_file=None,
        bot_token="1:test",
        database_url=url,
        data_dir=folder / "data",
        keyring_file=folder / "keys" / "keyring.json",
    )


def _backup_of(rows: Mapping[str, Mapping[str, Any]], path: Path, recipient: bytes) -> None:
    """A file as the first release wrote it: that revision, and the columns it knew."""
    kept = {n: rows[n] for n in dump.KEPT if n in rows}
    lines: list[Any] = [
        {"backup": 1, "revision": FIRST, "made": int(datetime.now(UTC).timestamp())}
    ]
    for name, row in kept.items():
        lines.append({"table": name, "columns": list(row)})
        lines.append([_packed(value) for value in row.values()])
    lines.append({"rows": dict.fromkeys(kept, 1)})
    with path.open("wb") as file:
        sealing = Sealing(file, recipient, lambda n: bytes(range(n)))
        for line in lines:
            sealing.write(json.dumps(line).encode() + b"\n")
        sealing.finish()


def _packed(value: Any) -> Any:
    return [base64.b64encode(value).decode()] if isinstance(value, bytes) else value


@pytest.mark.parametrize("kind", KINDS)
async def test_a_backup_of_the_first_release_is_restored_with_its_rows(
    kind: str, tmp_path: Path
) -> None:
    key = tmp_path / "offline.pem"
    recipient = sealed_file.public_bytes(sealed_file.create_key(key, lambda n: bytes(range(n))))
    path = tmp_path / "old.backup"
    async with database("sqlite", tmp_path, empty=True) as old:
        _backup_of(await _as_the_first_release_left_it(old), path, recipient)
    async with database(kind, tmp_path, empty=True) as url:
        chosen = _settings(url, tmp_path)
        keyring.create(chosen.keyring_file, lambda n: b"k" * n)
        Ledger(chosen.ledger, chosen.backup_days).begin()
        sealed = SealedFile(path)
        opening = sealed.key_for(sealed_file.load_key(key))
        async with app.open_empty(chosen, backups.look(sealed, opening).revision) as store:
            assert (await backups.restore(store, sealed, opening)).revision == FIRST
        async with opened(url) as store:
            await _is_whole(store)
