"""What is said of a single signature, and of looking at it afterwards."""

from __future__ import annotations

from bot.i18n import Catalog


def button_alone(t: Catalog) -> str:
    return t.pgettext("button", "🚨 It cannot wait: sign alone")


def ask_reason(t: Catalog) -> str:
    return t.pgettext(
        "signing alone",
        "🚨 Why can this not wait for somebody else's signature? Write it in a few words. "
        "Colleagues read them; residents do not.",
    )


def confirm(t: Catalog, reason: str) -> str:
    return t.pgettext(
        "signing alone",
        "🚨 <b>You sign alone</b>\nYou answer for this news by yourself, and it leaves without a "
        "second pair of eyes. Leads and approvers are told at once, and one of them looks at it "
        "afterwards. It stands on record.\nYour reason:\n<blockquote>{reason}</blockquote>",
        reason=reason,
    )


def button_confirm(t: Catalog) -> str:
    return t.pgettext("button", "🚨 Sign alone")


def button_rewrite(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Another reason")


def signed(t: Catalog) -> str:
    return t.pgettext(
        "signing alone", "🚨 Signed by you alone. Those who look at it afterwards have been told."
    )


def to_be_reviewed(t: Catalog) -> str:
    return t.pgettext(
        "signing alone",
        "🚨 Urgent news was signed by one person alone. Please look at it.",
    )


def button_look(t: Catalog) -> str:
    return t.pgettext("button", "🔎 Look at it")


def look(t: Catalog, pseudonym: str, reason: str) -> str:
    return t.pgettext(
        "signing alone",
        "🚨 <b>{pseudonym} signed this alone, because:</b>\n<blockquote>{reason}</blockquote>",
        pseudonym=pseudonym,
        reason=reason,
    )


def looked_at(t: Catalog) -> str:
    return t.pgettext("signing alone", "Somebody has looked at it.")


def button_reviewed(t: Catalog) -> str:
    return t.pgettext("button", "🔎 I have looked at it")


def reviewed(t: Catalog) -> str:
    return t.pgettext("signing alone", "🔎 Thank you. It stands on record that you looked at it.")
