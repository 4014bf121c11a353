"""One signature for what cannot wait: the duty officer's own, looked at by others afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin
from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld, NothingWritten, Refused
from bot.domain.ids import BulletinId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.screens import alone as screens
from bot.services import notices, record, signing
from bot.services.dialogues import clear, save
from bot.store import bulletins, staff
from bot.turn import Turn


async def begin(turn: Turn, version: int) -> Turn:
    """The next typed words say why the draft whose preview had this version cannot wait.

    Raises NotAllowed, NeedsAnother for what is not urgent, and what `signing.ready` does.
    """
    turn.speaker.colleague().check(Deed.SIGN_ALONE)
    await _ready(turn, version)
    asking = turn.dialogue.at(
        Step.BULLETIN_ALONE, about=None, words=Words(), ready=None, pictures=()
    )
    return await save(turn, asking)


async def _ready(turn: Turn, version: int) -> Bulletin:
    bulletin = await signing.ready(turn, version)
    bulletin.check_alone(turn.speaker.colleague())
    return bulletin


async def sign(turn: Turn, version: int) -> tuple[Turn, Bulletin]:
    """Signs one's own draft for the reason whose preview had this version; reviewers are told.

    Raises NotAllowed, NeedsAnother, NothingWritten, and what `signing.ready` does.
    """
    dialogue = turn.dialogue
    if dialogue.step is not Step.BULLETIN_ALONE:
        raise ButtonTooOld
    bulletin = await _ready(turn, version)
    if not dialogue.words:
        raise NothingWritten
    kept = await signing.keep(turn, bulletin)
    signed = kept.signed(
        by=turn.speaker.colleague().id,
        at=turn.seconds,
        digest=kept.content.digest,
        alone_because=dialogue.words.text,
    )
    await bulletins.save(turn.tx, signed, expected=kept.version)
    await record.note(turn, Act.BULLETIN_SIGNED_ALONE)
    for colleague in await _reviewers(turn, signed):
        t = turn.house.catalogs[colleague.language]
        await notices.tell_moderator(turn, colleague, screens.to_be_reviewed(t, signed))
    return await clear(turn), await signing.start_if_due(turn, signed)


def _reviews(colleague: Moderator, bulletin: Bulletin) -> bool:
    try:
        bulletin.check_reviewer(colleague)
    except Refused:
        return False
    return True


async def _reviewers(turn: Turn, bulletin: Bulletin) -> Sequence[Moderator]:
    team = await staff.of(turn.tx, bulletin.organisation)
    return [colleague for colleague in team if _reviews(colleague, bulletin)]


async def to_review(turn: Turn) -> Sequence[Bulletin]:
    """What was signed by one alone and the speaker may look at. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.REVIEW_BULLETIN)
    found = await bulletins.unreviewed(turn.tx, colleague.organisation)
    return [bulletin for bulletin in found if _reviews(colleague, bulletin)]


async def look(turn: Turn, bulletin_id: BulletinId) -> tuple[Bulletin, str]:
    """Also the pseudonym of who signed it. Raises NotAllowed, NotFound, NeedsAnother."""
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    bulletin.check_reviewer(turn.speaker.colleague())
    name = await staff.name_of(turn.tx, bulletin.signature.by) if bulletin.signature else None
    return bulletin, name or "–"


async def review(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Puts on record that it was looked at. Raises what `look` does, BulletinMovedOn."""
    bulletin, _ = await look(turn, bulletin_id)
    reviewed = bulletin.reviewed(turn.speaker.colleague().id)
    await bulletins.save(turn.tx, reviewed, expected=bulletin.version)
    await record.note(turn, Act.BULLETIN_REVIEWED)
    return reviewed
