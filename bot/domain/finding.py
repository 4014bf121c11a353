"""Finding cases by words: what is the same word, and a digest that says what cannot be there.

A digest is a Bloom filter of the letter triples of all words of a case. It is kept sealed as a
whole, so its bits need no key of their own: whoever opens the seal holds the keyring. A digest may
say yes where the answer is no, never the reverse; so what it lets through is held against the
words themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from hashlib import blake2b

from bot.domain.errors import NothingToFind

FORM = 1
"""Of digests; raised when what counts as the same word changes, and all are made anew."""
SHORTEST = 3
"""Letters of at least one of the words looked for: fewer make no triple."""
LONGEST = 100
"""Characters of what is looked for."""
SIZES = (256, 1024, 4096)
"""Bytes of a digest. Few sizes, so that a size tells less than the sealed words do by theirs."""
_LOAD = 9
"""Bits for each triple at least, as long as there is a larger size."""

_ARABIC_MARKS = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_UNSEEN = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ALIKE = str.maketrans(
    "أإآٱىئؤةکیہ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "ااااييوهكيه01234567890123456789",
)
"""Letters that are written in more than one way, and the digits of every keyboard."""
_WORD = re.compile(r"[^\W_]+")


def normalised(text: str) -> str:
    """The words of a text in one way of writing, each between two spaces. æ, ø and å stay."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = _ARABIC_MARKS.sub("", _UNSEEN.sub("", plain)).translate(_ALIKE)
    return f" {' '.join(_WORD.findall(bare))} "


def terms_of(typed: str) -> tuple[str, ...]:
    """The words somebody looks for, each once. Raises NothingToFind."""
    terms = tuple(dict.fromkeys(normalised(typed[:LONGEST]).split()))
    if not any(len(term) >= SHORTEST for term in terms):
        raise NothingToFind
    return terms


def holds(texts: Iterable[str], terms: Collection[str]) -> bool:
    """Whether all of them stand in the texts, each at least as part of a word."""
    whole = "".join(normalised(text) for text in texts)
    return all(term in whole for term in terms)


# --- digests -------------------------------------------------------------------------------


def _triples(words: Iterable[str]) -> set[str]:
    return {word[i : i + SHORTEST] for word in words for i in range(len(word) - SHORTEST + 1)}


@lru_cache(maxsize=1 << 14)
def _drawn(triple: str) -> tuple[int, int]:
    drawn = int.from_bytes(blake2b(triple.encode(), digest_size=4).digest())
    return drawn >> 16, drawn & 0xFFFF


def _bits(triples: Iterable[str], size: int) -> int:
    """Two bits for each triple, of the 8 * size there are."""
    found = 0
    for triple in triples:
        one, other = _drawn(triple)
        found |= 1 << one % (8 * size) | 1 << other % (8 * size)
    return found


def digest(texts: Iterable[str]) -> bytes:
    """Of everything staff may read in a case."""
    triples = _triples({word for text in texts for word in normalised(text).split()})
    size = next((s for s in SIZES if len(triples) * _LOAD <= 8 * s), SIZES[-1])
    return _bits(triples, size).to_bytes(size, "little")


class Sieve:
    """Tells from a digest whether the terms may stand in its case."""

    def __init__(self, terms: Collection[str]) -> None:
        triples = _triples(terms)
        self._wanted = {size: _bits(triples, size) for size in SIZES}

    def lets(self, made: bytes) -> bool:
        wanted = self._wanted[len(made)]
        return int.from_bytes(made, "little") & wanted == wanted
