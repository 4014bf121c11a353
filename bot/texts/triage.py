"""Assessing a case, and the duty to notify about a child."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.concerns import Urgency
from bot.domain.hours import COPENHAGEN
from bot.i18n import Catalog
from bot.texts import common


def button_triage(t: Catalog) -> str:
    return t.pgettext("button", "🏷 Assess")


def ask_triage(t: Catalog, code: str, urgency: Urgency, area: str, kind: str) -> str:
    return t.pgettext(
        "triage",
        "<b>Assess {code}</b>\n{urgency}\n{area} · {kind}\n\nWhat should be different?",
        code=code,
        urgency=common.urgency(t, urgency),
        area=area,
        kind=kind,
    )


def button_category(t: Catalog) -> str:
    return t.pgettext("button", "🗂 Another subject")


def button_area(t: Catalog) -> str:
    return t.pgettext("button", "📍 Another area")


def ask_category(t: Catalog, code: str) -> str:
    return t.pgettext("triage", "Which subject does {code} belong to?", code=code)


def ask_area(t: Catalog, code: str) -> str:
    return t.pgettext(
        "triage",
        "Where does {code} belong? Only areas of your own organisation can be chosen.",
        code=code,
    )


def assessed(t: Catalog, code: str) -> str:
    return t.pgettext("triage", "🏷 The assessment of {code} is noted.", code=code)


def moved(t: Catalog, code: str, area: str) -> str:
    return t.pgettext("triage", "📍 {code} belongs to {area} now.", code=code, area=area)


def raised(t: Catalog, code: str, area: str, urgency: Urgency) -> str:
    return t.pgettext(
        "staff notice",
        "{urgency}\nA colleague has assessed case {code}, {area}, as this.",
        urgency=common.urgency(t, urgency),
        code=code,
        area=area,
    )


def danger_words(t: Catalog, code: str, area: str) -> str:
    return t.pgettext(
        "staff notice", "🔴 New words in case {code}, {area}, tell of danger.", code=code, area=area
    )


# --- the duty to notify --------------------------------------------------------------------------


def card_report(t: Catalog, due: int, now: datetime) -> str:
    day, clock = _moment(t, due)
    if now.timestamp() < due:
        return t.pgettext(
            "card", "⚖️ Duty to notify: weigh before {day} at {time}", day=day, time=clock
        )
    return t.pgettext(
        "card", "⚖️ Duty to notify: was to be weighed before {day} at {time}", day=day, time=clock
    )


def button_report(t: Catalog) -> str:
    return t.pgettext("button", "⚖️ Duty to notify")


def ask_report(t: Catalog, code: str) -> str:
    return t.pgettext(
        "duty to notify",
        "<b>Duty to notify, {code}</b>\nHow did you weigh it? Only that is noted here; what a "
        "notification says stays in your own system.",
        code=code,
    )


def button_report_sent(t: Catalog) -> str:
    return t.pgettext("button", "📤 Notification sent")


def button_report_weighed(t: Catalog) -> str:
    return t.pgettext("button", "⚖️ Weighed: not needed")


def ask_report_sure(t: Catalog, code: str, *, sent: bool) -> str:
    if sent:
        return t.pgettext(
            "duty to notify",
            "Note on {code} that a notification was sent? It stands on record under your "
            "pseudonym, and the clock stops.",
            code=code,
        )
    return t.pgettext(
        "duty to notify",
        "Note on {code} that you weighed it and no notification is needed? It stands on record "
        "under your pseudonym, and the clock stops.",
        code=code,
    )


def button_report_sure(t: Catalog) -> str:
    return t.pgettext("button", "✅ Yes, note it")


def report_noted(t: Catalog, code: str, *, sent: bool) -> str:
    if sent:
        return t.pgettext("duty to notify", "📤 Noted on {code}: notification sent.", code=code)
    return t.pgettext(
        "duty to notify", "⚖️ Noted on {code}: weighed, no notification needed.", code=code
    )


def report_soon(t: Catalog, code: str, area: str, due: int) -> str:
    day, clock = _moment(t, due)
    return t.pgettext(
        "staff notice",
        "⚖️ {code}, {area}: the duty to notify about a child must be weighed before {day} at "
        "{time}.",
        code=code,
        area=area,
        day=day,
        time=clock,
    )


def report_over(t: Catalog, code: str, area: str) -> str:
    return t.pgettext(
        "staff notice",
        "⚖️ {code}, {area}: the time to weigh the duty to notify about a child has run out. Please "
        "do it now.",
        code=code,
        area=area,
    )


def _moment(t: Catalog, at: int) -> tuple[str, str]:
    moment = datetime.fromtimestamp(at, UTC)
    return t.day(moment.astimezone(COPENHAGEN).date()), t.clock(moment)
