"""Case codes: short, unambiguous when read aloud, forgiving when typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NewType

CaseCode = NewType("CaseCode", str)

ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"
"""No vowels (no words), no 0/O, 1/I/L, S/5, U/V or Z/2 to confuse."""
LENGTH = 6

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
