"""What people type: counted as Telegram counts, without characters that disguise."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NothingWritten, TextTooLong
from bot.domain.words import WORDS_LIMIT, checked, cleaned, cut, units

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("æøå", 3), ("شكرا", 4), ("😀", 2), ("👨‍👩‍👧", 8), ("\ud83d", 1)],
)
def test_length_is_counted_in_utf_16_units(text: str, count: int) -> None:
    assert units(text) == count


def test_direction_controls_cannot_disguise_words() -> None:
    assert len(BIDI) == 12
    assert cleaned(f"evil{BIDI}gpj.exe") == "evilgpj.exe"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ord  ", "ord"),
        ("a\x00b\x07c\x7f\x85d", "abcd"),
        ("to\nlinjer\r\nmere", "to\nlinjer\nmere"),
        ("navn\tnummer", "navn nummer"),
        ("\ud83d løs", "løs"),
        ("\ue000privat", "privat"),
        ("🩵", "🩵"),
        ("نص‌عربي", "نص‌عربي"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_control_characters_go_and_letters_stay(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@given(st.text())
def test_cleaned_words_can_be_stored_and_stay_as_they_are(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    assert clean.encode().decode() == clean
    assert not {unicodedata.category(c) for c in clean if c != "\n"} & {"Cc", "Cs", "Co"}


@pytest.mark.parametrize("empty", ["", "  \n ", BIDI, "\u2066 \u2069"])
def test_nothing_written_is_refused(empty: str) -> None:
    with pytest.raises(NothingWritten):
        checked(empty)


def test_the_limit_itself_fits_and_one_unit_more_does_not() -> None:
    fits = "😀" * (WORDS_LIMIT // 2)
    assert checked(fits) == fits
    with pytest.raises(TextTooLong) as refusal:
        checked(fits + "x")
    assert (refusal.value.units, refusal.value.limit) == (WORDS_LIMIT + 1, WORDS_LIMIT)


def test_what_is_cleaned_away_does_not_count() -> None:
    assert checked("x" + "\u200f" * 9, limit=1) == "x"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("kort", 9, "kort"),
        ("netop ni!", 9, "netop ni!"),
        ("lidt for lang", 9, "lidt for…"),
        ("flere\n\nlinjer  her", 40, "flere linjer her"),
    ],
)
def test_a_cut_text_is_one_line_that_says_it_goes_on(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


def test_a_text_that_is_cut_leaves_no_isolate_open() -> None:
    assert cut("nyt: \u2068ما مدى شعورك\u2069", 12) == "nyt: \u2068ما مد…\u2069"
    assert cut("nyt: \u2068ما\u2069 og mere", 12) == "nyt: \u2068ما\u2069 o…"
