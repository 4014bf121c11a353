"""What was erased for good, by random ids: remembered so that no backup brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """ADDRESS: the way back of a case. CONCERN: a case with its words. PROFILE: of one chat.

    COLLEAGUE: access of one whose role ended; the pseudonym stays. SIGNUP: of one chat to an event.
    """

    ADDRESS = "address"
    CONCERN = "concern"
    PROFILE = "profile"
    COLLEAGUE = "colleague"
    SIGNUP = "signup"


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    what: What
    id: bytes
