"""The resident's side of a case: write, send, add, reopen, end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.bulletins import Bulletin
from bot.domain.clues import Clue, find, masked
from bot.domain.codes import CaseCode, ReceiptCode, new_case_code
from bot.domain.concerns import Concern, Details, Entry, EntryKind, Urgency
from bot.domain.danger import is_danger
from bot.domain.dialogues import CONCERN_STEPS, ConcernDraft, Dialogue, Step, Words
from bot.domain.errors import (
    ButtonTooOld,
    ConcernsPaused,
    NotFound,
    NothingWritten,
    NoticeNotSeen,
    PictureNotReady,
)
from bot.domain.events import ConcernAddedTo, ConcernReopened, ConcernSubmitted
from bot.domain.ids import (
    AreaId,
    CategoryId,
    ConcernId,
    DeskId,
    ModeratorId,
    OrganisationId,
    PageId,
)
from bot.domain.people import (
    Moderator,
)
from bot.services import (
    limits,
    mutes,
    notices,
    pictures,
    receipts,
    residents,
    threads,
)
from bot.services.counting import Counted, count
from bot.services.dialogues import save
from bot.store import concerns, staff
from bot.turn import Turn

_CODE_TRIES = 20


async def keep_words(turn: Turn, message: int, text: str) -> Turn:
    """Keeps typed words in the draft; an edited message replaces its own part.

    Raises TextTooLong, NothingWritten; what was kept before stays.
    """
    dialogue = turn.dialogue.typed(message, text)
    if not dialogue.words:
        raise NothingWritten
    danger = dialogue.concern.danger or is_danger(text)
    return await save(turn, replace(dialogue, concern=replace(dialogue.concern, danger=danger)))


async def begin(turn: Turn) -> Turn:
    """A new concern; words kept from before are its first words. Raises NoticeNotSeen."""
    return await _begin(turn, ConcernDraft())


async def begin_question(turn: Turn) -> Turn:
    """A new question of a desk, otherwise as `begin`. Raises NoticeNotSeen, NotFound."""
    kind = turn.house.partnership.question
    if kind is None:
        raise NotFound
    return await _begin(turn, ConcernDraft(asking=True, category=kind.id))


async def begin_about(turn: Turn, bulletin: Bulletin) -> Turn:
    """A question to those who wrote the news. Raises NoticeNotSeen, NotFound.

    It is about the first area of the news that the resident follows.
    """
    places = turn.house.partnership
    kind, desk = places.question, places.desk_of(bulletin.organisation)
    if kind is None or desk is None:
        raise NotFound
    profile = turn.speaker.profile
    near = sorted(bulletin.content.areas & (profile.areas if profile else frozenset()))
    near = near or sorted(bulletin.content.areas)
    draft = ConcernDraft(
        asking=True, category=kind.id, desk=desk.id, area=near[0], bulletin=bulletin.id
    )
    begun = await _begin(turn, draft)
    step = Step.CONCERN_PREVIEW if begun.dialogue.words else Step.CONCERN_WORDS
    return await save(begun, begun.dialogue.at(step))


async def _begin(turn: Turn, draft: ConcernDraft) -> Turn:
    _check_notice(turn)
    draft = replace(draft, danger=turn.dialogue.concern.danger)
    dialogue = turn.dialogue.at(Step.CONCERN_AREA, concern=draft, about=None, previewed=False)
    return await save(turn, dialogue)


async def fill(
    turn: Turn,
    asked: Step,
    *,
    area: AreaId | None = None,
    category: CategoryId | None = None,
    details: Details | None = None,
    desk: DeskId | None = None,
) -> Turn:
    """Takes the answer to one question and moves to the next. Raises ButtonTooOld, NotFound."""
    dialogue, places = turn.dialogue, turn.house.partnership
    draft = dialogue.concern
    misplaced = (category or details) if draft.asking else desk
    if dialogue.step not in CONCERN_STEPS or misplaced:
        raise ButtonTooOld
    if category and places.category(category).question:
        raise NotFound
    draft = replace(
        draft,
        area=places.area(area).id if area else draft.area,
        category=category or draft.category,
        details=details or draft.details,
        desk=places.desk(desk).id if desk else draft.desk,
    )
    following = _after(asked, draft, dialogue)
    return await save(turn, dialogue.at(following, concern=draft))


_ORDER = (
    Step.CONCERN_AREA,
    Step.CONCERN_CATEGORY,
    Step.CONCERN_WHEN,
    Step.CONCERN_HOW_OFTEN,
    Step.CONCERN_WORDS,
)


def _after(asked: Step, draft: ConcernDraft, dialogue: Dialogue) -> Step:
    """The next question; the preview once there are words and it has been seen or is due."""
    if draft.area is None:
        return Step.CONCERN_AREA
    if draft.asking:
        ready = Step.CONCERN_PREVIEW if dialogue.words else Step.CONCERN_WORDS
        return ready if draft.desk else Step.CONCERN_DESK
    if draft.category is None:
        return Step.CONCERN_CATEGORY
    following = _ORDER[_ORDER.index(asked) + 1]
    due = dialogue.previewed or following is Step.CONCERN_WORDS
    return Step.CONCERN_PREVIEW if dialogue.words and due else following


async def ask(turn: Turn, step: Step) -> Turn:
    """Goes to one question of the concern being written."""
    return await save(turn, turn.dialogue.at(step))


async def forget_words(turn: Turn) -> Turn:
    """The words are written again from the beginning."""
    return await save(turn, turn.dialogue.at(Step.CONCERN_WORDS, words=Words()))


def clues(turn: Turn) -> tuple[Clue, ...]:
    """Kinds of clues to the writer in the words so far, each once."""
    found = find(turn.dialogue.words.text, turn.speaker.own_names)
    return tuple(dict.fromkeys(f.clue for f in found))


async def mask_words(turn: Turn) -> Turn:
    """Masks every clue to the writer. Raises ButtonTooOld when nothing is being written."""
    if not turn.dialogue.words:
        raise ButtonTooOld
    names = turn.speaker.own_names
    words = turn.dialogue.words.changed(lambda text: masked(text, find(text, names)))
    return await save(turn, turn.dialogue.at(turn.dialogue.step, words=words))


async def preview(turn: Turn) -> Turn:
    """Only what the preview shows can be sent; shown once more, it stays the same preview.

    Raises NothingWritten.
    """
    dialogue = turn.dialogue
    if not dialogue.words:
        raise NothingWritten
    if dialogue.step is not Step.CONCERN_PREVIEW or not dialogue.previewed:
        dialogue = dialogue.at(Step.CONCERN_PREVIEW, previewed=True)
    return await save(turn, dialogue)


async def submit(turn: Turn, version: int) -> tuple[Turn, Concern]:
    """Sends the concern whose preview had this version.

    Raises ButtonTooOld, NoticeNotSeen, NothingWritten, ConcernsPaused, PictureNotReady,
    TooManyOpenConcerns, TooMuchToday.
    """
    concern = await _written(turn, version)
    await residents.keep_address(turn, concern.id)
    return await _sent(turn, concern), concern


async def submit_with_code(turn: Turn, version: int) -> tuple[Turn, Concern, ReceiptCode]:
    """Sends it without a return address; the code is the only way back to it.

    Raises ButtonTooOld, NoticeNotSeen, NothingWritten, ConcernsPaused, PictureNotReady,
    TooMuchToday.
    """
    concern = replace(await _written(turn, version), code_only=True)
    code = await receipts.give(turn, concern.id)
    return await _sent(turn, concern), concern, code


async def _written(turn: Turn, version: int) -> Concern:
    check_preview(turn, version)
    if await mutes.paused(turn):
        raise ConcernsPaused
    return await _new_concern(turn, turn.dialogue.concern)


def check_preview(turn: Turn, version: int) -> None:
    """Whether this very preview can be sent.

    Raises ButtonTooOld, NoticeNotSeen, NothingWritten, PictureNotReady.
    """
    _check_notice(turn)
    dialogue = turn.dialogue
    if dialogue.step is not Step.CONCERN_PREVIEW or dialogue.version != version:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    if dialogue.is_fetching:
        raise PictureNotReady


async def _sent(turn: Turn, concern: Concern) -> Turn:
    dialogue = turn.dialogue
    await limits.concern(turn)
    await threads.start(turn, concern, dialogue.concern.details, dialogue.words.text)
    await count(turn, concern, Counted.ASKED if concern.desk else Counted.SHARED)
    await notices.publish(turn, ConcernSubmitted(concern))
    return await residents.empty(turn)


async def _new_concern(turn: Turn, draft: ConcernDraft) -> Concern:
    if draft.area is None or draft.category is None:
        raise NothingWritten
    if draft.asking and draft.desk is None:
        raise NothingWritten
    partnership = turn.house.partnership
    if draft.desk:
        organisation = partnership.asked_at(draft.desk, draft.area)
    else:
        organisation = partnership.organisation_of(draft.area)
    child = partnership.category(draft.category).child
    return Concern(
        id=ConcernId(turn.house.new_id()),
        code=await _free_code(turn),
        area=draft.area,
        organisation=organisation.id,
        category=draft.category,
        language=turn.speaker.language,
        urgency=_urgency(draft, child=child),
        opened_hour=turn.hour,
        touched_hour=turn.hour,
        due=promised(turn, organisation.id),
        held_since=turn.hour * 3600,
        report_due=_weigh_by(turn) if child else None,
        desk=draft.desk,
        bulletin=draft.bulletin,
    )


def _urgency(draft: ConcernDraft, *, child: bool) -> Urgency:
    if draft.danger:
        return Urgency.DANGER
    return Urgency.CHILD if child else Urgency.NORMAL


def _weigh_by(turn: Turn) -> int:
    """Until when the duty to notify about a child must be weighed: by the clock, from this hour."""
    return (turn.hour + turn.house.defaults.report_hours) * 3600


def promised(turn: Turn, organisation: OrganisationId) -> int:
    """When an answer is due, epoch seconds, by the organisation's hours."""
    hours = turn.house.partnership.organisation(organisation).hours
    return int(hours.promise(turn.now, turn.house.defaults.answer_working_days).timestamp())


def opens_again(turn: Turn, concern: Concern) -> datetime | None:
    """When somebody is at work again; None while somebody is."""
    hours = turn.house.partnership.organisation(concern.organisation).hours
    return None if hours.is_open(turn.now) else hours.next_open(turn.now)


async def _free_code(turn: Turn) -> CaseCode:
    for _ in range(_CODE_TRIES):
        code = new_case_code(turn.house.chance.below)
        if await concerns.find(turn.tx, code) is None:
            return code
    raise RuntimeError("no free case code found")


def _check_notice(turn: Turn) -> None:
    if residents.gate(turn) is not residents.Gate.OPEN:
        raise NoticeNotSeen


# --- cases that exist ----------------------------------------------------------------------


async def open_case(turn: Turn, concern_id: ConcernId) -> tuple[Concern, Details, Sequence[Entry]]:
    """The conversation as its resident sees it; what waited counts as seen. Raises NotFound."""
    concern = await residents.own_case(turn, concern_id)
    details, entries = await threads.told(turn, concern_id)
    if concern.news:
        concern = await _saved(turn, concern, concern.opened_by_resident())
    return concern, details, entries


async def hands(
    turn: Turn, concern: Concern, entries: Sequence[Entry]
) -> Mapping[ModeratorId, Moderator]:
    """The colleague who has a case and those who answered in it, as far as they still serve."""
    ids = {concern.claimed_by, *(entry.by for entry in entries)} - {None}
    found = [await staff.get(turn.tx, one) for one in ids if one]
    return {colleague.id: colleague for colleague in found if colleague}


async def look(
    turn: Turn, concern_id: ConcernId, position: int
) -> tuple[Concern, Sequence[PageId]]:
    """The pictures of one contribution that its resident may see. Raises NotFound."""
    concern = await residents.own_case(turn, concern_id)
    _, told = await threads.told(turn, concern_id)
    if all(entry.position != position for entry in told):
        raise NotFound
    return concern, await pictures.of(turn, concern_id, position)


async def write_to(turn: Turn, concern_id: ConcernId) -> Turn:
    """Begins an addition; words kept from before become part of it. Raises NotFound."""
    await residents.own_case(turn, concern_id)
    return await save(turn, turn.dialogue.at(Step.ADDITION, about=concern_id))


async def add(turn: Turn, concern_id: ConcernId, version: int) -> tuple[Turn, Concern]:
    """Sends the addition whose preview had this version.

    Raises ButtonTooOld, NotFound, PictureNotReady, TooMuchToday.
    """
    dialogue = turn.dialogue
    if dialogue.about != concern_id or dialogue.version != version or not dialogue.words:
        raise ButtonTooOld
    if dialogue.is_fetching:
        raise PictureNotReady
    concern = await residents.own_case(turn, concern_id)
    await limits.addition(turn)
    due = promised(turn, concern.organisation)
    changed = await _saved(turn, concern, _with_addition(turn, concern, due))
    if not concern.is_open:
        await count(turn, changed, Counted.REOPENED)
    await residents.take_slot(turn, concern_id)
    await threads.append(turn, changed, EntryKind.ADDITION, dialogue.words.text, by=None)
    danger = dialogue.concern.danger
    await notices.publish(turn, ConcernAddedTo(changed, danger=danger))
    return await residents.empty(turn), changed


def _with_addition(turn: Turn, concern: Concern, due: int) -> Concern:
    """New words reopen a closed case, and raise its urgency when they tell of danger."""
    if not concern.is_open:
        concern = concern.reopen(at=turn.now, due=due)
    if turn.dialogue.concern.danger:
        concern = replace(concern, urgency=Urgency.DANGER)
    return concern.add(at=turn.now, due=due)


async def not_solved(turn: Turn, concern_id: ConcernId) -> Concern:
    """Reopens a closed case; counts as an addition, since colleagues are told.

    Raises NotFound, ImpossibleChange, TooMuchToday.
    """
    concern = await residents.own_case(turn, concern_id)
    await limits.addition(turn)
    due = promised(turn, concern.organisation)
    reopened = await _saved(turn, concern, concern.reopen(at=turn.now, due=due))
    await residents.take_slot(turn, concern_id)
    await count(turn, reopened, Counted.REOPENED)
    await notices.publish(turn, ConcernReopened(reopened))
    return reopened


async def end(turn: Turn, concern_id: ConcernId) -> Concern:
    """The resident ends the case. Raises NotFound, ImpossibleChange."""
    concern = await residents.own_case(turn, concern_id)
    ended = await _saved(turn, concern, concern.withdraw(at=turn.now))
    await threads.forget_unread_forwards(turn, concern_id)
    await residents.free_slot(turn, concern_id)
    await count(turn, ended, Counted.CLOSED)
    return ended


async def _saved(turn: Turn, before: Concern, after: Concern) -> Concern:
    await concerns.save(turn.tx, after, expected=before.version)
    return after
