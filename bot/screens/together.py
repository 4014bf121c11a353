"""Giving a case to a colleague, leaving for a while, stepping back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.actions import (
    Action,
    Assign,
    AssignAll,
    ChooseColleague,
    ChooseForAll,
    Go,
    LeavePage,
    LiftStepBack,
    Page,
    ShowConcern,
    StepBack,
)
from bot.domain.concerns import Concern
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back, paging, singles
from bot.texts import common as common_texts
from bot.texts import staff as staff_texts
from bot.texts import together as texts

COLLEAGUES = 6
"""On one screen."""
Choices = Sequence[tuple[Moderator, int]]
"""Colleagues, and how many open cases each has."""


def lines(t: Catalog, writing: Sequence[str], *, stepped_back: bool) -> Sequence[str]:
    """On the card of a case: what colleagues are doing about it."""
    return [
        *([texts.is_writing(t, writing)] if writing else []),
        *([texts.somebody_stepped_back(t)] if stepped_back else []),
    ]


def more(t: Catalog, me: Moderator, concern: Concern, *, stepped_back: bool) -> list[Button]:
    """On the page of rarer acts."""
    own = concern.claimed_by == me.id
    gives = concern.is_open and me.may(Deed.RELEASE if own else Deed.ASSIGN)
    lifts = stepped_back and me.may(Deed.ASSIGN)
    choices = [
        (gives, texts.button_assign(t), ChooseColleague(concern.id, 0)),
        (me.may(Deed.STEP_BACK), texts.button_step_back(t), StepBack(concern.id, 0)),
        (lifts, texts.button_lift(t), LiftStepBack(concern.id)),
    ]
    return [Button(label, action) for shown, label, action in choices if shown]


def _colleagues(
    t: Catalog,
    choices: Choices,
    page: int,
    *,
    chosen: Callable[[Moderator], Action],
    turned: Callable[[int], Action],
) -> Rows:
    """chosen: what choosing one does. turned: the way to another page."""
    begin = page * COLLEAGUES
    shown = choices[begin : begin + COLLEAGUES]
    buttons = singles(Button(_label(t, c, n), chosen(c)) for c, n in shown)
    return (*buttons, *paging(t, page, turned, more=bool(choices[begin + COLLEAGUES :])))


def _label(t: Catalog, colleague: Moderator, cases: int) -> str:
    return texts.button_colleague(
        t, colleague.pseudonym, cases, colleague.reads, on_duty=colleague.on_duty
    )


def choose_colleague(
    t: Catalog, me: Moderator, concern: Concern, choices: Choices, page: int
) -> Screen:
    rows = _colleagues(
        t,
        choices,
        page,
        chosen=lambda c: Assign(concern.id, c.id),
        turned=lambda n: ChooseColleague(concern.id, n),
    )
    if concern.claimed_by == me.id:
        rows = (*rows, (Button(texts.button_to_inbox(t), Assign(concern.id, None)),))
    text = texts.ask_colleague if choices else texts.nobody_to_ask
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    return Screen(text=text(t, concern.code), rows=(*rows, (again,)))


def done(t: Catalog, text: str, *, own: bool) -> Screen:
    """own: the case was the speaker's, who may be about to leave and have more of them."""
    on = Button(staff_texts.button_to_queue(t), Go(Page.QUEUE))
    first: Rows = ((Button(texts.button_leave(t), Go(Page.LEAVE)),),) if own else ()
    return Screen(text=text, rows=(*first, (on, back(t))))


def leave(t: Catalog, partnership: Partnership, own: Sequence[Concern], page: int) -> Screen:
    """The colleague's open cases, and one act for all."""
    if not own:
        return Screen(text=texts.nothing_left(t), rows=((back(t),),))
    begin = page * COLLEAGUES
    cases = singles(
        Button(_case_label(t, partnership, c), ChooseColleague(c.id, 0))
        for c in own[begin : begin + COLLEAGUES]
    )
    turning = paging(t, page, LeavePage, more=bool(own[begin + COLLEAGUES :]))
    at_once = (
        (Button(texts.button_all_to_inbox(t), AssignAll(None, 0)),),
        (Button(texts.button_all_to_colleague(t), ChooseForAll(0)),),
    )
    return Screen(text=texts.leave(t, len(own)), rows=(*cases, *turning, *at_once, (back(t),)))


def _case_label(t: Catalog, partnership: Partnership, concern: Concern) -> str:
    area = partnership.area(concern.area).name
    kind = t.name(partnership.category(concern.category).names)
    return staff_texts.button_concern(t, concern, area, kind, late=False)


def choose_for_all(t: Catalog, choices: Choices, page: int) -> Screen:
    rows = _colleagues(t, choices, page, chosen=lambda c: AssignAll(c.id, 0), turned=ChooseForAll)
    return Screen(text=texts.ask_colleague_for_all(t), rows=(*rows, (back(t, Page.LEAVE),)))


def ask_all(t: Catalog, count: int, to: Moderator | None) -> Screen:
    if to is None:
        text = texts.ask_all_to_inbox(t, count)
    else:
        text = texts.ask_all_to_colleague(t, count, to.pseudonym)
    sure = Button(texts.button_all_for_sure(t), AssignAll(to.id if to else None, 1))
    return Screen(text=text, rows=((sure,), (back(t, Page.LEAVE),)))


def ask_step_back(t: Catalog, concern: Concern) -> Screen:
    sure = Button(texts.button_step_back_for_sure(t), StepBack(concern.id, 1))
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    return Screen(text=texts.ask_step_back(t, concern.code), rows=((sure,), (again,)))
