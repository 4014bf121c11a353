"""Keeps the record of staff acts, and checks that nobody has changed it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.acts import Act, Link
from bot.store import audit, meta
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault

START = b""
_HEAD = "head of the record"
"""Under this name the database keeps what tells where the chain ends."""


async def begin(tx: Tx, vault: Vault) -> None:
    """The head of an empty record, before the first start: from then on one that is gone shows."""
    await meta.keep(tx, _HEAD, _head(vault, 0, START))


async def note(turn: Turn, act: Act, about: str = "") -> None:
    """Adds an act of the speaking colleague to the chain."""
    before = await audit.last(turn.tx)
    link = Link(
        number=before.number + 1 if before else 1,
        at=turn.seconds,
        who=turn.speaker.colleague().pseudonym,
        act=act,
        about=about,
        seal=START,
    )
    seal = _seal(turn.house.vault, link, before.seal if before else START)
    await audit.add(turn.tx, replace(link, seal=seal))
    await meta.put(turn.tx, _HEAD, _head(turn.house.vault, link.number, seal))


def _seal(vault: Vault, link: Link, before: bytes) -> bytes:
    return vault.tag(Purpose.AUDIT, *link.sealed_parts(before))


def _head(vault: Vault, number: int, seal: bytes) -> bytes:
    return vault.tag(Purpose.AUDIT, "head", number, seal)


async def verify(tx: Tx, vault: Vault) -> tuple[int, int | None]:
    """(how many acts are on record, number of the first that does not fit or None).

    A changed, removed or reordered entry breaks the seal of itself or of its follower; entries
    removed at the end leave a head that fits none of those before them.
    """
    seal, number = START, 0
    while links := await audit.page(tx, after=number):
        for link in links:
            if link.number != number + 1 or link.seal != _seal(vault, link, seal):
                return number, number + 1
            seal, number = link.seal, link.number
    whole = await meta.find(tx, _HEAD) == _head(vault, number, seal)
    return number, None if whole else number + 1
