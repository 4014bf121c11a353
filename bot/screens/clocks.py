"""Notices of what comes due, looking again, and duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.actions import (
    AskWeighing,
    Go,
    MoreOfCase,
    Page,
    QueueList,
    SetDuty,
    SetLookAgain,
    ShowConcern,
    ShowQueue,
)
from bot.domain.clocks import LookAgain
from bot.domain.concerns import Concern
from bot.domain.people import Moderator
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import back, pairs
from bot.texts import clocks as texts
from bot.texts import common as common_texts
from bot.texts import duty as duty_texts
from bot.texts import staff as staff_texts
from bot.texts import triage as triage_texts


def news(t: Catalog, text: str, concerns: Sequence[Concern]) -> Screen:
    """Leads to the case, or to the inbox when there are several."""
    if len(concerns) > 1:
        return reminder(t, text)
    button = Button(staff_texts.button_open(t), ShowConcern(concerns[0].id))
    return Screen(text=text, rows=((button,),))


def reminder(t: Catalog, text: str) -> Screen:
    button = Button(staff_texts.button_to_queue(t), Go(Page.QUEUE))
    return Screen(text=text, rows=((button,),))


def ask_look_again(t: Catalog, concern: Concern) -> Screen:
    choices = [w for w in LookAgain if w is not LookAgain.NEVER or concern.follow_up]
    buttons = pairs(Button(texts.button_when(t, w), SetLookAgain(concern.id, w)) for w in choices)
    again = Button(common_texts.button_back(t), MoreOfCase(concern.id))
    return Screen(text=texts.ask_look_again(t, concern.code), rows=(*buttons, (again,)))


def done(t: Catalog, concern: Concern, text: str) -> Screen:
    """What was done, and the way back to the case."""
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    queue = Button(staff_texts.button_to_queue(t), Go(Page.QUEUE))
    return Screen(text=text, rows=((again, queue),))


# --- duty ----------------------------------------------------------------------------------------

_LISTS = (QueueList.NEW, QueueList.MINE, QueueList.LATE, QueueList.FOLLOW)


def duty(t: Catalog, me: Moderator, counts: Mapping[str, int] | None) -> Screen:
    """counts: what waits, for who reads cases and goes on duty."""
    if not me.on_duty:
        return Screen(text=duty_texts.off_duty(t), rows=((duty_button(t, me),), (back(t),)))
    lists = [
        Button(staff_texts.button_list(t, which.value, counts[which.value]), ShowQueue(which, 0))
        for which in _LISTS
        if counts and counts[which.value]
    ]
    text = duty_texts.digest(t, counts) if counts else duty_texts.on_duty(t)
    return Screen(text=text, rows=(*pairs(lists), (duty_button(t, me),), (back(t),)))


def duty_button(t: Catalog, me: Moderator) -> Button:
    if me.on_duty:
        return Button(duty_texts.button_end(t), SetDuty(0))
    return Button(duty_texts.button_begin(t), SetDuty(1))


# --- on the card of a case -----------------------------------------------------------------------


def card_lines(t: Catalog, concern: Concern, now: datetime) -> Sequence[str]:
    """What the clocks say, one line each."""
    lines = []
    if concern.report_due is not None:
        lines.append(triage_texts.card_report(t, concern.report_due, now))
    if concern.follow_up is not None:
        lines.append(texts.card_look_again(t, concern.follow_up))
    return ["\n".join(lines)] if lines else []


def weigh_button(t: Catalog, concern: Concern) -> Sequence[Button]:
    """While the duty to notify about a child is to be weighed."""
    if concern.report_due is None:
        return []
    return [Button(triage_texts.button_report(t), AskWeighing(concern.id))]
