"""A bot that cannot start says why, a sentence for each fault, and leaves everything as it was."""

from __future__ import annotations

import json
import secrets
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import content
from bot.simulator import Simulator
from bot.vault import keyring
from tests.cli.shell import Shell

SECRET = "s" * 32
WEBHOOK = {"UPDATE_MODE": "webhook", "WEBHOOK_URL": "https://bot.example", "WEBHOOK_SECRET": SECRET}


def standing(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder with its mode, and what is in it."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
        if not _made_by_looking(path)
    }


def _made_by_looking(path: Path) -> bool:
    """SQLite cannot read without an index; where it may not delete it again, it stays."""
    return path.name.endswith("-shm") or (path.name.endswith("-wal") and not path.stat().st_size)


async def faults_of(shell: Shell, *arguments: str, **settings: str) -> list[str]:
    """What a command says that may not do anything; one sentence a fault."""
    before = standing(shell.folder)
    told = await replace(shell, settings={**shell.settings, **settings}).run(*arguments)
    assert told.code == 1
    assert told.out == ""
    assert all(line.startswith("nabodialog: ") for line in told.err.splitlines()), told.err
    assert standing(shell.folder) == before
    return told.faults


def methods(sim: Simulator) -> set[str]:
    return {call.method for call in sim.calls}


# --- settings ----------------------------------------------------------------------------------


async def test_a_missing_token_is_named(shell: Shell, sim: Simulator) -> None:
    unset = Shell(shell.folder, {k: v for k, v in shell.settings.items() if k != "BOT_TOKEN"})
    assert await faults_of(unset, "run") == ["BOT_TOKEN: is not set; see .env.example"]
    assert sim.calls == []


@pytest.mark.parametrize("token", ["", "abc", "123456:"])
async def test_a_malformed_token_is_told_what_one_looks_like(shell: Shell, token: str) -> None:
    (fault,) = await faults_of(shell, "run", BOT_TOKEN=token)
    assert fault == ("BOT_TOKEN: write the token BotFather gave you; it looks like 123456:ABC-def")


WRONG = {
    "BOT_TOKEN": ("secret-but-no-token", "it looks like 123456:ABC-def"),
    "BOT_API_URL": ("ftp://telegram", "write an address such as https://api.telegram.org"),
    "UPDATE_MODE": ("push", "'polling' or 'webhook'"),
    "WEBHOOK_LISTEN": ("8443", "write host:port, such as 127.0.0.1:8443"),
    "DATABASE_URL": ("mysql://x", "write sqlite+aiosqlite:///path/to/file or postgresql+asyncpg"),
    "LOG_LEVEL": ("LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    "REPLY_DELAY_SECONDS": ("5", "write two whole numbers of seconds, such as 0-300"),
    "SENDS_PER_SECOND": ("0", "greater than or equal to 1"),
    "CHAT_SENDS_PER_SECOND": ("fast", "valid number"),
    "CHAT_BURST": ("0", "greater than or equal to 1"),
    "SENDS_IN_FLIGHT": ("33", "less than or equal to 32"),
    "HTTP_LAYER": ("curl", "'aiohttp' or 'httpx'"),
}


async def test_all_wrong_settings_are_named_at_once(shell: Shell) -> None:
    faults = await faults_of(shell, "run", **{name: value for name, (value, _) in WRONG.items()})
    assert [fault.partition(":")[0] for fault in faults] == list(WRONG)
    for fault, (value, cure) in zip(faults, WRONG.values(), strict=True):
        assert cure in fault
        assert value == "5" or value not in fault.split()


async def test_faults_between_settings_are_named_with_those_of_single_ones(shell: Shell) -> None:
    faults = await faults_of(
        shell, "run", UPDATE_MODE="webhook", WEBHOOK_SECRET="no good", REPLY_DELAY_SECONDS="9-1"
    )
    assert faults == [
        "REPLY_DELAY_SECONDS: the first number must not be larger than the second",
        "WEBHOOK_URL: with UPDATE_MODE=webhook write the https address",
        "WEBHOOK_SECRET: write up to 256 of A-Z a-z 0-9 _ -, hard to guess",
    ]


NOT_UTF_8 = {
    "latin-1": "BOT_TOKEN=1:test\n# nøgle\n".encode("latin-1"),
    "utf-16": "BOT_TOKEN=1:test\n".encode("utf-16"),
}


@pytest.mark.parametrize("verb", ["run", "check"])
@pytest.mark.parametrize("encoding", NOT_UTF_8)
async def test_settings_in_another_encoding_are_told_the_cure(
    shell: Shell, sim: Simulator, encoding: str, verb: str
) -> None:
    (shell.folder / ".env").write_bytes(NOT_UTF_8[encoding])
    faults = await faults_of(shell, verb)
    assert faults == [".env: is not text in UTF-8; save it again as UTF-8"]
    assert sim.calls == []


async def test_settings_closed_to_this_user_are_told_so(shell: Shell) -> None:
    path = shell.folder / ".env"
    path.touch()
    path.chmod(0)
    try:
        (fault,) = await faults_of(replace(shell, powerless=True), "run")
    finally:
        path.chmod(0o600)
    assert fault == (
        ".env: cannot be read (Permission denied); make it the file of the user who runs the bot"
    )


# --- Telegram and the network --------------------------------------------------------------------


async def test_a_token_telegram_does_not_know_is_told_so(shell: Shell, sim: Simulator) -> None:
    (fault,) = await faults_of(shell, "run", BOT_TOKEN=f"7654321:{SECRET}")
    assert (
        fault == "BOT_TOKEN: Telegram does not know this token; ask BotFather for the current one"
    )
    assert sim.calls == []


async def test_an_unreachable_telegram_is_told_so(shell: Shell) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        (fault,) = await faults_of(shell, "run", BOT_API_URL=url)
    assert fault.startswith(f"BOT_API_URL: {url} cannot be reached")
    assert fault.endswith("check the address and the network, and try again")


async def test_a_telegram_that_hangs_up_is_told_so(shell: Shell, sim: Simulator) -> None:
    sim.outage(on=True)
    (fault,) = await faults_of(shell, "run")
    assert "cannot be reached" in fault


async def test_a_busy_port_is_told_before_telegram_is_asked(shell: Shell, sim: Simulator) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        (fault,) = await faults_of(shell, "run", **WEBHOOK, WEBHOOK_LISTEN=place)
    assert fault == (
        f"WEBHOOK_LISTEN: {place} cannot be used (Address already in use); "
        "stop what listens there, or choose another port"
    )
    assert sim.calls == []


async def test_a_place_to_listen_that_is_not_this_machine_is_told_so(shell: Shell) -> None:
    (fault,) = await faults_of(shell, "run", **WEBHOOK, WEBHOOK_LISTEN="192.0.2.1:8443")
    assert fault.startswith("WEBHOOK_LISTEN: 192.0.2.1:8443 cannot be used")


async def test_a_webhook_that_telegram_refuses_is_told_so(shell: Shell) -> None:
    webhook = {
        **WEBHOOK,
        "WEBHOOK_URL": "https://bot.example:1234/",
        "WEBHOOK_LISTEN": "127.0.0.1:0",
    }
    told = await replace(shell, settings={**shell.settings, **webhook}).run("run")
    assert told.code == 1
    (fault,) = [line for line in told.faults if not line.startswith("timestamp=")]
    assert fault.startswith("WEBHOOK_URL: Telegram refuses https://bot.example:1234/")
    assert "Traceback" not in told.err


# --- the keyring ---------------------------------------------------------------------------------


async def test_a_missing_keyring_is_told_so(shell: Shell, sim: Simulator) -> None:
    path = shell.keyring
    path.unlink()
    (fault,) = await faults_of(shell, "run")
    assert fault == (
        f"KEYRING_FILE: no keyring at {path}; run `nabodialog keys init`, "
        "or restore it from its own backup"
    )
    assert sim.calls == []


@pytest.mark.parametrize("mode", [0o640, 0o604])
async def test_a_keyring_that_others_can_read_is_refused(
    shell: Shell, sim: Simulator, mode: int
) -> None:
    path = shell.keyring
    path.chmod(mode)
    (fault,) = await faults_of(shell, "run")
    assert fault == f"KEYRING_FILE: {path} can be read by others; run `chmod 600 {path}`"
    assert sim.calls == []


@pytest.mark.parametrize("place", ["data/keyring.json", "data/deep/keyring.json", "data/../data/k"])
async def test_a_keyring_inside_the_data_folder_is_refused(shell: Shell, place: str) -> None:
    path = shell.folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    shell.keyring.rename(path)
    (fault,) = await faults_of(shell, "run", KEYRING_FILE=str(path))
    assert fault.startswith(f"KEYRING_FILE: {path} lies inside DATA_DIR")
    assert fault.endswith("choose another folder and set KEYRING_FILE")


async def test_a_keyring_that_a_link_leads_into_the_data_folder_is_refused(shell: Shell) -> None:
    path = shell.keyring
    (shell.folder / "data").mkdir()
    path.rename(shell.folder / "data" / "keyring.json")
    path.symlink_to(shell.folder / "data" / "keyring.json")
    (fault,) = await faults_of(shell, "run")
    assert "lies inside DATA_DIR" in fault


async def test_a_keyring_beside_a_database_that_stands_elsewhere_is_refused(shell: Shell) -> None:
    url = f"sqlite+aiosqlite:///{shell.folder / 'keys' / 'all.sqlite3'}"
    (fault,) = await faults_of(shell, "run", DATABASE_URL=url)
    assert "lies beside the database" in fault


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _short_key(path: Path) -> None:
    keys = json.loads(path.read_text())
    keys["outbox"]["1"] = "c2hvcnQ="
    path.write_text(json.dumps(keys))


def _purpose_gone(path: Path) -> None:
    keys = json.loads(path.read_text())
    del keys["thread-address"]
    path.write_text(json.dumps(keys))


def _no_generation(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "profile-tag": {}}))


BROKEN: dict[str, Callable[[Path], object]] = {
    "cut off": _cut,
    "empty": lambda path: path.write_text(""),
    "not text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "a short key": _short_key,
    "a purpose gone": _purpose_gone,
    "no generation": _no_generation,
}


@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_keyring_is_told_so(shell: Shell, sim: Simulator, how: str) -> None:
    path = shell.keyring
    BROKEN[how](path)
    (fault,) = await faults_of(shell, "run")
    assert fault.startswith(f"KEYRING_FILE: {path} is not a whole keyring")
    assert fault.endswith("restore it from its backup")
    assert sim.calls == []


async def test_a_folder_where_the_keyring_should_be_is_told_so(shell: Shell) -> None:
    (fault,) = await faults_of(shell, "run", KEYRING_FILE=str(shell.folder / "keys"))
    assert fault.startswith(f"KEYRING_FILE: no keyring at {shell.folder / 'keys'}")


@pytest.mark.parametrize("closed", ["keys/keyring.json", "keys"])
async def test_a_keyring_closed_to_this_user_is_told_so(shell: Shell, closed: str) -> None:
    (shell.folder / closed).chmod(0)
    try:
        (fault,) = await faults_of(replace(shell, powerless=True), "run")
    finally:
        (shell.folder / closed).chmod(0o700)
    assert fault == (
        f"KEYRING_FILE: {shell.keyring} cannot be read (Permission denied); "
        "make it the file of the user who runs the bot"
    )


async def test_the_keyring_of_another_database_is_refused(shell: Shell, sim: Simulator) -> None:
    assert (await shell.run("db", "upgrade")).code == 0
    other = shell.folder / "keys" / "other.json"
    keyring.create(other, secrets.token_bytes)
    (fault,) = await faults_of(shell, "run", KEYRING_FILE=str(other))
    assert fault == (
        "KEYRING_FILE: is not the keyring this database was sealed with; restore the right one "
        "from its backup. Nothing was changed."
    )
    assert methods(sim) <= {"getMe"}


# --- the database --------------------------------------------------------------------------------


async def test_a_data_folder_below_a_file_is_told_so(shell: Shell, sim: Simulator) -> None:
    (shell.folder / "file").touch()
    (fault,) = await faults_of(shell, "run", DATA_DIR=str(shell.folder / "file" / "data"))
    assert fault.startswith(f"DATA_DIR: {shell.folder}/file/data/nabodialog.sqlite3 cannot be")
    assert f"{shell.folder}/file is a file" in fault
    assert fault.endswith("choose a folder that this user may write")
    assert methods(sim) <= {"getMe"}


async def test_a_file_where_the_data_folder_should_be_is_told_so(shell: Shell) -> None:
    (shell.folder / "data").touch()
    (fault,) = await faults_of(shell, "run")
    assert f"{shell.folder}/data is a file" in fault


async def test_a_data_folder_that_nobody_may_make_is_told_so(shell: Shell) -> None:
    """/proc takes no folders, not even from root, and says so only when asked to make one."""
    (fault,) = await faults_of(shell, "run", DATA_DIR="/proc/nabodialog")
    assert fault.startswith("DATA_DIR: /proc/nabodialog/nabodialog.sqlite3 cannot be")


async def test_a_data_folder_closed_to_this_user_is_told_so(shell: Shell) -> None:
    (shell.folder / "data").mkdir(mode=0o500)
    (fault,) = await faults_of(replace(shell, powerless=True), "run")
    assert fault == (
        f"DATA_DIR: {shell.database} cannot be opened or written ({shell.folder}/data is closed "
        "to this user); choose a folder that this user may write"
    )


async def test_a_database_this_user_may_only_read_is_told_so(shell: Shell) -> None:
    path = await _database(shell)
    path.chmod(0o400)
    (fault,) = await faults_of(replace(shell, powerless=True), "run")
    assert fault.startswith(f"DATA_DIR: {path} cannot be opened or written (attempt to write a")


@pytest.mark.parametrize("length", [100, 9000])
async def test_a_file_that_is_no_database_is_left_as_it_is(shell: Shell, length: int) -> None:
    path = shell.database
    path.parent.mkdir()
    path.write_bytes(b"x" * length)
    (fault,) = await faults_of(shell, "run")
    assert fault == (
        f"DATA_DIR: {path} is not a whole database (file is not a database); "
        "restore it from its backup, or choose another place"
    )


async def _database(shell: Shell) -> Path:
    """One that this very bot made."""
    assert (await shell.run("db", "upgrade")).code == 0
    return shell.database


async def test_a_database_of_a_newer_version_is_left_as_it_is(shell: Shell, sim: Simulator) -> None:
    path = await _database(shell)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    (fault,) = await faults_of(shell, "run")
    assert fault == (
        "DATA_DIR: the database was written by a newer version; install that version, or restore "
        "the backup from before the upgrade"
    )
    assert methods(sim) <= {"getMe"}


async def test_a_database_url_that_leads_nowhere_is_told_by_its_own_name(shell: Shell) -> None:
    (shell.folder / "file").touch()
    url = f"sqlite+aiosqlite:///{shell.folder}/file/all.sqlite3"
    (fault,) = await faults_of(shell, "run", DATABASE_URL=url)
    assert fault.startswith("DATABASE_URL: ")


async def test_an_unreachable_postgresql_is_told_without_its_password(shell: Shell) -> None:
    url = "postgresql+asyncpg://nabo:hemmelighed@127.0.0.1:9/nabo"
    (fault,) = await faults_of(shell, "run", DATABASE_URL=url)
    assert fault.startswith("DATABASE_URL: PostgreSQL cannot be used")
    assert fault.endswith("check that it runs, and its address, database, user and password")
    assert "hemmelighed" not in fault


# --- the partnership -----------------------------------------------------------------------------


async def test_every_fault_of_the_partnership_is_named_at_once(
    shell: Shell, sim: Simulator
) -> None:
    path = shell.folder / "partnership.toml"
    text = content("partnership.toml").read_text(encoding="utf-8")
    path.write_text(
        text.replace('organisation = "herlev"', 'organisation = "nowhere"', 1)
        .replace('prefix = "BAL"', 'prefix = "b"')
        .replace('number = "112"', 'number = "911"')
        .replace("notice_version = 2", "notice_version = 0"),
        encoding="utf-8",
    )
    faults = await faults_of(shell, "run", PARTNERSHIP_FILE=str(path))
    assert all(fault.startswith(f"{path}: ") for fault in faults)
    assert [fault.removeprefix(f"{path}: ").partition(":")[0] for fault in faults] == [
        "notice_version",
        "organisations[ballerup].prefix",
        "area hjortespring",
        "contacts",
    ]
    assert sim.calls == []


async def test_a_missing_partnership_file_is_told_so(shell: Shell) -> None:
    path = shell.folder / "nowhere.toml"
    (fault,) = await faults_of(shell, "run", PARTNERSHIP_FILE=str(path))
    assert fault == (
        f"PARTNERSHIP_FILE: {path} cannot be read (No such file or directory); name the right file"
    )


async def test_a_partnership_file_that_is_no_toml_is_told_where(shell: Shell) -> None:
    path = shell.folder / "partnership.toml"
    path.write_text("notice_version = 1\nwebsite = gladsaxe.dk\n")
    (fault,) = await faults_of(shell, "run", PARTNERSHIP_FILE=str(path))
    assert fault.startswith(f"{path}: is not valid TOML: ")
    assert "line 2" in fault


# --- several at once, and other verbs ------------------------------------------------------------


async def test_partnership_and_keyring_are_told_together(shell: Shell) -> None:
    shell.keyring.chmod(0o644)
    faults = await faults_of(shell, "run", PARTNERSHIP_FILE=str(shell.folder / "nowhere"))
    assert [fault.partition(":")[0] for fault in faults] == ["PARTNERSHIP_FILE", "KEYRING_FILE"]


VERBS = (
    ("invite", "--role", "moderator", "--organisation", "gladsaxe"),
    ("db", "upgrade"),
    ("check",),
)


@pytest.mark.parametrize("verb", VERBS, ids=[" ".join(verb[:2]) for verb in VERBS])
async def test_other_verbs_tell_the_same_faults(shell: Shell, verb: tuple[str, ...]) -> None:
    shell.database.parent.mkdir()
    shell.database.write_bytes(b"x" * 100)
    (fault,) = await faults_of(shell, *verb)
    assert "is not a whole database" in fault


async def test_the_bot_starts_when_nothing_is_wrong(shell: Shell, sim: Simulator) -> None:
    """Without this, every refusal above could have had another cause."""
    process = await shell.start("run")
    await sim.until(lambda: "deleteWebhook" in methods(sim), 60)
    process.terminate()
    out, err = await process.communicate()
    assert process.returncode == 0
    assert b"level='error'" not in err
    assert out == b""
