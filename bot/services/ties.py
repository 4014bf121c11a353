"""News about earlier news: its correction, and what comes after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.acts import Act
from bot.domain.bulletins import (
    PUBLIC,
    Bulletin,
    Change,
    Content,
    Priority,
    Tie,
    Validity,
    valid_until,
)
from bot.domain.errors import (
    AreasStand,
    BulletinMovedOn,
    CorrectedMeanwhile,
    KindStands,
    NoLongerNews,
    NotAllowed,
    NotFound,
    OtherDraft,
)
from bot.domain.ids import BulletinId
from bot.domain.roles import Deed
from bot.services import drafts, record, starting
from bot.store import bulletins, changes
from bot.turn import Turn

_REPEATING = frozenset({Tie.CORRECTION, Tie.SUCCESSOR})
"""What is written over the words of the earlier news, and so repeats what was wrong in them."""


async def own(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """News of the speaker's organisation and areas that has left; of a correction, what it
    corrected. Who may tell of one theme alone gets what they wrote themselves.

    Raises NotAllowed, NotFound, BulletinMovedOn.
    """
    colleague = turn.speaker.colleague()
    colleague.check(Deed.TELL_BACK)
    value = await bulletins.get(turn.tx, bulletin_id)
    if value.organisation != colleague.organisation:
        raise NotFound
    if value.content.earlier and value.is_tied(Tie.CORRECTION):
        return await own(turn, value.content.earlier)
    if not value.tells_back(colleague.id):
        drafts.writer(turn)
    if colleague.areas and not value.content.areas <= colleague.areas:
        raise NotAllowed
    if value.stage not in PUBLIC:
        raise BulletinMovedOn
    return value


async def correct(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """A draft that takes the place of news once it is signed. Raises also OtherDraft."""
    value = await own(turn, bulletin_id)
    again = replace(value, content=value.content.unnamed())
    return await _begin(turn, again, Tie.CORRECTION, value.content.valid_until)


async def prolong(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """A draft with the same words for the same areas, to come after. Raises also OtherDraft."""
    drafts.writer(turn)
    value = await own(turn, bulletin_id)
    again = replace(value, content=replace(value.content, event=None, pulse=None, theme=None))
    return await _begin(turn, again, Tie.SUCCESSOR, None)


async def _begin(turn: Turn, value: Bulletin, tie: Tie, until: int | None) -> Turn:
    at_hand = turn.dialogue.bulletin
    if at_hand and at_hand.content.texts:
        raise OtherDraft
    content = replace(
        value.content,
        earlier=value.id,
        tie=tie,
        as_of=value.corrected,
        due=None,
        valid_until=until,
    )
    return await drafts.keep(turn, drafts.of_content(content))


async def set_validity(turn: Turn, validity: Validity) -> Turn:
    """How long it is news, counted from the day on which it leaves."""
    draft = drafts.draft_of(turn)
    until = valid_until(validity, leaves(turn, draft.content))
    return await drafts.keep(turn, draft.with_content(valid_until=until))


def leaves(turn: Turn, content: Content) -> datetime:
    """When it leaves, if it is signed now."""
    due = content.due or 0
    return turn.now if due <= turn.seconds else datetime.fromtimestamp(due, turn.now.tzinfo)


async def check(turn: Turn, value: Bulletin) -> None:
    """Whether it can still leave.

    Raises NoLongerNews, BulletinMovedOn, CorrectedMeanwhile, AreasStand, KindStands, NotFound.
    """
    content = value.content
    if not value.is_valid(int(leaves(turn, content).timestamp()) // 3600):
        raise NoLongerNews
    if content.earlier is None:
        return
    earlier = await bulletins.get(turn.tx, content.earlier)
    if earlier.organisation != value.organisation:
        raise NotFound
    if earlier.stage not in PUBLIC:
        raise BulletinMovedOn
    if content.tie in _REPEATING and content.as_of != earlier.corrected:
        raise CorrectedMeanwhile
    if value.is_tied(Tie.CORRECTION):
        if content.areas != earlier.content.areas:
            raise AreasStand
        _check_kind(earlier.content, content, turn.seconds)


def _check_kind(wrong: Content, right: Content, now: int) -> None:
    """What news set going when it left goes on under its correction. Raises KindStands."""
    over = wrong.event is not None and wrong.event.is_over(now)
    if over or _kind(wrong) != _kind(right):
        raise KindStands


def _kind(content: Content) -> tuple[object, ...]:
    about = content.initiative
    step = (about.id, about.step) if about else None
    return content.event is not None, content.pulse, content.theme, step


async def put_right(turn: Turn, correction: Bulletin) -> None:
    """The corrected words stand in the place of the earlier ones, also on phones.

    An urgent one rings at those who had the earlier words, and at nobody else. Raises NotFound,
    BulletinMovedOn, KindStands.
    """
    if correction.content.earlier is None:
        raise NotFound
    wrong = await bulletins.get(turn.tx, correction.content.earlier)
    _check_kind(wrong.content, correction.content, turn.seconds)
    right = wrong.corrected_by(correction, turn.seconds)
    await bulletins.save(turn.tx, right, expected=wrong.version)
    await starting.put_right(turn, wrong, right)
    await changes.want(turn.tx, right.id, Change.EDIT)
    if correction.content.priority is Priority.URGENT:
        await changes.tell(turn.tx, of=right.id, by=correction.id, due=turn.millis)
    await record.note_machine(turn, Act.BULLETIN_CORRECTED)
