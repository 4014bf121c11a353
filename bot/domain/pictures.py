"""Pictures of a draft: what is taken, how many, and why one could not be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import PageId, PictureId

PICTURES = 5
"""Most pictures of one draft; a PDF counts as one."""
PAGES = 10
"""Most pages of one PDF."""
FILE_BYTES = 20 * 1024 * 1024
"""Telegram gives a bot no larger file."""
TAKEN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
"""Kinds of files that are taken; a photo has no kind and always is."""


class Trouble(StrEnum):
    """Why a file became no picture."""

    LOST = "lost"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    TOO_MUCH = "too_much"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo, image or PDF of a draft. message: it came in. pages: none while it is fetched."""

    id: PictureId
    message: int
    pages: tuple[PageId, ...] = ()
