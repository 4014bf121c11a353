"""Keeps the record of staff acts, and checks that nobody has changed it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.acts import BOT, Act, Link
from bot.store import audit
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault

START = b""


async def note(turn: Turn, act: Act, about: str = "") -> None:
    """Adds an act of the speaking colleague to the chain."""
    await _add(turn, turn.speaker.colleague().pseudonym, act, about)


async def note_machine(turn: Turn, act: Act) -> None:
    """Adds what the bot did by itself."""
    await _add(turn, BOT, act, "")


async def _add(turn: Turn, who: str, act: Act, about: str) -> None:
    before = await audit.last(turn.tx)
    link = Link(
        number=before.number + 1 if before else 1,
        at=turn.seconds,
        who=who,
        act=act,
        about=about,
        seal=START,
    )
    seal = _seal(turn.house.vault, link, before.seal if before else START)
    await audit.add(turn.tx, replace(link, seal=seal))


def _seal(vault: Vault, link: Link, before: bytes) -> bytes:
    return vault.tag(Purpose.AUDIT, *link.sealed_parts(before))


async def verify(tx: Tx, vault: Vault) -> tuple[int, int | None]:
    """(how many acts are on record, number of the first that does not fit or None).

    A changed, removed or reordered entry breaks the seal of itself or of its follower.
    """
    seal, number = START, 0
    while links := await audit.page(tx, after=number):
        for link in links:
            if link.number != number + 1 or link.seal != _seal(vault, link, seal):
                return number, number + 1
            seal, number = link.seal, link.number
    return number, None
