"""Questions about news: the way to ask, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import (
    AnswerQuestions,
    AskAbout,
    BulletinReport,
    OpenBulletin,
    ShowConcern,
    ShowQuestions,
)
from bot.domain.bulletins import PUBLIC, Bulletin
from bot.domain.concerns import Concern
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import singles
from bot.texts import common as common_texts
from bot.texts import questions as texts

SHOWN = 8


def on_news(
    t: Catalog,
    partnership: Partnership,
    screen: Screen,
    value: Bulletin,
    additions: Sequence[Bulletin],
) -> Screen:
    """News as a resident opens it: what was added, and the way to ask about it."""
    if value.stage not in PUBLIC:
        return screen
    added = singles(
        Button(texts.button_addition(t, one), OpenBulletin(one.id)) for one in additions
    )
    ask: Rows = ()
    if partnership.desk_of(value.organisation):
        ask = ((Button(texts.button_ask(t), AskAbout(value.id)),),)
    return replace(screen, rows=(*added, *ask, *screen.rows))


def asked(
    t: Catalog, value: Bulletin, cases: Sequence[Concern], others: int, *, may: bool
) -> Screen:
    """others: how many the speaker may not read. may: answer them all."""
    rows: Rows = singles(
        Button(texts.button_case(t, c.code, c.language), ShowConcern(c.id)) for c in cases[:SHOWN]
    )
    if may:
        rows = (*rows, (Button(texts.button_answer_all(t), AnswerQuestions(value.id)),))
    again = Button(common_texts.button_back(t), BulletinReport(value.id))
    return Screen(text=texts.asked(t, len(cases), others), rows=(*rows, (again,)))


def card_row(t: Catalog, concern: Concern) -> Rows:
    """On the card of a case: the news it is about."""
    if concern.bulletin is None:
        return ()
    return ((Button(texts.button_news(t), OpenBulletin(concern.bulletin)),),)


def row(t: Catalog, value: Bulletin) -> Rows:
    """On the page of news that has left."""
    return ((Button(texts.button_questions(t), ShowQuestions(value.id)),),)
