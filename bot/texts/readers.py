"""A case in a language that the colleague who has it does not read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.hours import COPENHAGEN
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common


def wanted(t: Catalog, lang: Lang, since: datetime, now: datetime) -> str:
    """On the card. since, now: aware."""
    day = since.astimezone(COPENHAGEN).date()
    if day == now.astimezone(COPENHAGEN).date():
        return t.pgettext(
            "reader",
            "🌐 A reader of {language} is wanted since {time}.",
            language=common.language(t, lang),
            time=t.clock(since),
        )
    return t.pgettext(
        "reader",
        "🌐 A reader of {language} is wanted since {day} at {time}.",
        language=common.language(t, lang),
        day=t.day(day),
        time=t.clock(since),
    )


def button_want(t: Catalog, lang: Lang) -> str:
    return t.pgettext(
        "button", "🌐 Ask for a reader of {language}", language=common.language(t, lang)
    )


def button_found(t: Catalog) -> str:
    return t.pgettext("button", "✅ I have read it")


def asked(t: Catalog, lang: Lang, told: int) -> str:
    """told: how many colleagues were told just now."""
    return t.npgettext(
        "reader",
        "🌐 {n} colleague who reads {language} has been told. You hear when the case is read.",
        "🌐 {n} colleagues who read {language} have been told. You hear when the case is read.",
        told,
        language=common.language(t, lang),
    )


def nobody_here(t: Catalog, lang: Lang, *, translates: bool) -> str:
    """What remains when nobody of the organisation reads the language."""
    parts = [
        t.pgettext(
            "reader",
            "🌐 Nobody here reads {language} yet. You can still answer with a ready answer, which "
            "goes in the resident's language, and a lead can hand the case over.",
            language=common.language(t, lang),
        )
    ]
    if translates:
        parts.append(
            t.pgettext("reader", "Or have it translated by the municipality's own machine.")
        )
    return "\n".join(parts)


def news_wanted(t: Catalog, code: str, area: str, by: str, lang: Lang) -> str:
    return t.pgettext(
        "staff notice",
        "🌐 {pseudonym} asks for a reader of {language}.\n{code} · {area}",
        pseudonym=by,
        language=common.language(t, lang),
        code=code,
        area=area,
    )


def news_found(t: Catalog, code: str, by: str) -> str:
    return t.pgettext(
        "staff notice",
        "✅ {pseudonym} has read case {code} and can tell you what it says.",
        pseudonym=by,
        code=code,
    )


def thanks(t: Catalog) -> str:
    return t.pgettext(
        "reader",
        "✅ Thank you. The colleague who waited for it has been told. A note says best what it is "
        "about, and whoever opens the case can read it.",
    )


def news_unmet(t: Catalog, code: str, area: str, lang: Lang, others: Sequence[str]) -> str:
    """To leads. others: names of organisations where somebody reads the language."""
    language = common.language(t, lang)
    head = t.pgettext(
        "staff notice",
        "⏰ Case {code}, {area}, still waits for a reader of {language}.",
        code=code,
        area=area,
        language=language,
    )
    if not others:
        tail = t.pgettext(
            "staff notice", "Nobody in the partnership reads {language}.", language=language
        )
    else:
        tail = t.pgettext(
            "staff notice",
            "{language} is read at: {organisations}. They do not see the case; you would have to "
            "hand it over.",
            language=language,
            organisations=t.listed(list(others)),
        )
    return f"{head}\n{tail}"


def news_foreign(t: Catalog, lang: Lang) -> str:
    """Under the notice of a new concern."""
    return t.pgettext(
        "staff notice",
        "🌐 It is in {language}, which nobody on duty reads.",
        language=common.language(t, lang),
    )
