"""The words of a case: sealed under a key of the case's own, opened for those who may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from bot.domain.concerns import (
    APART,
    FOR_COLLEAGUES,
    Author,
    Concern,
    Details,
    Entry,
    EntryKind,
)
from bot.domain.errors import (
    NotFound,
)
from bot.domain.handovers import (
    is_open_to,
    is_own,
)
from bot.domain.ids import ConcernId, ModeratorId, OrganisationId
from bot.domain.masking import Spans, covered
from bot.domain.stepping import (
    Forward,
)
from bot.services import (
    digests,
    pictures,
)
from bot.store import (
    concerns,
    handovers,
)
from bot.store import pictures as picture_rows
from bot.store.concerns import SealedEntry, Seals
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import RowKey, SealBroken, Vault

_DETAILS = TypeAdapter(Details)
_SPANS = TypeAdapter(Spans)


async def start(turn: Turn, concern: Concern, details: Details, words: str) -> None:
    """Stores a new concern with its first words, and the pictures of the draft."""
    key, wrapped = turn.house.vault.new_key(Purpose.THREAD_BODY, "concern", concern.id)
    sealed = key.seal("details", concern.id, _DETAILS.dump_json(details))
    await concerns.add(turn.tx, concern, Seals(wrapped, sealed))
    await _append(turn, key, concern, EntryKind.WORDS, words, by=None)
    await digests.put(turn.tx, turn.house.vault, concern.id, [words])


async def append(
    turn: Turn, concern: Concern, kind: EntryKind, words: str, *, by: ModeratorId | None
) -> None:
    """Adds the entry that `concern.entries` counts already, with the pictures of the draft.

    by: None for the resident.
    """
    await _append(turn, (await _key(turn, concern.id))[0], concern, kind, words, by=by)
    await digest(turn.tx, turn.house.vault, concern.id)


async def _append(
    turn: Turn,
    key: RowKey,
    concern: Concern,
    kind: EntryKind,
    words: str,
    *,
    by: ModeratorId | None,
) -> None:
    sealed = SealedEntry(
        concern=concern.id,
        position=concern.entries,
        author=Author.STAFF if by else Author.RESIDENT,
        kind=kind,
        hour=turn.hour,
        by=by,
        words=key.seal("entry", _row(concern.id, concern.entries), words.encode()),
    )
    await concerns.add_entry(turn.tx, sealed)
    await pictures.move(turn, key, concern.id, concern.entries)


async def read(turn: Turn, concern: ConcernId) -> tuple[Details, Sequence[Entry]]:
    """The conversation as the organisation of who speaks may see it, which has the case now.

    Of one that was handed over to it: what was picked for it, and what came since.
    """
    details, entries = await whole(turn, concern)
    known = await handovers.of(turn.tx, concern)
    reader = turn.speaker.colleague().organisation
    if not is_open_to(1, reader, known):
        details = Details()  # they belong to the first words
    return details, [e for e in entries if is_open_to(e.position, reader, known)]


async def check_open(turn: Turn, concern: ConcernId, position: int) -> None:
    """Raises NotFound for a contribution that stays with a former owner of the case."""
    known = await handovers.of(turn.tx, concern)
    if not is_open_to(position, turn.speaker.colleague().organisation, known):
        raise NotFound


async def whole(turn: Turn, concern: ConcernId) -> tuple[Details, Sequence[Entry]]:
    """Guided answers and the whole conversation in order, for who decides who may see it.

    What stands apart from the conversation is not among it; see `forwards`.
    """
    key, seals = await _key(turn, concern)
    details = _DETAILS.validate_json(key.open("details", concern, seals.details))
    shown = await picture_rows.counts(turn.tx, concern)
    entries = [
        Entry(
            position=e.position,
            author=e.author,
            kind=e.kind,
            text=text.shown,
            hour=e.hour,
            by=e.by,
            pictures=shown.get(e.position, 0),
        )
        for e in await concerns.entries(turn.tx, concern)
        if e.kind not in APART
        for text in [_text(key, e)]
    ]
    return details, entries


async def told(turn: Turn, concern: ConcernId) -> tuple[Details, Sequence[Entry]]:
    """The conversation as its resident may see it: without what is for colleagues alone."""
    details, entries = await whole(turn, concern)
    return details, [entry for entry in entries if entry.kind not in FOR_COLLEAGUES]


async def send(turn: Turn, concern: Concern, position: int, *, by: ModeratorId) -> None:
    """What was proposed at this position becomes the reply that `concern.entries` counts already.

    It takes along its masks and pictures, and stands at the end of the conversation.
    """
    key, _ = await _key(turn, concern.id)
    found = await concerns.entries(turn.tx, concern.id)
    proposed = next(e for e in found if e.position == position)
    sent = replace(
        _resealed(key, proposed, _text(key, proposed), concern.entries),
        kind=EntryKind.REPLY,
        hour=turn.hour,
        by=by,
    )
    await concerns.move_entry(turn.tx, sent, was=position)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one entry as they were written, and what of them is covered for now."""

    words: str
    masks: Spans = ()

    @property
    def shown(self) -> str:
        return covered(self.words, self.masks)


async def texts(turn: Turn, concern: ConcernId, *, forwards: bool = False) -> Mapping[int, Text]:
    """What lies under the masks too, by position: for masking alone.

    forwards: also what the resident says of themselves, as far as staff have read it.
    """
    key, _ = await _key(turn, concern)
    return {
        e.position: _text(key, e)
        for e in await concerns.entries(turn.tx, concern)
        if e.kind not in APART or (forwards and e.by)
    }


async def own_texts(
    turn: Turn, concern: ConcernId, *, forwards: bool = False
) -> Mapping[int, Text]:
    """As `texts`, of what was written while the case was of the speaking colleague's organisation.

    Of what was picked for it from before, only what it was shown.
    """
    known = await handovers.of(turn.tx, concern)
    reader = turn.speaker.colleague().organisation
    return {
        position: text if is_own(position, reader, known) else Text(text.shown)
        for position, text in (await texts(turn, concern, forwards=forwards)).items()
        if is_open_to(position, reader, known)
    }


async def rewrite(turn: Turn, concern: ConcernId, changed: Mapping[int, Text]) -> None:
    """Seals other words or masks in place of what stood in these entries."""
    key, _ = await _key(turn, concern)
    for entry in await concerns.entries(turn.tx, concern):
        if (text := changed.get(entry.position)) is not None:
            await concerns.reseal_entry(turn.tx, _resealed(key, entry, text, entry.position))
    await digest(turn.tx, turn.house.vault, concern)


async def visible(
    tx: Tx, vault: Vault, concern: ConcernId, reader: OrganisationId | None = None
) -> Sequence[str]:
    """Everything staff may read of a case's conversation; of one organisation, or of any.

    Raises NotFound, SealBroken.
    """
    seals = await concerns.seals(tx, concern)
    key = vault.row_key(Purpose.THREAD_BODY, "concern", concern, seals.body_key)
    found = [e for e in await concerns.entries(tx, concern) if e.kind not in APART]
    if reader is not None:
        known = await handovers.of(tx, concern)
        found = [e for e in found if is_open_to(e.position, reader, known)]
    return [_text(key, entry).shown for entry in found]


async def digest(tx: Tx, vault: Vault, concern: ConcernId) -> None:
    """What a search looks through follows the words. Raises NotFound, SealBroken."""
    await digests.put(tx, vault, concern, await visible(tx, vault, concern))


def _resealed(key: RowKey, entry: SealedEntry, text: Text, position: int) -> SealedEntry:
    row = _row(entry.concern, position)
    masks = key.seal("masks", row, _SPANS.dump_json(text.masks)) if text.masks else None
    words = key.seal("entry", row, text.words.encode())
    return replace(entry, position=position, words=words, masks=masks)


# --- what stands apart -----------------------------------------------------------------------


async def forwards(turn: Turn, concern: ConcernId) -> Sequence[Forward]:
    """How the resident steps forward, without the words: what staff see before they open it."""
    return [
        Forward(position=e.position, kind=e.kind, hour=e.hour, by=e.by)
        for e in await concerns.entries(turn.tx, concern)
        if e.kind in APART
    ]


async def forwards_told(turn: Turn, concern: ConcernId) -> Sequence[Forward]:
    """The same with its words: for the resident who wrote them."""
    found = await forwards(turn, concern)
    if not found:
        return found
    key, _ = await _key(turn, concern)
    return [_worded(key, e) for e in await concerns.entries(turn.tx, concern) if e.kind in APART]


def _worded(key: RowKey, e: SealedEntry) -> Forward:
    text = _text(key, e)
    shown = covered(text.words, text.masks)
    return Forward(position=e.position, kind=e.kind, hour=e.hour, by=e.by, text=shown)


async def forget_unread_forwards(turn: Turn, concern: ConcernId) -> None:
    """Nobody has read them, and whoever wrote them can no longer take them back."""
    for forward in await forwards(turn, concern):
        await concerns.take_back(turn.tx, concern, forward.position)


def _text(key: RowKey, entry: SealedEntry) -> Text:
    row = _row(entry.concern, entry.position)
    masks = _SPANS.validate_json(key.open("masks", row, entry.masks)) if entry.masks else ()
    return Text(key.open("entry", row, entry.words).decode(), masks)


async def count_broken(tx: Tx, vault: Vault, concern: ConcernId) -> tuple[int, int]:
    """(how many texts a case has, how many of them cannot be opened)"""
    seals = await concerns.seals(tx, concern)
    entries = await concerns.entries(tx, concern)
    texts = [("entry", _row(concern, e.position), e.words) for e in entries]
    texts.append(("details", concern, seals.details))
    try:
        key = vault.row_key(Purpose.THREAD_BODY, "concern", concern, seals.body_key)
    except SealBroken:
        return len(texts), len(texts)
    return len(texts), sum(not _opens(key, *text) for text in texts)


def _opens(key: RowKey, table: str, row: bytes, sealed: bytes) -> bool:
    try:
        key.open(table, row, sealed)
    except SealBroken:
        return False
    return True


async def _key(turn: Turn, concern: ConcernId) -> tuple[RowKey, Seals]:
    seals = await concerns.seals(turn.tx, concern)
    key = turn.house.vault.row_key(Purpose.THREAD_BODY, "concern", concern, seals.body_key)
    return key, seals


def _row(concern: ConcernId, position: int) -> bytes:
    return concern + position.to_bytes(4, "big")
