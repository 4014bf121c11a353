"""The one Telegram group an organisation may link. It gets cards, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.ids import ChatId, GroupId, OrganisationId
from bot.domain.people import Lang

EVERY = 30
"""Seconds at least between two looks at what the digest says."""
FRESH = 24 * 3600
"""Seconds after which a digest is taken away and shown anew, lest it drown in the chat."""
CODE_LIVES = 3600
CARDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffGroup:
    """chat: None while nothing is linked. code: the one that links a group, until code_until.

    message: the digest that stands in the chat, shown at message_at, 0 for none. shown: what it
    says. Moments are epoch seconds.
    """

    id: GroupId
    organisation: OrganisationId
    language: Lang
    chat: ChatId | None = None
    code: str = ""
    code_until: int = 0
    message: int = 0
    message_at: int = 0
    shown: str = ""

    def offering(self, code: str, *, until: int) -> StaffGroup:
        return replace(self, code=code, code_until=until)

    def opens_with(self, code: str, *, now: int) -> bool:
        return bool(code) and code == self.code and now < self.code_until

    def linked_to(self, chat: ChatId, language: Lang) -> StaffGroup:
        """A code works once; what stood in another chat is not known here."""
        return replace(self.unlinked(), chat=chat, language=language)

    def unlinked(self) -> StaffGroup:
        return replace(self.without_digest(), chat=None, code="", code_until=0)

    def without_digest(self) -> StaffGroup:
        """It cannot be edited any more: the next one is a new message."""
        return replace(self, message=0, message_at=0, shown="")

    def saying(self, text: str) -> StaffGroup:
        return replace(self, shown=text)

    def standing(self, message: int, *, at: int) -> StaffGroup:
        return replace(self, message=message, message_at=at)
