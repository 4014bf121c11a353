"""Who waits for a case to be read, and is told when it was."""

from __future__ import annotations

from bot.domain import readers
from bot.domain.acts import Act
from bot.domain.concerns import Concern, serves
from bot.domain.people import Moderator
from bot.screens import readers as screens
from bot.services import notices
from bot.store import audit, staff
from bot.turn import Turn


async def met(turn: Turn, before: Concern, after: Concern) -> Concern:
    """A case as an act of the speaker leaves it; who reads its language is the wanted reader."""
    read = readers.met(after, turn.speaker.colleague())
    if before.reader_since is not None and read.reader_since is None:
        await tell(turn, before)
    return read


async def tell(turn: Turn, concern: Concern) -> None:
    """Tells whoever has the case, or else whoever asked, that the speaker has read it."""
    me, waiting = turn.speaker.colleague(), await _who_waits(turn, concern)
    if waiting and waiting.id != me.id:
        t = turn.house.catalogs[waiting.language]
        await notices.tell_moderator(turn, waiting, screens.news_found(t, concern, me.pseudonym))


async def _who_waits(turn: Turn, concern: Concern) -> Moderator | None:
    if concern.claimed_by:
        return await staff.get(turn.tx, concern.claimed_by)
    asker = await audit.newest_of(turn.tx, Act.READER_WANTED, concern.code)
    colleagues = await staff.of(turn.tx, concern.organisation)
    return next((c for c in colleagues if c.pseudonym == asker and serves(c, concern)), None)
