"""Who has a case: given by a lead, or given on by its holder, one by one or all before leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.acts import Act
from bot.domain.concerns import Concern, serves
from bot.domain.errors import ImpossibleChange, NotFound, OwnCase
from bot.domain.events import ConcernAssigned
from bot.domain.ids import ConcernId, ModeratorId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.services import moderation, notices, record, residents
from bot.store import concerns, staff
from bot.turn import Turn

Choices = Sequence[tuple[Moderator, int]]
"""Colleagues, and how many open cases each has."""


async def _givable(turn: Turn, concern_id: ConcernId) -> Concern:
    """An open case that the speaker has, or leads. Raises NotAllowed, NotFound, ImpossibleChange.

    Whoever has a case may give it on; it takes a lead to give one that is somebody else's.
    """
    concern = await moderation.seen(turn, concern_id)
    me = turn.speaker.colleague()
    me.check(Deed.RELEASE if concern.claimed_by == me.id else Deed.ASSIGN)
    if not concern.is_open:
        raise ImpossibleChange
    return concern


def _takes(colleague: Moderator, concern: Concern) -> bool:
    able = colleague.may(Deed.CLAIM) and colleague.practised
    return able and concern.claimed_by != colleague.id and serves(colleague, concern)


async def choices(turn: Turn, concern_id: ConcernId) -> tuple[Concern, Choices]:
    """Who could take the case over; who is on duty and has least to do comes first.

    Raises NotAllowed, NotFound, ImpossibleChange.
    """
    concern = await _givable(turn, concern_id)
    everybody = await staff.of(turn.tx, concern.organisation)
    return concern, await _by_load(turn, [c for c in everybody if _takes(c, concern)])


async def _by_load(turn: Turn, found: Iterable[Moderator]) -> Choices:
    loads = await concerns.loads(turn.tx, turn.speaker.colleague())
    counted = [(c, loads.get(c.id, 0)) for c in found]
    return sorted(counted, key=lambda one: (not one[0].on_duty, one[1], one[0].pseudonym))


async def assign(turn: Turn, concern_id: ConcernId, to: ModeratorId) -> tuple[Concern, Moderator]:
    """The case is this colleague's from now on. Raises NotAllowed, NotFound, ImpossibleChange."""
    concern = await _givable(turn, concern_id)
    taker = await _taker(turn, to)
    if concern.claimed_by == taker.id:
        return concern, taker  # pressed twice
    if not _takes(taker, concern):
        raise NotFound
    if taker.id == turn.speaker.colleague().id and await residents.is_own(turn, concern_id):
        raise OwnCase
    return await _given(turn, concern, taker), taker


async def _taker(turn: Turn, to: ModeratorId) -> Moderator:
    """A colleague of the speaker's organisation. Raises NotFound."""
    found = await staff.get(turn.tx, to)
    if found is None or found.organisation != turn.speaker.colleague().organisation:
        raise NotFound
    return found


async def _given(turn: Turn, concern: Concern, taker: Moderator) -> Concern:
    me = turn.speaker.colleague()
    given = await moderation.saved(turn, concern, concern.assign(to=taker.id, at=turn.now))
    act = Act.GIVEN if concern.claimed_by == me.id else Act.ASSIGNED
    await record.note(turn, act, concern.code)
    former = concern.claimed_by if concern.claimed_by != me.id else None
    await notices.publish(turn, ConcernAssigned(given, by=me, to=taker, former=former))
    return given


# --- before leave --------------------------------------------------------------------------


async def own(turn: Turn) -> Sequence[Concern]:
    """Every open case the speaker has, oldest first. Raises NotAllowed."""
    held = await concerns.held_by(turn.tx, moderation.colleague(turn, Deed.RELEASE))
    return [c for c in held if c.is_open]  # a closed one only waits to be weighed


async def choices_for_all(turn: Turn) -> Choices:
    """Who could take over at least one of them. Raises NotAllowed."""
    mine = await own(turn)
    everybody = await staff.of(turn.tx, turn.speaker.colleague().organisation)
    return await _by_load(turn, [c for c in everybody if any(_takes(c, one) for one in mine)])


async def for_all(turn: Turn, to: ModeratorId | None) -> tuple[int, Moderator | None]:
    """How many cases giving all on would move, and to whom; None: to the inbox.

    Raises NotAllowed, NotFound.
    """
    mine = await own(turn)
    taker = await _taker(turn, to) if to else None
    return sum(taker is None or _takes(taker, one) for one in mine), taker


async def assign_all(turn: Turn, to: ModeratorId | None) -> None:
    """All the speaker's open cases go to a colleague who serves their areas, or to the inbox.

    Raises NotAllowed, NotFound.
    """
    taker = await _taker(turn, to) if to else None
    me = turn.speaker.colleague()
    for concern in await own(turn):
        if taker is None:  # also one of an area that is not the speaker's any more
            await moderation.saved(turn, concern, concern.release(by=me.id, at=turn.now))
            await record.note(turn, Act.RELEASED, concern.code)
        elif _takes(taker, concern):
            await _given(turn, concern, taker)
