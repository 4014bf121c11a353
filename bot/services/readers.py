"""Asking for a colleague who reads the language of a case, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain import readers
from bot.domain.acts import Act
from bot.domain.concerns import Concern, serves
from bot.domain.errors import ButtonTooOld, ImpossibleChange
from bot.domain.ids import ConcernId, OrganisationId
from bot.domain.roles import Deed
from bot.screens import readers as screens
from bot.services import moderation, notices, reading, record
from bot.store import concerns, meta, staff
from bot.turn import Turn

_TOLD = "leads told of wanted readers"
"""Under this name the database keeps when leads were last told, so that they are told once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """told: how many colleagues who read the language; 0: nobody of the organisation does."""

    concern: Concern
    told: int


async def want(turn: Turn, concern_id: ConcernId) -> Asked:
    """Tells at once who could read the case. Asked twice, nobody is told again.

    Raises NotAllowed, NotFound, ImpossibleChange; ButtonTooOld for who reads it themselves.
    """
    concern = await moderation.seen(turn, concern_id, Deed.WANT_READER)
    me = turn.speaker.colleague()
    if not concern.is_open:
        raise ImpossibleChange
    if concern.language in me.reads:
        raise ButtonTooOld
    could = readers.of(await staff.of(turn.tx, concern.organisation), concern)
    if concern.reader_since is not None:
        return Asked(concern, len(could))
    asked = await moderation.saved(turn, concern, readers.wanted(concern, turn.now))
    await record.note(turn, Act.READER_WANTED, concern.code)
    area = turn.house.partnership.area(concern.area).name
    for colleague in could:
        t = turn.house.catalogs[colleague.language]
        screen = screens.news_wanted(t, asked, area, me.pseudonym)
        await notices.tell_moderator(turn, colleague, screen)
    return Asked(asked, len(could))


async def found(turn: Turn, concern_id: ConcernId) -> Concern:
    """The speaker has read it; whoever has the case, or else whoever asked, is told.

    Raises NotAllowed, NotFound; ButtonTooOld for who does not read the language.
    """
    concern = await moderation.seen(turn, concern_id, Deed.WANT_READER)
    if concern.language not in turn.speaker.colleague().reads:
        raise ButtonTooOld
    if concern.reader_since is None:
        return concern
    read = await moderation.saved(turn, concern, readers.found(concern))
    await record.note(turn, Act.READER_FOUND, concern.code)
    await reading.tell(turn, concern)
    return read


async def chase(turn: Turn) -> None:
    """Leads are told, once, of cases that have waited too long for a reader in open hours."""
    places, limit = turn.house.partnership, turn.house.defaults.reader_wait
    before = int.from_bytes(await meta.find(turn.tx, _TOLD) or b"")
    last = datetime.fromtimestamp(before, UTC)
    late = [
        concern
        for concern in await concerns.wanting_reader(turn.tx)
        for hours in [places.organisation(concern.organisation).hours]
        if readers.falls_due(concern, hours, limit, last=last, now=turn.now)
    ]
    for concern in late:
        await _tell_leads(turn, concern)
    if late:
        await meta.put(turn.tx, _TOLD, turn.seconds.to_bytes(8))


async def _tell_leads(turn: Turn, concern: Concern) -> None:
    """Where no lead serves the area, everybody who does."""
    serving = [c for c in await staff.of(turn.tx, concern.organisation) if serves(c, concern)]
    others = await _who_could(turn, concern)
    area = turn.house.partnership.area(concern.area).name
    for colleague in [c for c in serving if c.is_lead] or serving:
        t = turn.house.catalogs[colleague.language]
        names = [t.name(turn.house.partnership.organisation(o).names) for o in others]
        screen = screens.news_unmet(t, concern, area, names)
        await notices.tell_moderator(turn, colleague, screen)


async def _who_could(turn: Turn, concern: Concern) -> Sequence[OrganisationId]:
    """Other organisations with a colleague who may read cases in this language."""
    return [
        organisation
        for organisation in turn.house.partnership.organisations
        if organisation != concern.organisation
        and any(
            c.may(Deed.READ) and concern.language in c.reads
            for c in await staff.of(turn.tx, organisation)
        )
    ]
