"""Rows that many screens share, and long texts cut into messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.domain.actions import Action, ChooseLanguage, Go, Page
from bot.domain.people import Lang
from bot.domain.screens import Button, Rows, Screen
from bot.domain.words import TELEGRAM_TEXT, units
from bot.i18n import Catalog
from bot.texts import common as texts


def pairs(buttons: Iterable[Button]) -> Rows:
    """Two buttons a row."""
    row = tuple(buttons)
    return tuple(row[i : i + 2] for i in range(0, len(row), 2))


def singles(buttons: Iterable[Button]) -> Rows:
    return tuple((button,) for button in buttons)


def paging(t: Catalog, page: int, to: Callable[[int], Action], *, more: bool) -> Rows:
    """to: the button's action for a page."""
    row = []
    if page:
        row.append(Button(texts.button_newer(t), to(page - 1)))
    if more:
        row.append(Button(texts.button_older(t), to(page + 1)))
    return (tuple(row),) if row else ()


def back(t: Catalog, page: Page = Page.MENU) -> Button:
    label = texts.button_menu(t) if page is Page.MENU else texts.button_back(t)
    return Button(label, Go(page))


def hide(t: Catalog) -> Button:
    return Button(texts.button_hide(t), Go(Page.HIDE))


def cancel(t: Catalog) -> Button:
    return Button(texts.button_cancel(t), Go(Page.CANCEL))


def languages(proposed: Lang) -> Rows:
    """The proposed language first; each named in itself."""
    order = sorted(Lang, key=lambda lang: lang is not proposed)
    return singles(Button(texts.LANGUAGE_NAMES[lang], ChooseLanguage(lang)) for lang in order)


def messages(parts: Sequence[str], rows: Rows, *, protect: bool = False) -> tuple[Screen, ...]:
    """Parts joined into as few messages as fit; the buttons stand under the last."""
    pages = [""]
    for part in parts:
        joined = f"{pages[-1]}\n\n{part}" if pages[-1] else part
        if units(joined) <= TELEGRAM_TEXT:
            pages[-1] = joined
        else:
            pages.append(part)
    return (
        *(Screen(text=page, protect=protect) for page in pages[:-1]),
        Screen(text=pages[-1], rows=rows, protect=protect),
    )
