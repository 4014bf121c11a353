"""The practice case: the real screens with an invented concern, and buttons that only practise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.actions import Go, Page, Practise
from bot.domain.concerns import CHOSEN_BY_STAFF, Urgency
from bot.domain.dialogues import Dialogue
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.domain.practice import Invented, Stage, number_of
from bot.domain.replies import ReadyAnswer
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import staff as real
from bot.screens.common import back, singles
from bot.texts import common as common_texts
from bot.texts import practice as texts
from bot.texts import staff as staff_texts

DANGER_CHOICES = 3


def at(
    t: Catalog,
    theirs: Catalog,
    partnership: Partnership,
    me: Moderator,
    case: Invented,
    dialogue: Dialogue,
    ready: Sequence[ReadyAnswer],
    *,
    said: str = "",
    now: datetime,
) -> tuple[Screen, ...]:
    """The screen of a stage.

    theirs: the resident's catalog. said: what the last choice was worth.
    """
    stage = dialogue.practice or Stage.INBOX
    shown = _real(t, theirs, partnership, me, case, dialogue, stage, now)
    above = [texts.head(t, *number_of(stage)), *([said] if said else [])]
    below = texts.why(t, stage)
    rows = (*_buttons(t, partnership, case, ready, stage), (back(t),))
    led = (*above, shown[0].text) if shown else above
    if len(shown) > 1:
        begun = replace(shown[0], text="\n\n".join(led), rows=())
        middle = (replace(screen, rows=()) for screen in shown[1:-1])
        last = replace(shown[-1], text=f"{shown[-1].text}\n\n{below}", rows=rows)
        return (begun, *middle, last)
    return (Screen(text="\n\n".join([*led, below]), rows=rows, protect=True),)


def _real(
    t: Catalog,
    theirs: Catalog,
    partnership: Partnership,
    me: Moderator,
    case: Invented,
    dialogue: Dialogue,
    stage: Stage,
    now: datetime,
) -> tuple[Screen, ...]:
    """What a colleague sees there in earnest; its buttons are left behind."""
    concern = case.concern
    match stage:
        case Stage.INBOX:
            return (Screen(text=staff_texts.queue(t, {"new": 1, "mine": 0, "late": 0})),)
        case Stage.CARD | Stage.TAKEN:
            names = {me.id: me.pseudonym}
            return real.card(
                t, partnership, me, concern, case.details, [case.entry], names, now=now
            )
        case Stage.ANSWERS:
            return (real.ask_reply(t, partnership, concern),)
        case Stage.PREVIEW:
            return (
                real.reply_preview(
                    t, theirs, partnership, me, concern, dialogue, concern.touched_hour
                ),
            )
        case Stage.SENT:
            return (Screen(text=staff_texts.reply_sent(t, concern.code)),)
        case Stage.NOTE:
            return (real.ask_note(t, concern),)
        case Stage.NOTE_PREVIEW:
            return (real.note_preview(t, concern, dialogue),)
        case Stage.CLOSE:
            return (real.ask_outcome(t, concern),)
        case _:
            return ()


def _buttons(
    t: Catalog, partnership: Partnership, case: Invented, ready: Sequence[ReadyAnswer], stage: Stage
) -> Rows:
    return singles(
        Button(label, Practise(stage, choice))
        for choice, label in enumerate(_labels(t, partnership, case, ready, stage))
    )


def _labels(
    t: Catalog, partnership: Partnership, case: Invented, ready: Sequence[ReadyAnswer], stage: Stage
) -> Iterable[str]:
    """The labels that the real screen has there."""
    match stage:
        case Stage.INBOX:
            return [_in_the_queue(t, partnership, case)]
        case Stage.ANSWERS:
            return [staff_texts.button_ready_answer(t, t.name(one.names)) for one in ready]
        case Stage.URGENCY:
            return [common_texts.urgency(t, urgency) for urgency in Urgency]
        case Stage.DANGER:
            return [texts.button_danger(t, choice) for choice in range(DANGER_CHOICES)]
        case Stage.CLOSE:
            return [common_texts.outcome(t, outcome) for outcome in CHOSEN_BY_STAFF]
        case Stage.NOTE:
            return []
        case _:
            labels = {
                Stage.CARD: staff_texts.button_claim,
                Stage.TAKEN: staff_texts.button_reply,
                Stage.PREVIEW: staff_texts.button_send_reply,
                Stage.SENT: staff_texts.button_note,
                Stage.NOTE_PREVIEW: staff_texts.button_keep_note,
            }
            return [labels[stage](t)]


def _in_the_queue(t: Catalog, partnership: Partnership, case: Invented) -> str:
    area = partnership.area(case.concern.area).name
    kind = t.name(partnership.category(case.concern.category).names)
    return staff_texts.button_concern(t, case.concern, area, kind, late=False)


def done(t: Catalog) -> Screen:
    """Behind the last stage."""
    card = Button(texts.button_role_card(t), Go(Page.READS))
    return Screen(
        text="\n\n".join([texts.head(t, *number_of(Stage.RULES)), texts.rules(t)]),
        rows=((card, back(t)),),
    )
