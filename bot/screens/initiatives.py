"""Screens of initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import (
    ChooseStep,
    FollowInitiative,
    Go,
    MoveInitiative,
    NewInitiative,
    OpenBulletin,
    OpenInitiative,
    Page,
)
from bot.domain.bulletins import Bulletin, Content
from bot.domain.initiatives import Initiative, Step
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back, singles
from bot.texts import initiatives as texts
from bot.texts import resident as resident_texts


def near(t: Catalog, found: Sequence[Initiative]) -> Screen:
    rows = singles(Button(texts.button_initiative(t, i), OpenInitiative(i.id)) for i in found)
    text = texts.near(t) if found else texts.none_near(t)
    return Screen(text=text, rows=(*rows, (back(t, Page.NEWS), back(t))))


def near_row(t: Catalog) -> Rows:
    """Beside news."""
    return ((Button(texts.button_initiatives(t), Go(Page.INITIATIVES)),),)


def of_news(t: Catalog, value: Content) -> Rows:
    """From news to what it is about."""
    part = value.initiative
    if part is None:
        return ()
    return ((Button(texts.button_initiatives(t), OpenInitiative(part.id)),),)


def card(
    t: Catalog,
    partnership: Partnership,
    value: Initiative,
    news: Sequence[Bulletin],
    *,
    followed: bool,
) -> Screen:
    sender = t.name(partnership.organisation(value.organisation).names)
    areas = [a.name for a in partnership.areas.values() if a.id in value.areas]
    parts = [texts.card(t, value, sender, areas)]
    if followed:
        parts.append(texts.followed(t))
    follow = Button(texts.button_follow(t, followed=followed), FollowInitiative(value.id))
    told = singles(Button(resident_texts.button_bulletin(t, b), OpenBulletin(b.id)) for b in news)
    rows = ((follow,), *told, (back(t, Page.INITIATIVES), back(t)))
    return Screen(text="\n\n".join(parts), rows=rows)


def choose(t: Catalog, found: Sequence[Initiative]) -> Screen:
    known = singles(Button(texts.button_initiative(t, i), ChooseStep(i.id)) for i in found)
    new = Button(texts.button_new(t), NewInitiative())
    return Screen(text=texts.choose(t), rows=(*known, (new,), (back(t, Page.BULLETIN), back(t))))


def choose_step(t: Catalog, value: Initiative) -> Screen:
    steps = singles(Button(texts.step(t, s), MoveInitiative(value.id, s)) for s in Step)
    again = back(t, Page.OWN_INITIATIVES)
    return Screen(text=texts.choose_step(t, value.names[t.lang]), rows=(*steps, (again, back(t))))
