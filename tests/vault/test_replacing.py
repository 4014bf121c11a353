"""A keyring file is replaced in one step, for its owner alone, and only by who knows what stood."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from bot.vault import keyring
from bot.vault.keyring import Keyring, KeyringFault, Purpose
from bot.vault.sealing import SealBroken, Vault
from tests.kit.turns import Seeded

ROW, OTHER = b"r" * 16, b"o" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keyring.create(tmp_path / "keyring.json", Seeded().bytes)
    return tmp_path / "keyring.json"


def held(path: Path) -> Keyring:
    return keyring.load(path, path.parent / "data")


def newer(old: Keyring) -> Keyring:
    return old.with_new([Purpose.OUTBOX], Seeded(2).bytes)


def test_a_saved_keyring_takes_the_place_of_the_old_one_for_its_owner_alone(path: Path) -> None:
    old = held(path)
    keyring.save(path, newer(old), old)
    assert held(path) == newer(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_new_generation_seals_and_the_old_one_still_opens(path: Path) -> None:
    vault = Vault(held(path), Seeded(3).bytes)
    before, tag = vault.seal(Purpose.OUTBOX, "t", ROW, b"ord"), vault.tag(Purpose.OUTBOX, 1)
    vault.replace(newer(vault.keyring))
    after = vault.reseal(Purpose.OUTBOX, "t", ROW, before)
    assert vault.open(Purpose.OUTBOX, "t", ROW, before) == b"ord"
    assert vault.tags(Purpose.OUTBOX, 1) == [vault.tag(Purpose.OUTBOX, 1), tag]
    assert [vault.is_newest(Purpose.OUTBOX, made) for made in (before, tag, after)] == [
        False, False, True,
    ]  # fmt: skip
    newest = vault.of_newest()
    assert newest.open(Purpose.OUTBOX, "t", ROW, after) == b"ord"
    with pytest.raises(SealBroken):
        newest.open(Purpose.OUTBOX, "t", ROW, before)


def test_what_is_bound_to_a_row_opens_under_its_new_name_alone(path: Path) -> None:
    vault = Vault(held(path), Seeded(3).bytes)
    sealed = vault.seal(Purpose.OUTBOX, "t", ROW, b"ord")
    moved = vault.rebind(Purpose.OUTBOX, "t", ROW, OTHER, sealed)
    assert vault.open(Purpose.OUTBOX, "t", OTHER, moved) == b"ord"
    with pytest.raises(SealBroken):
        vault.open(Purpose.OUTBOX, "t", ROW, moved)


def test_a_vault_uses_no_keyring_that_could_not_be_kept(path: Path) -> None:
    def closed(new: Keyring, instead_of: Keyring) -> None:
        raise KeyringFault("closed")

    vault = Vault(held(path), Seeded().bytes, closed)
    with pytest.raises(KeyringFault):
        vault.replace(newer(vault.keyring))
    assert vault.keyring == held(path)


def test_the_bytes_of_the_old_file_are_overwritten(path: Path) -> None:
    old = held(path)
    with path.open("rb") as still_open:
        keyring.save(path, newer(old).newest_of([Purpose.OUTBOX]), old)
        left = still_open.read()
    assert base64.b64encode(old.current(Purpose.OUTBOX).key) not in left
    assert left.strip(b"\0") == b""


def test_a_backup_that_is_a_link_to_the_same_bytes_is_left_alone(path: Path) -> None:
    old, backup = held(path), path.with_name("backup.json")
    os.link(path, backup)
    keyring.save(path, newer(old), old)
    assert held(backup) == old


def test_a_link_to_the_keyring_stays_a_link(path: Path) -> None:
    old, link = held(path), path.with_name("link.json")
    link.symlink_to(path)
    keyring.save(link, newer(old), old)
    assert link.is_symlink()
    assert held(path) == newer(old)


def test_what_a_killed_process_left_half_written_is_in_nobodys_way(path: Path) -> None:
    old = held(path)
    keyring.leftover(path).write_text("half a keyr")
    keyring.save(path, newer(old), old)
    assert held(path) == newer(old)
    assert not keyring.leftover(path).exists()


def test_a_keyring_that_somebody_else_replaced_is_not_overwritten(path: Path) -> None:
    old = held(path)
    keyring.save(path, newer(old), old)
    with pytest.raises(KeyringFault, match="replaced by somebody else"):
        keyring.save(path, old.with_new([Purpose.RATE], Seeded(5).bytes), old)
    assert held(path) == newer(old)


def test_a_keyring_that_is_gone_is_not_made_anew(path: Path) -> None:
    old = held(path)
    path.unlink()
    with pytest.raises(KeyringFault, match="cannot be replaced"):
        keyring.save(path, newer(old), old)
    assert not path.exists()
