"""Work that is done once a day, also after a restart."""

from __future__ import annotations

from bot.domain.retention import day_of
from bot.store import meta
from bot.turn import Turn


async def begins(turn: Turn, name: str, hour: int) -> bool:
    """Whether the day's work of this name, due from this local hour on, is still to be done.

    The day is kept in the transaction of the work, so that a kill neither repeats nor loses it.
    """
    day = day_of(turn.now, begins=hour)
    if int.from_bytes(await meta.find(turn.tx, name) or b"") >= day:
        return False
    await meta.put(turn.tx, name, day.to_bytes(4))
    return True
