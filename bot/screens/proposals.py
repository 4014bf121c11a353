"""A reply that a colleague is to look at before it goes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    KeepReturn,
    ProposeReply,
    ReturnProposed,
    SendProposed,
    ShowConcern,
    ShowProposed,
    WithdrawProposed,
    WriteProposal,
)
from bot.domain.concerns import Concern, Entry, EntryKind
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ConcernId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import pictures
from bot.screens.common import cancel, messages
from bot.texts import proposals as texts
from bot.texts import staff as staff_texts


def more(t: Catalog, me: Moderator, concern: Concern) -> list[Button]:
    """On the page of rarer acts: whoever has the case has a button of their own to answer."""
    if concern.is_open and concern.claimed_by != me.id and me.may(Deed.PROPOSE_REPLY):
        return [Button(texts.button_write(t), WriteProposal(concern.id))]
    return []


def card_row(t: Catalog, concern: Concern, entries: Sequence[Entry]) -> Rows:
    """On the card: the way to an answer that waits for a colleague."""
    if all(entry.kind is not EntryKind.PROPOSAL for entry in entries):
        return ()
    return ((Button(texts.button_look(t), ShowProposed(concern.id)),),)


def ask_row(t: Catalog, concern: ConcernId, dialogue: Dialogue) -> tuple[Button, ...]:
    """Under the preview of a reply."""
    return (Button(texts.button_ask(t), ProposeReply(concern, dialogue.version)),)


def case_row(t: Catalog, concern: ConcernId) -> tuple[Button, ...]:
    return (Button(texts.button_case(t), ShowConcern(concern)),)


def proposed(
    t: Catalog,
    me: Moderator,
    concern: Concern,
    entry: Entry,
    exact: Sequence[str],
    *,
    by: str,
    newer: bool,
    warned: str = "",
) -> tuple[Screen, ...]:
    """exact: the answer as the resident would see it. newer: the resident has written since."""
    own = entry.by == me.id
    notes = [
        *([warned] if warned else []),
        *([texts.newer_words(t)] if newer else []),
        *([texts.needs_second(t)] if own else []),
        *([staff_texts.waits_for_code(t)] if concern.code_only else []),
    ]
    parts = [texts.proposed(t, concern.code, by, exact[0]), *exact[1:], *notes]
    looks = pictures.case_rows(t, concern.id, [entry], staff=True)
    acts = _own_rows(t, concern) if own else _second_rows(t, concern)
    rows = (*looks, *acts, case_row(t, concern.id))
    return messages(parts, rows, protect=True)


def _own_rows(t: Catalog, concern: Concern) -> Rows:
    return ((Button(texts.button_withdraw(t), WithdrawProposed(concern.id)),),)


def _second_rows(t: Catalog, concern: Concern) -> Rows:
    back = (Button(texts.button_return(t), ReturnProposed(concern.id)),)
    if not concern.is_open:
        return (back,)
    version = concern.version
    send = (Button(staff_texts.button_send_reply(t), SendProposed(concern.id, version, 0)),)
    at_once = (Button(staff_texts.button_send_at_once(t), SendProposed(concern.id, version, 1)),)
    return (send, *(() if concern.code_only else (at_once,)), back)


def ask_word(t: Catalog, concern: Concern) -> Screen:
    return Screen(text=texts.ask_word(t, concern.code), rows=((cancel(t),),))


def word_preview(t: Catalog, concern: Concern, dialogue: Dialogue) -> Screen:
    rows = (
        (Button(texts.button_keep_word(t), KeepReturn(concern.id, dialogue.version)),),
        (Button(staff_texts.button_rewrite(t), ReturnProposed(concern.id)), cancel(t)),
    )
    text = texts.word_preview(t, concern.code, dialogue.words.text)
    return Screen(text=text, rows=rows, protect=True)
