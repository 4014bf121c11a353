"""What in a text could tell who wrote it: phones, CPR numbers, mail, plates, doors, own name.

Found spans may be masked. Dates, times, bus lines, prices and paragraphs are left alone. Digits of
the Arabic script count as digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher, is_valid_number
from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

MASK = "▒▒▒"
_SHORTEST_NAME = 3

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class Clue(StrEnum):
    NAME = "name"
    CPR = "cpr"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    PLATE = "plate"
    DOOR = "door"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """text[start:end] is a clue."""

    start: int
    end: int
    clue: Clue


_PATTERNS: tuple[tuple[Clue, re.Pattern[str]], ...] = (
    (Clue.MAIL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        Clue.LINK,
        re.compile(r"(?:https?://)?t\.me/\S+|(?<![\w@])@[A-Za-z]\w{3,31}\b", re.IGNORECASE),
    ),
    (Clue.PLATE, re.compile(r"\b[A-ZÆØÅ]{2} ?\d{2} ?\d{3}\b|\b[A-ZÆØÅ]{2} ?\d{4}\b")),
    (
        Clue.DOOR,
        re.compile(
            r"\b\d{1,3}[A-Za-z]?,? ?(?:\d{1,2}\. ?(?:sal|th|tv|mf)|st)\.?,? ?(?:th|tv|mf)?\b\.?"
            r"|\b(?:lejlighed|dør|apartment|flat|door) (?:nr\.? ?|no\.? ?|number )?\d{1,4}\b"
            r"|(?:شقة|باب) (?:رقم )?\d{1,4}",
            re.IGNORECASE,
        ),
    ),
)


_HARMLESS = re.compile(
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./ -] ?(?:0?[1-9]|1[0-2])[./ -] ?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:[01]?\d|2[0-4])[.:][0-5]\d ?[-–] ?(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)"
    r"|(?<!\d)\d[\d. ]{0,14}(?:,\d\d)? ?(?:kr\b|kroner\b|dkk\b|euro\b|€|,-|كرون)",
    re.IGNORECASE,
)
"""Dates, years, times and prices, which the library would take for phone numbers."""
_SIX_AND_FOUR = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")
_PAIRS = re.compile(r"(?<![\d.,:/-])[2-9]\d([ -])\d\d(?:\1\d\d){2,}(?!\d)")
"""How Danes write a number; beside other digits the library does not see it."""
_ABROAD = ("+", "00")


def find(text: str, own_names: Iterable[str] = ()) -> tuple[Found, ...]:
    """All clues in order, the longer of two that overlap.

    own_names: of the writer; compared here and kept nowhere.
    """
    plain = text.translate(_ARABIC_DIGITS)
    found: list[Found] = []
    candidates = (*_own(plain, own_names), *_patterned(plain), *_cprs(plain), *_phones(plain))
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if not found or candidate.start >= found[-1].end:
            found.append(candidate)
    return tuple(found)


def _patterned(text: str) -> Iterator[Found]:
    for clue, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), clue)


def _cprs(text: str) -> Iterator[Found]:
    """Six and four digits that begin with a day somebody can be born on."""
    for match in _SIX_AND_FOUR.finditer(text):
        digits = match[0]
        if digits[0] >= "6":  # a number given until the real one comes: sixty is added to the day
            digits = f"{int(digits[0]) - 6}{digits[1:]}"
        try:
            cpr.get_birth_date(digits)
        except ValidationError:
            continue
        yield Found(match.start(), match.end(), Clue.CPR)


def _phones(text: str) -> Iterator[Found]:
    """Danish numbers that can exist, and whatever is written as a number abroad."""
    bare = _HARMLESS.sub(lambda match: "\n" * len(match[0]), text)
    for match in PhoneNumberMatcher(bare, "DK", leniency=Leniency.POSSIBLE):
        raw = match.raw_string.lstrip("(")
        if raw.startswith(_ABROAD) or is_valid_number(match.number):
            yield Found(match.end - len(raw), match.end, Clue.PHONE)
    for pairs in _PAIRS.finditer(bare):
        yield Found(pairs.start(), pairs.end(), Clue.PHONE)


def _own(text: str, names: Iterable[str]) -> Iterator[Found]:
    for name in names:
        for part in name.split():
            if len(part) < _SHORTEST_NAME:
                continue
            for match in re.finditer(rf"\b{re.escape(part)}\b", text, re.IGNORECASE):
                yield Found(match.start(), match.end(), Clue.NAME)


def masked(text: str, found: Iterable[Found]) -> str:
    """The text with every found span replaced."""
    for clue in sorted(found, reverse=True):
        text = text[: clue.start] + MASK + text[clue.end :]
    return text
