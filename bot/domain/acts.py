"""Staff acts on the record: who did what to which case, without content or identity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    JOINED = "joined"
    READ = "read"
    CLAIMED = "claimed"
    RELEASED = "released"
    REPLIED = "replied"
    NOTED = "noted"
    CLOSED = "closed"
    PUBLISHED = "published"
    MUTE_PROPOSED = "mute proposed"
    MUTE_CONFIRMED = "mute confirmed"
    MUTE_DECLINED = "mute declined"
    APPEAL_READ = "appeal read"
    APPEAL_GRANTED = "appeal granted"
    APPEAL_DENIED = "appeal denied"
    MASKED = "masked"
    MASKED_FOR_GOOD = "masked for good"
    UNMASKED = "unmasked"
    GROUP_LINKED = "group linked"
    GROUP_UNLINKED = "group unlinked"
    ROTATED = "rotated"


BOT = "bot"
"""Who did what no colleague did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the chain. who: pseudonym, or BOT. about: case code, or "" where there is none.

    at: epoch seconds. seal: keyed hash over this entry and the seal before it.
    """

    number: int
    at: int
    who: str
    act: Act
    about: str
    seal: bytes

    def sealed_parts(self, before: bytes) -> tuple[bytes | int | str, ...]:
        """What the seal is made of, in order."""
        return (before, self.number, self.at, self.who, self.act.value, self.about)
