"""What publishers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from bot.domain.bulletins import (
    TENTHS,
    Cell,
    Content,
    Delivery,
    Progress,
    band,
    report_band,
)
from bot.domain.ids import AreaId
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


def report(t: Catalog, how: Progress, areas: Mapping[AreaId, str] | None = None) -> str:
    """areas: those it goes to, by name. No total over them or over languages: sums would tell how
    few there are of one."""
    if how.done and not how.known:
        return "\n".join([_end(t, stopped=how.stopped), "", _not_known(t)])
    if how.done:
        return "\n".join([_end(t, stopped=how.stopped), *_table(t, how, areas or {})])
    if how.stopped:
        return t.pgettext(
            "report", "✋ <b>Stopped</b>\nWhat was on its way ends; the report follows at once."
        )
    head = t.pgettext("report", "📣 <b>Still sending</b>")
    return head if how.tenths is None else f"{head}\n{_bar(t, how.tenths)}"


def _end(t: Catalog, *, stopped: bool) -> str:
    if stopped:
        return t.pgettext("report", "✋ <b>The sending was stopped</b>")
    return t.pgettext("report", "📣 <b>The sending is finished</b>")


def _not_known(t: Catalog) -> str:
    return t.pgettext("report", "It was sent long ago: how it went was not kept.")


def _bar(t: Catalog, tenths: int) -> str:
    bar = "▰" * tenths + "▱" * (TENTHS - tenths)
    return t.pgettext("report", "{bar} {n} of 10", bar=bar[::-1] if t.lang.rtl else bar, n=tenths)


def _table(t: Catalog, how: Progress, areas: Mapping[AreaId, str]) -> list[str]:
    """Area by area what is 25 or more; the rest in one sentence."""
    lines: list[str] = []
    for area, cells in groupby((c for c in how.shown() if c.area in areas), lambda c: c.area):
        lines += ["", t.pgettext("report", "<b>{area}</b>", area=areas[area])]
        lines += [_cell(t, cell, how.counts[cell]) for cell in cells]
    named = {cell.area for cell in how.shown()}
    few = [name for area, name in areas.items() if area not in named]
    if few:
        few_of = t.pgettext("report", "Fewer than 25 of everything: {areas}", areas=t.listed(few))
        lines += ["", few_of]
    if named & areas.keys():
        lines += ["", _note(t)]
    return lines


def _note(t: Catalog) -> str:
    return t.pgettext(
        "report", "Recipients in bands. What is not listed is fewer than 25, or nobody."
    )


def _cell(t: Catalog, cell: Cell, count: int) -> str:
    language = common.language(t, cell.language)
    found = report_band(count)
    if found.high is None:
        band = t.pgettext("band", "100 or more")
    else:
        band = t.pgettext("band", "{low} to {high}", low=found.low, high=found.high)
    values = {"language": language, "band": band}
    match cell.outcome:
        case Delivery.SENT:
            return t.pgettext("report", "Sent in {language}: {band}", **values)
        case Delivery.BLOCKED:
            return t.pgettext("report", "Have blocked the bot, {language}: {band}", **values)
        case Delivery.FAILED:
            return t.pgettext("report", "Could not be reached, {language}: {band}", **values)
        case Delivery.UNSENT:
            return t.pgettext("report", "Stopped before it came, {language}: {band}", **values)
        case _:
            return t.pgettext("report", "Unknown whether it came, {language}: {band}", **values)


def sent_list(t: Catalog) -> str:
    return t.pgettext("bulletin", "<b>News you have sent</b>\nTap for the report.")


def nothing_sent(t: Catalog) -> str:
    return t.pgettext("bulletin", "Your organisation has not sent any news yet.")
