"""How news reaches a resident: what is pushed, when, and what each wish reveals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import assert_never

from bot.domain.preferences import Preferences, Priority, Quiet
from bot.i18n import Catalog


def button(t: Catalog) -> str:
    return t.pgettext("button", "🌙 When and how")


def page(t: Catalog) -> str:
    return t.pgettext(
        "preferences",
        "<b>How news reaches you</b>\n"
        "News comes as one neutral line, the same as for an answer to a case. You open it when you "
        "want to. Here you choose what comes to your phone, and when. What does not come still "
        "stands under {news}.\n\n"
        "🌙 In the quiet time news waits until it is over. Answers to your cases do not wait. So a "
        "line in the quiet time is such an answer, and the less news you let through, the more "
        "often a line is one.",
        news="/news",
    )


def _clock(hour: int) -> str:
    return f"{time(hour):%H:%M}"


def button_no_quiet(t: Catalog) -> str:
    return t.pgettext("button", "▫️ Quiet time: none")


def button_quiet(t: Catalog) -> str:
    return t.pgettext("button", "🌙 Quiet time: every night")


def button_begins(t: Catalog, hour: int) -> str:
    return t.pgettext("button", "🌙 From {clock}", clock=_clock(hour))


def button_ends(t: Catalog, hour: int) -> str:
    return t.pgettext("button", "☀️ Until {clock}", clock=_clock(hour))


def button_least(t: Catalog, least: Priority) -> str:
    match least:
        case Priority.QUIET:
            return t.pgettext("button", "🔔 What comes: all news")
        case Priority.NORMAL:
            return t.pgettext("button", "🔔 What comes: all but the less important")
        case Priority.URGENT:
            return t.pgettext("button", "🔔 What comes: only what is urgent")
        case _:
            assert_never(least)


def button_topic(t: Catalog, topic: str, *, on: bool) -> str:
    if on:
        return t.pgettext("button", "✅ {topic}", topic=topic)
    return t.pgettext("button", "▫️ {topic}", topic=topic)


def button_urgent(t: Catalog, *, on: bool) -> str:
    if on:
        return t.pgettext("button", "✅ Urgent news with its text")
    return t.pgettext("button", "▫️ Urgent news with its text")


def button_in_full(t: Catalog, *, on: bool) -> str:
    if on:
        return t.pgettext("button", "✅ All news with its text")
    return t.pgettext("button", "▫️ All news with its text")


def ask_urgent(t: Catalog) -> str:
    return t.pgettext(
        "preferences",
        "<b>Urgent news with its text?</b>\n"
        "When something serious happens in an area you follow, what it is about stands on your lock "
        "screen at once, also at night and in your quiet time. Whoever sees your phone can read it, "
        "and sees that you follow the area. All other news still comes as the neutral line.",
    )


def button_urgent_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "🚨 Yes, with its text")


def ask_in_full(t: Catalog) -> str:
    return t.pgettext(
        "preferences",
        "<b>All news with its text?</b>\n"
        "Then the text of news stands on your lock screen. Whoever sees your phone can read it, and "
        "sees which areas you follow. And the neutral line then only comes for answers to your "
        "cases: whoever sees it can know that you have written to us.",
    )


def button_in_full_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "📰 Yes, all news with its text")


def offer(t: Catalog) -> str:
    """Comes once, with the first area."""
    return t.pgettext(
        "preferences",
        "🚨 <b>One question.</b> When something serious happens here, may its text stand on your lock "
        "screen at once, also at night? Whoever sees your phone can read it. If not, only a neutral "
        "line comes, as for all other news. You can change it at any time under {quiet}.",
        quiet="/quiet",
    )


def button_offer_yes(t: Catalog) -> str:
    return t.pgettext("button", "🚨 Yes, show the text")


def button_offer_no(t: Catalog) -> str:
    return t.pgettext("button", "🤫 No, only the line")


def answered(t: Catalog, *, agreed: bool) -> str:
    if agreed:
        return t.pgettext(
            "preferences",
            "Urgent news comes with its text from now on. Change it under {quiet}.",
            quiet="/quiet",
        )
    return t.pgettext(
        "preferences",
        "All news comes as the neutral line. Change it under {quiet}.",
        quiet="/quiet",
    )


def chosen(t: Catalog) -> str:
    """Under news that came with its text."""
    return t.pgettext(
        "bulletin", "<i>You chose to get the text at once. Change it: {quiet}</i>", quiet="/quiet"
    )


def help_line(t: Catalog) -> str:
    return t.pgettext(
        "help", "{quiet} choose what news comes to your phone, and when", quiet="/quiet"
    )


def mine(t: Catalog, wishes: Preferences, muted: Sequence[str]) -> Sequence[str]:
    """What was chosen, a line each; muted: names of topics."""
    lines = []
    if wishes.quiet:
        lines.append(_quiet_line(t, wishes.quiet))
    if wishes.least is not Priority.QUIET:
        lines.append(button_least(t, wishes.least))
    if muted:
        lines.append(
            t.pgettext("mine", "Not to your phone: {topics}", topics=t.listed(list(muted)))
        )
    if wishes.urgent:
        lines.append(button_urgent(t, on=True))
    if wishes.in_full:
        lines.append(button_in_full(t, on=True))
    return lines


def _quiet_line(t: Catalog, quiet: Quiet) -> str:
    begins, ends = (_clock(minute // 60) for minute in quiet)
    return t.pgettext("mine", "Quiet time: {begins} to {ends}", begins=begins, ends=ends)
