"""Finding cases of one's own scope by words that are sealed.

The digests of all cases in scope are opened one after the other; where a digest says that the
words may be there, the words themselves are opened and looked at. Nothing is kept of it but the
words looked for, sealed, in the dialogue of whoever looks.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot import log
from bot.domain import finding
from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld
from bot.domain.filters import Filters, Place
from bot.domain.finding import Sieve
from bot.domain.ids import ConcernId
from bot.domain.roles import Deed
from bot.domain.words import cleaned
from bot.services import digests, record, rewrapping, threads
from bot.services.dialogues import save
from bot.services.moderation import colleague
from bot.services.queue import PAGE, Found
from bot.store import concerns
from bot.store import digests as rows
from bot.store.db import Store, Tx
from bot.store.digests import SealedDigest
from bot.turn import Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken, Vault

TOGETHER = 2000
"""Digests read in one statement."""
AT_ONCE = 50
"""Cases made ready for searching in one transaction: some milliseconds."""
LOOKS = 300
"""Cases whose words are opened for one page; what is left stands on the next."""
_log = log.get("bot.finding")
_FREE = frozenset({Step.IDLE, Step.FIND})

Key = tuple[int, int, bytes]
"""Rank, hours since it was opened, id: what the results are ordered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """words: as they were typed. whole: every case could be looked through."""

    words: str
    found: Found
    whole: bool


async def ask(turn: Turn) -> tuple[Turn, bool]:
    """The next typed words are looked for, unless something else is being written: then False.

    Raises NotAllowed.
    """
    colleague(turn, Deed.FIND)
    if turn.dialogue.step not in _FREE:
        return turn, False
    asked = turn.dialogue.at(Step.FIND, about=None, words=Words(), search="")
    return await save(turn, asked), True


async def begin(turn: Turn, typed: str) -> Turn:
    """Keeps what is looked for; what is being written stays. Raises NotAllowed, NothingToFind."""
    colleague(turn, Deed.FIND)
    words = cleaned(typed)[: finding.LONGEST].strip()
    finding.terms_of(words)
    await record.note(turn, Act.SEARCHED)
    if turn.dialogue.step in _FREE:
        return await save(turn, turn.dialogue.at(Step.FIND, search=words))
    return await save(turn, replace(turn.dialogue, search=words))


async def page(turn: Turn, filters: Filters | None = None, place: Place | None = None) -> Result:
    """A page of the cases that hold the words of the dialogue's search.

    Open cases first, of these the most pressing, of these the newest. Raises NotAllowed,
    ButtonTooOld when nothing is looked for any more.
    """
    colleague(turn, Deed.FIND)
    if not turn.dialogue.search:
        raise ButtonTooOld
    terms, wanted = finding.terms_of(turn.dialogue.search), filters or Filters()
    keys, whole = await _candidates(turn, terms, wanted)
    found = await _looked(turn, keys, terms, place)
    if place and place.back and found.before is None:
        found = await _looked(turn, keys, terms, None)
    return Result(words=turn.dialogue.search, found=found, whole=whole)


async def _candidates(turn: Turn, terms: Sequence[str], filters: Filters) -> tuple[list[Key], bool]:
    """Cases whose digest lets the terms through, in order; whether all could be told."""
    sieve, found, broken = Sieve(terms), list[Key](), False
    opened = turn.house.vault.opener(Purpose.SEARCH, digests.TABLE)
    async for row in _digests(turn, filters):
        try:
            lets = sieve.lets(opened(row.concern, row.sealed))
        except (SealBroken, KeyError):
            broken = True
            continue
        if lets:
            found.append((row.rank, -row.opened, bytes(row.concern)))
    if broken:
        await digests.tell_broken(turn.tx)
    return sorted(found), not broken and await digests.are_whole(turn.tx)


async def _digests(turn: Turn, filters: Filters) -> AsyncIterator[SealedDigest]:
    me, after = turn.speaker.colleague(), b""
    while True:
        read = await rows.page(turn.tx, me, filters, now=turn.now, after=after, limit=TOGETHER)
        for row in read:
            yield row
        if len(read) < TOGETHER:
            return
        after = read[-1].concern


async def _looked(
    turn: Turn, keys: Sequence[Key], terms: Sequence[str], place: Place | None
) -> Found:
    """The page that follows the place, or ends before it; the words of few cases are opened."""
    back = bool(place and place.back)
    here = _from(keys, place)
    near = list(here[::-1] if back else here)[:LOOKS]
    page, seen = list[tuple[Key, Concern]](), 0
    for key in near:
        if len(page) == PAGE:
            break
        seen += 1
        if (concern := await _holding(turn, ConcernId(key[2]), terms)) is not None:
            page.append((key, concern))
    more = seen < len(here)
    last = near[seen - 1] if seen else None
    if back:
        page.reverse()
    first = page[0][0] if page else None
    end = page[-1][0] if back and page else last
    has_before = more if back else place is not None
    has_after = back or more
    return Found(
        cases=[concern for _, concern in page],
        before=_place(first, back=True) if first and has_before else None,
        after=_place(end, back=False) if end and has_after else None,
    )


def _from(keys: Sequence[Key], place: Place | None) -> Sequence[Key]:
    if place is None:
        return keys
    if place.back:
        return keys[: bisect_left(keys, (place.rank, -place.hour, place.id))]
    return keys[bisect_right(keys, (place.rank, -place.hour, place.behind)) :]


def _place(key: Key, *, back: bool) -> Place:
    return Place(key[0], -key[1], key[2], back)


async def _holding(turn: Turn, concern: ConcernId, terms: Sequence[str]) -> Concern | None:
    """The case, if all the terms stand where the speaker's organisation may read them."""
    reader = turn.speaker.colleague().organisation
    try:
        texts = await threads.visible(turn.tx, turn.house.vault, concern, reader)
    except SealBroken:
        return None
    return await concerns.get(turn.tx, concern) if finding.holds(texts, terms) else None


# --- cases from before ---------------------------------------------------------------------


async def prepare(store: Store, vault: Vault) -> None:
    """Every case gets its digest: those of an older version, of a restored backup, and all when
    what counts as the same word has changed. In short transactions, between people's turns."""
    if await store.read(digests.are_whole):
        return
    _log.info("digests.begin")
    make = partial(_prepare_page, vault=vault)
    async for _ in rewrapping.pages(store.write, make):
        pass
    await store.write(digests.tell_whole)
    _log.info("digests.done")


async def _prepare_page(tx: Tx, vault: Vault, after: bytes | None) -> rewrapping.Page:
    found = await concerns.page_of_ids(tx, after=after or b"", limit=AT_ONCE)
    for concern in found:
        with contextlib.suppress(SealBroken):
            await threads.digest(tx, vault, concern)
    return rewrapping.Page(last=found[-1] if found else None)
