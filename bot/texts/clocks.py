"""What time makes of staff's work: cases that go back, reminders, and looking again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.clocks import LookAgain
from bot.domain.hours import COPENHAGEN
from bot.i18n import Catalog

_NAMED = 10
"""Codes a reminder names; the inbox has all of them."""


def _listed(t: Catalog, codes: Sequence[str]) -> str:
    return t.listed(list(codes[:_NAMED]))


def yours_taken_back(t: Catalog, codes: Sequence[str], hours: int) -> str:
    return t.npgettext(
        "staff notice",
        "↩️ {codes} is with the team again: you had it for {hours} open hours without doing "
        "anything in it.",
        "↩️ {codes} are with the team again: you had them for {hours} open hours without doing "
        "anything in them.",
        len(codes),
        codes=_listed(t, codes),
        hours=hours,
    )


def taken_back(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "↩️ {codes} is in the inbox again and needs somebody to take it.",
        "↩️ {codes} are in the inbox again and need somebody to take them.",
        len(codes),
        codes=_listed(t, codes),
    )


def nobody_takes(t: Catalog, codes: Sequence[str], hours: int) -> str:
    return t.npgettext(
        "staff notice",
        "🙋 Nobody has taken {codes} for {hours} open hours. Can you?",
        "🙋 Nobody has taken {codes} for {hours} open hours. Can you take one?",
        len(codes),
        codes=_listed(t, codes),
        hours=hours,
    )


def look_again_now(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "📅 You wanted to look at {codes} again.",
        "📅 You wanted to look at these again: {codes}.",
        len(codes),
        codes=_listed(t, codes),
    )


# --- leads, once a day ---------------------------------------------------------------------------


def unweighed(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "⚖️ {n} case where the duty to notify should have been weighed: {codes}.",
        "⚖️ {n} cases where the duty to notify should have been weighed: {codes}.",
        len(codes),
        codes=_listed(t, codes),
    )


def unclaimed(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "🙋 {n} case that nobody takes: {codes}.",
        "🙋 {n} cases that nobody takes: {codes}.",
        len(codes),
        codes=_listed(t, codes),
    )


def late(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "⌛ {n} case waits for an answer longer than promised: {codes}.",
        "⌛ {n} cases wait for an answer longer than promised: {codes}.",
        len(codes),
        codes=_listed(t, codes),
    )


# --- looking again -------------------------------------------------------------------------------


def button_look_again(t: Catalog) -> str:
    return t.pgettext("button", "📅 Look again")


def ask_look_again(t: Catalog, code: str) -> str:
    return t.pgettext("look again", "When do you want to look at {code} again?", code=code)


def button_when(t: Catalog, when: LookAgain) -> str:
    labels = {
        LookAgain.TOMORROW: t.pgettext("look again", "Tomorrow"),
        LookAgain.THREE_DAYS: t.pgettext("look again", "In 3 days"),
        LookAgain.WEEK: t.pgettext("look again", "In a week"),
        LookAgain.MONTH: t.pgettext("look again", "In a month"),
        LookAgain.NEVER: t.pgettext("look again", "No longer"),
    }
    return labels[when]


def looks_again(t: Catalog, code: str, at: int) -> str:
    day, clock = _moment(t, at)
    return t.pgettext(
        "look again",
        "📅 I remind you of {code} {day} at {time}, when you open.",
        code=code,
        day=day,
        time=clock,
    )


def looks_no_longer(t: Catalog, code: str) -> str:
    return t.pgettext("look again", "📅 I no longer remind you of {code}.", code=code)


def card_look_again(t: Catalog, at: int) -> str:
    day, clock = _moment(t, at)
    return t.pgettext("card", "📅 Look again {day} at {time}", day=day, time=clock)


def _moment(t: Catalog, at: int) -> tuple[str, str]:
    moment = datetime.fromtimestamp(at, UTC)
    return t.day(moment.astimezone(COPENHAGEN).date()), t.clock(moment)
