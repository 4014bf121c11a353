"""Showing a case to another organisation, or handing it over: offered, accepted, on record.

Nothing of a case is open to a receiver before one of its leads has accepted, and then only what
was picked by hand. Words are never copied: a hand-over names places in the conversation, so masks,
deadlines and new keys reach what was shared as they reach the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.acts import Act
from bot.domain.concerns import Concern, Entry, EntryKind
from bot.domain.dialogues import Step, Words
from bot.domain.errors import (
    ButtonTooOld,
    ImpossibleChange,
    NobodyThere,
    NotFound,
    NothingPicked,
    NothingWritten,
    OfferedAlready,
    OwnCase,
)
from bot.domain.events import ConcernHandedOver
from bot.domain.handovers import (
    Handover,
    Kind,
    Offer,
    Part,
    State,
    WhyReturned,
    may_answer,
    may_read,
    pickable,
)
from bot.domain.ids import ConcernId, HandoverId, ModeratorId, OrganisationId, PageId
from bot.domain.people import Moderator
from bot.domain.places import Organisation
from bot.domain.roles import Deed
from bot.screens import handovers as screens
from bot.services import (
    moderation,
    notices,
    pictures,
    proposals,
    record,
    residents,
    staff,
    threads,
)
from bot.services.concerns import promised
from bot.services.dialogues import save
from bot.store import audit, concerns, mutes
from bot.store import handovers as rows
from bot.store import staff as colleagues
from bot.store.handovers import Listed
from bot.turn import Turn

PAGE = 6
"""Hand-overs on one screen of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An offer that is being put together. entries: what may be picked."""

    concern: Concern
    offer: Offer
    entries: Sequence[Entry]
    receivers: Sequence[Organisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What a receiver reads of a shared case: what was picked, and what they wrote about it."""

    handover: Handover
    concern: Concern
    entries: Sequence[Entry]
    pseudonyms: Mapping[ModeratorId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    found: Sequence[Listed]
    page: int
    more: bool


# --- putting an offer together ---------------------------------------------------------------


async def begin(turn: Turn, concern_id: ConcernId) -> Turn:
    """Nothing is picked at first. Raises NobodyThere, ImpossibleChange, NotAllowed, NotFound."""
    concern = await _offerable(turn, concern_id)
    if not await _receivers(turn, concern):
        raise NobodyThere
    begun = turn.dialogue.at(
        Step.HANDOVER, about=concern_id, words=Words(), ready=None, pictures=(), offer=Offer()
    )
    return await save(turn, begun)


async def _offerable(turn: Turn, concern_id: ConcernId) -> Concern:
    concern = await moderation.seen(turn, concern_id, Deed.HAND_OVER)
    if not concern.is_open:
        raise ImpossibleChange
    return concern


async def _receivers(turn: Turn, concern: Concern) -> Sequence[Organisation]:
    """Other organisations with a lead who serves the area; none while no legal basis is known."""
    partnership = turn.house.partnership
    if not partnership.legal_bases:
        return []
    others = (o for o in partnership.organisations.values() if o.id != concern.organisation)
    return [o for o in others if await _leads(turn, o.id, concern)]


async def _leads(turn: Turn, organisation: OrganisationId, concern: Concern) -> Sequence[Moderator]:
    """Who there could accept the case."""
    found = await colleagues.of(turn.tx, organisation)
    return [
        c for c in found
        if c.may(Deed.ACCEPT_HANDOVER)
        and c.serves(organisation, concern.area)
        and concern.id not in c.recused
    ]  # fmt: skip


async def draft(turn: Turn) -> Draft:
    """Raises ButtonTooOld, ImpossibleChange, NotAllowed, NotFound."""
    dialogue = turn.dialogue
    if dialogue.step is not Step.HANDOVER or dialogue.about is None or dialogue.offer is None:
        raise ButtonTooOld
    concern = await _offerable(turn, dialogue.about)
    _, entries = await threads.read(turn, concern.id)
    return Draft(
        concern=concern,
        offer=dialogue.offer,
        entries=pickable(entries),
        receivers=await _receivers(turn, concern),
    )


async def ask(turn: Turn, part: Part) -> Turn:
    """Goes to one part of the offer. Raises NothingPicked, ButtonTooOld."""
    offer = (await draft(turn)).offer
    if part not in (Part.RECEIVER, Part.KIND, Part.PICKED) and not offer.picked:
        raise NothingPicked
    return await _kept(turn, replace(offer, at=part))


async def fill(turn: Turn, part: Part, value: str) -> Turn:
    """An answer to one part. Raises ButtonTooOld, NotFound."""
    found = await draft(turn)
    if part is Part.RECEIVER and value not in {o.id for o in found.receivers}:
        raise ButtonTooOld
    if part is Part.BASIS and value not in turn.house.partnership.legal_bases:
        raise ButtonTooOld
    return await _kept(turn, found.offer.with_(part, value))


async def pick(turn: Turn, position: int) -> Turn:
    """Picks one contribution, or leaves it out again. Raises ButtonTooOld."""
    found = await draft(turn)
    if position not in {e.position for e in found.entries}:
        raise ButtonTooOld
    return await _kept(turn, found.offer.toggled(position))


async def _kept(turn: Turn, offer: Offer) -> Turn:
    return await save(turn, turn.dialogue.at(Step.HANDOVER, offer=offer))


async def send(turn: Turn, version: int) -> tuple[Turn, Handover, Concern]:
    """Makes the offer whose preview had this version.

    Raises ButtonTooOld, OfferedAlready, ImpossibleChange, NotAllowed, NotFound.
    """
    found = await draft(turn)
    if turn.dialogue.version != version or found.offer.at is not Part.PREVIEW:
        raise ButtonTooOld
    handover = _made(turn, found)
    for other in await rows.of(turn.tx, found.concern.id):
        if other.state is State.OFFERED and other.receiver == handover.receiver:
            raise OfferedAlready
    await rows.add(turn.tx, handover)
    await record.note(turn, Act.HANDOVER_OFFERED, found.concern.code)
    for lead in await _leads(turn, handover.receiver, found.concern):
        t = turn.house.catalogs[lead.language]
        await notices.tell_moderator(turn, lead, screens.news(t, turn.house.partnership, handover))
    return await save(turn, turn.dialogue.answered()), handover, found.concern


def _made(turn: Turn, found: Draft) -> Handover:
    """Raises ButtonTooOld for an offer that is not whole, or names what cannot be picked."""
    offer = found.offer
    reachable = offer.receiver in {o.id for o in found.receivers}
    readable = {*offer.picked} <= {e.position for e in found.entries}
    if offer.missing or not (reachable and readable):
        raise ButtonTooOld
    made = offer.of(found.concern)
    turn.house.partnership.legal_basis(made.basis)
    by, at = turn.speaker.colleague().id, turn.seconds
    return replace(made, id=HandoverId(turn.house.new_id()), by=by, at=at)


async def withdraw(turn: Turn, handover_id: HandoverId) -> tuple[Handover, Concern]:
    """Takes an unanswered offer back. Raises ImpossibleChange, NotAllowed, NotFound."""
    found, concern = await _sent(turn, handover_id)
    taken = found.withdraw(by=turn.speaker.colleague().id, at=turn.seconds)
    await rows.save(turn.tx, taken, expected=found.state)
    await record.note(turn, Act.HANDOVER_WITHDRAWN, concern.code)
    return taken, concern


async def end(turn: Turn, handover_id: HandoverId) -> tuple[Handover, Concern]:
    """Nobody there can read any more what was shared; it goes from their chats at once.

    Whoever has the case now may end it. Raises ImpossibleChange, NotAllowed, NotFound.
    """
    found, concern = await _sent(turn, handover_id)
    ended = found.end()
    await rows.save(turn.tx, ended, expected=found.state)
    await record.note(turn, Act.SHARE_ENDED, concern.code)
    readers = await audit.readers(turn.tx, concern.code)
    for colleague in await colleagues.of(turn.tx, found.receiver):
        if colleague.pseudonym in readers:
            await staff.empty_chat(turn, colleague.id)
    return ended, concern


async def _sent(turn: Turn, handover_id: HandoverId) -> tuple[Handover, Concern]:
    """A hand-over of a case that is the speaker's to lead."""
    found = await _found(turn, handover_id)
    return found, await moderation.seen(turn, found.concern, Deed.HAND_OVER)


async def _found(turn: Turn, handover_id: HandoverId) -> Handover:
    found = await rows.find(turn.tx, handover_id)
    if found is None:
        raise NotFound
    return found


async def of_case(turn: Turn, concern_id: ConcernId) -> tuple[Concern, Sequence[Handover]]:
    """What was ever offered of a case in the speaker's scope. Raises NotAllowed, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.HAND_OVER)
    return concern, await rows.of(turn.tx, concern_id)


# --- the answer --------------------------------------------------------------------------------


async def offered(turn: Turn, handover_id: HandoverId) -> Handover:
    """An offer to the speaker's organisation; nothing of the case comes with it.

    Raises NotAllowed, NotFound.
    """
    return (await _offered(turn, handover_id))[0]


async def _offered(turn: Turn, handover_id: HandoverId) -> tuple[Handover, Concern]:
    me = moderation.colleague(turn, Deed.ACCEPT_HANDOVER)
    found = await _found(turn, handover_id)
    concern = await concerns.get(turn.tx, found.concern)
    if not may_answer(me, found, concern) or concern.organisation != found.sender:
        raise NotFound
    return found, concern


async def accept(turn: Turn, handover_id: HandoverId) -> tuple[Handover, Concern]:
    """From now on what was picked is open to the receiver, and the resident is told.

    Raises ImpossibleChange, ChangedMeanwhile, NotAllowed, NotFound.
    """
    found, concern = await _offered(turn, handover_id)
    if not concern.is_open:
        raise ImpossibleChange
    me = turn.speaker.colleague()
    accepted = found.accept(by=me.id, at=turn.seconds, entries=concern.entries)
    await rows.save(turn.tx, accepted, expected=found.state)
    changed = concern.shared()
    if found.kind is Kind.MOVE:
        if await residents.is_own(turn, concern.id):
            raise OwnCase
        due = promised(turn, me.organisation)
        changed = concern.taken_over(organisation=me.organisation, by=me.id, at=turn.now, due=due)
        await _drop_other_offers(turn, accepted)
        await proposals.drop_any(turn, concern.id)
        await mutes.decided(turn.tx, concern.id)
        await notices.tell_group(turn, changed)
    await moderation.saved(turn, concern, changed)
    await record.note(turn, Act.HANDOVER_ACCEPTED, concern.code)
    await _tell_sender(turn, accepted, concern)
    await notices.publish(turn, ConcernHandedOver(changed))
    return accepted, changed


async def _drop_other_offers(turn: Turn, accepted: Handover) -> None:
    """Who made them has the case no longer."""
    me = turn.speaker.colleague()
    for other in await rows.of(turn.tx, accepted.concern):
        if other.state is State.OFFERED:
            gone = other.withdraw(by=me.id, at=turn.seconds)
            await rows.save(turn.tx, gone, expected=State.OFFERED)


async def begin_return(turn: Turn, handover_id: HandoverId, why: WhyReturned) -> Turn:
    """Words that are typed now go back with it. Raises NotAllowed, NotFound."""
    await _offered(turn, handover_id)
    writing = turn.dialogue.at(
        Step.HANDOVER_RETURN,
        about=None,
        words=Words(),
        ready=None,
        pictures=(),
        handover=handover_id,
        why=why,
    )
    return await save(turn, writing)


async def returning(turn: Turn) -> tuple[Handover, WhyReturned]:
    """What is about to be returned, and why. Raises ButtonTooOld, NotAllowed, NotFound."""
    dialogue = turn.dialogue
    if dialogue.step is not Step.HANDOVER_RETURN or not (dialogue.handover and dialogue.why):
        raise ButtonTooOld
    return await offered(turn, dialogue.handover), dialogue.why


async def give_back(turn: Turn, version: int) -> tuple[Turn, Handover]:
    """Returns the offer; what was written about it becomes a note on the case.

    Raises ButtonTooOld, ImpossibleChange, ChangedMeanwhile, NotAllowed, NotFound.
    """
    found, why = await returning(turn)
    if turn.dialogue.version != version:
        raise ButtonTooOld
    _, concern = await _offered(turn, found.id)
    me = turn.speaker.colleague()
    returned = found.give_back(by=me.id, at=turn.seconds, why=why)
    await rows.save(turn.tx, returned, expected=found.state)
    if turn.dialogue.words:
        await _note(turn, concern, turn.dialogue.words.text)
    await record.note(turn, Act.HANDOVER_RETURNED, concern.code)
    await _tell_sender(turn, returned, concern)
    return await save(turn, turn.dialogue.answered()), returned


async def _note(turn: Turn, concern: Concern, words: str) -> Concern:
    noted = await moderation.saved(turn, concern, concern.note())
    by = turn.speaker.colleague().id
    await threads.append(turn, noted, EntryKind.NOTE, words, by=by)
    return noted


async def _tell_sender(turn: Turn, handover: Handover, concern: Concern) -> None:
    """Who made the offer, and who had the case. concern: as it was before."""
    for one in {handover.by, concern.claimed_by} - {None}:
        colleague = await colleagues.get(turn.tx, one) if one else None
        if colleague and colleague.organisation == handover.sender:
            t = turn.house.catalogs[colleague.language]
            told = screens.answered(t, turn.house.partnership, handover, concern)
            await notices.tell_moderator(turn, colleague, told)


# --- what was shared ---------------------------------------------------------------------------


async def read(turn: Turn, handover_id: HandoverId) -> Excerpt:
    """Each reading stands on record. Raises NotAllowed, NotFound."""
    handover, concern = await _readable(turn, handover_id)
    _, entries = await threads.whole(turn, concern.id)
    shown = [*handover.chosen(pickable(entries)), *await _own_notes(turn, entries)]
    shown.sort(key=lambda e: e.position)
    await record.note(turn, Act.SHARE_READ, concern.code)
    return Excerpt(
        handover=handover,
        concern=concern,
        entries=shown,
        pseudonyms=await moderation.pseudonyms(turn, (e.by for e in shown)),
    )


async def _own_notes(turn: Turn, entries: Iterable[Entry]) -> Sequence[Entry]:
    """Notes that colleagues of the speaker's organisation wrote."""
    us = {c.id for c in await colleagues.of(turn.tx, turn.speaker.colleague().organisation)}
    return [e for e in entries if e.kind is EntryKind.NOTE and e.by in us]


async def _readable(
    turn: Turn, handover_id: HandoverId, deed: Deed = Deed.READ
) -> tuple[Handover, Concern]:
    me = moderation.colleague(turn, deed)
    found = await _found(turn, handover_id)
    concern = await concerns.get(turn.tx, found.concern)
    if not may_read(me, found, concern):
        raise NotFound
    return found, concern


async def look(
    turn: Turn, handover_id: HandoverId, position: int
) -> tuple[Concern, Sequence[PageId]]:
    """The pictures of a picked contribution. Raises NotAllowed, NotFound."""
    handover, concern = await _readable(turn, handover_id)
    if position not in handover.picked:
        raise NotFound
    pages = await pictures.of(turn, concern.id, position)
    await record.note(turn, Act.SHARE_READ, concern.code)
    return concern, pages


async def write_note(turn: Turn, handover_id: HandoverId) -> Turn:
    """The next typed words become a note on the shared case. Raises NotAllowed, NotFound."""
    await _readable(turn, handover_id, Deed.NOTE)
    noting = turn.dialogue.at(
        Step.SHARED_NOTE, about=None, words=Words(), ready=None, pictures=(), handover=handover_id
    )
    return await save(turn, noting)


async def noting(turn: Turn) -> tuple[Handover, Concern]:
    """Raises ButtonTooOld, NotAllowed, NotFound."""
    dialogue = turn.dialogue
    if dialogue.step is not Step.SHARED_NOTE or dialogue.handover is None:
        raise ButtonTooOld
    return await _readable(turn, dialogue.handover, Deed.NOTE)


async def keep_note(turn: Turn, version: int) -> tuple[Turn, Handover, Concern]:
    """Raises ButtonTooOld, NothingWritten, NotAllowed, NotFound."""
    handover, concern = await noting(turn)
    dialogue = turn.dialogue
    if dialogue.version != version:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    noted = await _note(turn, concern, dialogue.words.text)
    await record.note(turn, Act.NOTED, concern.code)
    await _tell_owner(turn, handover, noted)
    return await save(turn, dialogue.answered()), handover, noted


async def _tell_owner(turn: Turn, handover: Handover, concern: Concern) -> None:
    """Whoever has the case is told that there is a note from outside."""
    owner = await colleagues.get(turn.tx, concern.claimed_by) if concern.claimed_by else None
    if owner:
        t = turn.house.catalogs[owner.language]
        told = screens.note_news(t, turn.house.partnership, handover, concern)
        await notices.tell_moderator(turn, owner, told)


async def listed(turn: Turn, which: str, page: int) -> ListPage:
    """One page of a list of the speaker's organisation, in the areas they serve.

    Offers that wait are named to who may answer them. Raises NotAllowed.
    """
    me = moderation.colleague(turn, Deed.ACCEPT_HANDOVER if which == "waiting" else Deed.READ)
    found = await rows.page(turn.tx, me, which, offset=page * PAGE, limit=PAGE + 1)
    return ListPage(found=found[:PAGE], page=page, more=len(found) > PAGE)


# --- the resident ------------------------------------------------------------------------------


async def told(turn: Turn, concern_id: ConcernId) -> Sequence[Handover]:
    """What became of a case of the resident who speaks: all that was accepted, oldest first."""
    return [h for h in await rows.of(turn.tx, concern_id) if h.was_accepted]
