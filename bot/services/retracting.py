"""News is taken back: by one person at once, for it only takes away."""

from __future__ import annotations

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin, Change, Why, Withdrawal
from bot.domain.ids import BulletinId
from bot.screens import bulletin_page as screens
from bot.services import notices, record, signing, starting, ties
from bot.store import bulletins, changes, staff
from bot.turn import Turn


async def retract(turn: Turn, bulletin_id: BulletinId, why: Why) -> Bulletin:
    """Sending stops, and what stands on phones goes. Author and approvers are told.

    An event is called off, a question asked no longer, an initiative steps back.

    Raises NotAllowed, NotFound, BulletinMovedOn.
    """
    value = await ties.own(turn, bulletin_id)
    by = turn.speaker.colleague().id
    gone = value.retracted(Withdrawal(by=by, at=turn.seconds, why=why))
    await bulletins.save(turn.tx, gone, expected=value.version)
    await changes.stop(turn.tx, gone.id)
    await changes.want(turn.tx, gone.id, Change.DELETE)
    await starting.take_back(turn, gone)
    await record.note(turn, Act.BULLETIN_RETRACTED)
    await _tell(turn, gone)
    return gone


async def _tell(turn: Turn, gone: Bulletin) -> None:
    author = await staff.get(turn.tx, gone.author)
    told = {c.id: c for c in [*await signing.signers(turn, gone), *([author] if author else [])]}
    told.pop(turn.speaker.colleague().id, None)
    for colleague in told.values():
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.was_withdrawn(t, gone))
