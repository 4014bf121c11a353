"""What could tell who wrote a text, and what could not."""

from __future__ import annotations

import pytest

from bot.domain.clues import MASK, Clue, find, masked

TELLING = [
    ("Ring til mig på 28 14 55 90", Clue.PHONE, "28 14 55 90"),
    ("tlf. 28145590", Clue.PHONE, "28145590"),
    ("+45 2814 5590", Clue.PHONE, "+45 2814 5590"),
    ("call +44 7700 900123 now", Clue.PHONE, "+44 7700 900123"),
    ("+971 50 123 4567", Clue.PHONE, "+971 50 123 4567"),
    ("ring 0045 28145590", Clue.PHONE, "0045 28145590"),
    ("tlf 28.14.55.90", Clue.PHONE, "28.14.55.90"),
    ("mobil 28-14-55-90", Clue.PHONE, "28-14-55-90"),
    ("2730 28 14 55 90", Clue.PHONE, "28 14 55 90"),
    ("28 14 55 90 2730 Herlev", Clue.PHONE, "28 14 55 90"),
    ("kl. 19 28 14 55 90", Clue.PHONE, "28 14 55 90"),
    ("20 28 14 55 90", Clue.PHONE, "20 28 14 55 90"),
    ("28145590 2730 Herlev", Clue.PHONE, "28145590"),
    ("(28145590)", Clue.PHONE, "28145590"),
    ("den 23.11.2026, ring 28145590", Clue.PHONE, "28145590"),
    ("اتصل بي ٢٨ ١٤ ٥٥ ٩٠", Clue.PHONE, "٢٨ ١٤ ٥٥ ٩٠"),
    ("mit cpr er 010203-1234", Clue.CPR, "010203-1234"),
    ("mit cpr er 0102031234", Clue.CPR, "0102031234"),
    ("foreløbigt 710203-1234", Clue.CPR, "710203-1234"),
    ("رقمي ٠١٠٢٠٣-١٢٣٤", Clue.CPR, "٠١٠٢٠٣-١٢٣٤"),
    ("skriv til amal.h@mail.dk", Clue.MAIL, "amal.h@mail.dk"),
    ("jeg hedder @amal_h her", Clue.LINK, "@amal_h"),
    ("se https://t.me/amal_h", Clue.LINK, "https://t.me/amal_h"),
    ("bilen er AB 12 345", Clue.PLATE, "AB 12 345"),
    ("knallerten AB1234", Clue.PLATE, "AB1234"),
    ("jeg bor i nr. 12, 3. tv", Clue.DOOR, "12, 3. tv"),
    ("I live in flat 34", Clue.DOOR, "flat 34"),
    ("أسكن في شقة رقم ١٢", Clue.DOOR, "شقة رقم ١٢"),
    ("Det er mig, Amal", Clue.NAME, "Amal"),
]

HARMLESS = [
    "Det skete 23.11.2026 kl. 19.30",
    "den 24. november 2026",
    "30 11 2026",
    "2026-11-23",
    "bus 250S og linje 5C",
    "det koster 12.500 kr",
    "§ 115, stk. 2",
    "mellem 17:30-18:00",
    "20-30 unge i 2026",
    "4 drenge i 5. klasse",
    "2730 Herlev",
    "kl. 20.30-22.15 og igen 21.00-23.00",
    "i 2019-2021 og 2025/2026",
    "den 20/11 2026 ved porten",
    "det koster 20.304.050 kr",
    "20 30 40 50 kr for en is",
    "310299-1234 er ingen dag",
    "nor is 450203-1234",
    "sag 2026-000123",
    "٢٣/١١/٢٠٢٦",
    "حوالي ٢٠ شابًا الساعة ١٩:٣٠",
    "three boys, 14 and 15 years old",
]


@pytest.mark.parametrize(("text", "clue", "span"), TELLING)
def test_a_clue_is_found_where_it_stands(text: str, clue: Clue, span: str) -> None:
    (found,) = find(text, ["Amal", "Hansen"])
    assert (found.clue, text[found.start : found.end]) == (clue, span)


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_times_lines_prices_and_paragraphs_are_left_alone(text: str) -> None:
    assert find(text, ["Amal", "Hansen"]) == ()


@pytest.mark.parametrize(("text", "clue", "span"), TELLING)
def test_masking_leaves_everything_but_the_clue(text: str, clue: Clue, span: str) -> None:
    assert masked(text, find(text, ["Amal"])) == text.replace(span, MASK)


def test_two_numbers_in_a_row_are_both_found() -> None:
    for text in ("28 14 55 90 28 14 55 91", "28145590 28145591", "2814 5590, 2814 5591"):
        assert not any(digit in masked(text, find(text)) for digit in "0123456789")


def test_several_clues_are_masked_each() -> None:
    text = "Amal, 28 14 55 90, amal@mail.dk"
    assert masked(text, find(text, ["Amal"])) == f"{MASK}, {MASK}, {MASK}"
