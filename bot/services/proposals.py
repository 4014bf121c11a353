"""A second eye: a reply waits in the case until another colleague sends or returns it.

At most one waits in a case. One that is not sent becomes a note, so that no word is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import readers
from bot.domain.acts import Act
from bot.domain.concerns import Author, Concern, Entry, EntryKind, serves
from bot.domain.dialogues import Step, Words
from bot.domain.errors import (
    ChangedMeanwhile,
    ImpossibleChange,
    NeedsAnother,
    NotAllowed,
    Overtaken,
    OwnCase,
)
from bot.domain.events import ConcernAnswered, ProposalDecided, ReplyProposed
from bot.domain.ids import ConcernId, ModeratorId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.services import moderation, notices, record, residents, threads
from bot.services.counting import Counted, count, count_answer
from bot.services.dialogues import save
from bot.store import concerns, staff
from bot.store.concerns import SealedEntry
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """by: who proposed it, if they still serve. author: under whose pseudonym it would go.

    newer: the resident has written since.
    """

    concern: Concern
    entry: Entry
    by: Moderator | None
    author: Moderator
    newer: bool


async def write(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words become a reply to propose. Raises NotFound, ImpossibleChange."""
    concern = await moderation.seen(turn, concern_id, Deed.PROPOSE_REPLY)
    if not concern.is_open:
        raise ImpossibleChange
    if await residents.is_own(turn, concern_id):
        raise OwnCase
    return await moderation.begin_reply(turn, concern)


async def propose(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Lays the reply whose preview had this version before the colleagues.

    One's own earlier proposal becomes a note.

    Raises ButtonTooOld, NothingWritten, PictureNotReady, NotFound, ImpossibleChange, Overtaken.
    """
    dialogue = moderation.previewed(turn, Step.REPLY, concern_id, version)
    concern = await moderation.seen(turn, concern_id, Deed.PROPOSE_REPLY)
    if not concern.is_open:
        raise ImpossibleChange
    await moderation.check_first(turn, concern)
    me = turn.speaker.colleague()
    waiting = await _waiting(turn, concern_id)
    if waiting is not None and waiting.by != me.id:
        raise Overtaken(await moderation.pseudonym(turn, waiting.by) or "–")
    proposed = await moderation.saved(turn, concern, concern.note())
    await drop_own(turn, concern_id)
    await threads.append(turn, proposed, EntryKind.PROPOSAL, dialogue.words.text, by=me.id)
    if dialogue.original:
        proposed = await moderation.keep_original(turn, proposed, dialogue)
    await record.note(turn, Act.PROPOSED_REPLY, concern.code)
    await notices.publish(turn, ReplyProposed(proposed, me))
    return await save(turn, dialogue.answered()), proposed


async def _waiting(turn: Turn, concern_id: ConcernId) -> SealedEntry | None:
    found = await concerns.entries(turn.tx, concern_id)
    return next((e for e in found if e.kind is EntryKind.PROPOSAL), None)


async def _stands(turn: Turn, concern_id: ConcernId) -> SealedEntry:
    """Raises ImpossibleChange when it was sent, returned or taken back meanwhile."""
    found = await _waiting(turn, concern_id)
    if found is None:
        raise ImpossibleChange
    return found


async def drop_own(turn: Turn, concern_id: ConcernId) -> None:
    """What the speaker proposed in a case is a note from now on."""
    waiting = await _waiting(turn, concern_id)
    if waiting is not None and waiting.by == turn.speaker.colleague().id:
        await concerns.turn_into(turn.tx, concern_id, waiting.position, EntryKind.NOTE)


async def drop_any(turn: Turn, concern_id: ConcernId) -> None:
    """What waits in a case is a note from now on, for those who wrote it have it no longer."""
    if waiting := await _waiting(turn, concern_id):
        await concerns.turn_into(turn.tx, concern_id, waiting.position, EntryKind.NOTE)


async def look(turn: Turn, concern_id: ConcernId) -> Proposed:
    """What waits in a case. Raises NotFound, ImpossibleChange."""
    found = await _opened(turn, await moderation.seen(turn, concern_id))
    await record.note(turn, Act.READ, found.concern.code)
    return found


async def _opened(turn: Turn, concern: Concern) -> Proposed:
    """Raises ImpossibleChange."""
    position = (await _stands(turn, concern.id)).position
    _, entries = await threads.read(turn, concern.id)
    entry = next(e for e in entries if e.position == position)
    by = await staff.get(turn.tx, entry.by) if entry.by else None
    return Proposed(
        concern=concern,
        entry=entry,
        by=by,
        author=await _author(turn, concern, by),
        newer=any(e.author is Author.RESIDENT and e.position > position for e in entries),
    )


async def _author(turn: Turn, concern: Concern, by: Moderator | None) -> Moderator:
    """Who has the case, or else who proposed it; whoever sends it when neither serves it."""
    holder = await staff.get(turn.tx, concern.claimed_by) if concern.claimed_by else None
    if holder is not None:
        return holder
    return by if by is not None and serves(by, concern) else turn.speaker.colleague()


async def send(
    turn: Turn, concern_id: ConcernId, version: int, *, urgent: bool
) -> tuple[Concern, Moderator]:
    """Sends what was shown when the case had this version; the case is then its author's.

    Raises NeedsAnother, ChangedMeanwhile, ImpossibleChange, NotFound.
    """
    concern = await moderation.seen(turn, concern_id, Deed.APPROVE_REPLY)
    proposed = await _opened(turn, concern)
    me, of, author = turn.speaker.colleague(), _by(proposed.entry.by), proposed.author
    if concern.version != version:
        raise ChangedMeanwhile
    after = concern.answer_proposed(
        by=me.id, of=of, owner=author.id, at=turn.now, unread=concern.unread and proposed.newer
    )
    sent = await moderation.saved(turn, concern, readers.met(after, proposed.by or me))
    await threads.send(turn, sent, proposed.entry.position, by=author.id)
    await record.note(turn, Act.APPROVED_REPLY, concern.code)
    await count(turn, sent, Counted.ANSWERED)
    await count_answer(turn, concern)
    await notices.publish(turn, ConcernAnswered(sent, urgent))
    await notices.publish(turn, ProposalDecided(sent, of=of, by=me, sent=True))
    return sent, author


def _by(colleague: ModeratorId | None) -> ModeratorId:
    if colleague is None:
        raise ImpossibleChange  # no proposal is a resident's
    return colleague


async def withdraw(turn: Turn, concern_id: ConcernId) -> Concern:
    """Raises NotAllowed for who did not propose it, ImpossibleChange, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.PROPOSE_REPLY)
    if (await _stands(turn, concern_id)).by != turn.speaker.colleague().id:
        raise NotAllowed
    await moderation.saved(turn, concern, concern.decided())
    await drop_own(turn, concern_id)
    await record.note(turn, Act.WITHDREW_REPLY, concern.code)
    return concern


# --- returning it ----------------------------------------------------------------------------


async def begin_return(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words go back with it. Raises NeedsAnother, ImpossibleChange, NotFound."""
    await moderation.seen(turn, concern_id, Deed.APPROVE_REPLY)
    if (await _stands(turn, concern_id)).by == turn.speaker.colleague().id:
        raise NeedsAnother
    returning = turn.dialogue.at(
        Step.RETURN, about=concern_id, words=Words(), ready=None, pictures=()
    )
    return await save(turn, returning)


async def give_back(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Returns it with the word whose preview had this version; both become notes.

    Raises ButtonTooOld, NothingWritten, NeedsAnother, ImpossibleChange, NotFound.
    """
    dialogue = moderation.previewed(turn, Step.RETURN, concern_id, version)
    concern = await moderation.seen(turn, concern_id, Deed.APPROVE_REPLY)
    waiting, me = await _stands(turn, concern_id), turn.speaker.colleague()
    if waiting.by == me.id:
        raise NeedsAnother
    returned = await moderation.saved(turn, concern, concern.note())
    await concerns.turn_into(turn.tx, concern_id, waiting.position, EntryKind.NOTE)
    await threads.append(turn, returned, EntryKind.NOTE, dialogue.words.text, by=me.id)
    await record.note(turn, Act.RETURNED_REPLY, concern.code)
    decided = ProposalDecided(returned, of=_by(waiting.by), by=me, sent=False)
    await notices.publish(turn, decided)
    return await save(turn, dialogue.answered()), returned
