"""What publishers read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.bulletins import Content, Delivery, Progress, band
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common


def band_of(t: Catalog, count: int) -> str:
    """A count of residents as a band, so that nobody can be found in it."""
    found = band(count)
    if found.low == 0:
        return t.pgettext("band", "fewer than 10")
    if found.high is None:
        return t.pgettext("band", "100 or more")
    return t.pgettext("band", "{low} to {high}", low=found.low, high=found.high)


def draft(t: Catalog, value: Content, areas: Sequence[str]) -> str:
    head = t.pgettext("bulletin draft", "<b>News for areas</b>")
    lines = [_language_line(t, value, lang) for lang in Lang]
    if areas:
        target = t.pgettext("bulletin draft", "Areas: {areas}", areas=t.listed(list(areas)))
    else:
        target = t.pgettext("bulletin draft", "Areas: none chosen yet")
    return "\n".join([head, "", *lines, "", target])


def _language_line(t: Catalog, value: Content, lang: Lang) -> str:
    name = common.language(t, lang)
    if lang in value.texts:
        return t.pgettext("bulletin draft", "✅ {language}", language=name)
    if lang in value.fallback:
        return t.pgettext(
            "bulletin draft", "🇩🇰 {language}: will get the Danish text, labelled", language=name
        )
    return t.pgettext("bulletin draft", "➖ {language}: missing", language=name)


def button_write(t: Catalog, lang: Lang, *, written: bool) -> str:
    name = common.language(t, lang)
    if written:
        return t.pgettext("button", "✏️ {language}", language=name)
    return t.pgettext("button", "➕ {language}", language=name)


def button_fallback(t: Catalog, lang: Lang, *, chosen: bool) -> str:
    name = common.language(t, lang)
    if chosen:
        return t.pgettext("button", "↩️ {language}: no Danish instead", language=name)
    return t.pgettext("button", "🇩🇰 {language}: Danish instead", language=name)


def button_areas(t: Catalog) -> str:
    return t.pgettext("button", "🏘 Areas")


def button_preview(t: Catalog) -> str:
    return t.pgettext("button", "👁 Preview")


def button_discard(t: Catalog) -> str:
    return t.pgettext("button", "🗑 Throw away")


def button_done(t: Catalog) -> str:
    return t.pgettext("button", "✅ Done")


def button_propose(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Ask for a signature")


def button_report(t: Catalog) -> str:
    return t.pgettext("button", "🔄 How far is it?")


def ask_text(t: Catalog, lang: Lang) -> str:
    return t.pgettext(
        "bulletin draft",
        "Write the text in {language}, as one message. Sender, areas and how to stop are added.",
        language=common.language(t, lang),
    )


def areas(t: Catalog) -> str:
    return t.pgettext(
        "bulletin draft",
        "Which areas shall get it? How many follow them is shown with the preview.",
    )


def button_area(t: Catalog, name: str, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ {area}", area=name)
    return t.pgettext("button", "➕ {area}", area=name)


def preview_head(t: Catalog, lang: Lang) -> str:
    return t.pgettext(
        "bulletin draft",
        "<b>Exactly what readers of {language} see:</b>",
        language=common.language(t, lang),
    )


def ready(t: Catalog, areas_chosen: Sequence[str]) -> str:
    """No total of their followers: sums over chosen areas would tell how few follow one."""
    return t.pgettext(
        "bulletin draft",
        "It goes to those who follow {areas}. They get one neutral line and read the text when "
        "they tap. Somebody else signs it before it leaves.",
        areas=t.listed(list(areas_chosen)),
    )


def proposed(t: Catalog) -> str:
    return t.pgettext(
        "bulletin draft",
        "✍️ It waits for a signature. Whoever can sign it has been told, and you are told when it "
        "has been sent.",
    )


def discarded(t: Catalog) -> str:
    return t.pgettext("bulletin draft", "Thrown away. Nothing was sent.")


def report(t: Catalog, how: Progress) -> str:
    """Who was not reached; how many were, over several areas, would be such a sum too."""
    if how.done:
        head = t.pgettext("report", "📣 <b>The sending is finished</b>")
        but = t.pgettext("report", "All followers of the areas have it, except, in bands:")
    else:
        head = t.pgettext("report", "📣 <b>Still sending</b>")
        but = t.pgettext("report", "Not reached so far, in bands:")
    lines = [
        but,
        t.pgettext("report", "Blocked: {band}", band=band_of(t, how.of(Delivery.BLOCKED))),
        t.pgettext("report", "Failed: {band}", band=band_of(t, how.of(Delivery.FAILED))),
        t.pgettext("report", "Unknown: {band}", band=band_of(t, how.of(Delivery.UNKNOWN))),
    ]
    return "\n".join([head, *lines])


def sent_list(t: Catalog) -> str:
    return t.pgettext("bulletin", "<b>News you have sent</b>\nTap for the report.")


def nothing_sent(t: Catalog) -> str:
    return t.pgettext("bulletin", "Your organisation has not sent any news yet.")
