"""Masking words of a case: covered for now, or struck out for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain import masking
from bot.domain.acts import Act
from bot.domain.concerns import Author, Concern
from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld, NothingWritten
from bot.domain.ids import ConcernId
from bot.domain.masking import joined, places, struck
from bot.domain.roles import Deed
from bot.services import moderation, notices, record, staff, threads
from bot.services.dialogues import save
from bot.services.threads import Text
from bot.store import audit, concerns, handovers
from bot.store import staff as colleagues
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be masked. snippets: what the case will be like there; empty: nowhere."""

    concern: Concern
    words: str
    snippets: Sequence[str]
    offered: Sequence[str]


async def begin(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words are those to be masked. Raises NotYours, NotFound."""
    await moderation.tended(turn, concern_id, Deed.MASK)
    return await save(turn, turn.dialogue.at(Step.MASK, about=concern_id, words=Words()))


async def type_words(turn: Turn, message: int, text: str) -> Turn:
    """Each message is a new choice. Raises TextTooLong."""
    words = Words().typed(message, text)
    return await save(turn, turn.dialogue.at(Step.MASK, words=words))


async def choose(turn: Turn, concern_id: ConcernId, number: int) -> Turn:
    """Chooses one of the clues that were offered. Raises ButtonTooOld, NotYours, NotFound."""
    turn = await begin(turn, concern_id)
    offered = (await plan(turn)).offered
    if number >= len(offered):
        raise ButtonTooOld
    return await type_words(turn, 0, offered[number])


async def plan(turn: Turn) -> Plan:
    """Raises ButtonTooOld, NotYours, NotFound."""
    if turn.dialogue.step is not Step.MASK or turn.dialogue.about is None:
        raise ButtonTooOld
    concern = await moderation.tended(turn, turn.dialogue.about, Deed.MASK)
    words = turn.dialogue.words.text
    _, entries = await threads.read(turn, concern.id)
    texts = await threads.own_texts(turn, concern.id, forwards=True)
    return Plan(
        concern=concern,
        words=words,
        snippets=[s for text in texts.values() for s in _snippets(text, words)],
        offered=masking.offered(e.text for e in entries if e.author is Author.RESIDENT),
    )


def _snippets(text: Text, words: str) -> Sequence[str]:
    """Also where the words are covered for now, so that they can be struck out for good."""
    return masking.around(text.words, places(text.words, words), text.masks)


async def is_masked(turn: Turn, concern_id: ConcernId) -> bool:
    """Whether something of the case is covered for now. Raises NotAllowed, NotFound."""
    await moderation.seen(turn, concern_id)
    return any(text.masks for text in (await threads.own_texts(turn, concern_id)).values())


async def apply(turn: Turn, concern_id: ConcernId, version: int, *, good: bool) -> Turn:
    """Masks the words wherever they stand in the case, also where the speaker cannot read.

    good: nobody can take it back.

    Raises ButtonTooOld, NothingWritten, NotYours, NotFound.
    """
    dialogue = turn.dialogue
    current = dialogue.step is Step.MASK and dialogue.about == concern_id
    if not current or dialogue.version != version:
        raise ButtonTooOld
    concern = await moderation.tended(turn, concern_id, Deed.MASK)
    words = dialogue.words.text
    own = await threads.own_texts(turn, concern_id, forwards=good)
    if not _changed(own, words, good=good):
        raise NothingWritten
    before = await threads.texts(turn, concern_id, forwards=good)
    changed = _changed(before, words, good=good)
    await _keep(turn, concern, before, changed)
    await record.note(turn, Act.MASKED_FOR_GOOD if good else Act.MASKED, concern.code)
    if good:
        await _empty_chats(turn, concern)
    return await save(turn, dialogue.answered())


def _changed(before: Mapping[int, Text], words: str, *, good: bool) -> dict[int, Text]:
    changed = {}
    for position, text in before.items():
        if found := places(text.words, words):
            struck_out = Text(*struck(text.words, found, text.masks))
            masked = Text(text.words, joined((*text.masks, *found)))
            changed[position] = struck_out if good else masked
    return changed


async def _keep(
    turn: Turn, concern: Concern, before: Mapping[int, Text], changed: Mapping[int, Text]
) -> None:
    """Raises ChangedMeanwhile when somebody else masked at the same time."""
    masked = concern.masked().tended(by=turn.speaker.colleague().id, at=turn.now)
    await concerns.save(turn.tx, masked, expected=concern.version)
    await threads.rewrite(turn, concern.id, changed)
    now = {before[p].shown: text.shown for p, text in changed.items()}
    await notices.cover_waiting(turn, now)


async def _empty_chats(turn: Turn, concern: Concern) -> None:
    """Of everybody on whose phone the words may stand: who has opened the case, by the record."""
    readers = await audit.readers(turn.tx, concern.code) | {turn.speaker.colleague().pseudonym}
    shown = await handovers.of(turn.tx, concern.id)
    for organisation in {concern.organisation, *(o for h in shown for o in (h.sender, h.receiver))}:
        for colleague in await colleagues.of(turn.tx, organisation):
            if colleague.pseudonym in readers:
                await staff.empty_chat(turn, colleague.id)


async def lift(turn: Turn, concern_id: ConcernId) -> Concern:
    """What is covered for now can be read again. Raises NotYours, NotFound."""
    concern = await moderation.tended(turn, concern_id, Deed.MASK)
    before = await threads.own_texts(turn, concern_id)
    bare = {p: replace(text, masks=()) for p, text in before.items() if text.masks}
    await _keep(turn, concern, before, bare)
    await record.note(turn, Act.UNMASKED, concern.code)
    return concern
