"""Masking words of a case: what colleagues read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.words import cut
from bot.i18n import Catalog

_SHOWN = 5


def button_more(t: Catalog) -> str:
    return t.pgettext("button", "⋯ More")


def more(t: Catalog, code: str) -> str:
    return t.pgettext("card", "<b>{code}</b>: what else?", code=code)


def button_mask(t: Catalog) -> str:
    return t.pgettext("button", "▇ Mask words")


def button_unmask(t: Catalog) -> str:
    return t.pgettext("button", "👁 Take the masks off")


def ask_words(t: Catalog, code: str) -> str:
    return t.pgettext(
        "masking",
        "<b>{code}</b>: which words shall be masked? Write them exactly as they stand in the case, "
        "or tap what I found.",
        code=code,
    )


def button_found(t: Catalog, text: str) -> str:
    return t.pgettext("button", "▇ {words}", words=cut(text, 40))


def not_there(t: Catalog, code: str) -> str:
    return t.pgettext(
        "masking",
        "Those words do not stand in {code}. Write them exactly as they stand.",
        code=code,
    )


def preview(t: Catalog, code: str, snippets: Sequence[str]) -> str:
    head = t.npgettext(
        "masking",
        "<b>{code}</b> would read like this, in {n} place:",
        "<b>{code}</b> would read like this, in {n} places:",
        len(snippets),
        code=code,
    )
    places = [
        t.pgettext("masking", "<blockquote>…{text}…</blockquote>", text=snippet)
        for snippet in snippets[:_SHOWN]
    ]
    tail = t.pgettext(
        "masking",
        "<b>For now</b>: everybody sees the mask, and you or a lead can take it off again.\n"
        "<b>For good</b>: the words are struck out and nobody can bring them back. The chats of "
        "colleagues who have opened the case are emptied.",
    )
    return "\n".join([head, *places, "", tail])


def button_for_now(t: Catalog) -> str:
    return t.pgettext("button", "▇ For now")


def button_for_good(t: Catalog) -> str:
    return t.pgettext("button", "🗑 For good")


def button_other_words(t: Catalog) -> str:
    return t.pgettext("button", "📝 Other words")


def masked(t: Catalog, code: str) -> str:
    return t.pgettext("masking", "▇ Masked in {code}.", code=code)


def struck(t: Catalog, code: str) -> str:
    return t.pgettext("masking", "🗑 Struck out of {code} for good.", code=code)


def unmasked(t: Catalog, code: str) -> str:
    return t.pgettext("masking", "👁 The masks of {code} are off.", code=code)
