"""Areas that nothing was told for long: their publishers hear of it once, in opening hours."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.ids import AreaId
from bot.domain.people import Moderator
from bot.domain.places import Area, Organisation
from bot.domain.roles import Role
from bot.screens import silence as screens
from bot.services import drafts, notices
from bot.store import bulletins, meta, staff
from bot.turn import Turn

_SINCE = "silence-since"
"""From which hour on an area counts that never had news."""


async def look(turn: Turn) -> None:
    """Tells each silence once; the mark moves in the transaction that tells."""
    for organisation in turn.house.partnership.with_areas():
        if organisation.hours.is_open(turn.now):
            await _look_at(turn, organisation)


async def _look_at(turn: Turn, organisation: Organisation) -> None:
    since = await _silent(turn, turn.house.partnership.areas_of(organisation.id))
    fresh = [area for area in since if await _mark(turn, area.id) != since[area]]
    able = await _publishers(turn, organisation)
    for colleague in able:
        mine = [a for a in fresh if colleague.serves(organisation.id, a.id)]
        if mine:
            t = turn.house.catalogs[colleague.language]
            shown = screens.silent(t, mine, turn.house.defaults.silent_days)
            await notices.tell_moderator(turn, colleague, shown)
    for area in fresh if able else ():
        await meta.put(turn.tx, _name(area.id), since[area].to_bytes(4))


async def _publishers(turn: Turn, organisation: Organisation) -> Sequence[Moderator]:
    """Those on duty, or all where nobody is."""
    team = await staff.of(turn.tx, organisation.id)
    able = [c for c in team if Role.PUBLISHER in c.roles and c.practised]
    return [c for c in able if c.on_duty] or able


async def _silent(turn: Turn, among: Sequence[Area]) -> dict[Area, int]:
    """The silent ones, and the hour of their newest news."""
    began = int.from_bytes(await meta.keep(turn.tx, _SINCE, turn.hour.to_bytes(4)))
    newest = await bulletins.newest(turn.tx)
    before = turn.hour - turn.house.defaults.silent_days * 24
    hours = {area: newest.get(area.id, began) for area in among}
    return {area: hour for area, hour in hours.items() if hour <= before}


def _name(area: AreaId) -> str:
    return f"silence:{area}"


async def _mark(turn: Turn, area: AreaId) -> int:
    """Of which hour's silence was told last."""
    return int.from_bytes(await meta.find(turn.tx, _name(area)) or b"")


async def write(turn: Turn) -> Turn:
    """A draft, or the one there is, to the areas that are silent still. Raises NotAllowed."""
    turn = await drafts.begin(turn)
    draft = drafts.draft_of(turn)
    quiet = {area.id for area in await _silent(turn, drafts.targets(turn))}
    return await drafts.keep(turn, draft.with_content(areas=draft.content.areas | quiet))
