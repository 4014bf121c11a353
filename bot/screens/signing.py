"""The screens of whoever signs news, and what authors are told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.actions import (
    BulletinReport,
    Go,
    Page,
    ReturnBulletin,
    SignBulletin,
    TakeUpBulletin,
    ToSign,
)
from bot.domain.bulletins import SEAL_DIGITS, Bulletin, Stage
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.authoring import doubts, kept_clues
from bot.screens.common import back, singles
from bot.screens.publisher import as_readers_see_it, settings
from bot.texts import publisher as publisher_texts
from bot.texts import resident as resident_texts
from bot.texts import signing as texts


def wanted(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_look(t), ToSign(value.id))
    return Screen(text=texts.wanted(t), rows=((look,),))


def waiting(t: Catalog, bulletins: Sequence[Bulletin]) -> Screen:
    rows = singles(Button(resident_texts.button_bulletin(t, b), ToSign(b.id)) for b in bulletins)
    text = texts.waiting(t) if bulletins else texts.nothing_waits(t)
    return Screen(text=text, rows=(*rows, (back(t),)))


def to_sign(
    t: Catalog, catalogs: Mapping[Lang, Catalog], partnership: Partnership, value: Bulletin
) -> tuple[Screen, ...]:
    """What each reader will see; then who gets it when, and the signature."""
    areas = [a.name for a in partnership.areas.values() if a.id in value.content.areas]
    back_to_list = Button(texts.button_others(t), Go(Page.TO_SIGN))
    acts: Rows = ()
    if value.stage is Stage.PROPOSED:
        sign = SignBulletin(value.id, value.content.digest[:SEAL_DIGITS])
        acts = (
            (Button(texts.button_sign(t), sign),),
            (Button(texts.button_return(t), ReturnBulletin(value.id)),),
        )
    parts = [
        "\n".join(settings(t, partnership, value.content)),
        *doubts(t, value.content),
        *kept_clues(t, partnership, value.content),
        texts.to_sign(t, areas),
    ]
    rows: Rows = (*acts, (back_to_list,), (back(t),))
    question = Screen(text="\n\n".join(parts), rows=rows)
    return (*as_readers_see_it(t, catalogs, partnership, value), question)


def signed(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.signed(t, later=value.stage is Stage.SIGNED), rows=((back(t),),))


def returned(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.returned(t), rows=((back(t),),))


def given_back(t: Catalog, value: Bulletin) -> Screen:
    again = Button(texts.button_take_up(t), TakeUpBulletin(value.id))
    return Screen(text=texts.given_back(t), rows=((again,),))


def in_hand(t: Catalog, value: Bulletin) -> Screen:
    """Its author looks at what has not left yet."""
    again = Button(texts.button_take_up(t), TakeUpBulletin(value.id))
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    rows = ((again,), (look,), (back(t),))
    return Screen(text=texts.not_left_yet(t, value.stage), rows=rows)
