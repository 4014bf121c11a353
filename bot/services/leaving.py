"""What is held of one chat, and how all of it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.concerns import Concern
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.services import residents
from bot.store import addresses, profiles
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """All that can be found of the chat that speaks. language: None before one was chosen."""

    language: Lang | None
    notice: int
    areas: tuple[AreaId, ...]
    cases: Sequence[Concern]
    draft: bool
    pictures: int = 0

    @property
    def nothing(self) -> bool:
        return self.language is None and not self.cases and not self.draft and not self.pictures


async def holdings(turn: Turn) -> Holdings:
    profile = turn.speaker.profile
    return Holdings(
        language=profile.language if profile else None,
        notice=profile.notice if profile else 0,
        areas=tuple(sorted(profile.areas)) if profile else (),
        cases=await residents.own_cases(turn),
        draft=bool(turn.dialogue.words),
        pictures=len(turn.dialogue.pictures),
    )


async def erase(turn: Turn) -> tuple[Turn, Holdings]:
    """Forgets the chat: choices, areas, drafts, and the way back to its cases.

    The words of sent cases stay with staff until their own deadline. The cases are not closed:
    several that end in the same hour would show that one person wrote them.
    """
    held = await holdings(turn)
    for case in held.cases:
        await addresses.delete_of(turn.tx, case.id)
    if turn.speaker.profile:
        await profiles.unfollow_all(turn.tx, turn.speaker.profile.id)
        await profiles.delete_of(turn.tx, turn.speaker.profile.id)
    turn = await residents.hide(turn)
    return turn.spoken_by(replace(turn.speaker, profile=None)), held
