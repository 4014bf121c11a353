"""What may leave for the translation server, and what may come of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.clues import MASK, find, masked
from bot.domain.codes import CaseCode
from bot.domain.people import Lang

TRANSLATION_LIMIT = 3500
"""UTF-16 units of one translated text; what is longer fits no message."""
NEWEST = 5
"""Contributions of the resident that are translated at once."""


class Trouble(StrEnum):
    """Why there is no translation."""

    DOWN = "down"
    REFUSED = "refused"
    LANGUAGE = "language"
    GARBLED = "garbled"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """All that the server is told: no code, no area, nobody's name."""

    texts: tuple[str, ...] = field(repr=False)
    source: Lang
    target: Lang


def outgoing(text: str, code: CaseCode) -> str:
    """A text as staff see it, without any clue to a person and without its case code."""
    bare = masked(text, find(text))
    return re.sub(re.escape(code), MASK, bare, flags=re.IGNORECASE)


def restored(translated: str, original: str) -> str:
    """The author's own number or address put back, where there is no doubt about its place."""
    found = find(original)
    if len(found) == translated.count(MASK) == 1:
        return translated.replace(MASK, original[found[0].start : found[0].end])
    return translated
