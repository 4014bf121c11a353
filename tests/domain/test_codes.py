"""Case and receipt codes: read aloud, typed on any keyboard, found again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import (
    ALPHABET,
    LENGTH,
    RECEIPT_DIGITS,
    CaseCode,
    ReceiptCode,
    grouped,
    new_case_code,
    new_receipt_code,
    parse_case_code,
    parse_receipt_code,
)
from bot.domain.errors import NotAReceiptCode

draws = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=LENGTH, max_size=LENGTH)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
noise = st.text(" -–_./\u200f\u2066", max_size=3)


def code_of(numbers: list[int]) -> CaseCode:
    left = iter(numbers)
    return new_case_code(lambda below: next(left) % below)


@given(draws)
def test_a_code_parses_to_itself(numbers: list[int]) -> None:
    code = code_of(numbers)
    assert parse_case_code(code) == code


@given(draws, st.lists(noise, min_size=8, max_size=8), st.booleans(), st.sampled_from("lap"))
def test_a_code_is_found_however_it_is_typed(
    numbers: list[int], between: list[str], lower: bool, digits: str
) -> None:
    code = code_of(numbers)
    letters = [*code.replace("-", ""), ""]
    typed = between[-1] + "".join(c + n for c, n in zip(letters, between, strict=False))
    typed = typed.lower() if lower else typed
    typed = typed.translate({"l": {}, "a": ARABIC, "p": PERSIAN}[digits])
    assert parse_case_code(typed) == code


def test_arabic_indic_digits_are_the_same_digits() -> None:
    assert parse_case_code("٢٣٤-٥٦٧") == "234-567"
    assert parse_case_code("۸۹B ccd") == "89B-CCD"


def test_no_character_can_be_taken_for_another() -> None:
    assert not set("0O1ILAEUSZ") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


@given(st.text())
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    found = parse_case_code(typed)
    assert found is None or parse_case_code(found) == found


def test_too_short_too_long_and_foreign_letters_are_no_code() -> None:
    for typed in ("", "BCD-FG", "BCD-FGHJ", "BCD-FG0", "BCD-FGA", "؟؟؟-؟؟؟", "ØÆÅ-BCD"):
        assert parse_case_code(typed) is None


def test_every_letter_of_the_alphabet_is_drawn() -> None:
    asked: list[int] = []

    def below(n: int) -> int:
        asked.append(n)
        return n - 1

    assert new_case_code(below) == f"{ALPHABET[-1] * 3}-{ALPHABET[-1] * 3}"
    assert asked == [len(ALPHABET)] * LENGTH


# --- receipt codes -------------------------------------------------------------------------

numbers = st.integers(0, 10**RECEIPT_DIGITS - 1)
gaps = st.lists(st.text(" \u00a0-–—−\u200f\u2066\u2069\n", max_size=3), min_size=25, max_size=25)


def receipt_of(number: int) -> ReceiptCode:
    return new_receipt_code(lambda below: number % below)


@given(numbers, gaps, st.sampled_from(["latin", "arabic", "persian"]))
def test_a_receipt_code_is_found_however_it_is_typed(
    number: int, between: list[str], digits: str
) -> None:
    code = receipt_of(number)
    typed = code.translate({"arabic": ARABIC, "persian": PERSIAN}.get(digits, {}))
    mixed = "".join(gap + char for gap, char in zip(between, f"{typed} ", strict=True))
    assert parse_receipt_code(mixed) == code
    assert parse_receipt_code(grouped(code)) == code


@given(st.text(max_size=60))
def test_nothing_but_24_digits_is_a_receipt_code(text: str) -> None:
    try:
        found = parse_receipt_code(text)
    except NotAReceiptCode:
        return
    assert re.fullmatch(r"[0-9]{24}", found)


@pytest.mark.parametrize(
    ("typed", "count"), [("", 0), ("1234 5678", 8), ("1" * 25, 25), ("1" * 23 + "x", 23)]
)
def test_what_is_no_receipt_code_has_its_digits_counted(typed: str, count: int) -> None:
    with pytest.raises(NotAReceiptCode) as refused:
        parse_receipt_code(typed)
    assert refused.value.digits == count


def test_a_receipt_code_is_shown_in_six_groups_of_four_with_its_zeros() -> None:
    assert grouped(receipt_of(1)) == "0000 0000 0000 0000 0000 0001"
