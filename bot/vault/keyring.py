"""The keyring: random 32-byte generations per purpose, in a file of its own.

Nothing derives from anything: what could be derived again could never be destroyed.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

KEY_BYTES = 32


class Purpose(StrEnum):
    PROFILE_TAG = "profile-tag"
    PROFILE_ADDRESS = "profile-address"
    SLOT_TAG = "slot-tag"
    THREAD_ADDRESS = "thread-address"
    THREAD_BODY = "thread-body"
    DIALOGUE_TAG = "dialogue-tag"
    DIALOGUE = "dialogue"
    STAFF_TAG = "staff-tag"
    STAFF_ADDRESS = "staff-address"
    INVITE_TAG = "invite-tag"
    OUTBOX = "outbox"
    MUTE_TAG = "mute-tag"
    RATE = "rate"
    AUDIT = "audit"
    RECEIPT_TAG = "receipt-tag"
    RECEIPT = "receipt"


class KeyringFault(Exception):
    """The keyring cannot be used; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One key of a purpose; number: 1, 2, ... in the order they came."""

    number: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """All generations of all purposes, oldest first; the newest seals, all may open."""

    generations: Mapping[Purpose, Sequence[Generation]] = field(repr=False)

    def current(self, purpose: Purpose) -> Generation:
        return self.generations[purpose][-1]

    def numbered(self, purpose: Purpose, number: int) -> Generation:
        """Raises KeyringFault when that generation is gone."""
        for generation in self.generations[purpose]:
            if generation.number == number:
                return generation
        raise KeyringFault(f"the keyring no longer holds generation {number} of {purpose}")


def create(path: Path, random: Callable[[int], bytes]) -> Keyring:
    """A new keyring file, mode 0600. Raises KeyringFault when the file exists."""
    keyring = Keyring({p: (Generation(1, random(KEY_BYTES)),) for p in Purpose})
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyringFault(f"{path} exists already; a new keyring would orphan its data") from None
    with os.fdopen(handle, "w") as file:
        file.write(_dumped(keyring))
        file.flush()
        os.fsync(file.fileno())
    return keyring


def load(path: Path, data_dir: Path, database: Path | None = None) -> Keyring:
    """Raises KeyringFault for a file that is missing, readable by others, misplaced or broken."""
    try:
        return _loaded(_checked(path, data_dir, database))
    except OSError as error:
        raise KeyringFault(
            f"{path} cannot be read ({error.strerror}); make it the file of the user who runs "
            "the bot"
        ) from None


def _checked(path: Path, data_dir: Path, database: Path | None) -> Path:
    """Raises OSError too."""
    if not path.is_file():
        raise KeyringFault(
            f"no keyring at {path}; run `nabodialog keys init`, or restore it from its own backup"
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyringFault(f"{path} can be read by others; run `chmod 600 {path}`")
    check_place(path, data_dir, database)
    return path


def check_place(path: Path, data_dir: Path, database: Path | None) -> None:
    """database: its file, if it is one. Raises KeyringFault where a copy of data takes the keys."""
    inside = data_dir.resolve() in path.resolve().parents
    beside = database is not None and database.resolve().parent == path.resolve().parent
    if inside or beside:
        where = "inside DATA_DIR" if inside else "beside the database"
        raise KeyringFault(
            f"{path} lies {where}, so a copy of the data would carry its keys; "
            "choose another folder and set KEYRING_FILE"
        )


def _dumped(keyring: Keyring) -> str:
    return json.dumps(
        {
            purpose.value: {g.number: base64.b64encode(g.key).decode() for g in generations}
            for purpose, generations in keyring.generations.items()
        },
        indent=1,
    )


def _loaded(path: Path) -> Keyring:
    try:
        content = json.loads(path.read_text())
        generations = {p: tuple(_generations(content[p.value])) for p in Purpose}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyringFault(
            f"{path} is not a whole keyring ({type(error).__name__}); restore it from its backup"
        ) from None
    return Keyring(generations)


def _generations(content: Mapping[str, str]) -> list[Generation]:
    found = [Generation(int(n), base64.b64decode(k, validate=True)) for n, k in content.items()]
    if not found or any(len(g.key) != KEY_BYTES for g in found):
        raise ValueError("a purpose has no key of 32 bytes")
    return sorted(found, key=lambda g: g.number)
