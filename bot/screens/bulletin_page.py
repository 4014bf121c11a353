"""The page of news that has left, and what its publishers can still do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.actions import (
    AskRetract,
    AskValidity,
    BulletinPage,
    BulletinReport,
    CorrectBulletin,
    ProlongBulletin,
    RetractBulletin,
    SetValidity,
    ShowBulletinDraft,
    ShowEvent,
)
from bot.domain.bulletins import (
    PUBLIC,
    Bulletin,
    Change,
    Content,
    Stage,
    Standing,
    Tie,
    Validity,
    Why,
    valid_until,
)
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.domain.words import cut
from bot.i18n import Catalog
from bot.screens import questions
from bot.screens.common import singles
from bot.texts import bulletin_page as texts
from bot.texts import changes as change_texts
from bot.texts import common as common_texts
from bot.texts import happenings as happening_texts
from bot.texts import publisher as publisher_texts

_TITLE = 60


def page(
    t: Catalog,
    report: Screen,
    value: Bulletin,
    changes: Mapping[Change, int],
    standing: Standing,
) -> Screen:
    """report: how its sending goes. changes: of messages that carry its words.

    What withdrawn news and a correction say instead of that report is their own.
    """
    head = report.text
    if value.stage is Stage.RETRACTED:
        head = texts.withdrawn(t, value)
    lines = [head, *_state(t, value, standing), *([texts.on_phones(t, changes)] if changes else [])]
    rows = (*report.rows[:-1], *_acts(t, value), *report.rows[-1:])
    return replace(report, text="\n\n".join(lines), rows=rows)


def _state(t: Catalog, value: Bulletin, standing: Standing) -> list[str]:
    if value.stage is Stage.RETRACTED:
        return []
    said = [change_texts.corrected(t, value)]
    if standing.newer is not None:
        said.append(change_texts.newer(t))
    if standing.over:
        said.append(change_texts.over(t))
    elif value.content.valid_until is not None:
        said.append(texts.valid(t, value.content.valid_until))
    return [line for line in said if line]


def _acts(t: Catalog, value: Bulletin) -> Rows:
    """None for a correction: what it corrected has a page of its own."""
    if value.stage not in PUBLIC or value.is_tied(Tie.CORRECTION):
        return ()
    of_event = ((Button(happening_texts.button_page(t), ShowEvent(value.id)),),)
    return (
        *(of_event if value.content.event else ()),
        *questions.row(t, value),
        (
            Button(texts.button_correct(t), CorrectBulletin(value.id)),
            Button(texts.button_prolong(t), ProlongBulletin(value.id)),
        ),
        (Button(texts.button_withdraw(t), AskRetract(value.id)),),
    )


def ask_why(t: Catalog, value: Bulletin) -> Screen:
    reasons = singles(Button(texts.why(t, why), RetractBulletin(value.id, why)) for why in Why)
    not_at_all = Button(common_texts.button_back(t), BulletinReport(value.id))
    return Screen(text=texts.ask_why(t), rows=(*reasons, (not_at_all,)))


def was_withdrawn(t: Catalog, value: Bulletin) -> Screen:
    """For approvers and the author, when another colleague took it back."""
    title = cut(value.content.text_for(t.lang)[0], _TITLE)
    why = value.withdrawn.why if value.withdrawn else Why.OTHER
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.was_withdrawn(t, title, why), rows=((look,),))


def ask_validity(t: Catalog, leaves: datetime) -> Screen:
    """leaves: when the news does."""
    choices = singles(
        Button(texts.button_until(t, each, valid_until(each, leaves)), SetValidity(each))
        for each in Validity
    )
    done = Button(common_texts.button_back(t), ShowBulletinDraft(BulletinPage.EDIT))
    return Screen(text=texts.ask_validity(t), rows=(*choices, (done,)))


def on_draft(t: Catalog, screen: Screen, value: Content) -> Screen:
    """The draft with how long it is valid, and what it is to earlier news."""
    lines = [texts.valid(t, value.valid_until), texts.tied(t, value.tie)]
    validity = (Button(texts.button_validity(t), AskValidity()),)
    text = "\n".join([screen.text, *(line for line in lines if line)])
    return replace(screen, text=text, rows=(*screen.rows[:-1], validity, *screen.rows[-1:]))


def on_question(t: Catalog, partnership: Partnership, screen: Screen, value: Content) -> Screen:
    """The question to propose or to sign: what a correction does, and how long it is valid."""
    areas = [a.name for a in partnership.areas.values() if a.id in value.areas]
    text = screen.text
    if value.tie is Tie.CORRECTION:
        text = texts.what_a_correction_does(t, areas, value.priority)
    lines = [text]
    if value.tie in {Tie.SUCCESSOR, Tie.ADDITION}:
        lines.append(texts.tied(t, value.tie))
    if value.valid_until is not None:
        lines.append(texts.valid(t, value.valid_until))
    return replace(screen, text="\n\n".join(lines))
