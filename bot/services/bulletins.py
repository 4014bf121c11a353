"""Area news: write in three languages, choose areas, send, read, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.acts import Act
from bot.domain.bulletins import BULLETIN_LIMIT, Bulletin, BulletinDraft, Delivery, Progress
from bot.domain.dialogues import Step
from bot.domain.errors import AreaNotServed, ButtonTooOld, NotFound
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang, Moderator
from bot.domain.places import Area
from bot.domain.roles import Deed
from bot.domain.screens import Screen
from bot.domain.words import checked
from bot.services import notices, record
from bot.services.dialogues import clear, save
from bot.store import bulletins, profiles, staff
from bot.texts import publisher as texts
from bot.turn import Turn

NEWS_LIMIT = 8


def _publisher(turn: Turn) -> Moderator:
    colleague = turn.speaker.colleague()
    colleague.check(Deed.WRITE_BULLETIN)
    return colleague


def targets(turn: Turn) -> tuple[Area, ...]:
    """Areas the speaker may write to: those served, else the organisation's, else all."""
    colleague = _publisher(turn)
    partnership = turn.house.partnership
    own = partnership.areas_of(colleague.organisation) or tuple(partnership.areas.values())
    return tuple(a for a in own if not colleague.areas or a.id in colleague.areas)


def draft_of(turn: Turn) -> BulletinDraft:
    """Raises ButtonTooOld when the draft is gone."""
    if turn.dialogue.bulletin is None:
        raise ButtonTooOld
    return turn.dialogue.bulletin


async def _keep(turn: Turn, draft: BulletinDraft, step: Step = Step.BULLETIN) -> Turn:
    return await save(turn, turn.dialogue.at(step, bulletin=draft))


async def begin(turn: Turn) -> Turn:
    """Goes on with the draft that exists, or starts one. Raises NotAllowed."""
    _publisher(turn)
    return await _keep(turn, turn.dialogue.bulletin or BulletinDraft())


async def write(turn: Turn, language: Lang) -> Turn:
    """The next typed message is the text in this language."""
    draft = replace(draft_of(turn), writing=language)
    return await _keep(turn, draft, Step.BULLETIN_TEXT)


async def type_text(turn: Turn, text: str, message: int = 0) -> Turn:
    """The text being written, or one that was changed on the phone.

    Raises NothingWritten, TextTooLong, ButtonTooOld.
    """
    draft = draft_of(turn)
    lang = draft.language_of(message) or draft.writing
    if lang is None:
        raise ButtonTooOld
    typed = draft.typed(lang, checked(text, BULLETIN_LIMIT), message)
    return await _keep(turn, typed, Step.BULLETIN_TEXT if typed.writing else Step.BULLETIN)


async def toggle_fallback(turn: Turn, language: Lang) -> Turn:
    """Danish, labelled, for readers of this language: an explicit choice, or taken back."""
    draft = draft_of(turn)
    if language is Lang.DA:
        raise ButtonTooOld
    return await _keep(turn, replace(draft, fallback=draft.fallback ^ {language}))


async def toggle_area(turn: Turn, area: AreaId) -> Turn:
    """Raises AreaNotServed."""
    if all(a.id != area for a in targets(turn)):
        raise AreaNotServed(area)
    draft = draft_of(turn)
    return await _keep(turn, replace(draft, areas=draft.areas ^ {area}))


async def followers(turn: Turn, areas: Sequence[AreaId]) -> dict[AreaId, int]:
    """To be shown in bands only."""
    return await profiles.followers(turn.tx, areas)


def as_published(turn: Turn) -> Bulletin:
    """The draft as its readers would get it. Raises LanguagesMissing, NoAreaChosen, NotAllowed."""
    colleague = _publisher(turn)
    draft = draft_of(turn)
    draft.check_complete()
    draft = replace(draft, typed_in={})
    allowed = {a.id for a in targets(turn)}
    if strange := sorted(draft.areas - allowed):
        raise AreaNotServed(strange[0])
    return Bulletin(
        id=BulletinId(turn.house.new_id()),
        organisation=colleague.organisation,
        author=colleague.id,
        draft=draft,
        hour=turn.hour,
    )


async def publish(turn: Turn, version: int) -> tuple[Turn, Bulletin]:
    """Sends the draft whose preview had this version; the broadcast starts after the commit.

    Raises ButtonTooOld, LanguagesMissing, NoAreaChosen, AreaNotServed, NotAllowed.
    """
    bulletin = as_published(turn)
    if turn.dialogue.version != version:
        raise ButtonTooOld
    await bulletins.publish(turn.tx, bulletin)
    await record.note(turn, Act.PUBLISHED)
    return await clear(turn), bulletin


async def discard(turn: Turn) -> Turn:
    return await clear(turn)


async def progress(turn: Turn, bulletin_id: BulletinId) -> tuple[Bulletin, Progress]:
    """Raises NotAllowed, NotFound."""
    colleague = _publisher(turn)
    bulletin = await bulletins.get(turn.tx, bulletin_id)
    if bulletin.organisation != colleague.organisation:
        raise NotFound
    return bulletin, await _progress(turn, bulletin_id)


async def _progress(turn: Turn, bulletin_id: BulletinId) -> Progress:
    counts, running = await bulletins.counts(turn.tx, bulletin_id)
    waiting = counts.get(Delivery.OPEN, 0) + counts.get(Delivery.SENDING, 0)
    return Progress(counts, done=not running and not waiting)


async def published(turn: Turn) -> Sequence[Bulletin]:
    """The newest bulletins of the speaker's organisation. Raises NotAllowed."""
    colleague = _publisher(turn)
    return await bulletins.of_organisation(turn.tx, colleague.organisation, limit=NEWS_LIMIT)


async def news(turn: Turn) -> Sequence[Bulletin]:
    """Recent news of the areas the speaker follows, newest first."""
    profile = turn.speaker.profile
    if profile is None or not profile.areas:
        return []
    since = turn.hour - turn.house.defaults.news_days * 24
    return await bulletins.of_profile(turn.tx, profile.id, since=since, limit=NEWS_LIMIT)


async def read(turn: Turn, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotFound. News is public: whoever has the link may read it."""
    return await bulletins.get(turn.tx, bulletin_id)


async def report_finished(turn: Turn) -> None:
    """Tells each author, once, how a finished sending went."""
    for bulletin in await bulletins.unreported(turn.tx):
        how = await _progress(turn, bulletin.id)
        if not how.done:
            continue
        await bulletins.reported(turn.tx, bulletin.id, how.counts)
        author = await staff.get(turn.tx, bulletin.author)
        if author:
            t = turn.house.catalogs[author.language]
            await notices.tell_moderator(turn, author, Screen(text=texts.report(t, how)))
