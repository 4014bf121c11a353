"""A resident who steps forward: who they are, or that they want to meet. Only they can begin it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.concerns import EntryKind
from bot.domain.ids import ModeratorId

MEETINGS = (EntryKind.MEET_OFFICE, EntryKind.MEET_NEUTRAL, EntryKind.MEET_CALL)
"""Where a resident may want to meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """hour: whole hours since 1970. by: who of staff opened it first. text: "" while sealed."""

    position: int
    kind: EntryKind
    hour: int
    by: ModeratorId | None = None
    text: str = ""

    @property
    def is_read(self) -> bool:
        return self.by is not None


_ASKS_WHO = re.compile(
    r"\b(?:hvad hedder du|hvem er du|hvor bor du"
    r"|(?:dit|jeres) (?:fulde |rigtige )?"
    r"(?:navn|nummer|telefonnummer|mobilnummer|cpr\b|personnummer)"
    r"|din (?:adresse|mail|e-mail)|cpr-?nummer"
    r"|what is your name|what's your name|who are you|where do you live"
    r"|your (?:full |real )?(?:name|number|phone|telephone|address|e-?mail|cpr))"
    r"|ما اسمك|ما هو اسمك|من [أا]نت\s*[؟?]|[أا]ين تسكن[^.؟?]*[؟?]"
    r"|(?:اسمك|رقمك|عنوانك|رقم هاتفك|هاتفك|رقم جوالك|بريدك)",
    re.IGNORECASE,
)


def asks_who(text: str) -> bool:
    """Whether words of staff seem to ask who the resident is, in any of the languages."""
    return _ASKS_WHO.search(text) is not None
