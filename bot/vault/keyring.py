"""The keyring: random 32-byte generations per purpose, in a file of its own.

Nothing derives from anything: what could be derived again could never be destroyed. The file is
replaced in one step, so that a process killed at any point finds the old keyring or the new one.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

KEY_BYTES = 32
STAMP_BYTES = 2


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
    SEARCH = "search"
    THEME = "theme"
    SIGNUP_TAG = "signup-tag"
    SIGNUP = "signup"
    FINDING = "finding"
    PULSE_TAG = "pulse-tag"
    PULSE = "pulse"


LATER = frozenset({
    Purpose.SEARCH, Purpose.THEME, Purpose.SIGNUP_TAG, Purpose.SIGNUP, Purpose.FINDING,
    Purpose.PULSE_TAG, Purpose.PULSE,
})  # fmt: skip
"""Purposes a keyring made by an earlier version does not know. They get their first key at the next
start (`with_first`); a keyring that lacks any other is not whole."""


class KeyringFault(Exception):
    """The keyring cannot be used; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One key of a purpose; number: 1, 2, ... in the order they came."""

    number: int
    key: bytes = field(repr=False)

    @property
    def stamp(self) -> bytes:
        """What everything begins with that it made."""
        return self.number.to_bytes(STAMP_BYTES, "big")


@dataclass(frozen=True, slots=True)
class Keyring:
    """All generations of all purposes, oldest first; the newest seals, all may open."""

    generations: Mapping[Purpose, Sequence[Generation]] = field(repr=False)

    @property
    def lacks(self) -> frozenset[Purpose]:
        """Purposes that came after the version which made this keyring."""
        return LATER - self.generations.keys()

    def with_first(self, random: Callable[[int], bytes]) -> Keyring:
        """What it lacks gets a first generation."""
        return self._changed({p: (Generation(1, random(KEY_BYTES)),) for p in sorted(self.lacks)})

    def current(self, purpose: Purpose) -> Generation:
        return self.generations[purpose][-1]

    def numbered(self, purpose: Purpose, number: int) -> Generation:
        """Raises KeyringFault when that generation is gone."""
        for generation in self.generations.get(purpose, ()):
            if generation.number == number:
                return generation
        raise KeyringFault(f"the keyring no longer holds generation {number} of {purpose}")

    def with_new(self, purposes: Collection[Purpose], random: Callable[[int], bytes]) -> Keyring:
        """Each of these purposes gets one more generation, which seals from then on."""
        return self._changed(
            {
                p: (*self.generations[p], Generation(self.current(p).number + 1, random(KEY_BYTES)))
                for p in purposes
            }
        )

    def newest_of(self, purposes: Collection[Purpose]) -> Keyring:
        """Of these purposes only the newest generation is left."""
        return self._changed({p: (self.current(p),) for p in purposes if p not in self.lacks})

    def _changed(self, new: Mapping[Purpose, Sequence[Generation]]) -> Keyring:
        return Keyring({**self.generations, **new})


def create(path: Path, random: Callable[[int], bytes]) -> Keyring:
    """A new keyring file, mode 0600. Raises KeyringFault when the file exists."""
    keyring = Keyring({p: (Generation(1, random(KEY_BYTES)),) for p in Purpose})
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        _write(path, keyring)
    except FileExistsError:
        raise KeyringFault(f"{path} exists already; a new keyring would orphan its data") from None
    return keyring


def save(path: Path, keyring: Keyring, instead_of: Keyring) -> None:
    """Puts the keyring in the place of the one that stands there; durable when it returns.

    The bytes of the old file are overwritten as well, as far as the disk lets them be. Raises
    KeyringFault when another keyring stands there by now, or when the file or its folder cannot be
    written; then nothing has changed.
    """
    path = path.resolve()  # a link stays a link
    fresh = leftover(path)
    try:
        if _loaded(path) != instead_of:
            raise KeyringFault(f"{path} was replaced by somebody else; restart the bot")
        with path.open("r+b") as old:
            if fresh.exists():  # of a process that was killed here
                _shred(fresh)
            _write(fresh, keyring)
            fresh.replace(path)
            _sync_folder(path.parent)
            if os.fstat(old.fileno()).st_nlink == 0:  # a backup may be a link to the same bytes
                _overwrite(old.fileno())
    except OSError as error:
        raise KeyringFault(unwritable(path, error.strerror or type(error).__name__)) from None


def check_writable(path: Path) -> None:
    """Raises KeyringFault when keys could not be replaced here."""
    path = path.resolve()
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK | os.X_OK):
        raise KeyringFault(unwritable(path, "Permission denied"))


def unwritable(path: Path, why: str) -> str:
    return (
        f"{path} cannot be replaced ({why}), so keys can never be destroyed; make the file and "
        "its folder writable for the user who runs the bot"
    )


def leftover(path: Path) -> Path:
    """Where a new keyring is written before it takes the place of the old one."""
    return path.with_name(f".{path.name}.new")


def _write(path: Path, keyring: Keyring) -> None:
    """A new file, mode 0600, durable. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(_dumped(keyring))
        file.flush()
        os.fsync(file.fileno())


def _shred(path: Path) -> None:
    with path.open("r+b") as file:
        _overwrite(file.fileno())
    path.unlink()


def _overwrite(handle: int) -> None:
    os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Makes a new name in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
        held = [p for p in Purpose if p.value in content or p not in LATER]
        missing = [p.value for p in held if not content.get(p.value)]
        generations = {p: tuple(_generations(content.get(p.value, {}))) for p in held}
    except (ValueError, TypeError, AttributeError) as error:
        raise _not_whole(path, type(error).__name__) from None
    if missing:
        raise _not_whole(path, f"no key for {', '.join(missing)}")
    return Keyring(generations)


def _not_whole(path: Path, why: str) -> KeyringFault:
    return KeyringFault(f"{path} is not a whole keyring ({why}); restore it from its backup")


def _generations(content: Mapping[str, str]) -> list[Generation]:
    found = [Generation(int(n), base64.b64decode(k, validate=True)) for n, k in content.items()]
    if any(len(g.key) != KEY_BYTES for g in found):
        raise ValueError("a key has not 32 bytes")
    return sorted(found, key=lambda g: g.number)
