"""`nabodialog backup`: keys once, a sealed copy, a look at it, and the way back."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.erasure import Erased, What
from bot.store import dump, migrations
from bot.store.db import Statement
from bot.store.schema import profile
from bot.vault.ledger import Ledger
from tests.cli.shell import Shell
from tests.cli.test_bad_starts import faults_of, standing
from tests.kit import postgres
from tests.kit.clock import TUESDAY_MORNING

PROFILE = b"p" * 16


@pytest.fixture
async def prepared(shell: Shell) -> Shell:
    """Where a pair of keys was made; the private half lies in `offline`."""
    (shell.folder / "offline").mkdir()
    told = await shell.run("backup", "keys", "offline/key.pem")
    assert told.code == 0
    name, _, value = told.out.strip().partition("=")
    return replace(shell, settings={**shell.settings, name: value})


async def backup_of(shell: Shell) -> Path:
    """Of a database with one profile in it."""
    assert (await shell.run("db", "upgrade")).code == 0
    with database(shell) as found:
        found.execute(
            "INSERT INTO profile (id, tag, language, notice) VALUES (?, ?, 'da', 1)",
            (PROFILE, b"t" * 16),
        )
    told = await shell.run("backup", "create")
    assert (told.code, told.err) == (0, "")
    return shell.folder / told.out.partition(": ")[0]


@contextmanager
def database(shell: Shell) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(shell.database)) as found:
        yield found
        found.commit()


def profiles(shell: Shell) -> int:
    with database(shell) as found:
        return int(found.execute("SELECT count(*) FROM profile").fetchone()[0])


def ledger(shell: Shell) -> Ledger:
    return Ledger(shell.keyring.with_name("erased.txt"), keep_days=35)


def elsewhere(shell: Shell) -> Shell:
    """The same installation with another, empty data folder."""
    return replace(shell, settings={**shell.settings, "DATA_DIR": str(shell.folder / "new")})


# --- keys ----------------------------------------------------------------------------------


async def test_the_private_half_is_written_once_and_never_printed(shell: Shell) -> None:
    told = await shell.run("backup", "keys", "offline.pem")
    path = shell.folder / "offline.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told.out.startswith("BACKUP_PUBLIC_KEY=")
    assert len(told.out.splitlines()) == 1
    assert path.read_text().splitlines()[1] not in told.out + told.err
    (fault,) = await faults_of(shell, "backup", "keys", "offline.pem")
    assert "File exists" in fault


@pytest.mark.parametrize("place", ["data/off.pem", "keys/off.pem", "backups/off.pem"])
async def test_the_private_half_is_not_written_where_its_backups_or_keys_lie(
    shell: Shell, place: str
) -> None:
    (fault,) = await faults_of(shell, "backup", "keys", place)
    assert "choose a place that leaves this machine" in fault


async def test_without_a_public_key_nothing_is_made(shell: Shell) -> None:
    (fault,) = await faults_of(shell, "backup", "create")
    assert fault.startswith("BACKUP_PUBLIC_KEY: is not set; run `nabodialog backup keys`")


@pytest.mark.parametrize("value", ["abc", "AAAA", "%" * 44])
async def test_a_malformed_public_key_is_told_at_once(shell: Shell, value: str) -> None:
    (fault,) = await faults_of(shell, "backup", "create", BACKUP_PUBLIC_KEY=value)
    assert fault.startswith("BACKUP_PUBLIC_KEY: write the 44 characters")


# --- create and verify ---------------------------------------------------------------------


async def test_a_backup_is_for_its_owner_alone_and_is_verified_with_and_without_the_key(
    prepared: Shell,
) -> None:
    path = await backup_of(prepared)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    without = await prepared.run("backup", "verify", str(path))
    assert (without.code, without.err) == (0, "")
    assert "undamaged" in without.out
    whole = await prepared.run("backup", "verify", str(path), "--key", "offline/key.pem")
    assert whole.code == 0
    assert whole.out.startswith(
        f"Whole: 3 rows of {len(dump.KEPT)} tables at revision {migrations.HEAD}"
    )


@pytest.mark.parametrize("key", [[], ["--key", "offline/key.pem"]])
async def test_a_damaged_backup_is_told_with_and_without_the_key(
    prepared: Shell, key: list[str]
) -> None:
    path = await backup_of(prepared)
    content = bytearray(path.read_bytes())
    content[300] ^= 1
    path.write_bytes(content)
    (fault,) = await faults_of(prepared, "backup", "verify", str(path), *key)
    assert fault.startswith(f"{path}: the file ")


async def test_another_key_is_told_so(prepared: Shell) -> None:
    path = await backup_of(prepared)
    assert (await prepared.run("backup", "keys", "offline/other.pem")).code == 0
    (fault,) = await faults_of(
        prepared, "backup", "verify", str(path), "--key", "offline/other.pem"
    )
    assert fault.endswith(f"sealed to another key: {prepared.settings['BACKUP_PUBLIC_KEY']}")


async def test_what_is_no_backup_or_no_key_is_told_in_one_line(prepared: Shell) -> None:
    for arguments in (
        ["verify", "missing"],
        ["verify", "offline/key.pem"],
        ["restore", "missing", "--key", "offline/key.pem"],
        ["restore", "offline/key.pem", "--key", "missing"],
    ):
        assert len(await faults_of(prepared, "backup", *arguments)) == 1


# --- restore -------------------------------------------------------------------------------


async def test_a_restored_database_is_erased_again_before_it_is_used(prepared: Shell) -> None:
    path = await backup_of(prepared)
    new = elsewhere(prepared)
    ledger(prepared).add([Erased(What.PROFILE, PROFILE)], TUESDAY_MORNING.date())
    told = await new.run("backup", "restore", str(path), "--key", "offline/key.pem")
    assert (told.code, told.err) == (0, "")
    assert profiles(new) == 1
    process = await new.start("run")
    process.terminate()  # before anything could be taken in
    await process.communicate()
    assert (await new.run("audit", "verify")).code == 0
    assert profiles(new) == 0


async def test_a_backup_of_sqlite_is_restored_into_postgresql(
    prepared: Shell, tmp_path: Path
) -> None:
    path = await backup_of(prepared)
    async with postgres.database("postgres", tmp_path, empty=True) as url:
        new = replace(prepared, settings={**prepared.settings, "DATABASE_URL": url})
        arguments = ("backup", "restore", str(path), "--key", "offline/key.pem")
        told = await new.run(*arguments)
        assert (told.code, told.err) == (0, "")
        assert (await new.run("check")).code == 0
        async with postgres.opened(url) as store:
            row = await store.read(lambda tx: tx.row(Statement(select(profile))))
        assert row is not None
        assert bytes(row["id"]) == PROFILE
        (fault,) = await faults_of(new, *arguments)
        assert fault.startswith("DATABASE_URL: the database is not empty")


async def test_nothing_is_restored_over_a_database_that_holds_anything(prepared: Shell) -> None:
    path = await backup_of(prepared)
    (fault,) = await faults_of(prepared, "backup", "restore", str(path), "--key", "offline/key.pem")
    assert fault.startswith("DATA_DIR: the database is not empty")


async def test_a_first_start_makes_no_database_full(prepared: Shell) -> None:
    path = await backup_of(prepared)
    new = elsewhere(prepared)
    assert (await new.run("db", "upgrade")).code == 0
    told = await new.run("backup", "restore", str(path), "--key", "offline/key.pem")
    assert (told.code, told.err) == (0, "")
    assert profiles(new) == 1


async def test_without_its_ledger_nothing_is_restored_and_a_restored_one_is_refused(
    prepared: Shell,
) -> None:
    path = await backup_of(prepared)
    new = elsewhere(prepared)
    held = ledger(prepared).path
    held.rename(held.with_suffix(".away"))
    arguments = ("backup", "restore", str(path), "--key", "offline/key.pem")
    (fault,) = await faults_of(new, *arguments)
    assert fault.startswith(f"LEDGER_FILE: no ledger at {held}")
    held.with_suffix(".away").rename(held)
    assert (await new.run(*arguments)).code == 0
    held.unlink()
    before = standing(new.folder)
    for command in ("run", "check"):
        told = await new.run(command)
        assert told.code == 1
        assert told.faults[0].startswith(f"LEDGER_FILE: no ledger at {held}")
    assert standing(new.folder) == before


async def test_a_backup_the_ledger_may_have_outlived_is_refused(prepared: Shell) -> None:
    path = await backup_of(prepared)
    old = replace(prepared, program=("-c", _LATER))
    new = elsewhere(old)
    (fault,) = await faults_of(new, "backup", "restore", str(path), "--key", "offline/key.pem")
    assert "older than BACKUP_DAYS (35)" in fault


_LATER = """
import sys
from datetime import timedelta
from bot import app
from bot.cli.main import main
wall = app.wall_clock
app.Outside.__init__.__kwdefaults__["clock"] = lambda: wall() + timedelta(days=36)
main()
"""


@pytest.mark.parametrize("place", ["data/erased.txt", "data/deeper/erased.txt"])
async def test_a_ledger_among_the_data_is_refused(shell: Shell, place: str) -> None:
    for command in ("run", "check"):
        faults = await faults_of(shell, command, LEDGER_FILE=str(shell.folder / place))
        assert faults[0].startswith("LEDGER_FILE: ")
        assert "lies with the data" in faults[0]


async def test_a_ledger_that_cannot_be_written_is_told(shell: Shell) -> None:
    (shell.folder / "file").touch()
    told = await replace(
        shell, settings={**shell.settings, "LEDGER_FILE": str(shell.folder / "file" / "erased.txt")}
    ).run("db", "upgrade")
    assert told.code == 1
    assert told.faults[0].startswith("LEDGER_FILE: ")


async def test_a_kill_leaves_no_backup_that_is_not_whole(prepared: Shell) -> None:
    """Killed where it would get its name; the next removes what is left."""
    await backup_of(prepared)
    folder = prepared.folder / "backups"
    killed = await replace(prepared, program=("-c", _KILLED)).run("backup", "create")
    assert killed.code == -9
    assert sum(name.endswith(".part") for name in os.listdir(folder)) == 1  # noqa: PTH208 # an async test may not use pathlib for it
    assert (await prepared.run("backup", "create")).code == 0
    assert not any(name.endswith(".part") for name in os.listdir(folder))  # noqa: PTH208 # the same


_KILLED = """
import os
from pathlib import Path
from bot.cli.main import main
Path.replace = lambda *_: os.kill(os.getpid(), 9)
main()
"""
