"""What is said around questions about news."""

from __future__ import annotations

from bot.domain.bulletins import Bulletin
from bot.domain.people import Lang
from bot.domain.words import cut
from bot.i18n import Catalog
from bot.texts import common
from bot.texts.publisher import band_of


def button_ask(t: Catalog) -> str:
    return t.pgettext("button", "❓ Ask about this")


def button_addition(t: Catalog, value: Bulletin) -> str:
    text, _ = value.content.text_for(t.lang)
    return t.pgettext("button", "💬 Added: {title}", title=cut(text, 40))


def button_questions(t: Catalog) -> str:
    return t.pgettext("button", "❓ Questions")


def button_case(t: Catalog, code: str, lang: Lang) -> str:
    language = common.language(t, lang)
    return t.pgettext("button", "❓ {code}, {language}", code=code, language=language)


def button_answer_all(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Answer them all")


def button_news(t: Catalog) -> str:
    return t.pgettext("button", "📰 The news it is about")


def asked(t: Catalog, cases: int, others: int) -> str:
    """What the reader may work on is counted; what they may not read is told in bands."""
    lines = [
        t.npgettext(
            "question",
            "❓ {n} question about this news waits for an answer.",
            "❓ {n} questions about this news wait for an answer.",
            cases,
        )
        if cases
        else t.pgettext("question", "❓ No question about this news waits for you.")
    ]
    if cases:
        lines.append(
            t.pgettext(
                "question",
                "One text can answer them all. Whoever asked gets it in their case, and everybody "
                "who follows the areas gets it as an addition, once somebody else has signed it. "
                "Write nothing in it that tells who asked.",
            )
        )
    if others:
        lines.append(t.pgettext("question", "With colleagues: {band}.", band=band_of(t, others)))
    return "\n\n".join(lines)
