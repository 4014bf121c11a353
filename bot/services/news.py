"""Area news as residents read it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import PUBLIC, Bulletin
from bot.domain.errors import NotFound
from bot.domain.ids import BulletinId
from bot.store import bulletins
from bot.turn import Turn

LIST_LIMIT = 8


async def recent(turn: Turn) -> Sequence[Bulletin]:
    """News of the areas the speaker follows, newest first."""
    profile = turn.speaker.profile
    if profile is None or not profile.areas:
        return []
    since = turn.hour - turn.house.defaults.news_days * 24
    return await bulletins.of_profile(
        turn.tx, profile.id, since=since, hour=turn.hour, limit=LIST_LIMIT
    )


async def read(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotFound. News is public: whoever has the link may read it, once it has left."""
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.stage not in PUBLIC:
        raise NotFound
    return bulletin
