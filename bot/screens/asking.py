"""Screens for somebody who asks before telling, and what a case that is a question is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.actions import (
    AskCodeOnly,
    Change,
    ChangeDraft,
    ChooseDesk,
    Go,
    OpenCase,
    Page,
    SendConcern,
    ShowAdvice,
    TellHere,
    WriteToCase,
)
from bot.domain.advice import AdvicePage
from bot.domain.clues import Clue
from bot.domain.concerns import Concern
from bot.domain.dialogues import Dialogue
from bot.domain.errors import NotFound
from bot.domain.ids import AreaId, DeskId
from bot.domain.places import Desk, Organisation, Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import pictures
from bot.screens.common import back, cancel, messages, singles
from bot.texts import asking as texts
from bot.texts import common as common_texts
from bot.texts import resident as resident_texts


def asking(t: Catalog, partnership: Partnership) -> Screen:
    pages = (
        Button(texts.button_page(t, t.name(p.names)), ShowAdvice(p.id))
        for p in partnership.advice.values()
    )
    rows = (*singles(pages), *_ways_on(t, partnership), (back(t),))
    return Screen(text=texts.asking(t), rows=rows)


def _ways_on(t: Catalog, partnership: Partnership) -> Rows:
    """To ask, where somebody can be asked, and to share."""
    share = Button(resident_texts.button_concern(t), Go(Page.CONCERN))
    if partnership.question is None or not partnership.desks:
        return ((share,),)
    return ((Button(texts.button_question(t), Go(Page.QUESTION)), share),)


def page(t: Catalog, partnership: Partnership, value: AdvicePage) -> Screen:
    call = Button(texts.button_call(t), Go(Page.EMERGENCY))
    rows = (*_ways_on(t, partnership), (call, back(t, Page.ASK)))
    return Screen(text=texts.page(t, partnership, value), rows=rows)


# --- a question to a desk --------------------------------------------------------------------


def ask_desk(t: Catalog, partnership: Partnership, area: AreaId | None) -> Screen:
    """Raises NotFound for an area that is gone."""
    if area is None:
        raise NotFound
    buttons = (
        Button(_desk_label(t, desk, partnership.asked_at(desk.id, area)), ChooseDesk(desk.id))
        for desk in partnership.desks.values()
    )
    return Screen(text=texts.ask_desk(t), rows=(*singles(buttons), (cancel(t),)))


def _desk_label(t: Catalog, desk: Desk, organisation: Organisation) -> str:
    return texts.button_desk(t, t.name(desk.names), t.name(organisation.names), police=desk.police)


def ask_words(t: Catalog, partnership: Partnership, desk: DeskId | None) -> Screen:
    """Raises NotFound for a desk that is gone."""
    if desk is None:
        raise NotFound
    text = texts.ask_words(t, t.name(partnership.desk(desk).names))
    return Screen(text=text, rows=((cancel(t),),))


def preview(
    t: Catalog, partnership: Partnership, dialogue: Dialogue, clues: Sequence[Clue], led: Rows
) -> tuple[Screen, ...]:
    """Exactly what colleagues will see. led: rows above, for what the clues offer.

    Raises NotFound for an area or desk that is gone.
    """
    draft = dialogue.concern
    if draft.area is None or draft.desk is None:
        raise NotFound
    area, desk = partnership.area(draft.area).name, partnership.desk(draft.desk)
    asked = texts.desk_line(t, t.name(desk.names))
    lines = resident_texts.frame(t, area, "", t.lang, draft.details, asked)
    rows = (
        *led,
        *pictures.draft_row(t, dialogue),
        (Button(resident_texts.button_send(t), SendConcern(dialogue.version)),),
        (Button(resident_texts.button_code_only(t), AskCodeOnly(dialogue.version)),),
        (
            Button(resident_texts.button_write_more(t), ChangeDraft(Change.MORE)),
            Button(resident_texts.button_change(t), ChangeDraft(Change.MENU)),
        ),
        (cancel(t),),
    )
    parts = [
        texts.preview(t, "\n".join(lines), police=desk.police),
        resident_texts.words(t, dialogue.words.text),
        *pictures.draft_lines(t, dialogue),
    ]
    warned = [resident_texts.clues_found(t, clues)] if clues else []
    return messages([*parts, *warned], rows)


def receipt(
    t: Catalog, partnership: Partnership, concern: Concern, shown: Screen, now: datetime
) -> Screen:
    """The receipt of a question says what it is, and when they are back at work."""
    if concern.desk is None:
        return shown
    organisation = t.name(partnership.organisation(concern.organisation).names)
    said = texts.is_question(t, t.name(partnership.desk(concern.desk).names), organisation)
    told = replace(shown, text=f"{shown.text}\n\n{said}")
    return waiting(t, partnership, concern, told, now)


def waiting(
    t: Catalog, partnership: Partnership, concern: Concern, shown: Screen, now: datetime
) -> Screen:
    """Written while nobody is at work: when they are back, and who will read it."""
    hours = partnership.organisation(concern.organisation).hours
    if hours.is_open(now):
        return shown
    said = texts.away_same if concern.claimed_by else texts.away
    return replace(shown, text=f"{shown.text}\n\n{said(t, hours.next_open(now))}")


def tell_row(t: Catalog, concern: Concern) -> Rows:
    """The way to tell in the conversation of a question."""
    if concern.desk is None or not concern.is_open:
        return ()
    return ((Button(texts.button_tell_here(t), TellHere(concern.id)),),)


def tell_here(t: Catalog, partnership: Partnership, concern: Concern) -> Screen:
    organisation = t.name(partnership.organisation(concern.organisation).names)
    desk = partnership.desks.get(concern.desk) if concern.desk else None
    police = desk is not None and desk.police
    text = texts.tell_here(t, concern.code, organisation, police=police)
    again = Button(common_texts.button_back(t), OpenCase(concern.id))
    write = Button(texts.button_write_it(t), WriteToCase(concern.id))
    return Screen(text=text, rows=((write,), (again,)))


# --- what colleagues see ---------------------------------------------------------------------


def kind(t: Catalog, partnership: Partnership, concern: Concern) -> str:
    """What a case is about, in one short name; a question by whom it is asked of."""
    category = partnership.category(concern.category)
    desk = partnership.desks.get(concern.desk) if concern.desk else None
    if category.question and desk:
        return texts.kind(t, t.name(desk.names))
    return t.name(category.names)


def frame_parts(t: Catalog, partnership: Partnership, concern: Concern) -> tuple[str, ...]:
    """(name of the category or "", line of whom it was asked), for the card's frame."""
    category = partnership.category(concern.category)
    desk = partnership.desks.get(concern.desk) if concern.desk else None
    if desk is None:
        return (t.name(category.names),)
    line = texts.desk_line(t, t.name(desk.names))
    return ("" if category.question else t.name(category.names), line)
