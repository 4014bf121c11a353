"""When news leaves: on the draft, and choosing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain import schedule
from bot.domain.actions import BulletinPage, LeavesAt, LeavesOn, ShowBulletinDraft
from bot.domain.bulletins import Content
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import pairs, singles
from bot.texts import common as common_texts
from bot.texts import schedule as texts


def with_time(t: Catalog, screen: Screen, content: Content) -> Screen:
    """The screen says when it leaves, where a time was set."""
    if content.due is None:
        return screen
    return replace(screen, text=f"{screen.text}\n\n{texts.leaves(t, content.due)}")


def on_draft(t: Catalog, screen: Screen, content: Content) -> Screen:
    """The draft, with the way to choose its time above its last row."""
    time = Button(texts.button_time(t), ShowBulletinDraft(BulletinPage.TIME))
    rows = (*screen.rows[:-1], (time,), *screen.rows[-1:])
    return with_time(t, replace(screen, rows=rows), content)


def _to(label: str, page: BulletinPage) -> Button:
    return Button(label, ShowBulletinDraft(page))


def ask(t: Catalog, due: int | None, now: int) -> Screen:
    offered = list(schedule.suggested(now))
    if due is not None and due not in offered:
        offered.insert(0, due)
    at_once = Button(texts.button_at_once(t, chosen=due is None), LeavesAt(None))
    rows = (
        (at_once,),
        *singles(
            Button(texts.button_moment(t, at, chosen=at == due), LeavesAt(at)) for at in offered
        ),
        (_to(texts.button_other_day(t), BulletinPage.DAYS),),
        (_to(common_texts.button_back(t), BulletinPage.EDIT),),
    )
    return Screen(text=texts.ask(t), rows=rows)


def ask_day(t: Catalog, now: int) -> Screen:
    days = pairs(
        Button(texts.button_day(t, day), LeavesOn(day.toordinal())) for day in schedule.days(now)
    )
    back = _to(common_texts.button_back(t), BulletinPage.TIME)
    return Screen(text=texts.ask_day(t), rows=(*days, (back,)))


def ask_hour(t: Catalog, day: date, now: int) -> Screen:
    buttons = [Button(texts.hour(t, at), LeavesAt(at)) for at in schedule.hours(day, now)]
    back = _to(common_texts.button_back(t), BulletinPage.DAYS)
    return Screen(text=texts.ask_hour(t, day), rows=(*_by_four(buttons), (back,)))


def _by_four(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))
