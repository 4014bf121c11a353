"""What people type, made safe to store, count and show."""

from __future__ import annotations

import unicodedata

from bot.domain.errors import NothingWritten, TextTooLong

TELEGRAM_TEXT = 4096
WORDS_LIMIT = 3000
"""UTF-16 units of one concern or reply; leaves room for the frame around the words."""

_BIDI_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """The text without direction controls and control characters, which could disguise words."""
    text = text.replace("\t", " ")
    kept = (c for c in text if ord(c) not in _BIDI_CONTROLS and _is_printable(c))
    return "".join(kept).strip()


def _is_printable(char: str) -> bool:
    """Characters Python does not know yet are kept: they are the emoji of next year."""
    return char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co"}


def checked(text: str, limit: int = WORDS_LIMIT) -> str:
    """Cleaned text of 1 to `limit` units. Raises NothingWritten, TextTooLong."""
    text = cleaned(text)
    if not text:
        raise NothingWritten
    if units(text) > limit:
        raise TextTooLong(units(text), limit)
    return text


_ISOLATES, _ISOLATE_ENDS = "\u2066\u2067\u2068", "\u2069"


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ending in an ellipsis when shortened; isolates stay closed."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    kept = flat[: limit - 1].rstrip()
    left_open = sum(kept.count(mark) for mark in _ISOLATES) - kept.count(_ISOLATE_ENDS)
    return kept + "…" + _ISOLATE_ENDS * max(left_open, 0)
