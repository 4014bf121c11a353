"""`nabodialog keys init` makes a keyring once, for its owner alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.vault import keyring
from bot.vault.keyring import KEY_BYTES, Purpose
from tests.cli.shell import Shell, settings_of
from tests.cli.test_bad_starts import faults_of


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """Settings, but no keyring yet."""
    return Shell(tmp_path, settings_of(tmp_path))


async def test_a_new_keyring_is_for_its_owner_alone(bare: Shell) -> None:
    told = await bare.run("keys", "init")
    assert (told.code, told.err) == (0, "")
    assert str(bare.keyring) in told.out
    assert "Back it up" in told.out
    assert stat.S_IMODE(bare.keyring.stat().st_mode) == 0o600
    assert stat.S_IMODE(bare.keyring.parent.stat().st_mode) == 0o700


async def test_a_new_keyring_holds_a_key_of_its_own_for_every_purpose(bare: Shell) -> None:
    assert (await bare.run("keys", "init")).code == 0
    made = keyring.load(bare.keyring, bare.folder / "data")
    keys = {made.current(purpose).key for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert {len(key) for key in keys} == {KEY_BYTES}


async def test_keys_are_never_printed(bare: Shell) -> None:
    told = await bare.run("keys", "init")
    content = json.loads(bare.keyring.read_text())
    keys = [key for generations in content.values() for key in generations.values()]
    assert len(keys) == len(Purpose)
    assert not any(key in told.out + told.err for key in keys)


async def test_a_keyring_is_never_overwritten(shell: Shell) -> None:
    (fault,) = await faults_of(shell, "keys", "init")
    assert fault == (
        f"KEYRING_FILE: {shell.keyring} exists already; a new keyring would orphan its data"
    )


async def test_a_keyring_is_not_made_where_the_bot_would_refuse_it(bare: Shell) -> None:
    (fault,) = await faults_of(bare, "keys", "init", KEYRING_FILE=str(bare.folder / "data" / "k"))
    assert "lies inside DATA_DIR" in fault


async def test_a_keyring_that_cannot_be_made_is_told_so(bare: Shell) -> None:
    (bare.folder / "file").touch()
    (fault,) = await faults_of(bare, "keys", "init", KEYRING_FILE=str(bare.folder / "file" / "k"))
    assert fault.startswith("KEYRING_FILE: ")
