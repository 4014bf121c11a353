"""A resident steps forward, takes it back, and a colleague reads it. Staff can begin nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.acts import Act
from bot.domain.concerns import APART, FOR_COLLEAGUES, Concern, EntryKind
from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld, ImpossibleChange, NotFound
from bot.domain.events import ForwardRead, ResidentSteppedForward
from bot.domain.ids import ConcernId
from bot.domain.roles import Deed
from bot.domain.stepping import Forward
from bot.services import limits, moderation, notices, record, residents, threads
from bot.services.concerns import promised
from bot.services.dialogues import save
from bot.store import concerns
from bot.turn import Turn


async def may_begin(turn: Turn, concern_id: ConcernId) -> Concern:
    """An open case of the speaker's, in which nothing waits to be read already.

    Raises NotFound, ImpossibleChange.
    """
    concern = await residents.own_case(turn, concern_id)
    waiting = [f for f in await threads.forwards(turn, concern_id) if not f.is_read]
    if not concern.is_open or waiting:
        raise ImpossibleChange
    return concern


async def write(turn: Turn, concern_id: ConcernId, kind: EntryKind) -> Turn:
    """The next typed words are what staff will know. Words without a place become part of it.

    Raises NotFound, ImpossibleChange, ButtonTooOld.
    """
    if kind not in APART:
        raise ButtonTooOld
    await may_begin(turn, concern_id)
    words = turn.dialogue.words if turn.dialogue.step is Step.IDLE else Words()
    writing = turn.dialogue.at(
        Step.REVEAL, about=concern_id, forward=kind, words=words, pictures=()
    )
    return await save(turn, writing)


async def type_words(turn: Turn, message: int, text: str) -> Turn:
    """Raises TextTooLong."""
    return await save(turn, turn.dialogue.typed(message, text))


async def send(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Sends the words whose preview had this version.

    Raises ButtonTooOld, NotFound, ImpossibleChange, TooMuchToday.
    """
    dialogue = turn.dialogue
    current = dialogue.step is Step.REVEAL and dialogue.about == concern_id
    if not current or dialogue.version != version or not dialogue.words:
        raise ButtonTooOld
    if dialogue.forward is None:
        raise ButtonTooOld
    concern = await may_begin(turn, concern_id)
    await limits.addition(turn)
    added = concern.add(at=turn.now, due=promised(turn, concern.organisation))
    await concerns.save(turn.tx, added, expected=concern.version)
    await threads.append(turn, added, dialogue.forward, dialogue.words.text, by=None)
    await notices.publish(turn, ResidentSteppedForward(added))
    return await residents.empty(turn), added


async def take_back(turn: Turn, concern_id: ConcernId, position: int) -> Concern:
    """Nobody has read it, and nobody will: the row is gone, and the chat is emptied.

    Raises NotFound, ImpossibleChange when it was read meanwhile.
    """
    concern = await residents.own_case(turn, concern_id)
    _one(await threads.forwards(turn, concern_id), position)
    if not await concerns.take_back(turn.tx, concern_id, position):
        raise ImpossibleChange
    left = [e for e in await concerns.entries(turn.tx, concern_id) if e.kind not in FOR_COLLEAGUES]
    answered = bool(left) and left[-1].kind is EntryKind.REPLY
    after = concern.forward_taken_back(answered=answered)
    await concerns.save(turn.tx, after, expected=concern.version)
    await residents.sweep(turn)
    return after


async def read(turn: Turn, concern_id: ConcernId, position: int) -> tuple[Concern, Forward]:
    """What the resident says of themselves, for who has the case or leads; they are told.

    Raises NotAllowed, NotYours, NotFound, ImpossibleChange for a case that was closed before.
    """
    concern = await moderation.tended(turn, concern_id, Deed.READ_REVEAL)
    await threads.check_open(turn, concern_id, position)
    found = _one(await threads.forwards_told(turn, concern_id), position)
    if not found.is_read:
        concern = await _first_read(turn, concern, position)
    await record.note(turn, Act.REVEAL_READ, concern.code)
    return concern, found


async def _first_read(turn: Turn, concern: Concern, position: int) -> Concern:
    if not concern.is_open:
        raise ImpossibleChange
    by = turn.speaker.colleague().id
    if not await concerns.open_first(turn.tx, concern.id, position, by):
        raise NotFound
    after = await moderation.saved(turn, concern, concern.forward_read())
    await notices.publish(turn, ForwardRead(after))
    return after


def _one(found: Sequence[Forward], position: int) -> Forward:
    """Raises NotFound."""
    for forward in found:
        if forward.position == position:
            return forward
    raise NotFound
