"""What is asked while a template is filled, and how places and times stand in its sentences.

What stands in a sentence becomes plain text of a bulletin: it is escaped when that is shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.domain.hours import COPENHAGEN
from bot.domain.incidents import Ago, Option
from bot.i18n import Catalog, Html, isolate
from bot.texts.common import EMERGENCY, POLICE


def button_from_template(t: Catalog) -> str:
    return t.pgettext("button", "🚨 From a template")


def choose(t: Catalog) -> str:
    return t.pgettext(
        "incident",
        "<b>From a template</b>\nThe sentences are translated already. You choose what happened and "
        "answer with taps; then you see all three languages. Nothing is sent before somebody else "
        "has signed it.",
    )


def button_template(t: Catalog, name: str, *, urgent: bool) -> str:
    if urgent:
        return t.pgettext("button", "🔴 {template}", template=name)
    return t.pgettext("button", "📋 {template}", template=name)


def question(t: Catalog, template: str, asks: str, step: int, steps: int) -> str:
    return t.pgettext(
        "incident",
        "<b>{template}</b> · {step} of {steps}\n{question}",
        template=template,
        question=asks,
        step=step,
        steps=steps,
    )


def or_a_street(t: Catalog) -> str:
    return t.pgettext(
        "incident",
        "Or write the name of a street or a square, as its sign says it. It stays the same in all "
        "three languages. No floor, no door, no names of people.",
    )


def only_buttons(t: Catalog) -> str:
    return t.pgettext(
        "incident", "This is answered with the buttons. The texts can be changed afterwards."
    )


def button_within(t: Catalog, area: str) -> str:
    return t.pgettext("button", "🏘 {area}", area=area)


def button_in_area(t: Catalog, area: str) -> str:
    return t.pgettext("button", "📍 {area}", area=area)


def button_landmark(t: Catalog, area: str, landmark: str) -> str:
    return t.pgettext("button", "📍 {area} · {place}", area=area, place=landmark)


def button_ago(t: Catalog, ago: Ago) -> str:
    match ago:
        case Ago.NOW:
            return t.pgettext("button", "🕐 Just now")
        case Ago.HALF_HOUR:
            return t.pgettext("button", "🕐 Half an hour ago")
        case Ago.HOUR:
            return t.pgettext("button", "🕐 An hour ago")
        case _:
            assert_never(ago)


def button_hour(t: Catalog, hour: int) -> str:
    return t.pgettext("button", "🕐 Today at {time}", time=f"{hour:02}:00")


def button_option(t: Catalog, option: Option) -> str:
    if option.number is None:
        return t.alone(t.name(option.names))
    return number(t, t.name(option.names), option.number)


def who_gets_it(t: Catalog, template: str) -> str:
    return t.pgettext(
        "incident",
        "<b>{template}</b>\nWho shall get it? The area it is about is chosen. The numbers are "
        "followers, in bands.",
        template=template,
    )


def button_show_texts(t: Catalog) -> str:
    return t.pgettext("button", "👁 Show all three languages")


# --- inside a sentence of a template ----------------------------------------------------------


def in_area(t: Catalog, area: str) -> str:
    return t.pgettext("inside a template", "in {area}", area=Html(area))


def near_street(t: Catalog, street: str) -> str:
    return t.pgettext("inside a template", "near {street}", street=Html(street))


def at_landmark(t: Catalog, at: str, area: str) -> str:
    """at: of the partnership's own words, with {area}."""
    return at.format(area=_alone(t, area))


def about(t: Catalog, at: datetime) -> str:
    local = at.astimezone(COPENHAGEN)
    return t.pgettext(
        "inside a template", "{day} at about {time}", day=t.day(local.date()), time=t.clock(at)
    )


def by(t: Catalog, at: datetime) -> str:
    local = at.astimezone(COPENHAGEN)
    return t.pgettext(
        "inside a template", "{day} at {time}", day=t.day(local.date()), time=t.clock(at)
    )


def numbers(t: Catalog) -> dict[str, str]:
    """Those a sentence can tell to call."""
    return {"emergency": _alone(t, EMERGENCY), "police": _alone(t, POLICE)}


def number(t: Catalog, text: str, n: int) -> str:
    """text: in the partnership's own words, with {n}."""
    return text.format(n=_alone(t, str(n)))


def _alone(t: Catalog, value: str) -> str:
    return isolate(value) if t.lang.rtl else value
