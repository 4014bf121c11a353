"""A reply that a colleague is to look at before it goes."""

from __future__ import annotations

from bot.i18n import Catalog


def button_ask(t: Catalog) -> str:
    return t.pgettext("button", "👀 Ask a colleague to look first")


def button_write(t: Catalog) -> str:
    return t.pgettext("button", "💬 Propose an answer")


def button_look(t: Catalog) -> str:
    return t.pgettext("button", "👀 Look at the proposed answer")


def asked(t: Catalog, code: str) -> str:
    return t.pgettext(
        "proposal",
        "👀 Your answer to {code} waits for a colleague. You are told what becomes of it.",
        code=code,
    )


def news(t: Catalog, code: str, area: str, by: str) -> str:
    return t.pgettext(
        "staff notice",
        "👀 {pseudonym} asks you to look at an answer in case {code}, {area}.",
        pseudonym=by,
        code=code,
        area=area,
    )


def proposed(t: Catalog, code: str, by: str, exact: str) -> str:
    """exact: as its reader would see it."""
    head = t.pgettext(
        "proposal",
        "<b>{pseudonym} proposes this answer to {code}.</b> It is exactly what the resident would "
        "see:",
        pseudonym=by,
        code=code,
    )
    return f"{head}\n\n{exact}"


def needs_second(t: Catalog) -> str:
    return t.pgettext("proposal", "You proposed it, so a colleague must send it.")


def newer_words(t: Catalog) -> str:
    return t.pgettext(
        "proposal",
        "⚠️ The resident has written more since this was proposed. Read the case first.",
    )


def button_return(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Return it with a word")


def button_withdraw(t: Catalog) -> str:
    return t.pgettext("button", "✖️ Take it back")


def button_case(t: Catalog) -> str:
    return t.pgettext("button", "📂 See the case")


def withdrawn(t: Catalog, code: str) -> str:
    return t.pgettext(
        "proposal",
        "Your proposed answer to {code} is taken back. It stays in the case as a note for "
        "colleagues.",
        code=code,
    )


def ask_word(t: Catalog, code: str) -> str:
    return t.pgettext(
        "proposal",
        "↩️ What should be different in the answer to {code}? Your word and the answer stay in the "
        "case as notes; the resident sees neither.",
        code=code,
    )


def word_preview(t: Catalog, code: str, text: str) -> str:
    return t.pgettext(
        "proposal",
        "↩️ <b>The answer to {code} goes back with this word, for colleagues only:</b>\n"
        "<blockquote>{text}</blockquote>",
        code=code,
        text=text,
    )


def button_keep_word(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Return it")


def returned(t: Catalog, code: str) -> str:
    return t.pgettext("proposal", "↩️ The proposed answer to {code} has gone back.", code=code)


def news_sent(t: Catalog, code: str, by: str) -> str:
    return t.pgettext(
        "staff notice",
        "📨 {pseudonym} has sent the proposed answer in case {code}.",
        pseudonym=by,
        code=code,
    )


def news_returned(t: Catalog, code: str, by: str) -> str:
    return t.pgettext(
        "staff notice",
        "↩️ {pseudonym} has returned your proposed answer in case {code} with a word.",
        pseudonym=by,
        code=code,
    )


def card_entry(t: Catalog, by: str, hour: str, text: str) -> str:
    return t.pgettext(
        "card",
        "👀 <b>Proposed answer, {pseudonym}</b>, {hour}, not sent\n<blockquote>{text}</blockquote>",
        pseudonym=by,
        hour=hour,
        text=text,
    )
