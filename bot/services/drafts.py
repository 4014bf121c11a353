"""Area news as it is written: texts in three languages, areas, and all else that is signed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import BULLETIN_LIMIT, Bulletin, BulletinDraft, Content
from bot.domain.dialogues import Step
from bot.domain.errors import AreaNotServed, ButtonTooOld
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang, Moderator
from bot.domain.places import Area
from bot.domain.roles import Deed
from bot.domain.words import checked
from bot.services.dialogues import clear, save
from bot.store import profiles
from bot.turn import Turn


def publisher(turn: Turn) -> Moderator:
    """Who writes news, or just the one kind that is being written. Raises NotAllowed."""
    colleague, draft = turn.speaker.colleague(), turn.dialogue.bulletin
    answers_theme = draft is not None and draft.content.theme is not None
    colleague.check(Deed.TELL_BACK if answers_theme else Deed.WRITE_BULLETIN)
    return colleague


def targets(turn: Turn) -> tuple[Area, ...]:
    """Areas the speaker may write to: those served, else the organisation's, else all."""
    colleague = publisher(turn)
    partnership = turn.house.partnership
    own = partnership.areas_of(colleague.organisation) or tuple(partnership.areas.values())
    return tuple(a for a in own if not colleague.areas or a.id in colleague.areas)


def draft_of(turn: Turn) -> BulletinDraft:
    """Raises ButtonTooOld when the draft is gone."""
    if turn.dialogue.bulletin is None:
        raise ButtonTooOld
    return turn.dialogue.bulletin


def of_content(content: Content) -> BulletinDraft:
    """A draft that goes on at what was written before."""
    return BulletinDraft(content=content)


async def keep(turn: Turn, draft: BulletinDraft, step: Step = Step.BULLETIN) -> Turn:
    return await save(turn, turn.dialogue.at(step, bulletin=draft))


async def begin(turn: Turn) -> Turn:
    """Goes on with the draft that exists, or starts one. Raises NotAllowed."""
    publisher(turn)
    return await keep(turn, turn.dialogue.bulletin or BulletinDraft())


async def write(turn: Turn, language: Lang) -> Turn:
    """The next typed message is the text in this language. Raises ButtonTooOld for fixed words."""
    draft = draft_of(turn).begun(language)
    if draft.content.has_fixed_words:
        raise ButtonTooOld
    return await keep(turn, draft, Step.BULLETIN_TEXT)


async def type_text(turn: Turn, text: str, message: int = 0) -> Turn:
    """The text being written, or one that was changed on the phone.

    Raises NothingWritten, TextTooLong, ButtonTooOld.
    """
    draft = draft_of(turn)
    lang = draft.language_of(message) or draft.writing
    if lang is None:
        raise ButtonTooOld
    return await keep_typed(turn, draft.typed(lang, checked(text, BULLETIN_LIMIT), message))


async def keep_typed(turn: Turn, draft: BulletinDraft) -> Turn:
    """The next words belong to the language that is still being written, if any is."""
    return await keep(turn, draft, Step.BULLETIN_TEXT if draft.writing else Step.BULLETIN)


async def toggle_fallback(turn: Turn, language: Lang) -> Turn:
    """Danish, labelled, for readers of this language: an explicit choice, or taken back."""
    draft = draft_of(turn)
    if language is Lang.DA or draft.content.has_fixed_words:
        raise ButtonTooOld
    return await keep(turn, draft.with_content(fallback=draft.content.fallback ^ {language}))


async def toggle_area(turn: Turn, area: AreaId) -> Turn:
    """Raises AreaNotServed; ButtonTooOld for news that goes where something went before."""
    if all(a.id != area for a in targets(turn)):
        raise AreaNotServed(area)
    draft = draft_of(turn)
    if draft.content.has_fixed_areas:
        raise ButtonTooOld
    return await keep(turn, draft.with_content(areas=draft.content.areas ^ {area}))


async def followers(turn: Turn, areas: Sequence[AreaId]) -> dict[AreaId, int]:
    """To be shown in bands only."""
    return await profiles.followers(turn.tx, areas)


def as_proposed(turn: Turn) -> Bulletin:
    """The draft as its readers would get it.

    Raises LanguagesMissing, NoAreaChosen, AreaNotServed, NotAllowed.
    """
    colleague = publisher(turn)
    content = draft_of(turn).content.named()
    content.check_complete()
    allowed = {a.id for a in targets(turn)}
    if strange := sorted(content.areas - allowed):
        raise AreaNotServed(strange[0])
    return Bulletin(
        id=BulletinId(turn.house.new_id()),
        organisation=colleague.organisation,
        author=colleague.id,
        content=content,
        hour=turn.hour,
    )


async def discard(turn: Turn) -> Turn:
    return await clear(turn)
