"""What publishers read while they write: what is chosen, what is missing, who follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.bulletins import Content, Priority
from bot.domain.clues import Clue
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common, publisher, resident


def topic(t: Catalog, name: str) -> str:
    """name: empty when none is chosen."""
    if not name:
        return t.pgettext("bulletin draft", "Topic: none")
    return t.pgettext("bulletin draft", "Topic: {topic}", topic=name)


def priority(t: Catalog, value: Priority) -> str:
    return t.pgettext("bulletin draft", "Priority: {priority}", priority=priority_name(t, value))


def priority_name(t: Catalog, value: Priority) -> str:
    match value:
        case Priority.URGENT:
            return t.pgettext("priority", "🔴 Urgent")
        case Priority.NORMAL:
            return t.pgettext("priority", "🔵 Normal")
        case Priority.QUIET:
            return t.pgettext("priority", "⚪ Quiet")


def completeness(t: Catalog, value: Content) -> str:
    missing = [common.language(t, lang) for lang in value.missing()]
    if not value.areas:
        missing.append(t.pgettext("bulletin draft", "the areas it goes to"))
    if missing:
        return t.pgettext("bulletin draft", "⚠️ Still missing: {parts}", parts=t.listed(missing))
    return t.pgettext("bulletin draft", "✅ Nothing is missing. Look at the preview.")


def button_topic(t: Catalog) -> str:
    return t.pgettext("button", "🏷 Topic")


def button_priority(t: Catalog) -> str:
    return t.pgettext("button", "🔔 Priority")


def button_no_topic(t: Catalog) -> str:
    return t.pgettext("button", "No topic")


def button_choice(t: Catalog, name: str, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ {choice}", choice=name)
    return t.alone(name)


def button_all(t: Catalog, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ All areas")
    return t.pgettext("button", "➕ All areas")


def button_all_of(t: Catalog, municipality: str, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ All of {municipality}", municipality=municipality)
    return t.pgettext("button", "➕ All of {municipality}", municipality=municipality)


def ask_topic(t: Catalog) -> str:
    return t.pgettext("bulletin draft", "What is it about? Residents can choose by topic.")


def ask_priority(t: Catalog) -> str:
    return "\n".join(
        [
            t.pgettext("bulletin draft", "How loudly shall it come?"),
            "",
            t.pgettext(
                "bulletin draft",
                "🔴 Urgent: people must act now. It rings, and carries its text to those who "
                "agreed to that.",
            ),
            t.pgettext(
                "bulletin draft",
                "🔵 Normal: one neutral line, and the text opens when they tap.",
            ),
            t.pgettext(
                "bulletin draft",
                "⚪ Quiet: the same line without a sound. For what can wait.",
            ),
        ]
    )


def followers_head(t: Catalog) -> str:
    return t.pgettext("bulletin draft", "<b>Who follows, by language</b>")


def followers_of(t: Catalog, area: str, counts: Mapping[Lang, int]) -> str:
    """Bands only, and none for the area as a whole: it would be a sum over its languages."""
    bands = [_band_in(t, lang, counts[lang]) for lang in Lang]
    return t.pgettext("bulletin draft", "{area}: {bands}", area=area, bands=t.listed(bands))


def _band_in(t: Catalog, lang: Lang, count: int) -> str:
    return t.pgettext(
        "bulletin draft",
        "{language} {band}",
        language=common.language(t, lang),
        band=publisher.band_of(t, count),
    )


# --- the picture ---------------------------------------------------------------------------


def button_picture(t: Catalog) -> str:
    return t.pgettext("button", "🖼 Picture")


def picture(t: Catalog, *, there: bool) -> str:
    if there:
        return t.pgettext("bulletin draft", "Picture: one goes with it")
    return t.pgettext("bulletin draft", "Picture: none")


def ask_picture(t: Catalog) -> str:
    return t.pgettext(
        "bulletin draft",
        "Send one picture here. Hidden data such as the place and the phone is taken out. Faces, "
        "doors and plates stay: look first whom it shows, and whether they agreed.",
    )


def picture_added(t: Catalog) -> str:
    return t.pgettext(
        "bulletin draft",
        "🖼 This picture goes with the news, exactly like this. Send another one to replace it.",
    )


def on_its_way(t: Catalog) -> str:
    return t.pgettext("bulletin draft", "🖼 The picture is on its way here.")


def picture_first(t: Catalog) -> str:
    """Under a picture whose text is too long to stand with it and follows."""
    return t.pgettext("bulletin", "🖼 The text follows.")


# --- what to look at once more -------------------------------------------------------------


def looks_other(t: Catalog, languages: Sequence[Lang]) -> str:
    return t.pgettext(
        "bulletin draft",
        "⚠️ The text for {languages} looks as if it were in another language. Look once more.",
        languages=t.listed([common.language(t, lang) for lang in languages]),
    )


def numbers_missing(t: Catalog, lang: Lang, numbers: Sequence[str]) -> str:
    return t.pgettext(
        "bulletin draft",
        "⚠️ Numbers that stand in another language and not in {language}: {numbers}",
        language=common.language(t, lang),
        numbers=t.listed(list(numbers)),
    )


def clues_found(t: Catalog, found: Sequence[Clue]) -> str:
    return t.pgettext(
        "bulletin draft",
        "⚠️ <b>This could tell who somebody is:</b> {clues}. Everybody can read it. Mask it, or "
        "say that it belongs there.",
        clues=t.listed([resident.clue(t, c) for c in found]),
    )


def clues_kept(t: Catalog, found: Sequence[Clue]) -> str:
    return t.pgettext(
        "bulletin draft",
        "⚠️ It names {clues}. The author says that it belongs there.",
        clues=t.listed([resident.clue(t, c) for c in found]),
    )


def button_keep(t: Catalog) -> str:
    return t.pgettext("button", "✅ It belongs there")


# --- silence -------------------------------------------------------------------------------


def silent(t: Catalog, areas: Sequence[str], days: int) -> str:
    return t.npgettext(
        "bulletin draft",
        "🔕 No news for {n} day: {areas}. A few friendly lines are enough.",
        "🔕 No news for {n} days: {areas}. A few friendly lines are enough.",
        days,
        areas=t.listed(list(areas)),
    )


def button_write_to_silent(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Write to them")
