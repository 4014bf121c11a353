"""Area news as residents read it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import PUBLIC, Bulletin, Stage, Standing, Tie
from bot.domain.errors import NotFound
from bot.domain.ids import BulletinId
from bot.store import bulletins
from bot.turn import Turn

LIST_LIMIT = 8
READABLE = PUBLIC | {Stage.RETRACTED}


async def recent(turn: Turn) -> Sequence[Bulletin]:
    """News of the areas the speaker follows, newest first."""
    profile = turn.speaker.profile
    if profile is None or not profile.areas:
        return []
    since = turn.hour - turn.house.defaults.news_days * 24
    return await bulletins.of_profile(
        turn.tx, profile.id, hour=turn.hour, since=since, limit=LIST_LIMIT
    )


async def read(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotFound. News is public: whoever has the link may read it, once it has left.

    A correction leads to what it corrected; that something was withdrawn can be read too.
    """
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.stage not in READABLE:
        raise NotFound
    if bulletin.content.earlier and bulletin.is_tied(Tie.CORRECTION):
        return await read(turn, bulletin.content.earlier)
    return bulletin


async def standing(turn: Turn, bulletin: Bulletin) -> Standing:
    newer = await bulletins.successor(turn.tx, bulletin.id)
    return Standing(newer=newer, over=not bulletin.is_valid(turn.hour))
