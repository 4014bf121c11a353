"""What a linked group is shown, and the page on which it is linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.actions import Go, OfferGroupCode, Page, UnlinkGroup
from bot.domain.concerns import Concern
from bot.domain.ids import OrganisationId
from bot.domain.places import Partnership
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import back, pairs
from bot.texts import groups as texts
from bot.texts import staff as staff_texts

CASE_LINK = "k_"
"""How the start payload begins that opens a case in the private chat."""
GROUP_LINK = "l_"


def digest(
    t: Catalog,
    partnership: Partnership,
    username: str,
    organisation: OrganisationId,
    newest: Sequence[Concern],
    counts: Mapping[str, int],
    *,
    now: datetime,
) -> Screen:
    """newest: what nobody has yet, the most pressing first."""
    name = t.name(partnership.organisation(organisation).names)
    cards = [_card(t, partnership, c, late=c.is_late(now)) for c in newest]
    text = texts.digest(t, name, cards, counts)
    return Screen(text=text, rows=pairs(_open(t, username, c) for c in newest))


def post(t: Catalog, partnership: Partnership, username: str, concern: Concern) -> Screen:
    """Danger or a child: what phones light up for."""
    card = _card(t, partnership, concern, late=False)
    return Screen(text=texts.post(t, card), rows=((_open(t, username, concern),),))


def _card(t: Catalog, partnership: Partnership, concern: Concern, *, late: bool) -> str:
    """Code, area, category, urgency: never words, never who."""
    area = partnership.area(concern.area).name
    kind = t.name(partnership.category(concern.category).names)
    return staff_texts.button_concern(t, concern, area, kind, late=late)


def _open(t: Catalog, username: str, concern: Concern) -> Button:
    """In the private chat, where it is known who asks."""
    url = f"https://t.me/{username}?start={CASE_LINK}{concern.code}"
    return Button(texts.button_case(t, concern.code), url=url)


def page(t: Catalog, *, linked: bool) -> Screen:
    rows = [(Button(texts.button_code(t), OfferGroupCode()),)]
    if linked:
        rows.append((Button(texts.button_unlink(t), UnlinkGroup()),))
    return Screen(text=texts.page(t, linked=linked), rows=(*rows, (back(t),)))


def code(t: Catalog, username: str, value: str) -> Screen:
    """With a button that lets one choose the group, for whom Telegram offers that."""
    url = f"https://t.me/{username}?startgroup={GROUP_LINK}{value}"
    choose = Button(texts.button_choose_group(t), url=url)
    again = Button(texts.button_group(t), Go(Page.GROUP))
    return Screen(text=texts.code(t, f"/link {value}"), rows=((choose,), (again,), (back(t),)))
