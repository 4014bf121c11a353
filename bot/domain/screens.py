"""What a person is shown: text, buttons, lane, and how it reaches them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from bot.domain.actions import Action
from bot.domain.ids import PageId


class Lane(IntEnum):
    """Order of sending; a lower lane always goes first. FETCH: files to get, nothing to send."""

    REPLY = 0
    NOTICE = 1
    BULLETIN = 2
    FETCH = 3


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: Action | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """text: HTML that the texts made. protect: Telegram forbids forwarding and saving.

    picture: the text stands under this picture, which stays covered until it is tapped.
    """

    text: str
    rows: Rows = ()
    protect: bool = False
    picture: PageId | None = None

    def with_row(self, *buttons: Button) -> Screen:
        return replace(self, rows=(*self.rows, tuple(buttons)))

    def one_per_row(self) -> Screen:
        """Right-to-left readers get one button a row, so that the order cannot be misread."""
        return replace(self, rows=tuple((button,) for row in self.rows for button in row))
