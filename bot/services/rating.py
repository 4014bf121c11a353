"""Did it help? Counted by team and month; the case remembers only that it was asked."""

from __future__ import annotations

from bot.domain.concerns import Concern, Helped
from bot.domain.ids import ConcernId
from bot.services import residents
from bot.services.counting import count_helped
from bot.store import concerns
from bot.turn import Turn


async def rate(turn: Turn, concern_id: ConcernId, helped: Helped) -> Concern:
    """One more for the team; whoever says it twice is counted once.

    Raises NotFound, ImpossibleChange when it is not closed by staff.
    """
    concern = await residents.own_case(turn, concern_id)
    if concern.rated and not concern.is_open:
        return concern  # pressed twice
    rated = concern.rate()
    await concerns.save(turn.tx, rated, expected=concern.version)
    await count_helped(turn, concern, helped)
    return rated
