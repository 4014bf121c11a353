"""Translations by a machine: always labelled, and never the only words."""

from __future__ import annotations

import html
from typing import assert_never

from bot.domain.people import Lang
from bot.domain.translations import Trouble
from bot.domain.words import cleaned
from bot.i18n import Catalog
from bot.texts import common


def button_translate(t: Catalog) -> str:
    return t.pgettext("button", "🤖 Translate")


def button_translate_to(t: Catalog, lang: Lang) -> str:
    return t.pgettext("button", "🤖 Translate to {language}", language=common.language(t, lang))


def coming(t: Catalog) -> str:
    return t.pgettext(
        "translation", "🤖 The translation is on its way. You can go on with something else."
    )


def reading(t: Catalog, code: str, source: Lang) -> str:
    return t.pgettext(
        "translation",
        "🤖 <b>{code}, machine translation</b> from {language} by the municipality's own server. It "
        "may be wrong; the original counts.",
        code=code,
        language=common.language(t, source),
    )


def quoted(t: Catalog, text: str) -> str:
    return f"<blockquote>{t.alone(text)}</blockquote>"


def changed_meanwhile(t: Catalog) -> str:
    return t.pgettext(
        "translation",
        "🤖 The words have changed since you asked. Please ask for the translation again.",
    )


def by_machine(theirs: Catalog, source: Lang) -> str:
    """First line of a translated reply, for the resident: plain words, as if typed."""
    label = theirs.pgettext(
        "translation",
        "🤖 Translated by machine from {language}.",
        language=common.language(theirs, source),
    )
    return cleaned(html.unescape(label))


def original_note(t: Catalog, text: str) -> str:
    """A note for colleagues beside a translated reply: plain words, as if typed."""
    note = t.pgettext(
        "translation", "The answer before the machine translated it:\n{text}", text=text
    )
    return cleaned(html.unescape(note))


def you_wrote(t: Catalog, text: str) -> str:
    return t.pgettext(
        "translation",
        "🤖 A machine translated this, and it may be wrong. You wrote:\n"
        "<blockquote>{text}</blockquote>",
        text=text,
    )


def was_covered(t: Catalog, mask: str) -> str:
    return t.pgettext(
        "translation",
        "{mask} stands for something that is never sent to a translator, such as a phone number. "
        "Change the words to put it in.",
        mask=mask,
    )


def trouble(t: Catalog, value: Trouble) -> str:
    match value:
        case Trouble.DOWN:
            return t.pgettext(
                "translation",
                "🤖 The translation server does not answer. Nothing is lost; please try again later.",
            )
        case Trouble.REFUSED:
            return t.pgettext(
                "translation",
                "🤖 The translation server refused. Nothing is lost; please tell your administrator.",
            )
        case Trouble.LANGUAGE:
            return t.pgettext(
                "translation",
                "🤖 The translation server does not know this language yet. Nothing is lost.",
            )
        case Trouble.GARBLED:
            return t.pgettext(
                "translation",
                "🤖 The translation server answered something that cannot be used. Nothing is lost.",
            )
        case Trouble.TOO_LONG:
            return t.pgettext(
                "translation",
                "🤖 That is too long to be translated at once. Nothing is lost; try it in parts.",
            )
        case _:
            assert_never(value)
