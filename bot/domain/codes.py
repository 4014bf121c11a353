"""Case codes, short and easy to say; receipt codes, long enough that nobody can guess one.

Both are forgiving when typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NewType

from bot.domain.errors import NotAReceiptCode

CaseCode = NewType("CaseCode", str)
ReceiptCode = NewType("ReceiptCode", str)
"""24 digits without gaps."""

ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"
"""No vowels (no words), no 0/O, 1/I/L, S/5, U/V or Z/2 to confuse."""
LENGTH = 6
RECEIPT_DIGITS = 24
GROUP = 4

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def new_case_code(below: Callable[[int], int]) -> CaseCode:
    """A random code; `below(n)` draws 0 <= x < n."""
    letters = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH))
    return CaseCode(f"{letters[:3]}-{letters[3:]}")


def parse_case_code(typed: str) -> CaseCode | None:
    """The code in what somebody typed, or None when it cannot be one."""
    plain = typed.translate(_ARABIC_DIGITS).upper()
    letters = "".join(c for c in plain if c.isalnum())
    if len(letters) != LENGTH or any(c not in ALPHABET for c in letters):
        return None
    return CaseCode(f"{letters[:3]}-{letters[3:]}")


def new_receipt_code(below: Callable[[int], int]) -> ReceiptCode:
    """Digits, because they are the same in every language; 24 of them are 79.7 bits."""
    return ReceiptCode(f"{below(10**RECEIPT_DIGITS):0{RECEIPT_DIGITS}}")


def grouped(code: ReceiptCode) -> str:
    """As it is shown and written down: six groups of four."""
    return " ".join(code[i : i + GROUP] for i in range(0, RECEIPT_DIGITS, GROUP))


def parse_receipt_code(typed: str) -> ReceiptCode:
    """The receipt code somebody typed, with spaces, dashes and the digits of any keyboard.

    Raises NotAReceiptCode.
    """
    digits = "".join(c for c in typed.translate(_ARABIC_DIGITS) if not _is_gap(c))
    if len(digits) != RECEIPT_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotAReceiptCode(sum(c.isdigit() for c in digits))
    return ReceiptCode(digits)


def _is_gap(char: str) -> bool:
    """Spaces, dashes of any length, and the direction marks that copying brings along."""
    return char.isspace() or char == "\u2212" or unicodedata.category(char) in {"Pd", "Cf", "Zs"}
