"""`nabodialog keys verify` says what is wrong and the cure; `keys rotate` asks the running bot."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

from bot.vault import keyring
from bot.vault.keyring import Keyring, Purpose
from tests.cli.shell import Shell
from tests.cli.test_bad_starts import standing
from tests.kit.turns import until

IMPATIENT = ("keys", "rotate", "--wait", "0.1")


async def filled(shell: Shell) -> None:
    """A database without rows."""
    assert (await shell.run("db", "upgrade")).code == 0


def executes(shell: Shell, sql: str) -> None:
    with closing(sqlite3.connect(shell.database)) as database, database:
        database.execute(sql)


def held(shell: Shell) -> Keyring:
    return keyring.load(shell.keyring, shell.folder / "data")


def waiting_for_no_backup(shell: Shell) -> Shell:
    return replace(shell, settings={**shell.settings, "ROTATION_WAITS_FOR_BACKUP": "false"})


@asynccontextmanager
async def running(shell: Shell) -> AsyncIterator[None]:
    process = await shell.start("run", err=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        await process.communicate()


# --- verify ----------------------------------------------------------------------------------


async def test_a_keyring_that_opens_everything_is_told_so_and_nothing_is_changed(
    shell: Shell,
) -> None:
    await filled(shell)
    before = standing(shell.folder)
    told = await shell.run("keys", "verify")
    assert (told.code, told.err) == (0, "")
    assert "0 of 0 rows open." in told.out
    assert "The keys were never replaced." in told.out
    assert standing(shell.folder) == before


async def test_before_the_first_start_there_is_nothing_to_open(shell: Shell) -> None:
    told = await shell.run("keys", "verify")
    assert (told.code, told.err) == (0, "")


async def test_a_row_that_cannot_be_opened_is_counted_and_the_cure_named(shell: Shell) -> None:
    await filled(shell)
    executes(shell, "INSERT INTO dialogue VALUES (x'0001aa', x'0001bbbbbbbbbbbbbbbbbbbbbbbb', 1)")
    told = await shell.run("keys", "verify")
    assert told.code == 1
    (fault,) = told.faults
    assert fault.startswith("dialogue: 1 of 1 rows cannot be opened")
    assert "Restore the database or the keyring" in fault


async def test_a_file_left_by_a_killed_bot_is_named(shell: Shell) -> None:
    await filled(shell)
    left = keyring.leftover(shell.keyring)
    left.touch()
    told = await shell.run("keys", "verify")
    assert told.code == 1
    (fault,) = told.faults
    assert fault == f"KEYRING_FILE: {left} was left by a bot that was killed; delete it"


async def test_a_keyring_that_cannot_be_replaced_is_told_so(shell: Shell) -> None:
    await filled(shell)
    sentence = (
        f"KEYRING_FILE: {shell.keyring} cannot be replaced (Permission denied), so keys can never "
        "be destroyed; make the file and its folder writable for the user who runs the bot"
    )
    shell.keyring.parent.chmod(0o500)
    try:
        for verb in (("keys", "verify"), ("keys", "rotate")):
            told = await replace(shell, powerless=True).run(*verb)
            assert (told.code, told.faults) == (1, [sentence])
    finally:
        shell.keyring.parent.chmod(0o700)


# --- rotate ----------------------------------------------------------------------------------


async def test_without_a_running_bot_the_request_is_kept_until_one_runs(shell: Shell) -> None:
    shell = waiting_for_no_backup(shell)
    before = shell.keyring.read_bytes()
    told = await shell.run(*IMPATIENT)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("No running bot has taken the request.")
    assert shell.keyring.read_bytes() == before
    async with running(shell):
        await until(lambda: held(shell).current(Purpose.OUTBOX).number == 2)


async def test_a_running_bot_replaces_the_keys_and_the_shell_tells_when_it_is_done(
    shell: Shell,
) -> None:
    shell = waiting_for_no_backup(shell)
    await filled(shell)
    old = held(shell).current(Purpose.THREAD_ADDRESS)
    async with running(shell):
        told = await shell.run("keys", "rotate", "--wait", "60")
    assert (told.code, told.err) == (0, "")
    assert "The running bot has taken the request." in told.out
    assert "destroy its older copies" in told.out
    assert [g.number for g in held(shell).generations[Purpose.THREAD_ADDRESS]] == [2]
    assert held(shell).current(Purpose.THREAD_ADDRESS).key != old.key
    told = await shell.run("keys", "verify")
    assert (told.code, told.err) == (0, "")
    assert "The keys were last replaced on " in told.out


async def test_the_shell_tells_that_the_old_keys_wait_for_a_backup(shell: Shell) -> None:
    await filled(shell)
    async with running(shell):
        told = await shell.run("keys", "rotate", "--wait", "60")
    assert "as soon as a\nbackup made from now on is verified" in told.out
    assert [g.number for g in held(shell).generations[Purpose.THREAD_ADDRESS]] == [1, 2]
    told = await shell.run("keys", "verify")
    assert told.code == 0
    assert "The old keys wait for a verified backup, which has not come yet." in told.out
