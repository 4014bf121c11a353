"""What is said around "you said, we did"."""

from __future__ import annotations

from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common


def frame(t: Catalog, said: str, did: str) -> str:
    """Never how many said it."""
    return t.pgettext(
        "telling",
        "🤝 You said, we did\n\nSeveral of you told us about this:\n{said}\n\nThis is what we did:\n"
        "{did}\n\nThank you for telling us. Nobody is told who wrote.",
        said=said,
        did=did,
    )


def ask_part(t: Catalog, lang: Lang, part: int) -> str:
    name = common.language(t, lang)
    if part == 0:
        return t.pgettext(
            "telling",
            "🤝 In {language}: what did residents tell you about? Write it in your own words, "
            "without a word of theirs and without a number. It stands after: Several of you told "
            "us about this.",
            language=name,
        )
    return t.pgettext(
        "telling",
        "🤝 In {language}: what did you do about it? It stands after: This is what we did.",
        language=name,
    )


def themes(t: Catalog) -> str:
    return t.pgettext(
        "telling",
        "🤝 <b>You said, we did</b>\nThemes of which three or more cases are closed. Choose one, write "
        "what you were told and what you did; somebody else signs it.",
    )


def no_themes(t: Catalog) -> str:
    return t.pgettext(
        "telling", "🤝 No theme has three closed cases yet, so there is nothing to tell."
    )


def button_theme(t: Catalog, title: str, told: int | None) -> str:
    if told is None:
        return t.pgettext("button", "🤝 {title}", title=title)
    return t.pgettext("button", "📣 {title}, told {hour}", title=title, hour=t.hour(told))


def button_telling(t: Catalog) -> str:
    return t.pgettext("button", "🤝 You said, we did")


def told(t: Catalog, hour: int) -> str:
    return t.pgettext("telling", "📣 The areas were told {hour}.", hour=t.hour(hour))
