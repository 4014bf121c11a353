"""A text with its picture: in one message where Telegram allows it, else the picture first."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from bot.domain.ids import PageId
from bot.domain.screens import Screen
from bot.domain.words import TELEGRAM_CAPTION, units
from bot.i18n import Catalog
from bot.texts import authoring as texts

HEAD_ROOM = 100
"""Units of a caption that are left for the head of a preview."""
_TAG = re.compile(r"<[^>]+>")


def visible(text: str) -> int:
    """Length of HTML as Telegram counts it, after parsing."""
    return units(html.unescape(_TAG.sub("", text)))


def illustrated(
    t: Catalog, screen: Screen, picture: PageId | None, head: str = ""
) -> tuple[Screen, ...]:
    """head: what a preview says above each message; whether they are one does not depend on it."""
    if picture is None:
        parts = [screen]
    elif visible(screen.text) <= TELEGRAM_CAPTION - HEAD_ROOM:
        parts = [replace(screen, picture=picture)]
    else:
        parts = [Screen(text=texts.picture_first(t), picture=picture), screen]
    return tuple(replace(p, text=f"{head}\n\n{p.text}") for p in parts) if head else tuple(parts)
