"""The staff side of a case: find, claim, read, answer, close. Never learns who writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.acts import Act
from bot.domain.codes import CaseCode, parse_case_code
from bot.domain.concerns import Concern, Details, Entry, EntryKind, Outcome, serves
from bot.domain.dialogues import Dialogue, Step, Words
from bot.domain.errors import (
    ButtonTooOld,
    NotFound,
    NothingWritten,
    NotInTheirLanguage,
    NotYours,
    PictureNotReady,
)
from bot.domain.events import ConcernAnswered, ConcernClosed
from bot.domain.ids import ConcernId, ModeratorId, PageId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed
from bot.services import notices, pictures, record, residents, threads
from bot.services.counting import Counted, count, count_answer
from bot.services.dialogues import save
from bot.store import concerns, staff
from bot.turn import Turn

PAGE = 6
"""Concerns on one screen of the queue: what a small phone shows without scrolling."""
_NOBODYS = 0
"""Words that stand in no message of the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    counts: dict[str, int]
    concerns: Sequence[Concern]
    page: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A case as a colleague sees it. pseudonyms: of everyone who had a hand in it."""

    concern: Concern
    details: Details
    entries: Sequence[Entry]
    pseudonyms: Mapping[ModeratorId, str]


def colleague(turn: Turn, deed: Deed) -> Moderator:
    """The speaking colleague, whose roles allow the deed. Raises NotAllowed."""
    found = turn.speaker.colleague()
    found.check(deed)
    return found


async def queue(turn: Turn, which: str, page: int) -> QueuePage:
    """One page of a list in the speaker's scope. Raises NotAllowed."""
    me = colleague(turn, Deed.READ)
    counts = await concerns.counts(turn.tx, me, now=turn.seconds)
    found = await concerns.page(
        turn.tx, me, which, now=turn.seconds, offset=page * PAGE, limit=PAGE + 1
    )
    return QueuePage(counts=counts, concerns=found[:PAGE], page=page, more=len(found) > PAGE)


async def seen(turn: Turn, concern_id: ConcernId, deed: Deed = Deed.READ) -> Concern:
    """A case in the speaker's scope, for a deed their roles allow.

    Raises NotAllowed; NotFound for what does not exist and for what is not in their scope.
    """
    me = colleague(turn, deed)
    concern = await concerns.get(turn.tx, concern_id)
    if not serves(me, concern):
        raise NotFound
    return concern


async def find(turn: Turn, typed: str) -> ConcernId:
    """The concern of a typed code in the speaker's scope. Raises NotFound, NotAllowed."""
    colleague(turn, Deed.READ)
    code = parse_case_code(typed)
    concern = await concerns.find(turn.tx, code) if code else None
    if concern is None:
        raise NotFound
    return (await seen(turn, concern.id)).id


async def code_of(turn: Turn, concern_id: ConcernId) -> CaseCode:
    return (await seen(turn, concern_id)).code


async def held(turn: Turn, concern_id: ConcernId, deed: Deed) -> Concern:
    """A case of the speaker's own. Raises NotAllowed, NotYours, NotFound."""
    concern = await seen(turn, concern_id, deed)
    if concern.claimed_by != turn.speaker.colleague().id:
        raise NotYours
    return concern


async def tended(turn: Turn, concern_id: ConcernId, deed: Deed) -> Concern:
    """A case of the speaker's own, or any in a lead's scope. Raises NotYours, NotFound."""
    me = colleague(turn, deed)
    return await (seen if me.is_lead else held)(turn, concern_id, deed)


async def card(turn: Turn, concern_id: ConcernId) -> Card:
    concern = await seen(turn, concern_id)
    me = turn.speaker.colleague().id
    if concern.unread and concern.claimed_by == me:
        concern = await saved(turn, concern, concern.read_by_staff())
    details, entries = await threads.read(turn, concern_id)
    await record.note(turn, Act.READ, concern.code)
    hands = {concern.claimed_by, *(e.by for e in entries)} - {None}
    pseudonyms = {h: await _pseudonym(turn, h) or "" for h in hands if h}
    return Card(concern=concern, details=details, entries=entries, pseudonyms=pseudonyms)


async def look(
    turn: Turn, concern_id: ConcernId, position: int
) -> tuple[Concern, Sequence[PageId]]:
    """The pictures of one contribution. Raises NotFound, NotAllowed."""
    concern = await seen(turn, concern_id)
    pages = await pictures.of(turn, concern_id, position)
    await record.note(turn, Act.READ, concern.code)
    return concern, pages


async def _pseudonym(turn: Turn, moderator: ModeratorId | None) -> str | None:
    found = await staff.get(turn.tx, moderator) if moderator else None
    return found.pseudonym if found else None


async def claim(turn: Turn, concern_id: ConcernId) -> None:
    """Raises AlreadyClaimed with the pseudonym of who has it, ImpossibleChange, NotFound."""
    concern = await seen(turn, concern_id, Deed.CLAIM)
    owner = await _pseudonym(turn, concern.claimed_by) or ""
    by = turn.speaker.colleague().id
    if concern.is_open and concern.claimed_by == by:
        return  # pressed twice
    await saved(turn, concern, concern.claim(by=by, pseudonym_of_owner=owner, at=turn.now))
    await record.note(turn, Act.CLAIMED, concern.code)


async def release(turn: Turn, concern_id: ConcernId) -> None:
    """Raises NotYours, ImpossibleChange, NotFound."""
    concern = await seen(turn, concern_id, Deed.RELEASE)
    by = turn.speaker.colleague().id
    await saved(turn, concern, concern.release(by=by, at=turn.now))
    await record.note(turn, Act.RELEASED, concern.code)


async def write_reply(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words become a reply to this case. Raises NotYours, NotFound."""
    await held(turn, concern_id, Deed.REPLY)
    replying = turn.dialogue.at(
        Step.REPLY, about=concern_id, words=Words(), ready=None, pictures=()
    )
    return await save(turn, replying)


async def use_ready_answer(turn: Turn, concern_id: ConcernId, answer_id: str) -> Turn:
    """A ready answer becomes the reply, in the language of the resident.

    Pictures of this reply stay; those of another case's do not come along.

    Raises NotInTheirLanguage, NotYours, NotFound.
    """
    concern = await held(turn, concern_id, Deed.REPLY)
    answer = turn.house.partnership.ready_answer(answer_id)
    if concern.language not in answer.texts:
        raise NotInTheirLanguage(concern.language.value)
    words = Words().typed(_NOBODYS, answer.texts[concern.language])
    dialogue = turn.dialogue
    pictures = dialogue.pictures if dialogue.about == concern_id else ()
    replying = dialogue.at(
        Step.REPLY, about=concern_id, words=words, ready=answer_id, pictures=pictures
    )
    return await save(turn, replying)


async def type_words(turn: Turn, message: int, text: str) -> Turn:
    """Keeps typed words of the reply or note. Raises TextTooLong."""
    return await save(turn, turn.dialogue.typed(message, text))


async def writing_about(turn: Turn) -> Concern:
    """The case whose reply or note is being written. Raises ButtonTooOld, NotFound."""
    if turn.dialogue.about is None:
        raise ButtonTooOld
    return await seen(turn, turn.dialogue.about)


async def send_reply(
    turn: Turn, concern_id: ConcernId, version: int, *, urgent: bool
) -> tuple[Turn, Concern]:
    """Sends the reply whose preview had this version.

    Raises ButtonTooOld, NothingWritten, NotYours, NotFound, PictureNotReady.
    """
    dialogue = _previewed(turn, Step.REPLY, concern_id, version)
    concern = await seen(turn, concern_id, Deed.REPLY)
    by = turn.speaker.colleague().id
    answered = await saved(turn, concern, concern.answer(by=by, at=turn.now))
    await threads.append(turn, answered, EntryKind.REPLY, dialogue.words.text, by=by)
    await record.note(turn, Act.REPLIED, concern.code)
    await count(turn, answered, Counted.ANSWERED)
    await count_answer(turn, concern)
    await notices.publish(turn, ConcernAnswered(answered, urgent))
    return await save(turn, dialogue.answered()), answered


async def write_note(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words become a note on this case. Raises NotFound."""
    await seen(turn, concern_id, Deed.NOTE)
    noting = turn.dialogue.at(Step.NOTE, about=concern_id, words=Words(), ready=None, pictures=())
    return await save(turn, noting)


async def keep_note(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Keeps the note whose preview had this version. Raises ButtonTooOld, NotFound."""
    dialogue = _previewed(turn, Step.NOTE, concern_id, version)
    concern = await seen(turn, concern_id, Deed.NOTE)
    noted = await saved(turn, concern, concern.note())
    by = turn.speaker.colleague().id
    await threads.append(turn, noted, EntryKind.NOTE, dialogue.words.text, by=by)
    await record.note(turn, Act.NOTED, concern.code)
    return await save(turn, dialogue.answered()), noted


def _previewed(turn: Turn, step: Step, concern_id: ConcernId, version: int) -> Dialogue:
    """What was typed and previewed. Raises ButtonTooOld, NothingWritten, PictureNotReady."""
    dialogue = turn.dialogue
    current = dialogue.step is step and dialogue.about == concern_id
    if not current or dialogue.version != version:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    if dialogue.is_fetching:
        raise PictureNotReady
    return dialogue


async def close(turn: Turn, concern_id: ConcernId, outcome: Outcome) -> Concern:
    """Raises NotYours, ImpossibleChange, NotFound."""
    concern = await seen(turn, concern_id, Deed.CLOSE)
    by = turn.speaker.colleague().id
    closed = await saved(turn, concern, concern.close(by=by, outcome=outcome, at=turn.now))
    await residents.free_slot(turn, concern_id)
    await record.note(turn, Act.CLOSED, concern.code)
    await count(turn, closed, Counted.CLOSED)
    await notices.publish(turn, ConcernClosed(closed))
    return closed


async def toggle_reads(turn: Turn, language: Lang) -> Turn:
    """Adds or removes a language the speaker reads; one always remains."""
    me = colleague(turn, Deed.LANGUAGES)
    reads = me.reads ^ {language}
    if reads:
        me = replace(me, reads=reads)
        await staff.save(turn.tx, me)
    return turn.spoken_by(replace(turn.speaker, moderator=me))


async def saved(turn: Turn, before: Concern, after: Concern) -> Concern:
    """Raises ChangedMeanwhile."""
    await concerns.save(turn.tx, after, expected=before.version)
    return after
