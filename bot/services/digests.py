"""What a search looks through: for each case one digest of all its words, sealed as a whole.

No word and no tag of a word stands anywhere, so nothing tells which cases share one.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import finding
from bot.domain.ids import ConcernId
from bot.store import digests as rows
from bot.store import meta
from bot.store.db import Tx
from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault

TABLE = "digest"
_MARK = "digests"
"""Under this name the database keeps the form in which every case has its digest."""


async def put(tx: Tx, vault: Vault, concern: ConcernId, texts: Iterable[str]) -> None:
    sealed = vault.seal(Purpose.SEARCH, TABLE, concern, finding.digest(texts))
    await rows.put(tx, concern, sealed)


async def are_whole(tx: Tx) -> bool:
    """Whether every case has a digest of today's form."""
    return await meta.find(tx, _MARK) == bytes([finding.FORM])


async def tell_whole(tx: Tx) -> None:
    await meta.put(tx, _MARK, bytes([finding.FORM]))


async def tell_broken(tx: Tx) -> None:
    """All are to be made anew."""
    await meta.drop(tx, _MARK)
