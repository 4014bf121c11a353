"""Themes of several cases: what colleagues read. Residents never learn of them."""

from __future__ import annotations

from bot.domain.concerns import Concern
from bot.i18n import Catalog
from bot.texts import common


def button_themes(t: Catalog) -> str:
    return t.pgettext("button", "🧵 Themes")


def button_theme(t: Catalog) -> str:
    return t.pgettext("button", "🧵 Theme")


def themes(t: Catalog) -> str:
    return t.pgettext(
        "theme",
        "<b>Themes</b>\nSeveral cases about the same, each answered on its own. A case gets its theme "
        "under More.",
    )


def button_open(t: Catalog, title: str, cases: int, *, ready: bool) -> str:
    if ready:
        return t.pgettext("button", "✅ {title} · {n}", title=title, n=cases)
    return t.pgettext("button", "🧵 {title} · {n}", title=title, n=cases)


def ask(t: Catalog, code: str) -> str:
    return t.pgettext(
        "theme",
        "Which theme does <b>{code}</b> belong to? Nothing links who wrote, and residents never "
        "learn of it.",
        code=code,
    )


def now(t: Catalog, title: str) -> str:
    return t.pgettext("theme", "Its theme now: {title}", title=title)


def button_choose(t: Catalog, title: str) -> str:
    return t.pgettext("button", "🧵 {title}", title=title)


def button_new(t: Catalog) -> str:
    return t.pgettext("button", "➕ New theme")


def button_take_out(t: Catalog) -> str:
    return t.pgettext("button", "➖ Take it out")


def ask_title(t: Catalog) -> str:
    return t.pgettext(
        "theme", "What is the theme called? A few words about the matter, never about a person."
    )


def title(t: Catalog, text: str) -> str:
    return t.pgettext("theme", "New theme: <b>{title}</b>", title=text)


def button_keep(t: Catalog) -> str:
    return t.pgettext("button", "✅ Keep it")


def put_in(t: Catalog, code: str, text: str) -> str:
    return t.pgettext("theme", "🧵 {code} belongs to the theme {title}.", code=code, title=text)


def taken_out(t: Catalog, code: str) -> str:
    return t.pgettext("theme", "➖ {code} has no theme any more.", code=code)


def theme(t: Catalog, text: str, cases: int, closed: int) -> str:
    head = t.pgettext("theme", "🧵 <b>{title}</b>", title=text)
    counts = [
        t.npgettext("theme", "{n} case in all", "{n} cases in all", cases),
        t.npgettext("theme", "{n} closed", "{n} closed", closed),
    ]
    return "\n".join([head, *counts])


def ready(t: Catalog) -> str:
    return t.pgettext(
        "theme", "✅ Three or more are closed: ready for telling the area what became of it."
    )


def button_case(t: Catalog, concern: Concern) -> str:
    state = common.status(t, concern.status)
    return t.pgettext("button", "{code} · {state}", code=concern.code, state=state)


def button_next(t: Catalog) -> str:
    return t.pgettext("button", "💬 Next case of the theme")


def next_of(t: Catalog, text: str) -> str:
    return t.pgettext("theme", "🧵 {title}: the next case", title=text)


def none_left(t: Catalog, text: str) -> str:
    return t.pgettext("theme", "🧵 {title}: no case waits for an answer of yours.", title=text)


def button_close(t: Catalog) -> str:
    return t.pgettext("button", "🏁 Close the theme")


def closed(t: Catalog, text: str) -> str:
    return t.pgettext(
        "theme", "🏁 The theme {title} is closed. Its cases go on as they are.", title=text
    )


def button_reuse(t: Catalog) -> str:
    return t.pgettext("button", "♻️ Begin with my last answer")
