"""Keeps the record of staff acts, and checks that nobody has changed it."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.acts import BOT, SHELL, Act, Link
from bot.store import audit, meta
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import TAG_BYTES, Vault

START = b""
_ANCHOR = "audit-anchor"
_HEAD = "head of the record"
"""Under this name the database keeps what tells where the chain ends."""


async def begin(tx: Tx, vault: Vault) -> None:
    """The head of an empty record, before the first start: from then on one that is gone shows."""
    await meta.keep(tx, _HEAD, _head(vault, 0, START))


async def note(turn: Turn, act: Act, about: str = "") -> None:
    """Adds an act of the speaking colleague to the chain."""
    await _add(turn, turn.speaker.colleague().pseudonym, act, about)


async def note_machine(turn: Turn, act: Act, about: str = "") -> None:
    """Adds what the bot did by itself."""
    await _add(turn, BOT, act, about)


async def note_shell(turn: Turn, act: Act, about: str = "") -> None:
    """Adds what was done from the command line, where nobody is a colleague."""
    await _add(turn, SHELL, act, about)


async def _add(turn: Turn, who: str, act: Act, about: str) -> None:
    number, before = await _end(turn)
    link = Link(
        number=number + 1,
        at=turn.seconds,
        who=who,
        act=act,
        about=about,
        seal=START,
    )
    seal = _seal(turn.house.vault, link, before)
    await audit.add(turn.tx, replace(link, seal=seal))
    await meta.put(turn.tx, _HEAD, _head(turn.house.vault, link.number, seal))


async def _end(turn: Turn) -> tuple[int, bytes]:
    """Number and seal that the next entry follows. A changed anchor is followed by a break.

    Two processes must not follow the same entry: who comes second waits for the first one's.
    """
    await meta.hold(turn.tx, _HEAD)
    if last := await audit.last(turn.tx):
        return last.number, last.seal
    return await _anchor(turn.tx, turn.house.vault) or (0, START)


def _seal(vault: Vault, link: Link, before: bytes) -> bytes:
    return vault.tag(Purpose.AUDIT, *link.sealed_parts(before))


def _head(vault: Vault, number: int, seal: bytes) -> bytes:
    return vault.tag(Purpose.AUDIT, "head", number, seal)


async def verify(tx: Tx, vault: Vault) -> tuple[int, int | None]:
    """(how many acts are on record, number of the first that does not fit or None).

    A changed, removed or reordered entry breaks the seal of itself or of its follower; entries
    removed at the end leave a head that fits none of those before them.
    """
    anchor = await _anchor(tx, vault)
    if anchor is None:
        return 0, 1
    number, seal = anchor
    dropped = number
    while links := await audit.page(tx, after=number):
        for link in links:
            if link.number != number + 1 or link.seal != _seal(vault, link, seal):
                return number - dropped, number + 1
            seal, number = link.seal, link.number
    whole = await meta.find(tx, _HEAD) == _head(vault, number, seal)
    return number - dropped, None if whole else number + 1


async def forget(turn: Turn, *, before: int) -> None:
    """Drops the acts of before that second. What is left still hangs on a seal: the anchor.

    The anchor is keyed, so that whoever removes entries cannot put one of their own.
    """
    last = await audit.last_before(turn.tx, before)
    if last is None:
        return
    await meta.put(turn.tx, _ANCHOR, _anchored(turn.house.vault, last.number, last.seal))
    await audit.drop(turn.tx, upto=last.number)


def _anchored(vault: Vault, number: int, seal: bytes) -> bytes:
    place = number.to_bytes(8)
    return place + vault.tag(Purpose.AUDIT, _ANCHOR, place, seal) + seal


async def _anchor(tx: Tx, vault: Vault) -> tuple[int, bytes] | None:
    """(number, seal) of the last entry that was dropped; None when somebody changed the anchor."""
    kept = await meta.find(tx, _ANCHOR)
    if kept is None:
        return 0, START
    number, seal = int.from_bytes(kept[:8]), kept[8 + TAG_BYTES :]
    return (number, seal) if kept == _anchored(vault, number, seal) else None
