"""Four eyes: who wrote news proposes it, somebody else signs exactly that, and then it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin
from bot.domain.errors import ButtonTooOld, NobodyToSign, NotFound, Refused
from bot.domain.ids import BulletinId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.screens import signing as screens
from bot.services import drafts, notices, record, starting
from bot.services.dialogues import clear
from bot.store import bulletins, deliveries, staff
from bot.turn import Turn


def _signs(colleague: Moderator, bulletin: Bulletin) -> bool:
    try:
        bulletin.check_signer(colleague)
    except Refused:
        return False
    return True


async def signers(turn: Turn, bulletin: Bulletin) -> Sequence[Moderator]:
    """Colleagues who may sign it: those on duty, or all where nobody is."""
    team = await staff.of(turn.tx, bulletin.organisation)
    able = [colleague for colleague in team if _signs(colleague, bulletin)]
    return [colleague for colleague in able if colleague.on_duty] or able


async def propose(turn: Turn, version: int) -> tuple[Turn, Bulletin]:
    """Gives the draft whose preview had this version to who can sign it; they are told.

    Raises ButtonTooOld, LanguagesMissing, NoAreaChosen, AreaNotServed, NotAllowed, NobodyToSign.
    """
    bulletin = drafts.as_proposed(turn)
    if turn.dialogue.version != version:
        raise ButtonTooOld
    asked = await signers(turn, bulletin)
    if not asked:
        raise NobodyToSign
    await bulletins.add(turn.tx, bulletin)
    await record.note(turn, Act.BULLETIN_PROPOSED)
    for colleague in asked:
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.wanted(t, bulletin))
    return await clear(turn), bulletin


async def waiting(turn: Turn) -> Sequence[Bulletin]:
    """What the speaker may sign now. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.SIGN_BULLETIN)
    found = await bulletins.proposed(turn.tx, colleague.organisation)
    return [bulletin for bulletin in found if _signs(colleague, bulletin)]


async def look(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotAllowed, NotFound, NeedsAnother."""
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    bulletin.check_signer(turn.speaker.colleague())
    return bulletin


async def sign(turn: Turn, bulletin_id: BulletinId, digest: str) -> Bulletin:
    """Signs the content with this digest; it leaves at once when no later time was set.

    Raises NotAllowed, NotFound, NeedsAnother, BulletinMovedOn.
    """
    bulletin = await look(turn, bulletin_id)
    by = turn.speaker.colleague().id
    signed = bulletin.signed(by=by, at=turn.seconds, digest=digest)
    await bulletins.save(turn.tx, signed, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_SIGNED)
    return await start(turn, signed) if signed.is_due(turn.seconds) else signed


async def give_back(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Returns it to its author unsigned. Raises NotAllowed, NotFound, NeedsAnother."""
    bulletin = await look(turn, bulletin_id)
    returned = bulletin.returned()
    await bulletins.save(turn.tx, returned, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_RETURNED)
    author = await staff.get(turn.tx, bulletin.author)
    if author:
        t = turn.house.catalogs[author.language]
        await notices.tell_moderator(turn, author, screens.given_back(t, returned))
    return returned


async def start(turn: Turn, bulletin: Bulletin) -> Bulletin:
    """Its sending begins after the commit."""
    started = bulletin.started(turn.hour)
    await bulletins.save(turn.tx, started, expected=bulletin.version)
    await deliveries.begin(turn.tx, started.id, sorted(started.content.streams))
    await starting.take_effect(turn, started)
    await record.note_machine(turn, Act.PUBLISHED)
    return started


async def start_due(turn: Turn) -> None:
    """Begins what is signed and whose time has come."""
    for bulletin in await bulletins.due(turn.tx, now=turn.seconds):
        await start(turn, bulletin)


async def take_up(turn: Turn, bulletin_id: BulletinId) -> Turn:
    """The author writes on at what was returned or waits for a signature, as a new draft.

    Raises NotFound, NotAllowed, BulletinMovedOn.
    """
    colleague = turn.speaker.colleague()
    colleague.check(Deed.TELL_BACK)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.author != colleague.id:
        raise NotFound
    await bulletins.save(turn.tx, bulletin.taken_back(), expected=bulletin.version)
    return await drafts.keep(turn, drafts.of_content(bulletin.content))
