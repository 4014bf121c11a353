"""Who is told of what at once: those on duty, and for danger or a child somebody in any case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.concerns import Concern, Urgency, serves
from bot.domain.people import Moderator

_ORDER = (Urgency.DANGER, Urgency.CHILD, Urgency.NORMAL)


def pressing(concern: Concern) -> tuple[int, int, bytes]:
    """To sort by: danger, then children, then what has rested longest."""
    return _ORDER.index(concern.urgency), concern.touched_hour, concern.id


def is_urgent(concern: Concern) -> bool:
    """Danger or a child: it waits for nobody's working hours."""
    return concern.urgency is not Urgency.NORMAL


def team_told(team: Sequence[Moderator], concern: Concern) -> list[Moderator]:
    """Of a case that is everybody's: who serves it and is on duty.

    With nobody on duty, danger and a child reach everybody who serves the case.
    """
    serving = [c for c in team if serves(c, concern)]
    on_duty = [c for c in serving if c.on_duty]
    return on_duty or (serving if is_urgent(concern) else [])


def told_of_words(
    team: Sequence[Moderator], concern: Concern, *, danger: bool = False
) -> list[Moderator]:
    """Of what the resident wrote: whoever has the case, if on duty; else their digest says so.

    danger: the words tell of it, so the whole team is told. The team stands in for a colleague off
    duty who has an urgent case.
    """
    holder = next((c for c in team if c.id == concern.claimed_by), None)
    if holder is None:
        return team_told(team, concern)
    if danger or (is_urgent(concern) and not holder.on_duty):
        return [holder, *(c for c in team_told(team, concern) if c.id != holder.id)]
    return [holder] if holder.on_duty else []


def responsible(team: Sequence[Moderator], concern: Concern) -> list[Moderator]:
    """Who answers for a clock that must not run out, also off duty: whoever has the case, or else
    the team, and the leads."""
    holder = [c for c in team if c.id == concern.claimed_by]
    first = holder or team_told(team, concern)
    return [*first, *(c for c in team if c.is_lead and serves(c, concern) and c not in first)]
