"""On duty and off duty. What waited meanwhile is computed from the lists; nothing is stored up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.clocks import end_of_day
from bot.domain.roles import Deed
from bot.services import moderation
from bot.store import concerns, staff
from bot.turn import Turn


async def set_duty(turn: Turn, *, on: bool) -> Turn:
    """Raises NotAllowed."""
    me = replace(moderation.colleague(turn, Deed.DUTY), on_duty=on)
    await staff.save(turn.tx, me)
    return turn.spoken_by(replace(turn.speaker, moderator=me))


async def digest(turn: Turn) -> Mapping[str, int] | None:
    """How much of what waits for the speaker; None for who reads no cases."""
    me = turn.speaker.colleague()
    if not me.may(Deed.READ):
        return None
    day_ends = end_of_day(turn.now)
    return await concerns.tally(turn.tx, me, now=turn.seconds, day_ends=day_ends)
