"""The screens of a sending: how far it is, how it went, and how to stop it."""

from __future__ import annotations

from bot.domain.actions import AskStop, BulletinReport, StopBulletin
from bot.domain.bulletins import Bulletin, Progress, Stage, Tie
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back
from bot.texts import bulletin_page as page_texts
from bot.texts import common as common_texts
from bot.texts import publisher as publisher_texts
from bot.texts import sendings as texts


def report(t: Catalog, partnership: Partnership, value: Bulletin, how: Progress) -> Screen:
    """The page of a bulletin."""
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    going: Rows = () if how.done else ((look,), *_stop(t, value))
    return Screen(text=_text(t, partnership, value, how), rows=(*going, (back(t),)))


def told(t: Catalog, partnership: Partnership, value: Bulletin, how: Progress) -> Screen:
    """What its author is told, in one message that is changed as the sending goes on."""
    rows = () if how.done else _stop(t, value)
    return Screen(text=_text(t, partnership, value, how), rows=rows)


def _text(t: Catalog, partnership: Partnership, value: Bulletin, how: Progress) -> str:
    if value.is_tied(Tie.CORRECTION):
        return page_texts.correction_made(t, value.content)
    areas = {a.id: a.name for a in partnership.areas.values() if a.id in value.content.areas}
    return publisher_texts.report(t, how, areas)


def _stop(t: Catalog, value: Bulletin) -> Rows:
    if value.stage is not Stage.SENDING:
        return ()
    return ((Button(texts.button_stop(t), AskStop(value.id)),),)


def ask_stop(t: Catalog, value: Bulletin) -> Screen:
    stop = Button(texts.button_stop_for_sure(t), StopBulletin(value.id))
    rather_not = Button(common_texts.button_back(t), BulletinReport(value.id))
    return Screen(text=texts.ask_stop(t), rows=((stop,), (rather_not,)))


def stopped(t: Catalog, value: Bulletin) -> Screen:
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.stopped(t), rows=((look,), (back(t),)))


def stopped_by(t: Catalog, value: Bulletin, pseudonym: str) -> Screen:
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.stopped_by(t, pseudonym), rows=((look,),))
