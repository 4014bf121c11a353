"""The Big List of Naughty Strings, and some that only hurt a chat or a sentence in Arabic."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from bot.domain.words import units

LIST = Path(__file__).with_name("blns.json")
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Co"})
OURS = (
    "x" * 3000,
    "x" * 3001,
    "x" * 4096,
    "🙂" * 1500,
    "🙂" * 2048,
    "&" * 3000,
    "<b>" * 1000,
    "&lt;b&gt;</b>&amp;amp;#60;",
    "\u2069\u202e abc \u2067",
    "{}{0}{name}%s%(x)d\\x00",
    "e\u0301\u0301\u0301\u1ab0 \u1100\u1161\u11a8 \ufb01 \u212b",
    "👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 🇩🇰",
    "\ufeff\u200b\u2060 a \u00ad\u180e b\u3000",
    "\r\n\v\f\x1c\x85\u2028\u2029 a \r\n b",
    "١٢٣٤٥٦-٧٨٩٠ ۱۲۳",
    "\U000e0041\U0010fffd\ue000 tags",
    "a\n" * 1400,
    "``` ```` [x](tg://user?id=1) __x__ ||y||",
)


def written() -> list[str]:
    """What a client lets somebody send: something to see, at most 4096 units."""
    found = [*json.loads(LIST.read_text(encoding="utf-8")), *OURS]
    return [text for text in found if text.strip() and units(text) <= 4096]


def as_it_comes_back(text: str) -> str:
    """All of it, in order, but what turns the direction of writing, cannot be seen, or frames it.

    Told here once more, so that what the product drops cannot grow unseen.
    """
    text = text.replace("\t", " ")
    kept = (
        c for c in text
        if c == "\n" or (c not in _DIRECTIONS and unicodedata.category(c) not in _UNSEEN)
    )  # fmt: skip
    return "".join(kept).strip()
