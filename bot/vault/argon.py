"""The slow hash of a receipt code. Called by the worker alone: a turn must never wait for it."""

from __future__ import annotations

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.domain.codes import ReceiptCode

MEMORY_KIB = 64 * 1024
PASSES = 3
PROOF_BYTES = 32


def prove(code: ReceiptCode, salt: bytes) -> bytes:
    """What knowing the code comes to: Argon2id, 64 MiB, three passes; releases the GIL.

    salt: of the whole database, so that a try costs one hash and not one for each case.
    """
    slow = Argon2id(
        salt=salt, length=PROOF_BYTES, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB
    )
    return slow.derive(code.encode())
