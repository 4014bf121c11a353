"""News as it stands by now, for who opens it and for phones that carry its words."""

from __future__ import annotations

from bot.domain.actions import Go, OpenBulletin, Page
from bot.domain.bulletins import Bulletin, Stage, Standing
from bot.domain.places import Partnership
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens import preferences, resident
from bot.screens.common import back
from bot.texts import changes as texts
from bot.texts import resident as resident_texts


def opened(t: Catalog, partnership: Partnership, value: Bulletin, standing: Standing) -> Screen:
    """Whoever opens it, from a list, by a link or from an old message, finds what holds now."""
    if value.stage is Stage.RETRACTED:
        return _withdrawn(t, partnership, value)
    screen = resident.bulletin(t, partnership, value)
    above = []
    if standing.newer is not None:
        above.append(texts.newer(t))
        newer = Button(texts.button_newer(t), OpenBulletin(standing.newer))
        screen = Screen(text=screen.text, rows=((newer,), *screen.rows))
    elif standing.over:
        above.append(texts.over(t))
    return Screen(text="\n\n".join([*above, screen.text]), rows=screen.rows)


def _withdrawn(t: Catalog, partnership: Partnership, value: Bulletin) -> Screen:
    rows = ((Button(resident_texts.button_news(t), Go(Page.NEWS)), back(t)),)
    return Screen(text=_was_withdrawn(t, partnership, value), rows=rows)


def _was_withdrawn(t: Catalog, partnership: Partnership, value: Bulletin) -> str:
    sender = t.name(partnership.organisation(value.organisation).names)
    return texts.withdrawn(t, value, sender)


def in_place(t: Catalog, partnership: Partnership, value: Bulletin) -> Screen:
    """What a message that carried its words says by now; it looks as it did."""
    read = Button(resident_texts.button_see_news(t), OpenBulletin(value.id))
    if value.stage is Stage.RETRACTED:
        return Screen(text=_was_withdrawn(t, partnership, value), rows=((read,),))
    return preferences.pushed(t, partnership, value)


def correction(t: Catalog, value: Bulletin) -> Screen:
    """For who gets words instead of the neutral line. value: the correction; opening it leads to
    the news as it stands corrected.
    """
    read = Button(resident_texts.button_see_news(t), OpenBulletin(value.id))
    return Screen(text=texts.correction(t, value), rows=((read,),))
