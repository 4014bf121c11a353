"""What people see of pictures and places."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    Change,
    ChangeDraft,
    ConcernArea,
    Go,
    OpenPictures,
    Page,
    RemovePicture,
    ShowPictures,
)
from bot.domain.concerns import Entry
from bot.domain.dialogues import Dialogue, Step
from bot.domain.ids import ConcernId, PageId, PictureId
from bot.domain.pictures import PICTURES, Trouble
from bot.domain.places import Area
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import cancel, singles
from bot.texts import common as common_texts
from bot.texts import pictures as texts

Fetched = Sequence[bytes] | Trouble
"""The pages of a file as JPEGs, or why there are none."""


def _go_on(t: Catalog) -> Button:
    return Button(texts.button_go_on(t), Go(Page.RESUME))


def said(t: Catalog, text: str) -> Screen:
    """A sentence, and the way back to where one stands."""
    return Screen(text=text, rows=((_go_on(t),),))


def added(t: Catalog, dialogue: Dialogue, wanted: PictureId) -> tuple[Screen, ...]:
    """Each page as its reader will see it; the buttons stand under the last."""
    picture = dialogue.picture(wanted)
    if picture is None:
        return ()
    number = dialogue.pictures.index(picture) + 1
    reads_resident = dialogue.step is Step.REPLY
    text = texts.added(t, number, PICTURES, to_resident=reads_resident)
    if not dialogue.words:
        text = f"{text}\n\n{texts.words_too(t)}"
    rows = ((Button(texts.button_remove(t), RemovePicture(wanted)), _go_on(t)),)
    *before, last = picture.pages
    total = len(picture.pages)
    pages = [
        Screen(text=texts.page(t, n, total), picture=page) for n, page in enumerate(before, start=1)
    ]
    return (*pages, Screen(text=text, picture=last, rows=rows))


def look(
    t: Catalog, pages: Sequence[PageId], *, code: str = "", protect: bool = False
) -> tuple[Screen, ...]:
    """Pictures on tap, one message each. code: of their case, none for a draft."""
    total = len(pages)
    shown = [
        Screen(
            text=texts.of_case(t, code, n, total) if code else texts.page(t, n, total),
            picture=page,
            protect=protect,
        )
        for n, page in enumerate(pages, start=1)
    ]
    if not code:
        shown[-1:] = [screen.with_row(_go_on(t)) for screen in shown[-1:]]
    return tuple(shown)


def draft_row(t: Catalog, dialogue: Dialogue) -> Rows:
    """Under a preview: the way to its pictures."""
    if not dialogue.pages:
        return ()
    return ((Button(texts.button_draft(t, len(dialogue.pages)), Go(Page.PICTURES)),),)


def draft_lines(t: Catalog, dialogue: Dialogue) -> Sequence[str]:
    """In a preview: how many pictures its reader will find."""
    waiting = [on_its_way(t)] if dialogue.is_fetching else []
    return [*lines(t, len(dialogue.pages)), *waiting]


def on_its_way(t: Catalog) -> str:
    return texts.on_its_way(t)


def lines(t: Catalog, count: int) -> Sequence[str]:
    return [texts.count(t, count)] if count else []


def case_rows(
    t: Catalog, concern: ConcernId, entries: Sequence[Entry], *, staff: bool = False
) -> Rows:
    """A button for each contribution that has pictures, newest first."""
    action = ShowPictures if staff else OpenPictures
    return singles(
        Button(texts.button_entry(t, e.pictures, e.hour), action(concern, e.position))
        for e in reversed(entries)
        if e.pictures
    )


def place_found(t: Catalog, area: Area) -> Screen:
    other = Button(common_texts.button_back(t), ChangeDraft(Change.AREA))
    rows = ((Button(t.alone(area.name), ConcernArea(area.id)),), (other, cancel(t)))
    return Screen(text=texts.place_found(t, area.name), rows=rows)
