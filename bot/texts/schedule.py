"""What is said of when news leaves."""

from __future__ import annotations

from datetime import date

from bot.domain import schedule
from bot.i18n import Catalog


def moment(t: Catalog, at: int) -> str:
    """Local time, and which of the two where it comes twice."""
    shown = schedule.local(at)
    day, clock = t.day(shown.date()), hour(t, at)
    return t.pgettext("schedule", "{day} at {time}", day=day, time=clock)


def hour(t: Catalog, at: int) -> str:
    clock = t.clock(schedule.local(at))
    if not schedule.comes_twice(at):
        return t.alone(clock)
    if schedule.is_summer(at):
        return t.pgettext("schedule", "{time} summer time", time=clock)
    return t.pgettext("schedule", "{time} winter time", time=clock)


def leaves(t: Catalog, due: int) -> str:
    return t.pgettext("schedule", "🕘 It leaves {moment}.", moment=moment(t, due))


def leaves_when_signed(t: Catalog) -> str:
    return t.pgettext("schedule", "🕘 It leaves as soon as it is signed.")


def passed(t: Catalog, due: int) -> str:
    return t.pgettext(
        "schedule",
        "⚠️ The time that was set, {moment}, has passed. If you sign, it leaves at once.",
        moment=moment(t, due),
    )


def ask(t: Catalog) -> str:
    return t.pgettext("schedule", "When shall it leave? All times are Danish time.")


def ask_day(t: Catalog) -> str:
    return t.pgettext("schedule", "On which day shall it leave?")


def ask_hour(t: Catalog, day: date) -> str:
    return t.pgettext("schedule", "At what time on {day}?", day=t.day(day))


def button_time(t: Catalog) -> str:
    return t.pgettext("button", "🕘 Time")


def button_at_once(t: Catalog, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ As soon as it is signed")
    return t.pgettext("button", "As soon as it is signed")


def button_moment(t: Catalog, at: int, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ {moment}", moment=moment(t, at))
    return t.alone(moment(t, at))


def button_other_day(t: Catalog) -> str:
    return t.pgettext("button", "📅 Another time")


def button_day(t: Catalog, day: date) -> str:
    return t.alone(t.day(day))


def button_entry(t: Catalog, at: int, title: str) -> str:
    """News in a list that has not left."""
    return t.pgettext("button", "🕘 {hour} · {title}", hour=t.hour(at // 3600), title=title)
