"""Screens of themes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    CloseTheme,
    MoreOfCase,
    NameTheme,
    NextOfTheme,
    OpenTheme,
    Page,
    PutInTheme,
    ShowConcern,
    ShowTheme,
    TakeOutOfTheme,
    ThemesOf,
)
from bot.domain.concerns import Concern
from bot.domain.dialogues import Dialogue
from bot.domain.screens import Button, Rows, Screen
from bot.domain.themes import OPEN, Theme, is_ready, unanswered
from bot.i18n import Catalog
from bot.screens import telling
from bot.screens.common import back, cancel, singles
from bot.texts import common as common_texts
from bot.texts import staff as staff_texts
from bot.texts import themes as texts

PAGE = 6
"""Cases on one screen."""


def listed(t: Catalog, found: Sequence[tuple[Theme, Sequence[Concern]]]) -> Screen:
    rows = singles(
        Button(
            texts.button_open(t, theme.title, len(cases), ready=is_ready(cases)),
            ShowTheme(theme.id, 0),
        )
        for theme, cases in found
    )
    return Screen(text=texts.themes(t), rows=(*rows, (back(t),)))


def ask(t: Catalog, concern: Concern, found: Sequence[Theme]) -> Screen:
    """Which theme a case belongs to."""
    title = next((theme.title for theme in found if theme.id == concern.theme), None)
    others = singles(
        Button(texts.button_choose(t, theme.title), PutInTheme(concern.id, theme.id))
        for theme in found
        if theme.id != concern.theme
    )
    changes = []
    if len(found) < OPEN:
        changes.append(Button(texts.button_new(t), NameTheme(concern.id)))
    if concern.theme:
        changes.append(Button(texts.button_take_out(t), TakeOutOfTheme(concern.id)))
    again = Button(common_texts.button_back(t), MoreOfCase(concern.id))
    text = texts.ask(t, concern.code)
    text = f"{text}\n\n{texts.now(t, title)}" if title else text
    return Screen(text=text, rows=(*others, *((tuple(changes),) if changes else ()), (again,)))


def ask_title(t: Catalog, concern: Concern, dialogue: Dialogue) -> Screen:
    """The title before it is kept; before any words, what it should be."""
    if not dialogue.words:
        return Screen(text=texts.ask_title(t), rows=((cancel(t),),))
    rows = (
        (Button(texts.button_keep(t), OpenTheme(dialogue.version)),),
        (Button(staff_texts.button_rewrite(t), NameTheme(concern.id)), cancel(t)),
    )
    return Screen(text=texts.title(t, dialogue.words.text), rows=rows)


def put_in(t: Catalog, concern: Concern, theme: Theme) -> Screen:
    rows = (
        (Button(texts.button_choose(t, theme.title), ShowTheme(theme.id, 0)),),
        (Button(staff_texts.button_open(t), ShowConcern(concern.id)), back(t)),
    )
    return Screen(text=texts.put_in(t, concern.code, theme.title), rows=rows)


def taken_out(t: Catalog, concern: Concern) -> Screen:
    again = Button(common_texts.button_back(t), ThemesOf(concern.id))
    return Screen(text=texts.taken_out(t, concern.code), rows=((again, back(t)),))


def theme(
    t: Catalog,
    value: Theme,
    cases: Sequence[Concern],
    page: int,
    said: str = "",
    *,
    tells: bool = False,
) -> Screen:
    """said: what just happened, above the rest. tells: the speaker may tell the areas of it."""
    begin = page * PAGE
    shown = cases[begin : begin + PAGE]
    closed = sum(not case.is_open for case in cases)
    parts = [said, texts.theme(t, value.title, len(cases), closed)]
    if is_ready(cases):
        parts.append(texts.ready(t))
    parts += telling.told(t, value)
    on: Rows = ()
    if unanswered(cases):
        on = ((Button(texts.button_next(t), NextOfTheme(value.id)),),)
    end: Rows = ()
    if value.closed is None:
        end = ((Button(texts.button_close(t), CloseTheme(value.id)),),)
    rows = (
        *on,
        *singles(Button(texts.button_case(t, c), ShowConcern(c.id)) for c in shown),
        *_paging(t, value, page, more=bool(cases[begin + PAGE :])),
        *(telling.begin_row(t, value) if tells and is_ready(cases) else ()),
        *end,
        (back(t, Page.THEMES), back(t)),
    )
    return Screen(text="\n\n".join(part for part in parts if part), rows=rows)


def _paging(t: Catalog, value: Theme, page: int, *, more: bool) -> Rows:
    row = []
    if page:
        row.append(Button(common_texts.button_newer(t), ShowTheme(value.id, page - 1)))
    if more:
        row.append(Button(common_texts.button_older(t), ShowTheme(value.id, page + 1)))
    return (tuple(row),) if row else ()
