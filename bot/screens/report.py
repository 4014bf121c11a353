"""The one screen of a team's figures."""

from __future__ import annotations

from bot.domain.actions import ShowReport
from bot.domain.ids import AreaId, OrganisationId
from bot.domain.places import Partnership
from bot.domain.reports import MONTHS, Report
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back, pairs
from bot.texts import report as texts


def report(
    t: Catalog, partnership: Partnership, organisation: OrganisationId, value: Report
) -> Screen:
    name = t.name(partnership.organisation(organisation).names)
    if not value.areas:
        return Screen(text=texts.no_areas(t, name), rows=((back(t),),))
    where = partnership.area(value.area).name if value.area else None
    rows = (*_months(t, value), *_areas(t, partnership, value), (back(t),))
    return Screen(text=texts.report(t, name, where, value), rows=rows)


def _months(t: Catalog, value: Report) -> Rows:
    """The month before and the month after."""
    row = []
    if value.month > value.latest - MONTHS:
        row.append(Button(texts.button_earlier(t, value.month - 1), _to(value, value.month - 1)))
    if not value.now:
        row.append(Button(texts.button_later(t, value.month + 1), _to(value, value.month + 1)))
    return (tuple(row),)


def _to(value: Report, month: int) -> ShowReport:
    return ShowReport(month, value.area)


def _areas(t: Catalog, partnership: Partnership, value: Report) -> Rows:
    if len(value.areas) < 2:
        return ()
    choices: list[tuple[str | None, AreaId | None]] = [(None, None)]
    choices += [(partnership.area(a).name, a) for a in value.areas]
    return pairs(
        Button(texts.button_area(t, name, chosen=area == value.area), ShowReport(value.month, area))
        for name, area in choices
    )
