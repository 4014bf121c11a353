"""The staff side of a case: find, claim, read, answer, close. Never learns who writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.acts import Act
from bot.domain.codes import CaseCode, parse_case_code
from bot.domain.concerns import (
    APART,
    Concern,
    Details,
    Entry,
    EntryKind,
    Outcome,
    serves,
)
from bot.domain.dialogues import Dialogue, Said, Step, Words
from bot.domain.errors import (
    AlreadyClaimed,
    ButtonTooOld,
    NotFound,
    NothingWritten,
    NotInTheirLanguage,
    NotYours,
    Overtaken,
    OwnCase,
    PictureNotReady,
)
from bot.domain.events import ConcernAnswered, ConcernClosed
from bot.domain.handovers import Handover, is_open_to, withheld
from bot.domain.ids import ConcernId, ModeratorId, OrganisationId, PageId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed
from bot.domain.stepping import (
    Forward,
)
from bot.services import (
    notices,
    pictures,
    reading,
    record,
    residents,
    threads,
)
from bot.services.counting import (
    Counted,
    count,
    count_answer,
)
from bot.services.dialogues import save
from bot.store import (
    concerns,
    handovers,
    recusals,
    staff,
    writing,
)
from bot.texts import (
    translations as translation_texts,
)
from bot.turn import Turn

_ANSWERS = frozenset({EntryKind.REPLY, EntryKind.PROPOSAL})
_NOBODYS = 0
"""Words that stand in no message of the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A case as a colleague sees it. pseudonyms: of everyone who had a hand in it.

    writing: pseudonyms of who else writes about it just now. stepped_back: somebody has. forwards:
    how the resident steps forward; the words are not among it. withheld: how many contributions
    stay with which former owner.
    """

    concern: Concern
    details: Details
    entries: Sequence[Entry]
    pseudonyms: Mapping[ModeratorId, str]
    writing: Sequence[str] = ()
    stepped_back: bool = False
    forwards: Sequence[Forward] = ()
    withheld: Mapping[OrganisationId, int] = field(default_factory=dict)


def colleague(turn: Turn, deed: Deed) -> Moderator:
    """The speaking colleague, whose roles allow the deed. Raises NotAllowed."""
    found = turn.speaker.colleague()
    found.check(deed)
    return found


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
    me = turn.speaker.colleague()
    if concern.unread and concern.claimed_by == me.id:
        before, concern = concern, concern.read_by_staff()
        await concerns.save(turn.tx, concern, expected=before.version)  # looking is no act
    details, entries = await threads.read(turn, concern_id)
    await record.note(turn, Act.READ, concern.code)
    hands = {concern.claimed_by, *(e.by for e in entries)}
    known = await handovers.of(turn.tx, concern.id)
    forwards = await threads.forwards(turn, concern_id)
    return Card(
        concern=concern,
        details=details,
        entries=entries,
        pseudonyms=await pseudonyms(turn, hands),
        writing=await writing.others(turn.tx, concern_id, me.id, now=turn.seconds),
        stepped_back=bool(await recusals.count(turn.tx, concern_id)),
        forwards=[f for f in forwards if is_open_to(f.position, me.organisation, known)],
        withheld=await _withheld(turn, concern, known),
    )


async def _withheld(
    turn: Turn, concern: Concern, known: Sequence[Handover]
) -> Mapping[OrganisationId, int]:
    """How many contributions stay with which former owner; what stands apart is not said."""
    if not known:
        return {}
    found = await concerns.entries(turn.tx, concern.id)
    positions = [e.position for e in found if e.kind not in APART]
    return withheld(positions, turn.speaker.colleague().organisation, known)


async def look(
    turn: Turn, concern_id: ConcernId, position: int
) -> tuple[Concern, Sequence[PageId]]:
    """The pictures of one contribution. Raises NotFound, NotAllowed."""
    concern = await seen(turn, concern_id)
    await threads.check_open(turn, concern_id, position)
    pages = await pictures.of(turn, concern_id, position)
    await record.note(turn, Act.READ, concern.code)
    return concern, pages


async def pseudonym(turn: Turn, moderator: ModeratorId | None) -> str | None:
    return await staff.name_of(turn.tx, moderator) if moderator else None


async def pseudonyms(turn: Turn, hands: Iterable[ModeratorId | None]) -> Mapping[ModeratorId, str]:
    return {h: await pseudonym(turn, h) or "" for h in hands if h}


async def claim(turn: Turn, concern_id: ConcernId) -> None:
    """Raises AlreadyClaimed with who has it, OwnCase, ImpossibleChange, NotFound."""
    concern = await seen(turn, concern_id, Deed.CLAIM)
    if await residents.is_own(turn, concern_id):
        raise OwnCase
    owner = await pseudonym(turn, concern.claimed_by) or ""
    by = turn.speaker.colleague().id
    if concern.is_open and concern.claimed_by == by:
        return  # pressed twice
    claimed = concern.claim(by=by, pseudonym_of_owner=owner, at=turn.now)
    await saved(turn, concern, await reading.met(turn, concern, claimed))
    await record.note(turn, Act.CLAIMED, concern.code)


async def release(turn: Turn, concern_id: ConcernId) -> None:
    """Raises NotYours, ImpossibleChange, NotFound."""
    concern = await seen(turn, concern_id, Deed.RELEASE)
    by = turn.speaker.colleague().id
    await saved(turn, concern, concern.release(by=by, at=turn.now))
    await record.note(turn, Act.RELEASED, concern.code)


async def write_reply(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words become a reply to this case. Raises NotYours, NotFound."""
    return await begin_reply(turn, await held(turn, concern_id, Deed.REPLY))


async def begin_reply(turn: Turn, concern: Concern) -> Turn:
    """The next typed words are a reply, to send or to propose."""
    replying = turn.dialogue.at(
        Step.REPLY,
        about=concern.id,
        words=Words(),
        ready=None,
        pictures=(),
        known=concern.entries,
    )
    return await save(turn, replying)


async def answerable(turn: Turn, concern_id: ConcernId) -> Concern:
    """A case of the speaker's own, or one they are writing a proposal for.

    Raises NotYours, NotFound.
    """
    dialogue = turn.dialogue
    if dialogue.step is Step.REPLY and dialogue.about == concern_id:
        return await seen(turn, concern_id, Deed.PROPOSE_REPLY)
    return await held(turn, concern_id, Deed.REPLY)


async def use_ready_answer(turn: Turn, concern_id: ConcernId, answer_id: str) -> Turn:
    """A ready answer becomes the reply, in the language of the resident.

    Pictures of this reply stay; those of another case's do not come along.

    Raises NotInTheirLanguage, NotYours, NotFound.
    """
    concern = await answerable(turn, concern_id)
    answer = turn.house.partnership.ready_answer(answer_id)
    if concern.language not in answer.texts:
        raise NotInTheirLanguage(concern.language.value)
    words = Words().typed(_NOBODYS, answer.texts[concern.language])
    dialogue = turn.dialogue
    same = dialogue.about == concern_id
    replying = dialogue.at(
        Step.REPLY,
        about=concern_id,
        words=words,
        ready=answer_id,
        pictures=dialogue.pictures if same else (),
        known=dialogue.known if same and dialogue.step is Step.REPLY else concern.entries,
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

    Raises ButtonTooOld, NothingWritten, NotYours, NotFound, PictureNotReady, ImpossibleChange,
    and AlreadyClaimed or Overtaken with the pseudonym of who was quicker.
    """
    dialogue = previewed(turn, Step.REPLY, concern_id, version)
    concern = await seen(turn, concern_id, Deed.REPLY)
    by = turn.speaker.colleague().id
    if concern.is_open and concern.claimed_by not in (None, by):
        raise AlreadyClaimed(await pseudonym(turn, concern.claimed_by) or "–")
    await check_first(turn, concern)
    answer = concern.answer(by=by, at=turn.now)
    answered = await saved(turn, concern, await reading.met(turn, concern, answer))
    await threads.append(turn, answered, EntryKind.REPLY, dialogue.words.text, by=by)
    if dialogue.original:
        answered = await keep_original(turn, answered, dialogue)
    await record.note(turn, Act.REPLIED, concern.code)
    await count(turn, answered, Counted.ANSWERED)
    await count_answer(turn, concern)
    await notices.publish(turn, ConcernAnswered(answered, urgent))
    said = Said(concern.theme, dialogue.words.text) if concern.theme else None
    return await save(turn, replace(dialogue.answered(), said=said)), answered


async def check_first(turn: Turn, concern: Concern) -> None:
    """Whether no colleague has answered, or proposed to, since these words were begun.

    Raises Overtaken.
    """
    me, known = turn.speaker.colleague().id, turn.dialogue.known
    for entry in await concerns.entries(turn.tx, concern.id):
        if entry.position > known and entry.kind in _ANSWERS and entry.by != me:
            raise Overtaken(await pseudonym(turn, entry.by) or "–")


async def look_again(turn: Turn) -> Turn:
    """Keeps the words of one who was told that a colleague was quicker. Raises NotFound."""
    concern = await writing_about(turn)
    return await save(turn, turn.dialogue.at(turn.dialogue.step, known=concern.entries))


async def keep_original(turn: Turn, answered: Concern, dialogue: Dialogue) -> Concern:
    """What the author of a translated reply wrote stays with the case, as a note."""
    noted = await saved(turn, answered, answered.note())
    words = translation_texts.original_note(turn.t, dialogue.original)
    alone = turn.standing(replace(dialogue, pictures=()))
    await threads.append(alone, noted, EntryKind.NOTE, words, by=turn.speaker.colleague().id)
    return noted


async def write_note(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words become a note on this case. Raises NotFound."""
    await seen(turn, concern_id, Deed.NOTE)
    noting = turn.dialogue.at(Step.NOTE, about=concern_id, words=Words(), ready=None, pictures=())
    return await save(turn, noting)


async def keep_note(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Keeps the note whose preview had this version. Raises ButtonTooOld, NotFound."""
    dialogue = previewed(turn, Step.NOTE, concern_id, version)
    concern = await seen(turn, concern_id, Deed.NOTE)
    by = turn.speaker.colleague().id
    noted = await saved(turn, concern, await reading.met(turn, concern, concern.note()))
    await threads.append(turn, noted, EntryKind.NOTE, dialogue.words.text, by=by)
    await record.note(turn, Act.NOTED, concern.code)
    return await save(turn, dialogue.answered()), noted


def previewed(turn: Turn, step: Step, concern_id: ConcernId, version: int) -> Dialogue:
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
    over = concern.close(by=by, outcome=outcome, at=turn.now)
    closed = await saved(turn, concern, await reading.met(turn, concern, over))
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
    """An act of the speaker's: who has the case has done something. Raises ChangedMeanwhile."""
    tended = after.tended(by=turn.speaker.colleague().id, at=turn.now)
    await concerns.save(turn.tx, tended, expected=before.version)
    return tended
