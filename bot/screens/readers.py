"""What a card offers whoever does not read its language, and whoever is wanted for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.actions import ReaderFound, ShowConcern, WantReader
from bot.domain.concerns import Concern
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.texts import readers as texts
from bot.texts import staff as staff_texts


def line(t: Catalog, me: Moderator, concern: Concern, now: datetime) -> str:
    """The one line of a card about its language; empty when there is nothing to say."""
    if concern.is_open and concern.reader_since is not None:
        since = datetime.fromtimestamp(concern.reader_since, UTC)
        return texts.wanted(t, concern.language, since, now)
    if concern.language not in me.reads:
        return staff_texts.needs_reader(t, concern.language)
    return ""


def offers(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    if not (concern.is_open and me.may(Deed.WANT_READER)):
        return []
    if concern.language not in me.reads:
        if concern.reader_since is not None:
            return []
        return [Button(texts.button_want(t, concern.language), WantReader(concern.id))]
    if concern.reader_since is None:
        return []
    return [Button(texts.button_found(t), ReaderFound(concern.id))]


def news_wanted(t: Catalog, concern: Concern, area: str, by: str) -> Screen:
    return _news(t, concern, texts.news_wanted(t, concern.code, area, by, concern.language))


def news_found(t: Catalog, concern: Concern, by: str) -> Screen:
    return _news(t, concern, texts.news_found(t, concern.code, by))


def news_unmet(t: Catalog, concern: Concern, area: str, others: Sequence[str]) -> Screen:
    return _news(t, concern, texts.news_unmet(t, concern.code, area, concern.language, others))


def _news(t: Catalog, concern: Concern, text: str) -> Screen:
    return Screen(text=text, rows=((Button(staff_texts.button_open(t), ShowConcern(concern.id)),),))
