"""Screens of stepping forward, for the resident and for the colleague who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    ExplainMeeting,
    ExplainReveal,
    Go,
    OpenCase,
    OpenForward,
    Page,
    SendForward,
    ShowConcern,
    StepForward,
    TakeBackForward,
    WriteForward,
)
from bot.domain.concerns import Concern, EntryKind
from bot.domain.dialogues import Dialogue
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.domain.stepping import MEETINGS, Forward, asks_who
from bot.i18n import Catalog
from bot.screens.common import back, cancel, singles
from bot.screens.more import tends
from bot.texts import common as common_texts
from bot.texts import resident as resident_texts
from bot.texts import stepping as texts

# --- the resident ----------------------------------------------------------------------------


def own_parts(t: Catalog, forwards: Sequence[Forward]) -> list[str]:
    return [texts.own(t, forward) for forward in forwards]


def own_rows(t: Catalog, concern: Concern, forwards: Sequence[Forward]) -> Rows:
    """To step forward, or to take back what nobody has read."""
    unread = [f for f in forwards if not f.is_read]
    if unread:
        return singles(
            Button(texts.button_take_back(t), TakeBackForward(concern.id, f.position))
            for f in unread
        )
    if not concern.is_open:
        return ()
    return ((Button(texts.button_step_forward(t), StepForward(concern.id)),),)


def _again(t: Catalog, concern: Concern) -> tuple[Button, ...]:
    return (Button(common_texts.button_back(t), OpenCase(concern.id)),)


def step_forward(t: Catalog, concern: Concern) -> Screen:
    rows = (
        (Button(texts.button_reveal(t), ExplainReveal(concern.id)),),
        (Button(texts.button_meet(t), ExplainMeeting(concern.id)),),
        _again(t, concern),
    )
    return Screen(text=texts.step_forward(t, concern.code), rows=rows)


def explain_reveal(t: Catalog, partnership: Partnership, concern: Concern) -> Screen:
    on = Button(texts.button_go_on(t), WriteForward(concern.id, EntryKind.REVEAL))
    text = texts.explain_reveal(t, _organisation(t, partnership, concern))
    return Screen(text=text, rows=((on,), _again(t, concern)))


def explain_meeting(t: Catalog, partnership: Partnership, concern: Concern) -> Screen:
    places = singles(Button(texts.place(t, k), WriteForward(concern.id, k)) for k in MEETINGS)
    text = texts.explain_meeting(t, _organisation(t, partnership, concern))
    return Screen(text=text, rows=(*places, _again(t, concern)))


def _organisation(t: Catalog, partnership: Partnership, concern: Concern) -> str:
    return t.name(partnership.organisation(concern.organisation).names)


def ask_words(t: Catalog, kind: EntryKind) -> Screen:
    asked = texts.ask_reveal if kind is EntryKind.REVEAL else texts.ask_meeting
    return Screen(text=asked(t), rows=((cancel(t),),))


def preview(
    t: Catalog, partnership: Partnership, concern: Concern, dialogue: Dialogue, kind: EntryKind
) -> Screen:
    """Exactly what the colleague will read. Nothing is masked: it is meant to tell who writes."""
    rows = (
        (Button(texts.button_send(t), SendForward(concern.id, dialogue.version)),),
        (Button(texts.button_write_again(t), WriteForward(concern.id, kind)), cancel(t)),
    )
    organisation = _organisation(t, partnership, concern)
    text = texts.preview(t, organisation, texts.forward_kind(t, kind), dialogue.words.text)
    return Screen(text=text, rows=rows)


def said(t: Catalog, text: str) -> Screen:
    cases = Button(resident_texts.button_cases(t), Go(Page.CASES))
    return Screen(text=text, rows=((cases, back(t)),))


# --- colleagues ------------------------------------------------------------------------------


def card_line(t: Catalog, forwards: Sequence[Forward]) -> list[str]:
    if not forwards:
        return []
    return [texts.has(t) if all(f.is_read for f in forwards) else texts.wants(t)]


def card_rows(t: Catalog, me: Moderator, concern: Concern, forwards: Sequence[Forward]) -> Rows:
    if not tends(me, concern):
        return ()
    return singles(
        Button(texts.button_open(t), OpenForward(concern.id, f.position))
        for f in forwards
        if f.is_read or concern.is_open
    )


def opened(t: Catalog, concern: Concern, forward: Forward) -> Screen:
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    text = texts.opened(t, concern.code, texts.forward_kind(t, forward.kind), forward)
    return Screen(text=text, rows=((again,),), protect=True)


def reply_warning(t: Catalog, words: str) -> list[str]:
    return [texts.asks_who(t)] if asks_who(words) else []
