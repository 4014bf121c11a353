"""On duty and off duty, and what waits when duty begins."""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import Catalog


def button_begin(t: Catalog) -> str:
    return t.pgettext("button", "🟢 Go on duty")


def button_end(t: Catalog) -> str:
    return t.pgettext("button", "🌙 Go off duty")


def off_duty(t: Catalog) -> str:
    return t.pgettext(
        "duty",
        "🌙 <b>You are off duty.</b>\nI tell you of nothing but clocks that run out for a child, "
        "danger in your own cases, and danger or a child when nobody else is on duty. Your cases "
        "stay yours, and their time goes on.",
    )


def on_duty(t: Catalog) -> str:
    return t.pgettext("duty", "🟢 <b>You are on duty.</b>")


def nothing_waits(t: Catalog) -> str:
    return t.pgettext("duty", "Nothing waits for you.")


def digest(t: Catalog, counts: Mapping[str, int]) -> str:
    """What waits, a line each; the most pressing first. Lists that are empty are left out."""
    urgent, fresh, words = counts["urgent"], counts["new"], counts["words"]
    late, follow = counts["late"], counts["follow"]
    lines = [
        (urgent, t.npgettext("duty", "🔴 {n} about danger or a child", "🔴 {n} about danger or a child", urgent)),
        (late, t.npgettext("duty", "⏰ {n} late", "⏰ {n} late", late)),
        (fresh, t.npgettext("duty", "🆕 {n} that nobody has taken", "🆕 {n} that nobody has taken", fresh)),
        (words, t.npgettext("duty", "💬 {n} of yours with new words", "💬 {n} of yours with new words", words)),
        (follow, t.npgettext("duty", "📅 {n} of yours to look at again today", "📅 {n} of yours to look at again today", follow)),
    ]  # fmt: skip
    told: list[str] = [line for n, line in lines if n]
    return "\n".join([on_duty(t), *(told or [nothing_waits(t)])])


def help_line(t: Catalog) -> str:
    return t.pgettext("staff help", "{duty} go on duty or off duty", duty="/duty")
