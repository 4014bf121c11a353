"""Who answered a pulse question, and what: keys of their own, shared with nothing else.

A round is part of each tag, so that two rounds of one person share none.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.ids import AnswerId, AreaId, ChatId, PulseId
from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault

_TABLE = "pulse_answer"
_BYTES = 64


def tags(vault: Vault, chat: ChatId, pulse: PulseId) -> Sequence[bytes]:
    """Newest first; more than one while keys are being replaced."""
    return vault.tags(Purpose.PULSE_TAG, chat, pulse)


def seal(vault: Vault, tag: bytes, area: AreaId, answer: AnswerId) -> bytes:
    """As long for every answer, so that its length tells nothing."""
    plain = f"{area}\n{answer}\n".encode().ljust(_BYTES)
    return vault.seal(Purpose.PULSE, _TABLE, tag, plain)


def open_answer(vault: Vault, tag: bytes, sealed: bytes) -> tuple[AreaId, AnswerId]:
    """Raises SealBroken."""
    area, answer, _ = vault.open(Purpose.PULSE, _TABLE, tag, sealed).decode().split("\n")
    return AreaId(area), AnswerId(answer)
