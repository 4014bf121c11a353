"""Screens of "you said, we did"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import BulletinPage, Go, Page, ShowBulletinDraft, TellBack
from bot.domain.people import Lang
from bot.domain.screens import Button, Rows, Screen
from bot.domain.themes import Theme
from bot.i18n import Catalog
from bot.screens.common import back, cancel, singles
from bot.texts import common as common_texts
from bot.texts import initiatives as initiative_texts
from bot.texts import pulse as pulse_texts
from bot.texts import telling as texts


def listed(t: Catalog, found: Sequence[Theme]) -> Screen:
    """Titles alone: no case, and no number of them."""
    rows = singles(Button(texts.button_theme(t, f.title, f.told), TellBack(f.id)) for f in found)
    return Screen(text=texts.themes(t) if found else texts.no_themes(t), rows=(*rows, (back(t),)))


def ask_part(t: Catalog, lang: Lang, part: int) -> Screen:
    again = Button(common_texts.button_back(t), ShowBulletinDraft(BulletinPage.EDIT))
    return Screen(text=texts.ask_part(t, lang, part), rows=((again, cancel(t)),))


def begin_row(t: Catalog, value: Theme) -> Rows:
    return ((Button(texts.button_telling(t), TellBack(value.id)),),)


def told(t: Catalog, value: Theme) -> list[str]:
    return [texts.told(t, value.told)] if value.told else []


def other_kinds(t: Catalog) -> Rows:
    """What else news can be, before anything of it is written."""
    return (
        (Button(texts.button_telling(t), Go(Page.TELL_BACK)),),
        (Button(pulse_texts.button_pulse(t), Go(Page.PULSE)),),
        (Button(initiative_texts.button_initiatives(t), Go(Page.OWN_INITIATIVES)),),
    )
