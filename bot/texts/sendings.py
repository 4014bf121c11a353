"""What is said while news is being sent, and about stopping it."""

from __future__ import annotations

from bot.i18n import Catalog


def button_stop(t: Catalog) -> str:
    return t.pgettext("button", "✋ Stop the sending")


def ask_stop(t: Catalog) -> str:
    return t.pgettext(
        "sending",
        "Stop the sending? Whoever has it keeps it, and nobody else gets it. It cannot be begun "
        "again.",
    )


def button_stop_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "✋ Yes, stop")


def stopped(t: Catalog) -> str:
    return t.pgettext(
        "sending", "✋ Stopped. What is on its way ends within seconds, and nobody else gets it."
    )


def stopped_by(t: Catalog, pseudonym: str) -> str:
    return t.pgettext(
        "sending", "✋ {colleague} has stopped the sending of your news.", colleague=pseudonym
    )
