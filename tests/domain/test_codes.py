"""Case codes: read aloud, typed on any keyboard, found again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import ALPHABET, LENGTH, CaseCode, new_case_code, parse_case_code

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
