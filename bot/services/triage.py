"""Assessing a case: urgency, category, area, the duty to notify, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.acts import Act
from bot.domain.clocks import Calendar, LookAgain
from bot.domain.concerns import Concern, Urgency
from bot.domain.errors import AreaNotServed
from bot.domain.ids import AreaId, CategoryId, ConcernId
from bot.domain.places import Area
from bot.domain.roles import Deed
from bot.services import alerts, moderation, notices, record
from bot.store import staff
from bot.turn import Turn


async def set_urgency(turn: Turn, concern_id: ConcernId, urgency: Urgency) -> Concern:
    """Raises NotWeighed, ImpossibleChange, NotAllowed, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.TRIAGE)
    return await _assess(turn, concern, urgency, concern.category)


async def set_category(turn: Turn, concern_id: ConcernId, category: CategoryId) -> Concern:
    """Raises ImpossibleChange, NotAllowed, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.TRIAGE)
    return await _assess(turn, concern, concern.urgency, category)


async def _assess(turn: Turn, concern: Concern, urgency: Urgency, category: CategoryId) -> Concern:
    if (urgency, category) == (concern.urgency, concern.category):
        return concern  # pressed twice
    after = concern.triaged(
        urgency=urgency,
        category=category,
        child=turn.house.partnership.category(category).child,
        report_due=turn.seconds + turn.house.defaults.report_hours * 3600,
    )
    changed = await moderation.saved(turn, concern, after)
    await record.note(turn, Act.TRIAGED, concern.code)
    if changed.urgency not in {concern.urgency, Urgency.NORMAL}:
        await alerts.raised(turn, changed)
        await notices.tell_group(turn, changed)
    return changed


def areas(turn: Turn, concern: Concern) -> Sequence[Area]:
    """Where else the case could belong within its organisation; elsewhere it is handed over."""
    served = turn.house.partnership.areas_of(concern.organisation)
    return [area for area in served if area.id != concern.area]


async def set_area(turn: Turn, concern_id: ConcernId, area: AreaId) -> Concern:
    """Whoever has it and does not serve the new area gives it back to the team.

    Raises AreaNotServed for one of another organisation, ImpossibleChange, NotAllowed, NotFound.
    """
    concern = await moderation.seen(turn, concern_id, Deed.TRIAGE)
    if area == concern.area:
        return concern
    if area not in [a.id for a in areas(turn, concern)]:
        raise AreaNotServed(area)
    holder = await staff.get(turn.tx, concern.claimed_by) if concern.claimed_by else None
    stays = holder is not None and holder.serves(concern.organisation, area)
    after = concern.moved(area=area, at=turn.now, stays=stays)
    moved = await moderation.saved(turn, concern, after)
    await record.note(turn, Act.TRIAGED, concern.code)
    if moved.claimed_by is None:
        await alerts.arrived(turn, moved)
    return moved


async def weigh(turn: Turn, concern_id: ConcernId, *, sent: bool) -> Concern:
    """The duty to notify about a child is weighed, and its clock stops; also of a closed case.

    Raises ImpossibleChange when no clock runs, NotAllowed, NotFound.
    """
    concern = await moderation.seen(turn, concern_id, Deed.TRIAGE)
    weighed = await moderation.saved(turn, concern, concern.weighed())
    await record.note(turn, Act.REPORTED_CHILD if sent else Act.WEIGHED_CHILD, concern.code)
    return weighed


async def look_again(turn: Turn, concern_id: ConcernId, when: LookAgain) -> Concern:
    """Raises NotYours, ImpossibleChange, NotAllowed, NotFound."""
    concern = await moderation.held(turn, concern_id, Deed.FOLLOW_UP)
    at = calendar(turn, concern).look_again(turn.now, when)
    me = turn.speaker.colleague().id
    changed = await moderation.saved(turn, concern, concern.looked_at_again(at, by=me))
    await record.note(turn, Act.LOOK_AGAIN, concern.code)
    return changed


def calendar(turn: Turn, concern: Concern) -> Calendar:
    organisation = turn.house.partnership.organisation(concern.organisation)
    return Calendar(organisation.hours, turn.house.defaults)
