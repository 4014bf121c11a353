"""How a receipt code opens its case, and why nobody else can.

A code is 24 random digits. What is kept is its proof (Argon2id under one salt of this database),
twice: as a tag keyed by the keyring, under which a try finds its row at once, and sealed, so that a
rotation can make the tag anew although nobody knows the code any more.

One salt for all rows and not one for each: a code names no row, so with many salts a try would
have to be hashed against every open case, and how long it took would tell how many there are.
So every try costs exactly one hash and one look-up, whatever it finds. What a salt of its own would
give, that one guess cannot be held against all rows at once, the length gives: among 1,000 cases
80 bits are still 70. A thief of the database without the keyring can check no guess at all; with
it, each guess costs 64 MiB.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault

SALT_BYTES = 16


def tag(vault: Vault, proof: bytes) -> bytes:
    return vault.tag(Purpose.RECEIPT_TAG, proof)


def tags(vault: Vault, proof: bytes) -> Sequence[bytes]:
    """Under every generation that is left."""
    return vault.tags(Purpose.RECEIPT_TAG, proof)


def seal(vault: Vault, concern: bytes, proof: bytes) -> tuple[bytes, bytes]:
    """(tag, sealed proof) of a case."""
    return tag(vault, proof), vault.seal(Purpose.RECEIPT, "receipt", concern, proof)


def sealed_anew(vault: Vault, concern: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """(tag, sealed proof) under the newest generation of the keys. Raises SealBroken."""
    proof = vault.open(Purpose.RECEIPT, "receipt", concern, sealed)
    return tag(vault, proof), vault.reseal(Purpose.RECEIPT, "receipt", concern, sealed)


def seal_work(vault: Vault, row: bytes, work: bytes) -> bytes:
    return vault.seal(Purpose.RECEIPT, "receipt_work", row, work)


def open_work(vault: Vault, row: bytes, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    return vault.open(Purpose.RECEIPT, "receipt_work", row, sealed)
