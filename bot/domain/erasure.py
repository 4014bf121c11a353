"""What was erased for good, by random ids: remembered so that no backup brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """ADDRESS: the way back of a case. CONCERN: a case with its words. PROFILE: of one chat."""

    ADDRESS = "address"
    CONCERN = "concern"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    what: What
    id: bytes
