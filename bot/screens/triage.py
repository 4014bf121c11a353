"""Assessing a case, and weighing the duty to notify."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    AskArea,
    AskCategory,
    AskTriage,
    AskWeighing,
    SetArea,
    SetCategory,
    SetUrgency,
    ShowConcern,
    Weigh,
)
from bot.domain.concerns import Concern, Urgency
from bot.domain.places import Area, Partnership
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import pairs, singles
from bot.texts import common as common_texts
from bot.texts import triage as texts


def ask(t: Catalog, partnership: Partnership, concern: Concern, *, said: str = "") -> Screen:
    """What the case is taken for, and what can be changed. said: what just was."""
    others = [u for u in Urgency if u is not concern.urgency]
    urgencies = singles(
        Button(common_texts.urgency(t, u), SetUrgency(concern.id, u)) for u in others
    )
    more = (
        Button(texts.button_category(t), AskCategory(concern.id)),
        Button(texts.button_area(t), AskArea(concern.id)),
    )
    kind = t.name(partnership.category(concern.category).names)
    place = partnership.area(concern.area).name
    text = texts.ask_triage(t, concern.code, concern.urgency, place, kind)
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    whole = f"{said}\n\n{text}" if said else text
    return Screen(text=whole, rows=(*urgencies, more, (again,)))


def ask_category(t: Catalog, partnership: Partnership, concern: Concern) -> Screen:
    buttons = pairs(
        Button(t.alone(t.name(c.names)), SetCategory(concern.id, c.id))
        for c in partnership.offered_categories
        if c.id != concern.category
    )
    return Screen(text=texts.ask_category(t, concern.code), rows=(*buttons, _back(t, concern)))


def ask_area(t: Catalog, concern: Concern, areas: Sequence[Area]) -> Screen:
    buttons = pairs(Button(t.alone(a.name), SetArea(concern.id, a.id)) for a in areas)
    return Screen(text=texts.ask_area(t, concern.code), rows=(*buttons, _back(t, concern)))


def _back(t: Catalog, concern: Concern) -> tuple[Button, ...]:
    return (Button(common_texts.button_back(t), AskTriage(concern.id)),)


def ask_weighing(t: Catalog, concern: Concern) -> Screen:
    rows = (
        (Button(texts.button_report_sent(t), Weigh(concern.id, 1, 0)),),
        (Button(texts.button_report_weighed(t), Weigh(concern.id, 0, 0)),),
        (Button(common_texts.button_back(t), ShowConcern(concern.id)),),
    )
    return Screen(text=texts.ask_report(t, concern.code), rows=rows)


def ask_sure(t: Catalog, concern: Concern, *, sent: bool) -> Screen:
    rows = (
        (Button(texts.button_report_sure(t), Weigh(concern.id, int(sent), 1)),),
        (Button(common_texts.button_back(t), AskWeighing(concern.id)),),
    )
    return Screen(text=texts.ask_report_sure(t, concern.code, sent=sent), rows=rows)
