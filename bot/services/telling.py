""" "You said, we did": what became of several cases of one theme, told to their area.

No word of a case is in it: a fixed frame stands around what its author writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from bot.domain.bulletins import Bulletin, BulletinDraft, Content
from bot.domain.codes import parse_case_code
from bot.domain.errors import ButtonTooOld, HoldsCaseCode, NotFound
from bot.domain.ids import ThemeId
from bot.domain.people import Lang
from bot.domain.words import checked
from bot.services import drafts, pulses, themes
from bot.store import concerns
from bot.store import themes as rows
from bot.texts import telling as texts
from bot.turn import Turn

PARTS = 2
"""What we were told; what we did."""
LIMIT = 1200
"""UTF-16 units of one part."""
_LIKE_A_CODE = re.compile(r"(?<!\w)(?=(\w{3}[-‐–\s]?\w{3})(?!\w))")


async def listed(turn: Turn) -> Sequence[themes.Themed]:
    """Themes that can be answered in public, the newest first. Raises NotAllowed."""
    return await themes.ready(turn)


async def begin(turn: Turn, theme: ThemeId) -> Turn:
    """A draft about a theme with enough closed cases.

    Raises NotAllowed, OtherDraft; NotFound for any other theme.
    """
    if all(found.theme.id != theme for found in await listed(turn)):
        raise NotFound
    return await pulses.start(turn, Content(theme=theme))


def part(draft: BulletinDraft) -> int:
    """Which part of the language being written comes next, from 0."""
    return len(draft.told.get(draft.writing, ())) if draft.writing else 0


async def type_part(turn: Turn, text: str, message: int) -> Turn:
    """The next free part of the language being written, or one that was changed on the phone.

    Raises NothingWritten, TextTooLong, HoldsCaseCode, ButtonTooOld.
    """
    draft = drafts.draft_of(turn)
    lang = draft.language_of(message) or draft.writing
    if lang is None:
        raise ButtonTooOld
    words = checked(text, LIMIT)
    await _check_no_case(turn, words)
    return await drafts.keep_typed(turn, _framed(turn, draft.with_part(lang, words, message), lang))


def _framed(turn: Turn, draft: BulletinDraft, lang: Lang) -> BulletinDraft:
    """Both parts in their frame; one part alone is no text yet."""
    said = [text for _, text in draft.told.get(lang, ())]
    if len(said) < PARTS:
        return draft
    t = turn.house.catalogs[lang]
    return draft.typed(lang, unescape(str(texts.frame(t, said[0], said[1]))))


async def _check_no_case(turn: Turn, text: str) -> None:
    for found in _LIKE_A_CODE.findall(text):
        code = parse_case_code(found)
        if code and await concerns.find(turn.tx, code):
            raise HoldsCaseCode(code)


async def mark(turn: Turn, bulletin: Bulletin) -> None:
    """The news leaves: its theme is answered in public."""
    if bulletin.content.theme:
        await rows.tell(turn.tx, bulletin.content.theme, hour=turn.hour)


async def take_back(turn: Turn, bulletin: Bulletin) -> None:
    """The news is withdrawn: its theme waits for an answer again."""
    if bulletin.content.theme:
        await rows.tell(turn.tx, bulletin.content.theme, hour=None)
