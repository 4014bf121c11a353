"""A day at work as a page of documentation: what one person did, and what stood on the screen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from bot.simulator import Message
from tests.kit.world import Player

DOCS = Path(__file__).parents[2] / "docs"
_CODE = re.compile(r"\b[2-9B-Y]{3}-[2-9B-Y]{3}\b")
_NAMES = ("K7M", "4QX", "R2D", "W9T", "H5P", "C3V", "N8K", "F6Y", "X4B", "M2R", "T7G", "P9H",
          "D5W", "V3N", "G8C", "Y6F", "B4X", "Q2M", "J7T", "L9P")  # fmt: skip
"""Case codes are random; on the page each gets a name of its own, in the order they come up."""


class Transcript:
    """Follows one player at a time. Taps are counted; typing a text is none."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.taps_so_far = 0
        self._lines: list[str] = []
        self._known: dict[int, str] = self._standing()

    def passes_to(self, player: Player) -> None:
        """From now on it follows somebody else; taps are counted on."""
        self.player = player
        self._known = self._standing()

    def heading(self, text: str) -> None:
        self._lines += [f"## {text}", ""]

    def tells(self, text: str) -> None:
        self._lines += [text, ""]

    async def taps(self, label: str) -> None:
        button = self.player.button(label)
        self.taps_so_far += 1
        await self.player.taps(label)
        self._note(f"trykker på **{button.text}**")

    async def says(self, text: str) -> None:
        await self.player.says(text)
        self._note(f"skriver *{text}*")

    def opens_phone(self) -> None:
        """What has come in since the last act."""
        self._note("ser på telefonen.")

    def _note(self, act: str) -> None:
        self._lines += [f"{self.player.person.name} {act}", ""]
        shown = self._standing()
        for number, drawn in shown.items():
            if self._known.get(number) != drawn:
                self._lines += [drawn, ""]
        self._known = shown

    def _standing(self) -> dict[int, str]:
        chat = self.player.person.chat
        return {m.message_id: "\n".join(_drawn(m)) for m in chat.messages if m.outgoing}

    def page(self, title: str, about: str) -> str:
        """The whole page, with codes that do not change from run to run."""
        return _named("\n".join([f"# {title}", "", about, "", *self._lines]).rstrip() + "\n")


def _drawn(message: Message) -> Iterator[str]:
    for line in message.text.split("\n"):
        yield f"> {line}".rstrip() + ("  " if line else "")
    if message.buttons:
        yield ">"
    for row in message.buttons:
        yield "> " + " ".join(f"`{b.text}`" for b in row) + "  "


def _named(text: str) -> str:
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        first, second = divmod(len(names), len(_NAMES))
        fresh = f"{_NAMES[second]}-{_NAMES[-1 - first - second]}"
        return names.setdefault(found[0], fresh)

    return _CODE.sub(name, text)


def check_page(name: str, page: str) -> None:
    """The page in docs is what the run of the real bot gave; written anew with TRANSCRIPTS=1."""
    path = DOCS / name
    if os.environ.get("TRANSCRIPTS"):
        path.write_text(page, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page, f"make transcripts writes docs/{name} anew"
