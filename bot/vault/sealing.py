"""Sealing: AES-256-GCM bound to its row, and tags that only the keyring can make.

A sealed value is generation (2 bytes), nonce (12 bytes), ciphertext. Table, row and generation
are authenticated with it, so that rows cannot be swapped. Source: docs/architecture.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.keyring import KEY_BYTES, Keyring, KeyringFault, Purpose

NONCE_BYTES = 12
TAG_BYTES = 16


class SealBroken(Exception):
    """The bytes were changed, moved to another row, or sealed with another keyring."""


class Vault:
    """Seals and opens with one keyring. random: n -> n unpredictable bytes."""

    def __init__(self, keyring: Keyring, random: Callable[[int], bytes]) -> None:
        self._keyring = keyring
        self._random = random

    def tag(self, purpose: Purpose, *parts: bytes | int | str) -> bytes:
        """A keyed tag: equal for equal parts, meaningless without the keyring."""
        return _tag(self._keyring.current(purpose).key, parts)

    def tags(self, purpose: Purpose, *parts: bytes | int | str) -> Sequence[bytes]:
        """Under every generation that is left: of rows whose address nobody has to tag anew."""
        return [_tag(g.key, parts) for g in reversed(self._keyring.generations[purpose])]

    def seal(self, purpose: Purpose, table: str, row: bytes, plain: bytes) -> bytes:
        generation = self._keyring.current(purpose)
        number = generation.number.to_bytes(2, "big")
        nonce = self._random(NONCE_BYTES)
        sealed = AESGCM(generation.key).encrypt(nonce, plain, _bound(table, row, number))
        return number + nonce + sealed

    def open(self, purpose: Purpose, table: str, row: bytes, sealed: bytes) -> bytes:
        """Raises SealBroken, also when the generation it was sealed with is gone."""
        number, nonce, cipher = sealed[:2], sealed[2:14], sealed[14:]
        try:
            generation = self._keyring.numbered(purpose, int.from_bytes(number, "big"))
        except KeyringFault:
            raise SealBroken(table) from None
        return _opened(AESGCM(generation.key), nonce, cipher, table, _bound(table, row, number))

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


def _tag(key: bytes, parts: Iterable[bytes | int | str]) -> bytes:
    message = b"\x1f".join(_part(p) for p in parts)
    return hmac.digest(key, message, hashlib.sha256)[:TAG_BYTES]


def _opened(cipher: AESGCM, nonce: bytes, sealed: bytes, table: str, bound: bytes) -> bytes:
    """ValueError: too short to hold a nonce at all."""
    try:
        return cipher.decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError):
        raise SealBroken(table) from None


def _bound(table: str, row: bytes, number: bytes) -> bytes:
    return b"|".join((table.encode(), row, number))


def _part(part: bytes | int | str) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()
