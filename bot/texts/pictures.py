"""What people read about pictures and places they send."""

from __future__ import annotations

from typing import assert_never

from bot.domain.pictures import FILE_BYTES, PAGES, Trouble
from bot.i18n import Catalog

PDF = "PDF"
"""Filled in, since it is written with the same letters in every language."""

# --- a picture of the draft ----------------------------------------------------------------


def added(t: Catalog, number: int, limit: int, *, to_resident: bool) -> str:
    if to_resident:
        return t.pgettext(
            "picture",
            "🖼 Picture {number} of {limit} is added. The resident will see it exactly like this.",
            number=number,
            limit=limit,
        )
    return t.pgettext(
        "picture",
        "🖼 Picture {number} of {limit} is added. Staff will see it exactly like this: hidden data "
        "such as the place and the phone is gone. Look once more: faces, doors, plates and names "
        "in it can show who you are.",
        number=number,
        limit=limit,
    )


def words_too(t: Catalog) -> str:
    return t.pgettext("picture", "Write a few words about it too; it goes along with them.")


def page(t: Catalog, number: int, total: int) -> str:
    return t.pgettext("picture", "Picture {number} of {total}", number=number, total=total)


def of_case(t: Catalog, code: str, number: int, total: int) -> str:
    return t.pgettext(
        "picture",
        "Case {code}: picture {number} of {total}",
        code=code,
        number=number,
        total=total,
    )


def count(t: Catalog, n: int) -> str:
    """In a preview and a conversation, under the words the pictures go with."""
    return t.npgettext("picture", "🖼 {n} picture goes with it", "🖼 {n} pictures go with it", n)


def on_its_way(t: Catalog) -> str:
    return t.pgettext("picture", "🖼 A picture is on its way here. Wait for it before you send.")


def removed(t: Catalog) -> str:
    return t.pgettext("picture", "The picture is forgotten.")


def all_removed(t: Catalog) -> str:
    return t.pgettext("picture", "The pictures are forgotten.")


def offer(t: Catalog, n: int) -> str:
    """Pictures that came before anything was begun."""
    return t.npgettext(
        "picture",
        "You sent {n} picture. Nobody has seen it. What shall it be?",
        "You sent {n} pictures. Nobody has seen them. What shall it be?",
        n,
    )


def held(t: Catalog, n: int) -> str:
    return t.npgettext(
        "picture",
        "{n} picture you have added; forgotten after one hour.",
        "{n} pictures you have added; forgotten after one hour.",
        n,
    )


def trouble(t: Catalog, value: Trouble) -> str:
    """Why a file became no picture; nothing of it was kept."""
    match value:
        case Trouble.LOST:
            return t.pgettext(
                "picture",
                "I could not get that picture from Telegram. Your words are kept. Please send it "
                "again.",
            )
        case Trouble.TOO_LARGE:
            return t.pgettext(
                "picture",
                "That file is larger than {megabytes} MB, which is more than I can take. I kept "
                "nothing of it. Send it as a photo instead of a file, and Telegram makes it "
                "smaller.",
                megabytes=FILE_BYTES // 1024**2,
            )
        case Trouble.BROKEN:
            return t.pgettext(
                "picture",
                "I could not open that file as a picture; it may be damaged. I kept nothing of it. "
                "Your words are kept. Try to send it as a photo.",
            )
        case Trouble.TOO_MUCH:
            return t.pgettext(
                "picture",
                "That picture is too large to open safely. I kept nothing of it. Your words are "
                "kept. Try to send it as a photo, or a smaller part of it.",
            )
        case Trouble.TOO_MANY_PAGES:
            return t.pgettext(
                "picture",
                "That {pdf} has too many pages; {pages} is the most. I kept nothing of it. Send only "
                "the pages that matter.",
                pdf=PDF,
                pages=PAGES,
            )
        case Trouble.LOCKED:
            return t.pgettext(
                "picture",
                "That {pdf} is locked with a password, so I cannot open it. I kept nothing of it.",
                pdf=PDF,
            )
        case _:
            assert_never(value)


def not_here(t: Catalog) -> str:
    return t.pgettext(
        "picture",
        "I cannot take a picture here. I have not looked at it and kept nothing of it.",
    )


def after_the_notice(t: Catalog) -> str:
    return t.pgettext(
        "picture",
        "I can take your picture when you have read this. I have not looked at it and kept nothing "
        "of it; please send it again then.",
    )


def button_remove(t: Catalog) -> str:
    return t.pgettext("button", "🗑 Remove this picture")


def button_remove_all(t: Catalog) -> str:
    return t.pgettext("button", "🖼 Remove the pictures")


def button_go_on(t: Catalog) -> str:
    return t.pgettext("button", "➡️ Go on")


def button_draft(t: Catalog, n: int) -> str:
    return t.npgettext("button", "🖼 Show the picture", "🖼 Show the {n} pictures", n)


def button_entry(t: Catalog, n: int, hour: int) -> str:
    return t.npgettext(
        "button",
        "🖼 Show {n} picture · {hour}",
        "🖼 Show {n} pictures · {hour}",
        n,
        hour=t.hour(hour),
    )


def too_many(t: Catalog, limit: int) -> str:
    return t.pgettext(
        "picture",
        "No more than {limit} pictures can go along. I have not taken this one. You can remove one, "
        "or send it later in another message.",
        limit=limit,
    )


# --- places --------------------------------------------------------------------------------


def place_found(t: Catalog, area: str) -> str:
    return t.pgettext(
        "place",
        "That place is in {area}. Shall it be about {area}? I have kept nothing of the exact place, "
        "and staff see only the area.",
        area=area,
    )


def place_outside(t: Catalog) -> str:
    return t.pgettext(
        "place",
        "That place is in none of our areas. I have kept nothing of it. Please choose an area "
        "yourself.",
    )
