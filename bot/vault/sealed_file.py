"""Files sealed to a public key whose other half is kept offline; written and read as streams.

A file is a head (kind, recipient's public key, a public key made for this file alone), chunks, and
the SHA-256 of all before it. The key comes from X25519 and HKDF over the whole head. A chunk's
nonce is its number and whether it is the last one, so chunks cannot be changed, cut, swapped,
repeated or brought over from another file. Source: docs/administrators.md.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

KIND = b"nabodialog sealed file 1\n"
PUBLIC = 32
CHUNK = 1 << 16
TAG = 16
DIGEST = 32
HEAD = len(KIND) + 2 * PUBLIC
_SEALED = CHUNK + TAG


class SealedFileFault(Exception):
    """The file or a key cannot be used; the message says why."""


class FileKey:
    """The key of one file. head: the head of that file."""

    def __init__(self, own: X25519PrivateKey, other: bytes, head: bytes) -> None:
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(other))
        except ValueError:
            raise SealedFileFault("the public key is none that anything can be sealed to") from None
        key = HKDF(SHA256(), length=32, salt=head, info=b"nabodialog sealed file").derive(shared)
        self._cipher, self.head = AESGCM(key), head

    def seal(self, number: int, chunk: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(_nonce(number, last=last), chunk, None)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """Raises SealedFileFault."""
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, None)
        except (InvalidTag, ValueError):
            raise SealedFileFault("the file was changed, cut or put together anew") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing:
    """Seals what is written to it. random: n -> n unpredictable bytes."""

    def __init__(self, out: BinaryIO, recipient: bytes, random: Callable[[int], bytes]) -> None:
        own = X25519PrivateKey.from_private_bytes(random(PUBLIC))
        self.key = FileKey(own, recipient, KIND + recipient + own.public_key().public_bytes_raw())
        self._out, self._waiting, self._number = out, bytearray(), 0
        self._digest = hashlib.sha256()
        self._put(self.key.head)

    def write(self, plain: bytes) -> None:
        """A chunk is sealed when more follows, for only the last one is marked as the last."""
        self._waiting += plain
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._out.write(self._digest.digest())

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._put(self.key.seal(self._number, chunk, last=last))
        self._number += 1

    def _put(self, raw: bytes) -> None:
        self._digest.update(raw)
        self._out.write(raw)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file as it lies there. Told: bytes done, of how many."""

    path: Path
    told: Callable[[int, int], None] = lambda done, of: None

    def key_for(self, private: X25519PrivateKey) -> FileKey:
        """The file's key, for who has the offline key. Raises SealedFileFault."""
        with self._opened() as file:
            head = _head(file)
        recipient, ephemeral = head[len(KIND) : -PUBLIC], head[-PUBLIC:]
        if private.public_key().public_bytes_raw() != recipient:
            raise SealedFileFault(f"it was sealed to another key: {public_text(recipient)}")
        return FileKey(private, ephemeral, head)

    def check(self) -> None:
        """What can be seen without a key: the head, the sizes, the digest. Raises SealedFileFault.

        It shows damage. Who changes a file on purpose can change its digest too: only the key
        shows that.
        """
        for _ in self._chunks():
            pass

    def open(self, key: FileKey) -> Iterator[bytes]:
        """The plain bytes, chunk by chunk. Raises SealedFileFault, perhaps not before the end."""
        for number, (sealed, last) in enumerate(self._chunks(key.head)):
            yield key.open(number, sealed, last=last)

    def _chunks(self, expected: bytes | None = None) -> Iterator[tuple[bytes, bool]]:
        """(sealed chunk, whether it is the last)"""
        size = self._size()
        with self._opened() as file:
            head = _head(file)
            if expected not in {None, head}:
                raise SealedFileFault("the file is another one")
            digest, left = hashlib.sha256(head), size - HEAD - DIGEST
            if left < TAG or 0 < left % _SEALED < TAG:
                raise SealedFileFault("the file was cut")
            while left > 0:
                sealed = _read(file, min(_SEALED, left))
                digest.update(sealed)
                left -= len(sealed)
                yield sealed, not left
                self.told(size - left, size)
            if _read(file, DIGEST) != digest.digest():
                raise SealedFileFault("the file is damaged: its digest does not fit")

    def _size(self) -> int:
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise SealedFileFault(f"it cannot be read ({error.strerror})") from None

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise SealedFileFault(f"it cannot be read ({error.strerror})") from None


def _head(file: BinaryIO) -> bytes:
    head = file.read(HEAD)
    if len(head) < HEAD or not head.startswith(KIND):
        raise SealedFileFault("it is no sealed backup")
    return head


def _read(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise SealedFileFault("the file was cut")
    return found


# --- the offline key -----------------------------------------------------------------------


def public_text(raw: bytes) -> str:
    """As BACKUP_PUBLIC_KEY takes it."""
    return base64.b64encode(raw).decode()


def public_bytes(text: str) -> bytes:
    return base64.b64decode(text)


def create_key(path: Path, random: Callable[[int], bytes]) -> str:
    """Writes a private key, mode 0600; returns its public half. Raises SealedFileFault."""
    private = X25519PrivateKey.from_private_bytes(random(PUBLIC))
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SealedFileFault(f"{path} cannot be written ({error.strerror})") from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return public_text(private.public_key().public_bytes_raw())


def load_key(path: Path) -> X25519PrivateKey:
    """Raises SealedFileFault."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SealedFileFault(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, TypeError):
        raise SealedFileFault(f"{path} is no offline key") from None
    if not isinstance(key, X25519PrivateKey):
        raise SealedFileFault(f"{path} is another kind of key")
    return key
