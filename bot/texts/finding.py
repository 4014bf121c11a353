"""What staff read when they narrow a list or look for cases by words."""

from __future__ import annotations

from typing import assert_never

from bot.domain.filters import Age, Facet, State
from bot.i18n import Catalog


def button_filter(t: Catalog) -> str:
    return t.pgettext("button", "🎚 Narrow down")


def button_unfilter(t: Catalog) -> str:
    return t.pgettext("button", "✖️ Show everything")


def button_find(t: Catalog) -> str:
    return t.pgettext("button", "🔎 Find")


def button_find_again(t: Catalog) -> str:
    return t.pgettext("button", "🔎 Other words")


def filtered(t: Catalog, values: list[str]) -> str:
    """values: what is chosen, in words."""
    return t.pgettext("filter", "🎚 Only: {values}", values=t.listed(values))


def ask_filter(t: Catalog) -> str:
    return t.pgettext("filter", "What do you want to see? Tap to choose.")


def facet(t: Catalog, value: Facet) -> str:
    match value:
        case Facet.AREA:
            return t.pgettext("filter", "Area")
        case Facet.CATEGORY:
            return t.pgettext("filter", "Kind")
        case Facet.URGENCY:
            return t.pgettext("filter", "Urgency")
        case Facet.LANGUAGE:
            return t.pgettext("filter", "Language")
        case Facet.AGE:
            return t.pgettext("filter", "Opened")
        case Facet.STATE:
            return t.pgettext("filter", "State")
        case _:
            assert_never(value)


def button_facet(t: Catalog, name: str, value: str) -> str:
    return t.pgettext("button", "{facet}: {value}", facet=name, value=value)


def every(t: Catalog) -> str:
    """No matter which."""
    return t.pgettext("filter", "all")


def age(t: Catalog, value: Age) -> str:
    match value:
        case Age.TODAY:
            return t.pgettext("filter", "today")
        case Age.WEEK:
            return t.pgettext("filter", "the last 7 days")
        case Age.OLDER:
            return t.pgettext("filter", "longer ago")
        case _:
            assert_never(value)


def state(t: Catalog, value: State) -> str:
    match value:
        case State.OPEN:
            return t.pgettext("filter", "open")
        case State.CLOSED:
            return t.pgettext("filter", "closed")
        case _:
            assert_never(value)


def help_line(t: Catalog) -> str:
    return t.pgettext("staff help", "{find} find cases by words", find="/find")


# --- words ---------------------------------------------------------------------------------


def ask_words(t: Catalog) -> str:
    return t.pgettext(
        "find",
        "🔎 Which words do you look for? Write one or several; a part of a word is enough. I look "
        "in everything you may read in your cases, closed ones too.",
    )


def ask_by_command(t: Catalog) -> str:
    return t.pgettext(
        "find",
        "🔎 You are writing something, and it stays. Write {example} to look for words meanwhile.",
        example="/find lampe",
    )


def found(t: Catalog, words: str) -> str:
    return t.pgettext(
        "find", "🔎 <b>Cases with {words}</b>\nOpen ones first, then the newest.", words=words
    )


def found_none(t: Catalog, words: str) -> str:
    return t.pgettext(
        "find",
        "🔎 No case of yours holds {words}. Try a shorter part of a word, or another spelling.",
        words=words,
    )


def not_whole(t: Catalog) -> str:
    return t.pgettext(
        "find",
        "I am still making older cases ready for searching, so some may be missing. Look again in "
        "a few minutes.",
    )


def button_found(t: Catalog, mark: str, code: str, area: str, kind: str, stands: str) -> str:
    return t.pgettext(
        "button",
        "{mark} {code} · {area} · {kind} · {state}",
        mark=mark,
        code=code,
        area=area,
        kind=kind,
        state=stands,
    )
