"""An event is put together in a few taps, and becomes a draft of news like any other."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.bulletins import BulletinDraft, Priority, Tie
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, KindStands
from bot.domain.happenings import (
    FIRST_HOUR,
    LAST_HOUR,
    LASTING,
    QUARTERS,
    ROOMS,
    WEEKS,
    Happening,
    HappeningDraft,
    Missing,
)
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import TopicId
from bot.domain.people import Lang
from bot.services import drafts
from bot.services.dialogues import save
from bot.texts import happenings as texts
from bot.turn import House, Turn

_TOPIC = TopicId("events")
_OFFERED: Mapping[str, tuple[int, ...]] = {
    "hour": tuple(range(FIRST_HOUR, LAST_HOUR + 1)),
    "minute": QUARTERS,
    "lasts": LASTING,
}


async def begin(turn: Turn) -> Turn:
    """News that is being written stays.

    Raises NotAllowed; KindStands when that corrects plain news.
    """
    drafts.writer(turn)
    draft = turn.dialogue.bulletin
    if draft and draft.content.tie is Tie.CORRECTION and draft.content.event is None:
        raise KindStands
    return await _keep(turn, HappeningDraft())


async def _keep(turn: Turn, draft: HappeningDraft) -> Turn:
    return await save(turn, turn.dialogue.at(Step.EVENT, happening=draft))


def draft_of(turn: Turn) -> HappeningDraft:
    """Raises ButtonTooOld when it is gone."""
    if turn.dialogue.happening is None:
        raise ButtonTooOld
    return turn.dialogue.happening


def days(turn: Turn, week: int) -> list[date]:
    """Seven days from tomorrow on, or of a later week. Raises ButtonTooOld."""
    if not 0 <= week < WEEKS:
        raise ButtonTooOld
    tomorrow = turn.now.astimezone(COPENHAGEN).date() + timedelta(days=1)
    return [tomorrow + timedelta(days=week * 7 + day) for day in range(7)]


async def fill(turn: Turn, /, **answer: Any) -> Turn:
    """One answer of the guided flow. Raises ButtonTooOld for what was not offered."""
    for name, value in answer.items():
        if name in _OFFERED and value not in _OFFERED[name]:
            raise ButtonTooOld
    return await _keep(turn, replace(draft_of(turn), **answer))


async def choose_day(turn: Turn, ordinal: int) -> Turn:
    """Raises ButtonTooOld for a day that is not offered any more."""
    offered = {day.toordinal() for week in range(WEEKS) for day in days(turn, week)}
    if ordinal not in offered:
        raise ButtonTooOld
    return await fill(turn, day=ordinal)


async def type_place(turn: Turn, text: str) -> Turn:
    """Where it is, when that is asked. Raises NothingWritten, TextTooLong."""
    draft = draft_of(turn)
    if draft.missing in {Missing.PLACE, Missing.CAPACITY}:
        draft = draft.with_place(text)
    return await _keep(turn, draft)


async def settle(turn: Turn, capacity: int | None) -> Turn:
    """The draft of the news about it, with texts in three languages. Raises ButtonTooOld."""
    event = draft_of(turn).settled(capacity if capacity in ROOMS else None)
    if event is None:
        raise ButtonTooOld
    drafts.writer(turn)
    before = turn.dialogue.bulletin or BulletinDraft()
    draft = before.with_content(
        event=event, texts=_texts(turn, before, event), priority=Priority.NORMAL, topic=_TOPIC
    )
    turn = turn.standing(replace(turn.dialogue, happening=None))
    return await drafts.keep(turn, draft)


def _texts(turn: Turn, before: BulletinDraft, event: Happening) -> dict[Lang, str]:
    """What the author wrote stays; a text that only told of the former facts does not."""
    was = before.content.event
    made = announcements(turn.house, was) if was else {}
    written = {lang: text for lang, text in before.content.texts.items() if made.get(lang) != text}
    return {**announcements(turn.house, event), **written}


def announcements(house: House, event: Happening) -> dict[Lang, str]:
    """The same fixed sentences in each language, so that nobody needs to write Arabic."""
    return {lang: html.unescape(texts.announcement(t, event)) for lang, t in house.catalogs.items()}
