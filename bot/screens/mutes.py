"""Screens of a pause: of the person, of who proposes and confirms it, and of appeals."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    DecideAppeal,
    DecideMute,
    DropWords,
    Go,
    MoreOfCase,
    MuteHowLong,
    MuteWhy,
    Page,
    ProposeMute,
    SendAppeal,
    ShowAppeal,
    ShowConcern,
    ShowProposal,
    WriteAppeal,
    WriteToCase,
)
from bot.domain.clues import Clue
from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern
from bot.domain.dialogues import Dialogue
from bot.domain.ids import AppealId
from bot.domain.mutes import PERIODS, Appeal, MuteReason, Paused, Proposal
from bot.domain.places import Partnership
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import back, cancel, messages, pairs, singles
from bot.screens.resident import masking_rows, warning
from bot.texts import common as common_texts
from bot.texts import mutes as texts
from bot.texts import resident as resident_texts
from bot.texts import staff as staff_texts

# --- the person --------------------------------------------------------------------------------


def paused(t: Catalog, value: Paused, own: Sequence[Concern], *, words_kept: bool) -> Screen:
    """Why no concern can be begun now, and every way that stays open."""
    rows: list[tuple[Button, ...]] = []
    if not value.appealed:
        rows.append((Button(texts.button_appeal(t), WriteAppeal(0)),))
    if words_kept:
        rows += [
            (Button(resident_texts.button_add_to_case(t, c.code), WriteToCase(c.id)),) for c in own
        ]
        rows.append((Button(resident_texts.button_drop_words(t), DropWords()),))
    rows += [
        (
            Button(resident_texts.button_emergency(t), Go(Page.EMERGENCY)),
            Button(resident_texts.button_cases(t), Go(Page.CASES)),
        ),
        (back(t),),
    ]
    return Screen(text=texts.paused(t, value, words_kept=words_kept), rows=tuple(rows))


def ask_appeal(t: Catalog) -> Screen:
    return Screen(text=texts.ask_appeal(t), rows=((cancel(t),),))


def appeal_preview(
    t: Catalog, partnership: Partnership, dialogue: Dialogue, clues: Sequence[Clue]
) -> tuple[Screen, ...]:
    readers = [t.name(o.names) for o in partnership.with_areas()]
    rows = (
        *masking_rows(t, clues),
        (Button(texts.button_send_appeal(t), SendAppeal(dialogue.version)),),
        (Button(texts.button_write_appeal_again(t), WriteAppeal(1)), cancel(t)),
    )
    text = texts.appeal_preview(t, dialogue.words.text, readers)
    return messages([text, *warning(t, clues)], rows)


def appeal_sent(t: Catalog, until: int) -> Screen:
    return Screen(text=texts.appeal_sent(t, until), rows=((back(t),),))


# --- colleagues --------------------------------------------------------------------------------


def _to_case(t: Catalog, concern: Concern) -> Button:
    return Button(common_texts.button_back(t), ShowConcern(concern.id))


def ask_reason(t: Catalog, concern: Concern) -> Screen:
    reasons = singles(Button(texts.reason(t, r), MuteHowLong(concern.id, r)) for r in MuteReason)
    again = Button(common_texts.button_back(t), MoreOfCase(concern.id))
    return Screen(text=texts.ask_reason(t, concern.code), rows=(*reasons, (again,)))


def ask_days(t: Catalog, concern: Concern, reason: MuteReason) -> Screen:
    periods = pairs(
        Button(texts.days(t, n), ProposeMute(concern.id, reason, n, 0)) for n in PERIODS
    )
    again = Button(common_texts.button_back(t), MuteWhy(concern.id))
    return Screen(text=texts.ask_days(t, concern.code, reason), rows=(*periods, (again,)))


def ask_propose(t: Catalog, concern: Concern, reason: MuteReason, days: int) -> Screen:
    sure = Button(texts.button_propose(t), ProposeMute(concern.id, reason, days, 1))
    text = texts.ask_propose(t, concern.code, reason, days)
    return Screen(text=text, rows=((sure,), (_to_case(t, concern),)))


def proposal_news(t: Catalog, concern: Concern) -> Screen:
    button = Button(staff_texts.button_open(t), ShowProposal(concern.id))
    return Screen(text=texts.proposal_news(t, concern.code), rows=((button,),))


def proposal(t: Catalog, concern: Concern, value: Proposal, by: str) -> Screen:
    rows = (
        (Button(texts.button_read_case(t), ShowConcern(concern.id)),),
        (
            Button(texts.button_confirm(t), DecideMute(concern.id, 1)),
            Button(texts.button_decline(t), DecideMute(concern.id, 0)),
        ),
        (back(t, Page.DECISIONS),),
    )
    return Screen(text=texts.proposal(t, concern.code, value, by), rows=rows)


def decided(t: Catalog, concern: Concern, *, until: int | None) -> Screen:
    """until: None when it was declined."""
    code = concern.code
    text = texts.declined(t, code) if until is None else texts.confirmed(t, code, until)
    return Screen(text=text, rows=((back(t),),))


# --- leads -------------------------------------------------------------------------------------


def decisions(t: Catalog, proposed: Sequence[Concern], appeals: Sequence[Appeal]) -> Screen:
    rows = (
        *singles(Button(texts.button_proposal(t, c.code), ShowProposal(c.id)) for c in proposed),
        *singles(Button(texts.button_open_appeal(t, a.code), ShowAppeal(a.id)) for a in appeals),
        (back(t),),
    )
    return Screen(text=texts.decisions(t, len(proposed) + len(appeals)), rows=rows)


def appeal_news(t: Catalog, code: CaseCode, appeal: AppealId) -> Screen:
    button = Button(staff_texts.button_open(t), ShowAppeal(appeal))
    return Screen(text=texts.appeal_news(t, code), rows=((button,),))


def appeal(t: Catalog, value: Appeal) -> Screen:
    rows = (
        (
            Button(texts.button_lift(t), DecideAppeal(value.id, 1)),
            Button(texts.button_keep(t), DecideAppeal(value.id, 0)),
        ),
        (back(t, Page.DECISIONS),),
    )
    return Screen(text=texts.appeal(t, value), rows=rows, protect=True)


def appeal_decided(t: Catalog, value: Appeal, *, lifted: bool) -> Screen:
    text = texts.granted(t, value.code) if lifted else texts.denied(t, value.code)
    return Screen(text=text, rows=((back(t, Page.DECISIONS), back(t)),))
