"""Finding by words: what is the same word, and digests that never deny what is there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import finding
from bot.domain.errors import NothingToFind
from bot.domain.finding import SIZES, Sieve, digest, holds, terms_of

TEXT = "Der er mørkt i tunnelen ved Skolen, også kl. 22. Hashen sælges åbent."
ARABIC = "المكان مُظلم قرب المَدْرَسة، وأخاف على الأولاد"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (TEXT, "tunnel"),
        (TEXT, "TUNNELEN"),
        (TEXT, "skole mørkt"),
        (TEXT, "sælge"),
        (TEXT, "ha\u030ashen".replace("\u030a", "")),
        (TEXT, unicodedata.normalize("NFD", "også")),
        (TEXT, "hashen 22"),
        (TEXT, " (skolen), "),
        (ARABIC, "مظلم"),
        (ARABIC, "مظـــلم"),
        (ARABIC, "المدرسه"),
        (ARABIC, "الاولاد"),
        (ARABIC, "ﺍﻟﻤﻜﺎﻥ"),
        ("بيت رقم ٢٢٧ يسكنه", "227"),
        ("flat 227 on the left", "٢٢٧"),
        ("ｆｕｌｌ width", "full"),
        ("tun\u00adnel\u200fen", "tunnelen"),
    ],
)
def test_one_word_is_found_in_every_way_of_writing_it(text: str, typed: str) -> None:
    terms = terms_of(typed)
    assert holds([text], terms)
    assert Sieve(terms).lets(digest([text]))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (TEXT, "solen"),
        (TEXT, "tunnelen stien"),
        (TEXT, "morkt"),
        (TEXT, "ogsa"),
        ("en to", "ento"),
        (ARABIC, "البيت"),
    ],
)
def test_another_word_is_another_word(text: str, typed: str) -> None:
    """Also a letter that is only alike: Danish readers tell o from ø."""
    assert not holds([text], terms_of(typed))


@pytest.mark.parametrize("typed", ["", "  ", "er", "i en", "!!!", "مُ", "\u200f"])
def test_too_little_to_look_for_is_refused(typed: str) -> None:
    with pytest.raises(NothingToFind):
        terms_of(typed)


def test_a_short_word_beside_a_longer_one_counts_too() -> None:
    assert holds([TEXT], terms_of("mørkt i"))
    assert not holds([TEXT], terms_of("mørkt q"))


@given(st.lists(st.text(max_size=40), max_size=6), st.data())
def test_a_digest_never_denies_what_is_there(texts: list[str], data: st.DataObject) -> None:
    words = [w for text in texts for w in finding.normalised(text).split() if len(w) >= 3]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    begin = data.draw(st.integers(0, len(word) - 3))
    part = word[begin : data.draw(st.integers(begin + 3, len(word)))]
    terms = (part,)
    assert holds(texts, terms)
    assert Sieve(terms).lets(digest(texts))


@given(st.text())
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    once = finding.normalised(text)
    assert finding.normalised(once) == once


def test_a_digest_has_one_of_three_sizes_whatever_the_words() -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    long = [a + b + c + d for a in alphabet for b in alphabet for c in "aei" for d in "xyz"]
    sizes = [len(digest([" ".join(long[:n])])) for n in (0, 1, 50, 300, 2000, 6000)]
    assert sizes[0] == SIZES[0]
    assert sizes == sorted(sizes)
    assert set(sizes) == set(SIZES)


def test_a_digest_denies_most_of_what_is_not_there() -> None:
    """Else a search would open the words of every case."""
    cases = [f"opgang {n} lampe {n * 7919 % 10007} tunnel bænk skolen" for n in range(300)]
    sieve = Sieve(terms_of("knallert"))
    assert sum(sieve.lets(digest([case])) for case in cases) <= 3
