"""Sendings as colleagues see them: how far, stopped, and reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.acts import (
    Act,
)
from bot.domain.bulletins import (
    Bulletin,
    Change,
    Progress,
    Stage,
    Standing,
    Tie,
)
from bot.domain.errors import (
    BulletinMovedOn,
    NotFound,
)
from bot.domain.ids import BulletinId
from bot.domain.people import (
    Moderator,
)
from bot.domain.roles import (
    Deed,
)
from bot.screens import (
    sendings as screens,
)
from bot.services import (
    news,
    notices,
    progress,
    record,
)
from bot.store import (
    bulletins,
    changes,
    deliveries,
    staff,
)
from bot.turn import Turn

LIST_LIMIT = 8
WINDOWS = 20
"""After a stop so many windows of those it did not go to are counted at a time."""


def reader(turn: Turn) -> Moderator:
    """Who writes news, or signs it. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    if not colleague.may(Deed.SIGN_BULLETIN):
        colleague.check(Deed.WRITE_BULLETIN)
    return colleague


async def look(turn: Turn, bulletin_id: BulletinId) -> tuple[Bulletin, Progress]:
    """Raises NotAllowed, NotFound."""
    bulletin = await _own(turn, bulletin_id)
    return bulletin, await progress.how_far(turn, bulletin)


async def _own(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Of the speaker's organisation; who may tell of one theme alone sees what they wrote."""
    colleague = turn.speaker.colleague()
    sees_all = colleague.may(Deed.SIGN_BULLETIN) or colleague.may(Deed.WRITE_BULLETIN)
    if not sees_all:
        colleague.check(Deed.TELL_BACK)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    seen = sees_all or bulletin.author == colleague.id
    if bulletin.organisation != colleague.organisation or not seen:
        raise NotFound
    return bulletin


async def afterwards(turn: Turn, bulletin: Bulletin) -> tuple[Mapping[Change, int], Standing]:
    """What becomes of messages that carry its words, and how it stands by now."""
    shown = bulletin.content.earlier if bulletin.is_tied(Tie.CORRECTION) else bulletin.id
    on_phones = await changes.counts(turn.tx, shown or bulletin.id)
    return on_phones, await news.standing(turn, bulletin)


async def published(turn: Turn) -> Sequence[Bulletin]:
    """The newest that left in the speaker's organisation. Raises NotAllowed."""
    colleague = reader(turn)
    return await bulletins.sent_of(turn.tx, colleague.organisation, limit=LIST_LIMIT)


async def unsent(turn: Turn) -> Sequence[Bulletin]:
    """The newest that the speaker wrote and that have not left. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.TELL_BACK)
    return await bulletins.unsent_of(turn.tx, colleague.id, limit=LIST_LIMIT)


async def stoppable(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotAllowed, NotFound, BulletinMovedOn when it is not being sent."""
    bulletin = await _own(turn, bulletin_id)
    colleague = turn.speaker.colleague()
    if not bulletin.tells_back(colleague.id):
        colleague.check(Deed.STOP_BULLETIN)
    if bulletin.stage is not Stage.SENDING:
        raise BulletinMovedOn
    return bulletin


async def stop(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """What is in flight ends and is counted; the rest stands as not sent. Its author is told.

    Raises NotAllowed, NotFound, BulletinMovedOn.
    """
    bulletin = await stoppable(turn, bulletin_id)
    if not await bulletins.stop(turn.tx, bulletin_id):
        raise BulletinMovedOn
    await record.note(turn, Act.BULLETIN_STOPPED)
    me, author = turn.speaker.colleague(), await staff.get(turn.tx, bulletin.author)
    if author and author.id != me.id:
        t = turn.house.catalogs[author.language]
        await notices.tell_moderator(turn, author, screens.stopped_by(t, bulletin, me.pseudonym))
    return await bulletins.get(turn.tx, bulletin_id)


async def report_finished(turn: Turn) -> None:
    """Keeps how each sending went that is over, and brings what authors are told up to date."""
    for bulletin in await bulletins.unreported(turn.tx):
        if await _is_over(turn, bulletin):
            counts, _ = await deliveries.counts(turn.tx, bulletin.id)
            await deliveries.reported(turn.tx, bulletin.id, counts)
            if bulletin.stage is Stage.SENDING:
                await bulletins.save(turn.tx, bulletin.finished(), expected=bulletin.version)
    await progress.look(turn)


async def _is_over(turn: Turn, bulletin: Bulletin) -> bool:
    if bulletin.stage is Stage.STOPPED:
        await deliveries.leave_out(turn.tx, bulletin.id, windows=WINDOWS)
    return (await progress.how_far(turn, bulletin)).done
