"""What colleagues are told of each other's acts on a case."""

from __future__ import annotations

from typing import assert_never

from bot.domain.actions import ShowConcern, ShowProposed
from bot.domain.events import (
    ConcernAssigned,
    ProposalDecided,
    ReplyProposed,
    StepBackLifted,
    SteppedBack,
    TeamEvent,
)
from bot.domain.people import Moderator
from bot.domain.places import Partnership
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.texts import proposals as proposal_texts
from bot.texts import staff as staff_texts
from bot.texts import together as texts


def news(t: Catalog, partnership: Partnership, event: TeamEvent, reader: Moderator) -> Screen:
    """With the way to the case, but for one that its reader does not serve."""
    text = _text(t, partnership.area(event.concern.area).name, event, reader)
    match event:
        case SteppedBack():
            return Screen(text=text)
        case ReplyProposed(concern):
            button = Button(proposal_texts.button_look(t), ShowProposed(concern.id))
        case _:
            button = Button(staff_texts.button_open(t), ShowConcern(event.concern.id))
    return Screen(text=text, rows=((button,),))


def _text(t: Catalog, area: str, event: TeamEvent, reader: Moderator) -> str:
    code = event.concern.code
    match event:
        case ConcernAssigned(by=by, to=to):
            if reader.id == to.id:
                return texts.given_to_you(t, code, area, by.pseudonym)
            return texts.taken_from_you(t, code, by.pseudonym, to.pseudonym)
        case SteppedBack():
            return texts.nobody_left(t, code, area)
        case StepBackLifted():
            return texts.lifted_for_you(t, code)
        case ReplyProposed(by=by):
            return proposal_texts.news(t, code, area, by.pseudonym)
        case ProposalDecided(by=by, sent=sent):
            told = proposal_texts.news_sent if sent else proposal_texts.news_returned
            return told(t, code, by.pseudonym)
        case _:
            assert_never(event)
