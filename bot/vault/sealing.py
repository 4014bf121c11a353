"""Sealing: AES-256-GCM bound to its row, and tags that only the keyring can make.

A sealed value is generation (2 bytes), nonce (12 bytes), ciphertext. Table, row and generation
are authenticated with it, so that rows cannot be swapped. A tag begins with its generation too, so
that a rotation knows what it has still to move. Source: docs/architecture.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.keyring import (
    KEY_BYTES,
    STAMP_BYTES,
    Generation,
    Keyring,
    KeyringFault,
    Purpose,
)

NONCE_BYTES = 12
TAG_BYTES = STAMP_BYTES + 16


class SealBroken(Exception):
    """The bytes were changed, moved to another row, or sealed with another keyring."""


def _memory_alone(_: Keyring, __: Keyring) -> None:
    """For a vault whose keyring stands in no file."""


class Vault:
    """Seals and opens with one keyring. random: n -> n unpredictable bytes.

    keep: makes a keyring durable in place of another; raises KeyringFault.
    """

    def __init__(
        self,
        keyring: Keyring,
        random: Callable[[int], bytes],
        keep: Callable[[Keyring, Keyring], None] = _memory_alone,
    ) -> None:
        self._keyring = keyring
        self._random = random
        self._keep = keep

    @property
    def keyring(self) -> Keyring:
        return self._keyring

    def replace(self, keyring: Keyring) -> None:
        """Everything uses this keyring from now on. Raises KeyringFault; then nothing changed.

        Durable before it is used: what it seals must open after a kill.
        """
        self._keep(keyring, self._keyring)
        self._keyring = keyring

    def complete(self) -> None:
        """A keyring of an earlier release gets the keys it lacks. Raises KeyringFault."""
        if lacks := self._keyring.lacks:
            self.replace(self.with_new(lacks))

    def with_new(self, purposes: Collection[Purpose]) -> Keyring:
        return self._keyring.with_new(purposes, self._random)

    def of_newest(self) -> Vault:
        """A vault that holds the newest generations alone, to see what would still open."""
        return Vault(self._keyring.newest_of(list(Purpose)), self._random)

    def stamp(self, purpose: Purpose) -> bytes:
        """What everything begins with that the newest generation made."""
        return self._keyring.current(purpose).stamp

    def is_newest(self, purpose: Purpose, made: bytes) -> bool:
        """Whether the newest generation made this tag or seal."""
        return made[:STAMP_BYTES] == self.stamp(purpose)

    def tag(self, purpose: Purpose, *parts: bytes | int | str) -> bytes:
        """A keyed tag: equal for equal parts, meaningless without the keyring."""
        return _tag(self._keyring.current(purpose), parts)

    def tags(self, purpose: Purpose, *parts: bytes | int | str) -> Sequence[bytes]:
        """The tags of all generations that are left, newest first."""
        return [_tag(g, parts) for g in reversed(self._keyring.generations[purpose])]

    def seal(self, purpose: Purpose, table: str, row: bytes, plain: bytes) -> bytes:
        generation = self._keyring.current(purpose)
        stamp = generation.stamp
        nonce = self._random(NONCE_BYTES)
        sealed = AESGCM(generation.key).encrypt(nonce, plain, _bound(table, row, stamp))
        return stamp + nonce + sealed

    def open(self, purpose: Purpose, table: str, row: bytes, sealed: bytes) -> bytes:
        """Raises SealBroken, also when the generation it was sealed with is gone."""
        stamp, nonce, cipher = sealed[:2], sealed[2:14], sealed[14:]
        try:
            generation = self._keyring.numbered(purpose, int.from_bytes(stamp, "big"))
        except KeyringFault:
            raise SealBroken(table) from None
        return _opened(AESGCM(generation.key), nonce, cipher, table, _bound(table, row, stamp))

    def reseal(self, purpose: Purpose, table: str, row: bytes, sealed: bytes) -> bytes:
        """The same content under the newest generation. Raises SealBroken."""
        return self.rebind(purpose, table, row, row, sealed)

    def rebind(self, purpose: Purpose, table: str, was: bytes, row: bytes, sealed: bytes) -> bytes:
        """The same content for a row whose id is a tag and changed. Raises SealBroken."""
        plain = self.open(purpose, table, was, sealed)
        if was == row and self.is_newest(purpose, sealed):
            return sealed
        return self.seal(purpose, table, row, plain)

    def new_key(self, purpose: Purpose, table: str, row: bytes) -> tuple[RowKey, bytes]:
        """A random key of this row's own, and its wrapping to be stored."""
        key = self._random(KEY_BYTES)
        return RowKey(key, self._random), self.seal(purpose, table, row, key)

    def row_key(self, purpose: Purpose, table: str, row: bytes, wrapped: bytes) -> RowKey:
        return RowKey(self.open(purpose, table, row, wrapped), self._random)


class RowKey:
    """The key of one row: destroying its wrapping destroys what it sealed."""

    def __init__(self, key: bytes, random: Callable[[int], bytes]) -> None:
        self._cipher = AESGCM(key)
        self._random = random

    def seal(self, table: str, row: bytes, plain: bytes) -> bytes:
        nonce = self._random(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, _bound(table, row, b""))

    def open(self, table: str, row: bytes, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        nonce, cipher = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return _opened(self._cipher, nonce, cipher, table, _bound(table, row, b""))


def _opened(cipher: AESGCM, nonce: bytes, sealed: bytes, table: str, bound: bytes) -> bytes:
    """ValueError: too short to hold a nonce at all."""
    try:
        return cipher.decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError):
        raise SealBroken(table) from None


def _bound(table: str, row: bytes, stamp: bytes) -> bytes:
    return b"|".join((table.encode(), row, stamp))


def _tag(generation: Generation, parts: Sequence[bytes | int | str]) -> bytes:
    message = b"\x1f".join(_part(p) for p in parts)
    keyed = hmac.digest(generation.key, message, hashlib.sha256)
    return (generation.stamp + keyed)[:TAG_BYTES]


def _part(part: bytes | int | str) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()
