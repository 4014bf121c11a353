"""What Telegram shows about the bot: command descriptions and the text before the first word."""

from __future__ import annotations

from bot.i18n import Catalog


def commands(t: Catalog) -> dict[str, str]:
    """Commands of residents with their descriptions, in the order of the menu."""
    return {
        "concern": t.pgettext("command", "Share a concern"),
        "ask": t.pgettext("command", "Ask and read before you tell"),
        "cases": t.pgettext("command", "Your cases and answers"),
        "code": t.pgettext("command", "Open a case with its receipt code"),
        "news": t.pgettext("command", "News from your areas"),
        "events": t.pgettext("command", "What is on in your areas"),
        "areas": t.pgettext("command", "Choose the areas you follow"),
        "quiet": t.pgettext("command", "What news comes to your phone, and when"),
        "emergency": t.pgettext("command", "Numbers to call"),
        "hide": t.pgettext("command", "Empty this chat"),
        "mine": t.pgettext("command", "See what we hold about you"),
        "slet": t.pgettext("command", "Be forgotten"),
        "privacy": t.pgettext("command", "What is hidden, and what is not"),
        "language": t.pgettext("command", "Change the language"),
        "about": t.pgettext("command", "Who we are, and how to know it is us"),
        "help": t.pgettext("command", "What you can do here"),
        "cancel": t.pgettext("command", "Stop what you are doing"),
    }


def description(t: Catalog) -> str:
    """Shown in an empty chat, before /start."""
    return t.pgettext(
        "profile",
        "Share a concern about your area without staff learning who you are, get an answer from a "
        "person, and follow news of your area. In danger call 112.",
    )


def short_description(t: Catalog) -> str:
    """Shown on the bot's profile and in shared links."""
    return t.pgettext("profile", "Safety dialogue between residents, municipalities and police.")
