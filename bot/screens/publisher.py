"""The screens of publishers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.actions import (
    BulletinArea,
    BulletinFallback,
    BulletinLanguage,
    BulletinPage,
    BulletinReport,
    ProposeBulletin,
    ShowBulletinDraft,
)
from bot.domain.bulletins import Bulletin, BulletinDraft, Content, Progress
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.places import Area, Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import telling
from bot.screens.common import back, cancel, singles
from bot.screens.resident import bulletin_text
from bot.texts import common as common_texts
from bot.texts import publisher as texts
from bot.texts import resident as resident_texts


def _to(label: str, page: BulletinPage) -> Button:
    return Button(label, ShowBulletinDraft(page))


def draft(t: Catalog, partnership: Partnership, value: BulletinDraft) -> Screen:
    """The completeness line, and a button for everything that can be done."""
    areas = [a.name for a in partnership.areas.values() if a.id in value.content.areas]
    rows = (
        *(
            _language_row(t, value.content, lang)
            for lang in Lang
            if not value.content.has_fixed_words
        ),
        (
            *_area_buttons(t, value.content),
            _to(texts.button_preview(t), BulletinPage.PREVIEW),
        ),
        *(() if value.content != Content() else telling.other_kinds(t)),
        (_to(texts.button_discard(t), BulletinPage.DISCARD), back(t)),
    )
    return Screen(text=texts.draft(t, value.content, areas), rows=rows)


def _area_buttons(t: Catalog, value: Content) -> tuple[Button, ...]:
    return () if value.has_fixed_areas else (_to(texts.button_areas(t), BulletinPage.AREAS),)


def _language_row(t: Catalog, value: Content, lang: Lang) -> tuple[Button, ...]:
    write = Button(texts.button_write(t, lang, written=lang in value.texts), BulletinLanguage(lang))
    if lang is Lang.DA or lang in value.texts:
        return (write,)
    chosen = lang in value.fallback
    return (write, Button(texts.button_fallback(t, lang, chosen=chosen), BulletinFallback(lang)))


def ask_text(t: Catalog, lang: Lang) -> Screen:
    again = _to(common_texts.button_back(t), BulletinPage.EDIT)
    return Screen(text=texts.ask_text(t, lang), rows=((again, cancel(t)),))


def areas(
    t: Catalog, value: BulletinDraft, targets: Sequence[Area], followers: Mapping[AreaId, int]
) -> Screen:
    buttons = singles(
        Button(
            texts.button_area(t, a.name, followers[a.id], chosen=a.id in value.content.areas),
            BulletinArea(a.id),
        )
        for a in targets
    )
    done = _to(texts.button_done(t), BulletinPage.EDIT)
    return Screen(text=texts.areas(t), rows=(*buttons, (done,)))


def preview(
    t: Catalog,
    catalogs: Mapping[Lang, Catalog],
    partnership: Partnership,
    value: Bulletin,
    version: int,
) -> tuple[Screen, ...]:
    """One message a language, exactly as its readers see it; then the question to send."""
    chosen = [a.name for a in partnership.areas.values() if a.id in value.content.areas]
    rows: Rows = (
        (Button(texts.button_propose(t), ProposeBulletin(version)),),
        (_to(common_texts.button_back(t), BulletinPage.EDIT), cancel(t)),
    )
    question = Screen(text=texts.ready(t, chosen), rows=rows)
    return (*as_readers_see_it(t, catalogs, partnership, value), question)


def as_readers_see_it(
    t: Catalog, catalogs: Mapping[Lang, Catalog], partnership: Partnership, value: Bulletin
) -> tuple[Screen, ...]:
    """One message a language, exactly as its readers get it."""
    return tuple(
        Screen(
            text=texts.preview_head(t, lang)
            + "\n\n"
            + bulletin_text(catalogs[lang], partnership, value)
        )
        for lang in Lang
    )


def proposed(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.proposed(t), rows=((look,), (back(t),)))


def report(t: Catalog, value: Bulletin, how: Progress) -> Screen:
    look = Button(texts.button_report(t), BulletinReport(value.id))
    rows = ((back(t),),) if how.done else ((look,), (back(t),))
    return Screen(text=texts.report(t, how), rows=rows)


def sent(t: Catalog, bulletins: Sequence[Bulletin]) -> Screen:
    if not bulletins:
        return Screen(text=texts.nothing_sent(t), rows=((back(t),),))
    rows = singles(
        Button(resident_texts.button_bulletin(t, b), BulletinReport(b.id)) for b in bulletins
    )
    return Screen(text=texts.sent_list(t), rows=(*rows, (back(t),)))


def discarded(t: Catalog) -> Screen:
    return Screen(text=texts.discarded(t), rows=((back(t),),))
