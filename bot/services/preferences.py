"""How area news reaches one resident: each wish is set to a value, so that a tap may come twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.ids import TopicId
from bot.domain.people import Profile
from bot.domain.preferences import BEGINS, ENDS, Preferences, Priority
from bot.services import residents
from bot.turn import Turn


def of(turn: Turn) -> Preferences:
    profile = turn.speaker.profile
    return profile.preferences if profile else Preferences()


async def _change(turn: Turn, **wishes: Any) -> Turn:
    return await residents.prefer(turn, replace(of(turn), **wishes))


async def set_quiet(turn: Turn, begins: int, ends: int) -> Turn:
    """Hours; both the same: no quiet time. Raises ButtonTooOld for hours that are not offered."""
    if begins == ends:
        return await _change(turn, quiet=None)
    if begins not in BEGINS or ends not in ENDS:
        raise ButtonTooOld
    return await _change(turn, quiet=(begins * 60, ends * 60))


async def set_least(turn: Turn, least: Priority) -> Turn:
    return await _change(turn, least=least)


async def mute(turn: Turn, topic: TopicId, *, muted: bool) -> Turn:
    """Raises NotFound for a topic that there is not."""
    if topic not in turn.house.partnership.topics:
        raise NotFound
    others = of(turn).muted - {topic}
    return await _change(turn, muted=others | {topic} if muted else others)


async def agree_to_urgent(turn: Turn, *, agreed: bool) -> Turn:
    return await _change(turn, urgent=agreed, asked=True)


async def want_in_full(turn: Turn, *, wanted: bool) -> Turn:
    return await _change(turn, in_full=wanted)


async def offered(turn: Turn, before: Profile | None) -> tuple[Turn, bool]:
    """Whether the consent to urgent news is to be offered now: once, with the first area.

    before: the speaker's profile before the area was followed.
    """
    profile = turn.speaker.profile
    first = profile is not None and bool(profile.areas) and not (before and before.areas)
    if not first or of(turn).asked or of(turn).urgent:
        return turn, False
    return await _change(turn, asked=True), True
