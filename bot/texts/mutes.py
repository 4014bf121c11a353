"""Pausing new concerns: what the person, the colleagues who decide, and the leads read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_never

from bot.domain.hours import COPENHAGEN
from bot.domain.mutes import Appeal, MuteReason, Paused, Proposal
from bot.i18n import Catalog
from bot.texts import common
from bot.texts.common import EMERGENCY, POLICE


def _day(t: Catalog, hour: int) -> str:
    return t.day(datetime.fromtimestamp(hour * 3600, UTC).astimezone(COPENHAGEN).date())


# --- the person --------------------------------------------------------------------------------


def paused(t: Catalog, value: Paused, *, words_kept: bool) -> str:
    """One sentence for everybody, whatever the reason was: nobody knows who they are."""
    parts: list[str] = [
        t.pgettext(
            "paused",
            "⏸ <b>New concerns from this chat are paused until {day}.</b>\n"
            "Two colleagues decided that together about something that was sent from here. They do "
            "not know who you are, and they did not find out by this.",
            day=_day(t, value.until),
        ),
        t.pgettext(
            "paused",
            "Everything else works as before: your open cases, news, {mine} and {erase}. "
            "In danger call {emergency}; police, not urgent: {police}.",
            mine="/mine",
            erase="/slet",
            emergency=EMERGENCY,
            police=POLICE,
        ),
    ]
    if words_kept:
        parts.append(
            t.pgettext(
                "paused", "What you wrote is kept, locked, for one hour. Nobody has seen it."
            )
        )
    parts.append(_appealing(t, value))
    return "\n\n".join(parts)


def _appealing(t: Catalog, value: Paused) -> str:
    if value.waiting:
        return t.pgettext(
            "paused", "Your appeal waits for an answer. If it is granted, you can write here again."
        )
    if value.appealed:
        return t.pgettext("paused", "You have appealed, and the pause stays.")
    return t.pgettext(
        "paused",
        "Is that wrong? You can appeal once. Somebody who had no part in the decision looks at it.",
    )


def button_appeal(t: Catalog) -> str:
    return t.pgettext("button", "⚖️ Appeal")


def ask_appeal(t: Catalog) -> str:
    return t.pgettext(
        "appeal",
        "Write why the pause should end. You see it once more before it is sent. Do not write who "
        "you are: it is not needed.",
    )


def appeal_preview(t: Catalog, text: str, readers: list[str]) -> str:
    head = t.pgettext(
        "appeal",
        "<b>This is exactly what is read, with your language and the hour.</b> It is read by the "
        "leads of {organisations} who had no part in the decision. Nothing leads from it to a case "
        "of yours.",
        organisations=t.listed(readers),
    )
    words = t.pgettext("appeal", "<blockquote>{text}</blockquote>", text=text)
    return f"{head}\n\n{words}"


def button_send_appeal(t: Catalog) -> str:
    return t.pgettext("button", "📨 Send the appeal")


def button_write_appeal_again(t: Catalog) -> str:
    return t.pgettext("button", "📝 Write the appeal again")


def appeal_sent(t: Catalog, until: int) -> str:
    return t.pgettext(
        "appeal",
        "⚖️ Your appeal is sent. No answer comes to this chat, so that nothing here tells of it: "
        "press “Share a concern” to see how it stands. The pause ends by itself on {day}.",
        day=_day(t, until),
    )


def mine(t: Catalog, value: Paused) -> str:
    """What is held of a pause, for /mine."""
    pause = t.pgettext(
        "mine",
        "⏸ A locked mark that pauses new concerns from this chat until {day}. It goes by itself "
        "then, and not by {erase}.",
        day=_day(t, value.until),
        erase="/slet",
    )
    if not value.waiting:
        return pause
    appeal = t.pgettext("mine", "⚖️ Your appeal against the pause; it goes when it is decided.")
    return f"{pause}\n{appeal}"


# --- colleagues --------------------------------------------------------------------------------


def reason(t: Catalog, value: MuteReason) -> str:
    match value:
        case MuteReason.THREATS:
            return t.pgettext("mute reason", "threats or insults")
        case MuteReason.FLOODING:
            return t.pgettext("mute reason", "the same again and again")
        case MuteReason.FALSE:
            return t.pgettext("mute reason", "knowingly false")
        case MuteReason.ADVERTS:
            return t.pgettext("mute reason", "advertising")
        case _:
            assert_never(value)


def days(t: Catalog, count: int) -> str:
    return t.npgettext("mute", "{n} day", "{n} days", count)


def button_mute(t: Catalog) -> str:
    return t.pgettext("button", "⏸ Pause new concerns of its author")


def ask_reason(t: Catalog, code: str) -> str:
    return t.pgettext(
        "mute",
        "Pause new concerns of whoever wrote {code}? You never learn who that is, and the case goes "
        "on. A lead must agree. Why?",
        code=code,
    )


def ask_days(t: Catalog, code: str, why: MuteReason) -> str:
    return t.pgettext("mute", "{code}: {reason}. For how long?", code=code, reason=reason(t, why))


def ask_propose(t: Catalog, code: str, why: MuteReason, count: int) -> str:
    return t.pgettext(
        "mute",
        "<b>{code}</b>: pause new concerns of its author for {days}, because of: {reason}.\n\n"
        "A lead other than you decides. Emergency numbers, news and open cases stay open to the "
        "author, who may appeal once.",
        code=code,
        days=days(t, count),
        reason=reason(t, why),
    )


def button_propose(t: Catalog) -> str:
    return t.pgettext("button", "⏸ Propose it")


def proposed(t: Catalog, code: str) -> str:
    return t.pgettext("mute", "⏸ Proposed for {code}. A lead decides.", code=code)


def proposal_news(t: Catalog, code: str) -> str:
    return t.pgettext(
        "staff notice", "⏸ A pause is proposed in case {code}. It needs a second person.", code=code
    )


def proposal(t: Catalog, code: str, value: Proposal, by: str) -> str:
    return t.pgettext(
        "mute",
        "<b>{code}</b>: {pseudonym} proposes to pause new concerns of its author for {days}, "
        "because of: {reason}.\n\nRead the case first. Whether the author can be reached or is "
        "paused already is told to nobody.",
        code=code,
        pseudonym=by,
        days=days(t, value.days),
        reason=reason(t, value.reason),
    )


def button_read_case(t: Catalog) -> str:
    return t.pgettext("button", "📂 Read the case")


def button_confirm(t: Catalog) -> str:
    return t.pgettext("button", "✅ Pause them")


def button_decline(t: Catalog) -> str:
    return t.pgettext("button", "✖️ Do not pause them")


def confirmed(t: Catalog, code: str, until: int) -> str:
    """The same whoever the author is."""
    return t.pgettext(
        "mute",
        "⏸ Decided for {code}. If its author can be reached, new concerns are paused until {day} at "
        "least.",
        code=code,
        day=_day(t, until),
    )


def declined(t: Catalog, code: str) -> str:
    return t.pgettext("mute", "✖️ Decided for {code}: no pause.", code=code)


# --- leads: decisions --------------------------------------------------------------------------


def button_decisions(t: Catalog) -> str:
    return t.pgettext("button", "⚖️ To decide")


def help_for_leads(t: Catalog) -> str:
    return t.pgettext(
        "staff help", "{decisions} what waits for a lead's decision", decisions="/decisions"
    )


def decisions(t: Catalog, count: int) -> str:
    if not count:
        return t.pgettext("decisions", "Nothing waits for your decision.")
    return t.pgettext("decisions", "<b>This waits for a decision</b>\nTap to read.")


def button_proposal(t: Catalog, code: str) -> str:
    return t.pgettext("button", "⏸ Pause in {code}", code=code)


def button_open_appeal(t: Catalog, code: str) -> str:
    return t.pgettext("button", "⚖️ Appeal {code}", code=code)


def appeal_news(t: Catalog, code: str) -> str:
    return t.pgettext("staff notice", "⚖️ An appeal against a pause: {code}.", code=code)


def appeal(t: Catalog, value: Appeal) -> str:
    return t.pgettext(
        "appeal",
        "⚖️ <b>Appeal {code}</b>, {hour}\nLanguage: {language}\n<blockquote>{text}</blockquote>\n"
        "Somebody whose new concerns are paused asks for the pause to end. It belongs to no case, "
        "and you had no part in the decision.",
        code=value.code,
        hour=t.hour(value.hour),
        language=common.language(t, value.language),
        text=value.words,
    )


def button_lift(t: Catalog) -> str:
    return t.pgettext("button", "✅ End the pause")


def button_keep(t: Catalog) -> str:
    return t.pgettext("button", "⏸ Let it run")


def granted(t: Catalog, code: str) -> str:
    return t.pgettext("appeal", "✅ Appeal {code}: the pause is over.", code=code)


def denied(t: Catalog, code: str) -> str:
    return t.pgettext("appeal", "⏸ Appeal {code}: the pause runs on.", code=code)
