"""Which of the three languages words are probably written in."""

from __future__ import annotations

import re

from bot.domain.people import Lang

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_DANISH = """
af alle at da de dem den der deres det dig du efter eller en er et for fra gerne godt har hej hvad
hvis hvor hvornår i ikke jeg jer jeres kan kunne man med meget mere mig nogen nu når og også om op
os på selv sig skal som tak til ud var ved vi vil være vores
"""
_ENGLISH = """
a about after all also and any are as at be been but by can could do for from had has have hello if
in is it more not now of on or our out please so some thank thanks that the their them there they
this to us was we what when where will with would you your
"""
_COMMON = {Lang.DA: frozenset(_DANISH.split()), Lang.EN: frozenset(_ENGLISH.split())}


def guess(text: str) -> Lang | None:
    """None where too little tells, such as a name, a number or a single common word."""
    words = [word.lower() for word in _WORD.findall(text)]
    if sum(bool(_ARABIC.search(word)) for word in words) * 2 > len(words):
        return Lang.AR
    found = {lang: sum(word in known for word in words) for lang, known in _COMMON.items()}
    found[Lang.DA] += sum(bool(set(word) & set("æøå")) for word in words)
    best, other = sorted(found, key=lambda lang: -found[lang])
    return best if found[best] >= found[other] + 2 else None
