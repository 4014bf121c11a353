"""How a sending goes: progress, and the report to its author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import Bulletin, Delivery, Progress, Stage
from bot.domain.errors import NotFound
from bot.domain.ids import BulletinId
from bot.domain.roles import Deed
from bot.domain.screens import Screen
from bot.services import drafts, notices
from bot.store import bulletins, deliveries, staff
from bot.texts import publisher as texts
from bot.turn import Turn

LIST_LIMIT = 8


async def progress(turn: Turn, bulletin_id: BulletinId) -> tuple[Bulletin, Progress]:
    """Raises NotAllowed, NotFound."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.TELL_BACK)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    own = bulletin.author == colleague.id or colleague.may(Deed.WRITE_BULLETIN)
    if bulletin.organisation != colleague.organisation or not own:
        raise NotFound
    return bulletin, await _progress(turn, bulletin_id)


async def _progress(turn: Turn, bulletin_id: BulletinId) -> Progress:
    counts, running = await deliveries.counts(turn.tx, bulletin_id)
    waiting = counts.get(Delivery.OPEN, 0) + counts.get(Delivery.SENDING, 0)
    return Progress(counts, done=not running and not waiting)


async def published(turn: Turn) -> Sequence[Bulletin]:
    """The newest bulletins of the speaker's organisation, of every stage. Raises NotAllowed."""
    colleague = drafts.publisher(turn)
    return await bulletins.of_organisation(turn.tx, colleague.organisation, limit=LIST_LIMIT)


async def report_finished(turn: Turn) -> None:
    """Tells each author, once, how a finished sending went."""
    for bulletin in await bulletins.unreported(turn.tx):
        how = await _progress(turn, bulletin.id)
        if not how.done:
            continue
        await deliveries.reported(turn.tx, bulletin.id, how.counts)
        if bulletin.stage is Stage.SENDING:
            await bulletins.save(turn.tx, bulletin.finished(), expected=bulletin.version)
        author = await staff.get(turn.tx, bulletin.author)
        if author:
            t = turn.house.catalogs[author.language]
            await notices.tell_moderator(turn, author, Screen(text=texts.report(t, how)))
