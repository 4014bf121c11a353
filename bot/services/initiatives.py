"""Initiatives: created and moved on by news that somebody else signs; followed by residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.bulletins import Bulletin, Content, Tie
from bot.domain.errors import NotFound
from bot.domain.ids import InitiativeId
from bot.domain.initiatives import Initiative, InitiativePart, Step, stream_of
from bot.services import drafts, pulses, residents
from bot.store import bulletins
from bot.store import initiatives as rows
from bot.turn import Turn

LIST_LIMIT = 8

# --- staff -------------------------------------------------------------------------------------


async def of_organisation(turn: Turn) -> Sequence[Initiative]:
    """Those the speaker's organisation can move on. Raises NotAllowed."""
    me = drafts.writer(turn)
    return [i for i in await rows.every(turn.tx) if i.organisation == me.organisation]


async def chosen(turn: Turn, initiative: InitiativeId) -> Initiative:
    """Raises NotAllowed, NotFound."""
    found = {i.id: i for i in await of_organisation(turn)}
    if initiative not in found:
        raise NotFound
    return found[initiative]


async def begin(turn: Turn) -> Turn:
    """News of a new one; the first line of each text will be its name.

    Raises NotAllowed, OtherDraft.
    """
    drafts.writer(turn)
    new = InitiativePart(id=InitiativeId(turn.house.new_id()), step=Step.PLANNED, names={})
    return await pulses.start(turn, Content(initiative=new))


async def move(turn: Turn, initiative: InitiativeId, step: Step) -> Turn:
    """News that brings it to this step, for its areas unless others are chosen.

    Raises NotAllowed, NotFound, OtherDraft.
    """
    found = await chosen(turn, initiative)
    part = InitiativePart(id=found.id, step=step, names=found.names)
    own = {area.id for area in drafts.targets(turn)}
    return await pulses.start(turn, Content(initiative=part, areas=found.areas & own))


async def take_effect(turn: Turn, bulletin: Bulletin) -> None:
    """The news leaves: from now on the initiative stands as it says.

    What comes after earlier news carries the step of that one, and moves nothing.
    """
    part = bulletin.content.initiative
    if part is None:
        return
    before = await rows.find(turn.tx, part.id)
    value = Initiative(
        id=part.id,
        organisation=bulletin.organisation,
        areas=bulletin.content.areas | (before.areas if before else frozenset()),
        names=before.names if before else part.names,
        step=before.step if before and bulletin.is_tied(Tie.SUCCESSOR) else part.step,
        changed=turn.hour,
    )
    await rows.put(turn.tx, value)


async def put_right(turn: Turn, wrong: Bulletin, right: Bulletin) -> None:
    """Its news is corrected, and with it the name that came from there."""
    was, part = wrong.content.initiative, right.content.initiative
    if was is None or part is None or was.names == part.names:
        return
    if before := await rows.find(turn.tx, part.id):
        await rows.put(turn.tx, replace(before, names=part.names))


async def step_back(turn: Turn, gone: Bulletin) -> None:
    """Its news is withdrawn: it stands as the newest one says that is left, if any is.

    Of news of one hour, which stands in no order, that is the furthest step.
    """
    part = gone.content.initiative
    before = await rows.find(turn.tx, part.id) if part else None
    if part is None or before is None:
        return
    left = await bulletins.of_stream(turn.tx, stream_of(part.id), limit=LIST_LIMIT)
    newest = [b.content.initiative for b in left if b.hour == left[0].hour]
    if says := max(filter(None, newest), key=lambda one: list(Step).index(one.step), default=None):
        await rows.put(turn.tx, replace(before, names=says.names, step=says.step))


# --- residents ---------------------------------------------------------------------------------


async def near(turn: Turn) -> Sequence[Initiative]:
    """Of the areas the speaker follows, and those followed for themselves; what is done last."""
    profile = turn.speaker.profile
    followed = profile.areas if profile else frozenset()
    found = [
        i for i in await rows.every(turn.tx) if i.areas & followed or stream_of(i.id) in followed
    ]
    return sorted(found, key=lambda i: i.step is Step.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An initiative as one resident sees it. news: newest first."""

    initiative: Initiative
    news: Sequence[Bulletin]
    followed: bool


async def card(turn: Turn, initiative: InitiativeId) -> Card:
    """Raises NotFound. It is public, as its news is."""
    found = await rows.find(turn.tx, initiative)
    if found is None:
        raise NotFound
    stream, profile = stream_of(initiative), turn.speaker.profile
    return Card(
        initiative=found,
        news=await bulletins.of_stream(turn.tx, stream, limit=LIST_LIMIT),
        followed=profile is not None and stream in profile.areas,
    )


async def follow(turn: Turn, initiative: InitiativeId) -> Turn:
    """Follows it, or stops. Raises NotFound."""
    if await rows.find(turn.tx, initiative) is None:
        raise NotFound
    return await residents.follow_stream(turn, stream_of(initiative))
