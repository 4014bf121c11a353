"""What somebody should look at once more before news goes out. It warns and never refuses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from bot.domain.bulletins import Content
from bot.domain.clues import Clue, Found, find
from bot.domain.people import Lang
from bot.domain.tongues import guess

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSONAL = frozenset({Clue.CPR, Clue.PHONE, Clue.MAIL, Clue.PLATE, Clue.DOOR})
"""A link in news is meant; the writer's own name is no secret."""


def odd_languages(value: Content) -> tuple[Lang, ...]:
    """Languages whose text looks as if it were written in another one."""
    return tuple(lang for lang in Lang if lang in value.texts and _is_odd(lang, value.texts[lang]))


def _is_odd(lang: Lang, text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    arabic = sum(bool(_ARABIC.match(c)) for c in letters)
    if letters and (arabic * 2 > len(letters)) is not lang.rtl:
        return True
    return guess(text) not in (None, lang)


def missing_numbers(value: Content) -> Mapping[Lang, tuple[str, ...]]:
    """For each language the numbers and times that only other languages name, as written there."""
    named = {lang: _numbers(text) for lang, text in value.texts.items()}
    everything: dict[tuple[int, ...], str] = {}
    for lang in Lang:
        everything |= {n: raw for n, raw in named.get(lang, {}).items() if n not in everything}
    lacking = {
        lang: tuple(raw for number, raw in everything.items() if number not in named[lang])
        for lang in Lang
        if lang in named
    }
    return {lang: numbers for lang, numbers in lacking.items() if numbers}


def _numbers(text: str) -> dict[tuple[int, ...], str]:
    """17.30, 17:30 and ١٧:٣٠ are one; so are 17 and 17.00, and 1000 and 1.000."""
    found: dict[tuple[int, ...], str] = {}
    for match in _NUMBER.finditer(text.translate(_DIGITS)):
        first, *rest = re.split(r"[.:,]", match[0])
        if rest and all(len(part) == 3 for part in rest):
            first, rest = "".join([first, *rest]), []
        numbers = (int(first), *map(int, rest))
        found.setdefault(numbers[:1] if numbers[1:] == (0,) else numbers, match[0])
    return found


def personal(text: str, public: Collection[str] = ()) -> tuple[Found, ...]:
    """What could tell who somebody is. public: telephone numbers that everybody may know."""
    known = {_bare(number) for number in public}
    return tuple(
        found
        for found in find(text)
        if found.clue in _PERSONAL and _bare(text[found.start : found.end]) not in known
    )


def _bare(number: str) -> str:
    return "".join(c for c in number.translate(_DIGITS) if c.isdigit())[-8:]


def undecided(
    texts: Iterable[str], kept: Collection[str], public: Collection[str]
) -> tuple[Clue, ...]:
    """Kinds of what is personal and was not kept on purpose, each once. kept: words."""
    return tuple(
        dict.fromkeys(
            found.clue
            for text in texts
            for found in personal(text, public)
            if text[found.start : found.end] not in kept
        )
    )
