"""The screens of whoever fills a template: one question each, the usual answer first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.actions import (
    AnswerIncident,
    BulletinPage,
    ChooseTemplate,
    IncidentArea,
    IncidentPage,
    IncidentWithin,
    ShowBulletinDraft,
    ShowIncident,
)
from bot.domain.bulletins import BulletinDraft, Priority
from bot.domain.incidents import Ago, IncidentDraft, Slot, Template, hours_today
from bot.domain.places import Area, Landmark, Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import cancel, singles
from bot.texts import common as common_texts
from bot.texts import incidents as texts
from bot.texts import publisher as publisher_texts


def offer(t: Catalog, partnership: Partnership, value: BulletinDraft) -> Rows:
    """The way in, as long as nothing is written."""
    if not partnership.incidents or value.content.texts:
        return ()
    return ((Button(texts.button_from_template(t), ShowIncident(IncidentPage.LIST)),),)


def templates(t: Catalog, partnership: Partnership) -> Screen:
    buttons = (
        Button(
            texts.button_template(t, t.name(one.names), urgent=one.priority is Priority.URGENT),
            ChooseTemplate(one.id),
        )
        for one in partnership.incidents.values()
    )
    again = Button(common_texts.button_back(t), ShowBulletinDraft(BulletinPage.EDIT))
    return Screen(text=texts.choose(t), rows=(*singles(buttons), (again, cancel(t))))


def _leaving(t: Catalog) -> tuple[Button, ...]:
    return (Button(common_texts.button_back(t), ShowIncident(IncidentPage.BACK)), cancel(t))


def _question(t: Catalog, template: Template, draft: IncidentDraft, slot: Slot) -> str:
    step, steps = len(draft.answers) + 1, len(template.slots)
    return texts.question(t, t.name(template.names), t.name(slot.asks), step, steps)


def place(
    t: Catalog,
    template: Template,
    draft: IncidentDraft,
    slot: Slot,
    places: Sequence[tuple[Area, Landmark | None]],
) -> Screen:
    buttons = (_place(t, slot, area, landmark) for area, landmark in places)
    text = f"{_question(t, template, draft, slot)}\n\n{texts.or_a_street(t)}"
    return Screen(text=text, rows=(*singles(buttons), _leaving(t)))


def _place(t: Catalog, slot: Slot, area: Area, landmark: Landmark | None) -> Button:
    if landmark is None:
        return Button(texts.button_in_area(t, area.name), AnswerIncident(slot.id, f"{area.id}."))
    label = texts.button_landmark(t, area.name, t.name(landmark.names))
    return Button(label, AnswerIncident(slot.id, f"{area.id}.{landmark.id}"))


def within(
    t: Catalog, template: Template, draft: IncidentDraft, slot: Slot, areas: Sequence[Area]
) -> Screen:
    """Which area first, where there are too many places for one screen."""
    buttons = (Button(texts.button_within(t, a.name), IncidentWithin(a.id)) for a in areas)
    text = f"{_question(t, template, draft, slot)}\n\n{texts.or_a_street(t)}"
    return Screen(text=text, rows=(*singles(buttons), _leaving(t)))


def moment(
    t: Catalog, template: Template, draft: IncidentDraft, slot: Slot, now: datetime
) -> Screen:
    ago = (Button(texts.button_ago(t, a), AnswerIncident(slot.id, a.value)) for a in Ago)
    hours = (
        Button(texts.button_hour(t, hour), AnswerIncident(slot.id, f"h{hour}"))
        for hour in hours_today(now)
    )
    rows = (*singles(ago), *singles(hours), _leaving(t))
    return Screen(text=_question(t, template, draft, slot), rows=rows)


def options(t: Catalog, template: Template, draft: IncidentDraft, slot: Slot) -> Screen:
    buttons = (
        Button(texts.button_option(t, option), AnswerIncident(slot.id, option.id))
        for option in slot.options
    )
    rows = (*singles(buttons), _leaving(t))
    return Screen(text=_question(t, template, draft, slot), rows=rows)


def areas(t: Catalog, template: Template, draft: IncidentDraft, targets: Sequence[Area]) -> Screen:
    buttons = singles(
        Button(
            publisher_texts.button_area(t, a.name, chosen=a.id in draft.areas),
            IncidentArea(a.id),
        )
        for a in targets
    )
    ready = Button(texts.button_show_texts(t), ShowIncident(IncidentPage.READY))
    rows = (*buttons, (ready,), _leaving(t))
    return Screen(text=texts.who_gets_it(t, t.name(template.names)), rows=rows)
