"""Area news as it is written: texts in three languages, areas, and all else that is signed."""

from __future__ import annotations

from collections.abc import (
    Iterable,
    Mapping,
)
from dataclasses import replace

from bot.domain import (
    proofs,
    schedule,
)
from bot.domain.bulletins import (
    BULLETIN_LIMIT,
    Bulletin,
    BulletinDraft,
    Content,
    Priority,
)
from bot.domain.clues import (
    Clue,
    masked,
)
from bot.domain.dialogues import Step
from bot.domain.errors import (
    AreaNotServed,
    ButtonTooOld,
    EventPast,
    PictureNotReady,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
    OrganisationId,
    TopicId,
)
from bot.domain.people import Lang, Moderator
from bot.domain.places import Area
from bot.domain.roles import Deed
from bot.domain.words import TELEGRAM_TEXT, checked
from bot.screens.illustrated import visible
from bot.screens.resident import bulletin_text
from bot.services.dialogues import clear, save
from bot.store import profiles
from bot.turn import Turn

FRAME_ROOM = 300
"""Units left for what stands above a text: the head of a preview, or that it corrects another."""


def writer(turn: Turn) -> Moderator:
    """Who writes news of any kind. Raises NotAllowed."""
    colleague = turn.speaker.colleague()
    colleague.check(Deed.WRITE_BULLETIN)
    return colleague


def publisher(turn: Turn) -> Moderator:
    """Who goes on with the draft at hand: answering a theme in public is for leads too.

    Raises NotAllowed.
    """
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
    return await keep_typed(turn, draft.typed(lang, checked(text, _room(turn)), message))


async def keep_typed(turn: Turn, draft: BulletinDraft) -> Turn:
    """The next words belong to the language that is still being written, if any is."""
    return await keep(turn, draft, Step.BULLETIN_TEXT if draft.writing else Step.BULLETIN)


def _room(turn: Turn) -> int:
    """Units a text may have, so that it fits with sender, all areas and footer in any language."""
    colleague, house = publisher(turn), turn.house
    longest = Bulletin(
        id=BulletinId(bytes(16)),
        organisation=colleague.organisation,
        author=colleague.id,
        content=Content(
            texts={Lang.DA: ""},
            fallback=frozenset({Lang.AR, Lang.EN}),
            areas=frozenset(a.id for a in targets(turn)),
        ),
        hour=0,
    )
    frames = (bulletin_text(t, house.partnership, longest) for t in house.catalogs.values())
    return min(BULLETIN_LIMIT, TELEGRAM_TEXT - FRAME_ROOM - max(map(visible, frames)))


def _public(turn: Turn) -> list[str]:
    return [contact.number for contact in turn.house.partnership.contacts]


def undecided(turn: Turn) -> tuple[Clue, ...]:
    """What could tell who somebody is, and was neither masked nor kept on purpose."""
    draft = draft_of(turn)
    return proofs.undecided(draft.content.texts.values(), draft.kept, _public(turn))


async def mask(turn: Turn) -> Turn:
    """Also what was kept before."""
    draft = draft_of(turn)
    texts = {
        lang: masked(text, proofs.personal(text, _public(turn)))
        for lang, text in draft.content.texts.items()
    }
    return await keep(turn, replace(draft.with_content(texts=texts), kept=frozenset()))


async def keep_clues(turn: Turn, version: int) -> Turn:
    """All that the preview of this version warned of belongs there. Raises ButtonTooOld."""
    draft = draft_of(turn)
    if turn.dialogue.version != version:
        raise ButtonTooOld
    words = {
        text[found.start : found.end]
        for text in draft.content.texts.values()
        for found in proofs.personal(text, _public(turn))
    }
    return await keep(turn, replace(draft, kept=frozenset(words)))


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


async def set_due(turn: Turn, due: int | None) -> Turn:
    """When it leaves. Raises DuePassed, ButtonTooOld for what no button says."""
    schedule.check_chosen(due, turn.seconds)
    return await keep(turn, draft_of(turn).with_content(due=due))


async def toggle_areas(turn: Turn, of: OrganisationId | None) -> Turn:
    """All areas of a municipality, None: all there are; or none of them when all were chosen.

    Raises ButtonTooOld where the speaker may write to none.
    """
    wanted = {a.id for a in targets(turn) if of in (None, a.organisation)}
    if not wanted:
        raise ButtonTooOld
    draft = draft_of(turn)
    chosen = draft.content.areas
    areas = chosen - wanted if wanted <= chosen else chosen | wanted
    return await keep(turn, draft.with_content(areas=areas))


async def choose_topic(turn: Turn, topic: TopicId | None) -> Turn:
    """Raises NotFound for a topic that is gone."""
    draft = draft_of(turn)
    if topic is not None:
        turn.house.partnership.topic(topic)
    return await keep(turn, draft.with_content(topic=topic))


async def choose_priority(turn: Turn, priority: Priority) -> Turn:
    return await keep(turn, draft_of(turn).with_content(priority=priority))


async def followers(turn: Turn, areas: Iterable[AreaId]) -> Mapping[AreaId, Mapping[Lang, int]]:
    """Of each area in each language; to be shown in bands only."""
    return await profiles.followers(turn.tx, areas)


def as_proposed(turn: Turn) -> Bulletin:
    """The draft as its readers would get it.

    Raises LanguagesMissing, NoAreaChosen, AreaNotServed, NotAllowed, DuePassed, PictureNotReady,
    EventPast.
    """
    colleague = publisher(turn)
    draft = draft_of(turn)
    content = draft.content.named()
    content.check_complete()
    schedule.check_to_come(content.due, turn.seconds)
    if draft.is_fetching:
        raise PictureNotReady
    check_event(content, max(turn.seconds, content.due or 0))
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


def check_event(content: Content, leaves: int) -> None:
    """leaves: epoch seconds. Raises EventPast when it would invite to what has begun by then."""
    if content.event and content.event.starts <= leaves:
        raise EventPast


async def discard(turn: Turn) -> Turn:
    return await clear(turn)
