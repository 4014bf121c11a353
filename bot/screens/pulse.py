"""Screens of the pulse of an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import (
    AnswerPulse,
    ChoosePulse,
    ChoosePulseDays,
    Go,
    Page,
    PublishPulse,
    ShowPulse,
    TakeBackAnswer,
)
from bot.domain.ids import AnswerId, AreaId
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.domain.pulse import PERIODS, AreaResult, Question, Round
from bot.domain.roles import Deed
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import back, pairs, singles
from bot.texts import pulse as texts
from bot.texts import resident as resident_texts

# --- residents ---------------------------------------------------------------------------------


def under(
    t: Catalog,
    partnership: Partnership,
    shown: Screen,
    value: Round,
    question: Question,
    *,
    area: AreaId | None,
    given: AnswerId | None,
    is_open: bool,
) -> Screen:
    """News that puts a question, with a button an answer."""
    if not is_open:
        return replace(shown, text=f"{shown.text}\n\n{texts.closed(t)}")
    if area is None:
        follow = Button(resident_texts.button_areas(t), Go(Page.AREAS))
        text = f"{shown.text}\n\n{texts.follow_first(t)}"
        return replace(shown, text=text, rows=((follow,), *shown.rows))
    place = partnership.areas[area].name if area in partnership.areas else area
    chosen = question.answer(given) if given else None
    if chosen:
        said = texts.answered(t, chosen.texts[t.lang], place, value.closes)
    else:
        said = texts.ask(t, place, value.closes)
    answers = singles(
        Button(
            texts.button_answer(t, a.texts[t.lang], given=a.id == given),
            AnswerPulse(value.id, a.id),
        )
        for a in question.answers
    )
    taking = ((Button(texts.button_take_back(t), TakeBackAnswer(value.id)),),) if chosen else ()
    return replace(shown, text=f"{shown.text}\n\n{said}", rows=(*answers, *taking, *shown.rows))


# --- staff -------------------------------------------------------------------------------------


def buttons(t: Catalog, colleague: Moderator) -> list[tuple[str, Page]]:
    """In the menu of who may read results."""
    may = colleague.may(Deed.WRITE_BULLETIN) or colleague.may(Deed.REPORT)
    return [(texts.button_pulse(t), Page.PULSE)] if may else []


def rounds(
    t: Catalog, partnership: Partnership, found: Sequence[Round], colleague: Moderator
) -> Screen:
    """Rounds of the organisation, and the questions that can be put."""
    known = singles(
        Button(
            texts.button_round(t, partnership.questions[r.question].names[t.lang], r),
            ShowPulse(r.id),
        )
        for r in found
        if r.question in partnership.questions
    )
    new = singles(
        Button(texts.button_new(t, q.names[t.lang]), ChoosePulse(q.id))
        for q in partnership.questions.values()
        if colleague.may(Deed.WRITE_BULLETIN)
    )
    return Screen(text=texts.rounds(t), rows=(*known, *new, (back(t),)))


def ask_days(t: Catalog, question: Question) -> Screen:
    days = pairs(Button(texts.button_days(t, n), ChoosePulseDays(question.id, n)) for n in PERIODS)
    return Screen(text=texts.ask_days(t, question), rows=(*days, (back(t, Page.PULSE), back(t))))


def standing(
    t: Catalog,
    partnership: Partnership,
    question: Question,
    value: Round,
    results: Sequence[AreaResult],
    colleague: Moderator,
) -> Screen:
    areas = [a.name for a in partnership.areas.values() if a.id in value.areas]
    parts = [texts.standing(t, question, value, areas)]
    if value.closed:
        parts += [
            texts.result(t, question, partnership.areas[r.area].name, r, bold=True) for r in results
        ]
        parts.append(texts.explained(t))
    telling = value.closed and colleague.may(Deed.WRITE_BULLETIN)
    tell = ((Button(texts.button_publish(t), PublishPulse(value.id)),),) if telling else ()
    return Screen(text="\n\n".join(parts), rows=(*tell, (back(t, Page.PULSE), back(t))))
