"""Themes: cases that are about the same, answered one by one. Residents never learn of them.

The one thing two cases of a theme share is its random id; nothing links who wrote them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.dialogues import Step, Words
from bot.domain.errors import (
    ButtonTooOld,
    NotFound,
    NothingWritten,
    TitleTooLong,
    TooManyThemes,
)
from bot.domain.ids import ConcernId, ThemeId
from bot.domain.roles import Deed
from bot.domain.themes import OPEN, TITLE, Theme, is_ready, unanswered
from bot.services import moderation, record
from bot.services.dialogues import save
from bot.store import concerns
from bot.store import themes as rows
from bot.store.themes import SealedTheme
from bot.turn import Turn
from bot.vault.keyring import Purpose

_TABLE = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Themed:
    """A theme with its cases in the speaker's scope; staff's own work, so counted exactly."""

    theme: Theme
    cases: Sequence[Concern]

    @property
    def is_ready(self) -> bool:
        return is_ready(self.cases)


def _opened(turn: Turn, found: SealedTheme) -> Theme:
    title = turn.house.vault.open(Purpose.THEME, _TABLE, found.id, found.sealed).decode()
    return Theme(
        id=found.id,
        organisation=found.organisation,
        title=title,
        opened=found.opened,
        closed=found.closed,
        told=found.told,
    )


async def _themed(turn: Turn, found: SealedTheme) -> Themed:
    cases = await concerns.of_theme(turn.tx, turn.speaker.colleague(), found.id)
    return Themed(theme=_opened(turn, found), cases=cases)


async def listed(turn: Turn) -> Sequence[Themed]:
    """Open themes with a case in the speaker's scope, newest first. Raises NotAllowed."""
    me = moderation.colleague(turn, Deed.THEME)
    found = [await _themed(turn, t) for t in await rows.opened(turn.tx, me.organisation)]
    return [themed for themed in found if themed.cases]


async def ready(turn: Turn) -> Sequence[Themed]:
    """Themes, closed ones too, with enough closed cases for "you said, we did".

    Raises NotAllowed. Who writes news may not open the cases: show titles, no case and no number.
    """
    me = moderation.colleague(turn, Deed.TELL_BACK)
    found = [await _themed(turn, t) for t in await rows.every(turn.tx, me.organisation)]
    return [themed for themed in found if themed.is_ready]


async def read(turn: Turn, theme_id: ThemeId) -> Themed:
    """Raises NotAllowed, NotFound."""
    return await _themed(turn, await _own(turn, theme_id))


async def _own(turn: Turn, theme_id: ThemeId) -> SealedTheme:
    me = moderation.colleague(turn, Deed.THEME)
    found = await rows.find(turn.tx, theme_id)
    if found is None or found.organisation != me.organisation:
        raise NotFound
    return found


async def put_in(turn: Turn, concern_id: ConcernId, theme_id: ThemeId) -> Concern:
    """Raises NotAllowed, NotFound, also for a theme of another organisation."""
    concern = await moderation.seen(turn, concern_id, Deed.THEME)
    found = await _own(turn, theme_id)
    if found.organisation != concern.organisation or found.closed:
        raise NotFound
    return await _put(turn, concern, theme_id)


async def _put(turn: Turn, concern: Concern, theme_id: ThemeId) -> Concern:
    put = await moderation.saved(turn, concern, concern.themed(theme_id))
    await record.note(turn, Act.THEMED, concern.code)
    return put


async def take_out(turn: Turn, concern_id: ConcernId) -> Concern:
    """Raises NotAllowed, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.THEME)
    if concern.theme is None:
        raise NotFound
    out = await moderation.saved(turn, concern, concern.themed(None))
    await record.note(turn, Act.UNTHEMED, concern.code)
    await rows.forget_empty(turn.tx)
    return out


async def name(turn: Turn, concern_id: ConcernId) -> Turn:
    """The next typed words are the title of a new theme. Raises TooManyThemes, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.THEME)
    if len(await rows.opened(turn.tx, concern.organisation)) >= OPEN:
        raise TooManyThemes(OPEN)
    naming = turn.dialogue.at(Step.THEME, about=concern_id, words=Words(), ready=None, pictures=())
    return await save(turn, naming)


async def type_title(turn: Turn, message: int, text: str) -> Turn:
    """Each message is a new title. Raises TitleTooLong."""
    words = Words().typed(message, " ".join(text.split()))
    if len(words.text) > TITLE:
        raise TitleTooLong(TITLE)
    return await save(turn, turn.dialogue.at(Step.THEME, words=words))


async def naming(turn: Turn) -> Concern:
    """The case a theme is being named for. Raises ButtonTooOld, NotAllowed, NotFound."""
    if turn.dialogue.step is not Step.THEME or turn.dialogue.about is None:
        raise ButtonTooOld
    return await moderation.seen(turn, turn.dialogue.about, Deed.THEME)


async def open_new(turn: Turn, version: int) -> tuple[Turn, Themed]:
    """A theme with the title whose preview had this version, and the case in it.

    Raises ButtonTooOld, NothingWritten, TooManyThemes, NotFound.
    """
    concern = await naming(turn)
    dialogue = turn.dialogue
    if dialogue.version != version:
        raise ButtonTooOld
    if not dialogue.words:
        raise NothingWritten
    if len(await rows.opened(turn.tx, concern.organisation)) >= OPEN:
        raise TooManyThemes(OPEN)
    new = ThemeId(turn.house.new_id())
    sealed = turn.house.vault.seal(Purpose.THEME, _TABLE, new, dialogue.words.text.encode())
    row = SealedTheme(id=new, organisation=concern.organisation, sealed=sealed, opened=turn.seconds)
    await rows.add(turn.tx, row)
    await _put(turn, concern, new)
    return await save(turn, dialogue.answered()), await _themed(turn, row)


async def close(turn: Turn, theme_id: ThemeId) -> Themed:
    """No case can be put in any more; its cases stay in it. Raises NotAllowed, NotFound."""
    found = await read(turn, theme_id)
    await rows.close(turn.tx, theme_id, at=turn.seconds)
    return found


async def next_case(turn: Turn, theme_id: ThemeId) -> Concern | None:
    """The next case of a theme that waits for staff, the most pressing first."""
    waiting = unanswered((await read(turn, theme_id)).cases)
    me = turn.speaker.colleague().id
    free = [c for c in waiting if c.claimed_by in (None, me)]
    return next(iter(free), None)


def reusable(turn: Turn, concern: Concern) -> str | None:
    """The speaker's last answer to a case of the same theme, while it is remembered."""
    said = turn.dialogue.said
    return said.text if said and said.theme == concern.theme else None


async def reuse(turn: Turn, concern_id: ConcernId) -> Turn:
    """Begins the reply with one's last answer in the theme; it is previewed like any other.

    Raises ButtonTooOld, NotYours, NotFound.
    """
    concern = await moderation.held(turn, concern_id, Deed.REPLY)
    text = reusable(turn, concern)
    if text is None:
        raise ButtonTooOld
    words = Words().typed(_NOBODYS, text)
    replying = turn.dialogue.at(Step.REPLY, about=concern_id, words=words, ready=None, pictures=())
    return await save(turn, replying)


_NOBODYS = 0
"""Words that stand in no message of the chat."""
