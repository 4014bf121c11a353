"""What administrators are shown of the bot itself."""

from __future__ import annotations

from bot.domain.health import News
from bot.domain.screens import Screen
from bot.i18n import Catalog
from bot.texts import health as texts


def news(t: Catalog, news: News) -> Screen:
    """What began, what happened, what is over: a paragraph each."""
    begun = [texts.stands(t, part) for part in news.begun]
    happened = [texts.happened(t, mishap) for mishap in news.mishaps]
    over = [texts.works_again(t, part) for part in news.over]
    return Screen(text="\n\n".join([*begun, *happened, *over]))
