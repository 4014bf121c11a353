"""News from a template: slot by slot by taps, then a draft in all three languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.bulletins import BulletinDraft
from bot.domain.dialogues import Step
from bot.domain.errors import AreaNotServed, ButtonTooOld, NoAreaChosen
from bot.domain.ids import AreaId, LandmarkId
from bot.domain.incidents import (
    Answer,
    IncidentDraft,
    Option,
    Slot,
    SlotKind,
    Template,
    moment,
    street,
)
from bot.domain.incidents import texts as filled
from bot.domain.people import Lang
from bot.domain.places import Area, Landmark, Partnership
from bot.i18n import Catalog
from bot.services import drafts
from bot.services.dialogues import save
from bot.texts import incidents as words
from bot.turn import Turn

PLACES_AT_ONCE = 12
"""More places than this are shown an area at a time."""


def under_way(turn: Turn) -> bool:
    """Whether a template is being filled, and nothing was written by hand since."""
    draft = turn.dialogue.bulletin
    return turn.dialogue.incident is not None and not (draft and draft.content.texts)


def draft_of(turn: Turn) -> IncidentDraft:
    """Raises ButtonTooOld when it is gone, NotAllowed."""
    drafts.writer(turn)
    if turn.dialogue.incident is None:
        raise ButtonTooOld
    return turn.dialogue.incident


def template_of(turn: Turn) -> Template:
    """Raises NotFound for one that was removed from the data meanwhile, ButtonTooOld."""
    return turn.house.partnership.template(draft_of(turn).template)


def asked(turn: Turn) -> Slot | None:
    """The slot to fill now; None when all are."""
    slots, given = template_of(turn).slots, draft_of(turn).answers
    return slots[len(given)] if len(given) < len(slots) else None


async def _keep(turn: Turn, draft: IncidentDraft) -> Turn:
    return await save(turn, turn.dialogue.at(Step.INCIDENT, incident=draft))


async def choose(turn: Turn, template: str) -> Turn:
    """Begins to fill it. Raises NotAllowed, NotFound, ButtonTooOld when words were written."""
    drafts.writer(turn)
    draft = turn.dialogue.bulletin or BulletinDraft()
    if draft.content.texts:
        raise ButtonTooOld
    found = turn.house.partnership.template(template)
    incident = IncidentDraft(template=found.id, areas=draft.content.areas)
    dialogue = turn.dialogue.at(Step.INCIDENT, bulletin=draft, incident=incident)
    return await save(turn, dialogue)


async def leave(turn: Turn) -> Turn:
    """No template is being filled any more; the draft goes on."""
    drafts.writer(turn)
    draft = turn.dialogue.bulletin or BulletinDraft()
    return await save(turn, turn.dialogue.at(Step.BULLETIN, bulletin=draft, incident=None))


async def back(turn: Turn) -> Turn:
    """One answer back; before the first one, out of the template."""
    draft = draft_of(turn)
    return await _keep(turn, draft.one_back()) if draft.is_begun else await leave(turn)


# --- places ----------------------------------------------------------------------------------


def by_area(turn: Turn) -> bool:
    """Whether an area is to be chosen before a place in it."""
    targets = drafts.targets(turn)
    return len(targets) + sum(len(a.landmarks) for a in targets) > PLACES_AT_ONCE


def places(turn: Turn) -> Sequence[tuple[Area, Landmark | None]]:
    """Those to choose from now: each area as a whole, and what everybody knows in it."""
    within = draft_of(turn).within
    known = turn.house.partnership.landmark
    return [
        (area, landmark)
        for area in drafts.targets(turn)
        if within in {None, area.id}
        for landmark in (None, *(known(one) for one in area.landmarks))
    ]


async def look_within(turn: Turn, area: AreaId) -> Turn:
    """Shows the places of one area. Raises ButtonTooOld, AreaNotServed."""
    slot = asked(turn)
    if slot is None or slot.kind is not SlotKind.PLACE:
        raise ButtonTooOld
    _check_target(turn, area)
    return await _keep(turn, replace(draft_of(turn), within=area))


def _check_target(turn: Turn, area: AreaId) -> None:
    if all(a.id != area for a in drafts.targets(turn)):
        raise AreaNotServed(area)


def _place(turn: Turn, slot: Slot, option: str) -> Answer:
    area, _, landmark = option.partition(".")
    wanted = AreaId(area)
    _check_target(turn, wanted)
    if not landmark:
        return Answer(slot=slot.id, area=wanted)
    if landmark not in turn.house.partnership.area(wanted).landmarks:
        raise ButtonTooOld
    return Answer(slot=slot.id, area=wanted, landmark=LandmarkId(landmark))


# --- answers ---------------------------------------------------------------------------------


async def answer(turn: Turn, slot: str, option: str) -> Turn:
    """Fills the slot that is asked now. Raises ButtonTooOld for any other, AreaNotServed."""
    now = asked(turn)
    if now is None or now.id != slot:
        raise ButtonTooOld
    return await _keep(turn, draft_of(turn).answered(_answer(turn, now, option)))


def _answer(turn: Turn, slot: Slot, option: str) -> Answer:
    match slot.kind:
        case SlotKind.PLACE:
            return _place(turn, slot, option)
        case SlotKind.TIME:
            return Answer(slot=slot.id, at=moment(option, turn.now))
        case SlotKind.NUMBER | SlotKind.CHOICE:
            chosen = slot.option(option)
            return Answer(slot=slot.id, option=chosen.id, at=chosen.deadline(turn.now))


def wants_street(turn: Turn) -> bool:
    """Whether what is typed now is the name of a street."""
    slot = asked(turn)
    return slot is not None and slot.kind is SlotKind.PLACE


async def type_street(turn: Turn, text: str) -> Turn:
    """Raises ButtonTooOld, NotAStreet."""
    slot = asked(turn)
    if slot is None or slot.kind is not SlotKind.PLACE:
        raise ButtonTooOld
    draft = draft_of(turn)
    typed = Answer(slot=slot.id, area=draft.within, street=street(text))
    return await _keep(turn, draft.answered(typed))


# --- areas, and the whole --------------------------------------------------------------------


async def toggle_area(turn: Turn, area: AreaId) -> Turn:
    """Raises ButtonTooOld, AreaNotServed."""
    if asked(turn) is not None:
        raise ButtonTooOld
    _check_target(turn, area)
    draft = draft_of(turn)
    return await _keep(turn, replace(draft, areas=draft.areas ^ {area}))


async def finish(turn: Turn) -> Turn:
    """The template becomes a draft as any other. Raises ButtonTooOld, NoAreaChosen."""
    draft, template = draft_of(turn), template_of(turn)
    if asked(turn) is not None:
        raise ButtonTooOld
    if not draft.areas:
        raise NoAreaChosen
    bulletin = (turn.dialogue.bulletin or BulletinDraft()).with_content(
        texts=written(turn.house.partnership, turn.house.catalogs, template, draft),
        areas=draft.areas,
        priority=template.priority,
        topic=template.topic,
    )
    return await save(turn, turn.dialogue.at(Step.BULLETIN, bulletin=bulletin, incident=None))


def written(
    partnership: Partnership,
    catalogs: Mapping[Lang, Catalog],
    template: Template,
    draft: IncidentDraft,
) -> dict[Lang, str]:
    """The whole text in every language. Raises NotFound when a place is gone from the data."""
    given = list(zip(template.slots, draft.answers, strict=True))
    phrases = {
        lang: words.numbers(t) | {s.id: _phrase(partnership, t, s, answer) for s, answer in given}
        for lang, t in catalogs.items()
    }
    return filled(template, phrases)


def _phrase(partnership: Partnership, t: Catalog, slot: Slot, answer: Answer) -> str:
    match slot.kind:
        case SlotKind.PLACE:
            return _where(partnership, t, answer)
        case SlotKind.TIME:
            return words.about(t, _moment(answer))
        case SlotKind.NUMBER | SlotKind.CHOICE:
            return _sentence(t, slot.option(answer.option), answer)


def _where(partnership: Partnership, t: Catalog, answer: Answer) -> str:
    if answer.street or answer.area is None:
        return words.near_street(t, answer.street)
    area = partnership.area(answer.area)
    if answer.landmark is None:
        return words.in_area(t, area.name)
    return words.at_landmark(t, t.name(partnership.landmark(answer.landmark).at), area.name)


def _sentence(t: Catalog, option: Option, answer: Answer) -> str:
    text = t.name(option.texts)
    if option.number is not None:
        return words.number(t, text, option.number)
    return text.format(**words.numbers(t), by=words.by(t, _moment(answer)))


def _moment(answer: Answer) -> datetime:
    return datetime.fromtimestamp(answer.at, UTC)
