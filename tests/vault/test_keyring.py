"""The keyring file: made once, for one user, apart from the data, whole or refused."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.vault import keyring
from bot.vault.keyring import KEY_BYTES, LATER, Keyring, KeyringFault, Purpose
from bot.vault.sealing import SealBroken, Vault
from tests.kit.turns import Seeded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keyring.create(tmp_path / "keys" / "keyring.json", Seeded().bytes)
    return tmp_path / "keys" / "keyring.json"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_new_keyring_has_a_random_key_for_every_purpose_and_opens_again(
    tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "deep" / "down" / "keyring.json"
    made = keyring.create(path, Seeded().bytes)
    assert keyring.load(path, data) == made
    keys = [made.current(p).key for p in Purpose]
    assert len(set(keys)) == len(Purpose)
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_only_its_own_user_may_read_it(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_an_existing_keyring_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyringFault, match="exists already"):
        keyring.create(path, Seeded(2).bytes)
    assert path.read_bytes() == before


def test_a_missing_keyring_names_the_command_that_makes_one(tmp_path: Path, data: Path) -> None:
    with pytest.raises(KeyringFault, match="keys init"):
        keyring.load(tmp_path / "nothing.json", data)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_keyring_that_others_can_read_is_refused(path: Path, data: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(KeyringFault, match="chmod 600"):
        keyring.load(path, data)


def test_a_keyring_among_the_data_is_refused(path: Path) -> None:
    with pytest.raises(KeyringFault, match="inside DATA_DIR"):
        keyring.load(path, path.parent)
    with pytest.raises(KeyringFault, match="beside the database"):
        keyring.load(path, path.parent.parent / "data", path.parent / "db.sqlite3")


def test_a_link_into_the_data_folder_is_seen_through(path: Path, data: Path) -> None:
    data.mkdir()
    inside = data / "keyring.json"
    inside.write_bytes(path.read_bytes())
    inside.chmod(0o600)
    link = path.parent / "link.json"
    link.symlink_to(inside)
    with pytest.raises(KeyringFault, match="inside DATA_DIR"):
        keyring.load(link, data)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        '{"outbox": {}}',
        '{"outbox": {"1": "AAAA"}}',
    ],
)
def test_a_broken_keyring_is_refused(path: Path, data: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(KeyringFault, match="not a whole keyring"):
        keyring.load(path, data)


@pytest.mark.parametrize("change", ["missing", "empty", "short", "no base64", "no number"])
def test_one_bad_purpose_is_enough_to_refuse_the_keyring(
    path: Path, data: Path, change: str
) -> None:
    content = json.loads(path.read_text())
    whole = content["slot-tag"]["1"]
    content["slot-tag"] = {
        "missing": None,
        "empty": {},
        "short": {"1": whole[:20]},
        "no base64": {"1": "%" + whole[1:]},
        "no number": {"one": whole},
    }[change]
    if change == "missing":
        del content["slot-tag"]
    path.write_text(json.dumps(content))
    with pytest.raises(KeyringFault, match="not a whole keyring"):
        keyring.load(path, data)


def test_generations_are_kept_in_the_order_of_their_numbers(path: Path, data: Path) -> None:
    content = json.loads(path.read_text())
    key = content["outbox"]["1"]
    content["outbox"] = {"10": key, "2": key, "1": key}
    path.write_text(json.dumps(content))
    found = keyring.load(path, data).generations[Purpose.OUTBOX]
    assert [g.number for g in found] == [1, 2, 10]


def test_a_keyring_shows_no_key_when_printed(path: Path, data: Path) -> None:
    loaded = keyring.load(path, data)
    key = loaded.current(Purpose.OUTBOX)
    assert repr(key.key) not in repr(loaded) + repr(key)
    assert "key=" not in repr(key)


# --- a keyring from before a purpose -----------------------------------------------------------


def _from_before(path: Path, *purposes: Purpose) -> None:
    content = json.loads(path.read_text())
    for purpose in purposes:
        del content[purpose.value]
    path.write_text(json.dumps(content))


def of_the_first_release(path: Path) -> None:
    """The file as it was before purposes were added."""
    _from_before(path, *LATER)


def test_a_keyring_from_before_a_purpose_opens_and_says_what_it_lacks(
    path: Path, data: Path
) -> None:
    _from_before(path, *LATER)
    before = path.read_bytes()
    assert keyring.load(path, data).lacks == LATER
    assert path.read_bytes() == before


def test_what_a_keyring_lacks_is_durable_before_it_is_used(path: Path, data: Path) -> None:
    whole = keyring.load(path, data)
    _from_before(path, *LATER)
    stands: list[Keyring] = []

    def keep(new: Keyring, old: Keyring) -> None:
        keyring.save(path, new, old)
        stands.append(vault.keyring)

    vault = Vault(keyring.load(path, data), Seeded(7).bytes, keep)
    vault.complete()
    assert [held.lacks for held in stands] == [LATER]
    assert keyring.load(path, data) == vault.keyring
    assert not vault.keyring.lacks
    for purpose in Purpose:
        same = vault.keyring.generations[purpose] == whole.generations[purpose]
        assert same is (purpose not in LATER), purpose
    before = path.read_bytes()
    vault.complete()
    assert path.read_bytes() == before


def test_a_keyring_that_cannot_be_completed_stays_as_it_was(path: Path, data: Path) -> None:
    _from_before(path, *LATER)

    def refuses(new: Keyring, old: Keyring) -> None:
        raise KeyringFault("read-only")

    vault = Vault(keyring.load(path, data), Seeded(7).bytes, refuses)
    with pytest.raises(KeyringFault):
        vault.complete()
    assert vault.keyring.lacks == LATER


def test_an_empty_or_broken_later_purpose_is_no_earlier_keyring(path: Path, data: Path) -> None:
    content = json.loads(path.read_text())
    for broken in ({}, {"1": "AAAA"}):
        content[Purpose.SEARCH.value] = broken
        path.write_text(json.dumps(content))
        with pytest.raises(KeyringFault, match="not a whole keyring"):
            keyring.load(path, data)


def test_without_a_purpose_its_rows_are_told_as_broken_and_the_others_open(
    path: Path, data: Path
) -> None:
    sealed = Vault(keyring.load(path, data), Seeded(3).bytes)
    row = b"r" * 16
    lost = sealed.seal(Purpose.SEARCH, "t", row, b"x")
    kept = sealed.seal(Purpose.OUTBOX, "t", row, b"x")
    _from_before(path, Purpose.SEARCH)
    vault = Vault(keyring.load(path, data), Seeded(4).bytes)
    assert vault.open(Purpose.OUTBOX, "t", row, kept) == b"x"
    assert not vault.is_newest(Purpose.SEARCH, lost)
    for held in (vault, vault.of_newest()):
        with pytest.raises(SealBroken):
            held.open(Purpose.SEARCH, "t", row, lost)
    vault.complete()
    with pytest.raises(SealBroken):
        vault.open(Purpose.SEARCH, "t", row, lost)
