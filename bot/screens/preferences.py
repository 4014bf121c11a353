"""How news reaches a resident: one screen, what two of the wishes mean, and the pushed text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import (
    AgreeUrgent,
    AnswerOffer,
    Go,
    MuteTopic,
    NewsInFull,
    OpenBulletin,
    Page,
    SetLeast,
    SetQuiet,
)
from bot.domain.bulletins import Bulletin
from bot.domain.places import Partnership
from bot.domain.preferences import BEGINS, ENDS, USUAL, Preferences, Priority
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import resident
from bot.screens.common import back
from bot.texts import preferences as texts
from bot.texts import resident as resident_texts


def page(t: Catalog, partnership: Partnership, wishes: Preferences) -> Screen:
    """Each tap sets one wish to what its button says comes next."""
    rows = (
        *_quiet(t, wishes),
        (_least(t, wishes.least),),
        *_topics(t, partnership, wishes),
        (Button(texts.button_urgent(t, on=wishes.urgent), AgreeUrgent(int(not wishes.urgent), 0)),),
        (
            Button(
                texts.button_in_full(t, on=wishes.in_full), NewsInFull(int(not wishes.in_full), 0)
            ),
        ),
        (Button(resident_texts.button_areas(t), Go(Page.AREAS)), back(t)),
    )
    return Screen(text=texts.page(t), rows=rows)


def _quiet(t: Catalog, wishes: Preferences) -> Rows:
    if wishes.quiet is None:
        usual = SetQuiet(USUAL[0] // 60, USUAL[1] // 60)
        return ((Button(texts.button_no_quiet(t), usual),),)
    begins, ends = (minute // 60 for minute in wishes.quiet)
    return (
        (Button(texts.button_quiet(t), SetQuiet(0, 0)),),
        (
            Button(texts.button_begins(t, begins), SetQuiet(_after(begins, BEGINS), ends)),
            Button(texts.button_ends(t, ends), SetQuiet(begins, _after(ends, ENDS))),
        ),
    )


def _after(hour: int, offered: Sequence[int]) -> int:
    """The next hour that is offered, then the first again."""
    later = [other for other in offered if other > hour]
    return later[0] if later else offered[0]


def _least(t: Catalog, least: Priority) -> Button:
    following = {
        Priority.QUIET: Priority.NORMAL,
        Priority.NORMAL: Priority.URGENT,
        Priority.URGENT: Priority.QUIET,
    }
    return Button(texts.button_least(t, least), SetLeast(following[least]))


def _topics(t: Catalog, partnership: Partnership, wishes: Preferences) -> Rows:
    return tuple(
        (
            Button(
                texts.button_topic(t, t.name(topic.names), on=topic.id not in wishes.muted),
                MuteTopic(topic.id, int(topic.id not in wishes.muted)),
            ),
        )
        for topic in partnership.topics.values()
    )


def _to_quiet(t: Catalog) -> Button:
    return back(t, Page.QUIET)


def ask_urgent(t: Catalog) -> Screen:
    yes = Button(texts.button_urgent_for_sure(t), AgreeUrgent(1, 1))
    return Screen(text=texts.ask_urgent(t), rows=((yes,), (_to_quiet(t),)))


def ask_in_full(t: Catalog) -> Screen:
    yes = Button(texts.button_in_full_for_sure(t), NewsInFull(1, 1))
    return Screen(text=texts.ask_in_full(t), rows=((yes,), (_to_quiet(t),)))


def held(t: Catalog, partnership: Partnership, wishes: Preferences) -> Sequence[str]:
    """Lines of what is held."""
    topics = partnership.topics.values()
    return texts.mine(t, wishes, [t.name(o.names) for o in topics if o.id in wishes.muted])


def with_offer(t: Catalog, areas: Screen) -> Screen:
    """The list of areas with the question that comes once; a no is as near as a yes."""
    answers = (
        Button(texts.button_offer_yes(t), AnswerOffer(1)),
        Button(texts.button_offer_no(t), AnswerOffer(0)),
    )
    return replace(areas, text=f"{areas.text}\n\n{texts.offer(t)}", rows=(answers, *areas.rows))


def pushed(t: Catalog, partnership: Partnership, value: Bulletin) -> Screen:
    """News with its text, for who chose that; else it looks as the neutral line does."""
    text = f"{resident.bulletin_text(t, partnership, value)}\n{texts.chosen(t)}"
    button = Button(resident_texts.button_see_news(t), OpenBulletin(value.id))
    return Screen(text=text, rows=((button,),))
