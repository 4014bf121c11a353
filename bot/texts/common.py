"""Words that every reader meets: languages, guided answers, states, buttons of every screen."""

from __future__ import annotations

from typing import assert_never

from bot.domain.concerns import HowOften, Outcome, Status, Urgency, When
from bot.domain.people import Lang
from bot.i18n import Catalog

LANGUAGE_NAMES = {Lang.DA: "Dansk", Lang.AR: "العربية", Lang.EN: "English"}
"""Each in itself, so that its reader finds it."""

EMERGENCY, POLICE = "112", "114"


def language(t: Catalog, lang: Lang) -> str:
    """The name of a language in the reader's own."""
    match lang:
        case Lang.DA:
            return t.pgettext("language", "Danish")
        case Lang.AR:
            return t.pgettext("language", "Arabic")
        case Lang.EN:
            return t.pgettext("language", "English")
        case _:
            assert_never(lang)


def when(t: Catalog, value: When) -> str:
    match value:
        case When.NOW:
            return t.pgettext("when it happens", "It is happening now")
        case When.TODAY:
            return t.pgettext("when it happens", "Today")
        case When.THIS_WEEK:
            return t.pgettext("when it happens", "This week")
        case When.EARLIER:
            return t.pgettext("when it happens", "Longer ago")
        case _:
            assert_never(value)


def how_often(t: Catalog, value: HowOften) -> str:
    match value:
        case HowOften.ONCE:
            return t.pgettext("how often it happens", "Once")
        case HowOften.SOMETIMES:
            return t.pgettext("how often it happens", "Now and then")
        case HowOften.OFTEN:
            return t.pgettext("how often it happens", "Every week")
        case HowOften.DAILY:
            return t.pgettext("how often it happens", "Every day")
        case _:
            assert_never(value)


def status(t: Catalog, value: Status) -> str:
    """A state in words that both sides understand."""
    match value:
        case Status.NEW:
            return t.pgettext("case state", "Received, not taken yet")
        case Status.CLAIMED:
            return t.pgettext("case state", "Somebody is working on it")
        case Status.WAITING_RESIDENT:
            return t.pgettext("case state", "Answered")
        case Status.WAITING_STAFF:
            return t.pgettext("case state", "Waiting for an answer")
        case Status.CLOSED:
            return t.pgettext("case state", "Closed")
        case _:
            assert_never(value)


def outcome(t: Catalog, value: Outcome) -> str:
    match value:
        case Outcome.HELPED:
            return t.pgettext("outcome", "We have acted on it")
        case Outcome.PASSED_ON:
            return t.pgettext("outcome", "Passed on to those who can help")
        case Outcome.WATCHED:
            return t.pgettext("outcome", "We keep an eye on it")
        case Outcome.NOT_OURS:
            return t.pgettext("outcome", "Not something we can act on")
        case Outcome.RESIDENT_LEFT:
            return t.pgettext("outcome", "Ended by the resident")
        case Outcome.IDLE:
            return t.pgettext("outcome", "Nobody has written for two months")
        case Outcome.UNANSWERED:
            return t.pgettext("outcome", "It was never answered. We are sorry")
        case Outcome.UNCLEAR | Outcome.ATTACKS | Outcome.NO_SAFETY:
            return _rejection(t, value)
        case _:
            assert_never(value)


def _rejection(t: Catalog, value: Outcome) -> str:
    match value:
        case Outcome.UNCLEAR:
            return t.pgettext("outcome", "Not taken up: we could not make out what it is about")
        case Outcome.ATTACKS:
            return t.pgettext("outcome", "Not taken up: it attacks somebody")
        case _:
            return t.pgettext("outcome", "Not taken up: it is not about safety")


def urgency(t: Catalog, value: Urgency) -> str:
    match value:
        case Urgency.DANGER:
            return t.pgettext("urgency", "🔴 Danger")
        case Urgency.CHILD:
            return t.pgettext("urgency", "🟠 Child or young person")
        case Urgency.NORMAL:
            return t.pgettext("urgency", "🟢 Normal")
        case _:
            assert_never(value)


def button_back(t: Catalog) -> str:
    return t.pgettext("button", "⬅️ Back")


def button_menu(t: Catalog) -> str:
    return t.pgettext("button", "🏠 Menu")


def button_hide(t: Catalog) -> str:
    return t.pgettext("button", "🧹 Empty this chat")


def button_cancel(t: Catalog) -> str:
    return t.pgettext("button", "✖️ Cancel")


def button_older(t: Catalog) -> str:
    return t.pgettext("button", "Next ➡️")


def button_newer(t: Catalog) -> str:
    return t.pgettext("button", "⬅️ Previous")
