"""The inbox: its lists, what narrows them, and cases found by words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.actions import (
    Action,
    ChooseFilter,
    FilterFound,
    FilterQueue,
    Go,
    Page,
    QueueList,
    ShowConcern,
    ShowQueue,
)
from bot.domain.concerns import Concern, Urgency
from bot.domain.filters import RANKS, Age, Facet, Filters, Place, State, token
from bot.domain.people import Lang, Moderator
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import asking
from bot.screens.common import back, pairs, singles
from bot.texts import common as common_texts
from bot.texts import finding as texts
from bot.texts import staff as staff_texts

_FACETS = (Facet.AREA, Facet.CATEGORY, Facet.URGENCY, Facet.LANGUAGE, Facet.AGE)
FACETS_OF_FOUND = (*_FACETS, Facet.STATE)

Turned = tuple[Place | None, Place | None]
"""Where the pages before and after begin."""


def inbox(
    t: Catalog,
    places: Partnership,
    which: QueueList,
    filters: Filters,
    cases: Sequence[Concern],
    counts: Mapping[str, int],
    *,
    turned: Turned,
    now: datetime,
) -> Screen:
    """New, mine and late on one screen; the chosen list below, urgent first."""

    def at(place: Place | None) -> Action:
        return _queue(which, filters, place)

    listed = singles(_case(t, places, c, now) for c in cases)
    shown = staff_texts.queue_list(t, which.value) if cases else staff_texts.queue_empty(t)
    rows = (
        *listed,
        *_paging(t, turned, at),
        *_tabs(t, counts, filters),
        *_widening(t, filters, _queue(which, Filters())),
        (_narrow(t, which, filters), Button(texts.button_find(t), Go(Page.FIND))),
        (back(t),),
    )
    parts = [staff_texts.queue(t, counts), *_only(t, places, filters), shown]
    return Screen(text="\n\n".join(parts), rows=rows)


def _tabs(t: Catalog, counts: Mapping[str, int], filters: Filters) -> Rows:
    return pairs(
        Button(staff_texts.button_list(t, w.value, counts.get(w.value, 0)), _queue(w, filters))
        for w in QueueList
        if w is not QueueList.FOLLOW or counts.get(w.value)
    )


def _case(t: Catalog, places: Partnership, concern: Concern, now: datetime) -> Button:
    area = places.area(concern.area).name
    kind = asking.kind(t, places, concern)
    label = staff_texts.button_concern(t, concern, area, kind, late=concern.is_late(now))
    return Button(label, ShowConcern(concern.id))


def _paging(t: Catalog, turned: Turned, to: Callable[[Place | None], Action]) -> Rows:
    before, after = turned
    row = []
    if before:
        row.append(Button(common_texts.button_newer(t), to(before)))
    if after:
        row.append(Button(common_texts.button_older(t), to(after)))
    return (tuple(row),) if row else ()


# --- narrowing -----------------------------------------------------------------------------


def _queue(which: QueueList, filters: Filters, place: Place | None = None) -> Action:
    if not filters and not place:
        return ShowQueue(which, 0)
    at = place.sign if place else ""
    return FilterQueue(which, *_signs(filters), at)


def _found(filters: Filters, place: Place | None = None) -> Action:
    return FilterFound(*_signs(filters), filters.state, place.sign if place else "")


def _signs(filters: Filters) -> tuple[str, str, Urgency | None, Lang | None, Age | None]:
    """The fields that every action with filters begins with."""
    area, category = token(filters.area), token(filters.category)
    return area, category, filters.urgency, filters.language, filters.age


def _choose(which: QueueList | None, filters: Filters, facet: Facet | None = None) -> Action:
    return ChooseFilter(which, facet, *_signs(filters), filters.state)


def _apply(which: QueueList | None, filters: Filters) -> Action:
    return _queue(which, filters) if which else _found(filters)


def _narrow(t: Catalog, which: QueueList | None, filters: Filters) -> Button:
    return Button(texts.button_filter(t), _choose(which, filters))


def _widening(t: Catalog, filters: Filters, bare: Action) -> Rows:
    """One tap takes off what is chosen. bare: the same without filters."""
    return ((Button(texts.button_unfilter(t), bare),),) if filters else ()


def _only(t: Catalog, places: Partnership, filters: Filters) -> Sequence[str]:
    """What is chosen, in one line."""
    values = [_value(t, places, filters, facet) for facet in Facet]
    chosen = [value for value in values if value]
    return [texts.filtered(t, chosen)] if chosen else []


def _value(t: Catalog, places: Partnership, filters: Filters, facet: Facet) -> str:
    """What is chosen of a facet, in words; "" for nothing."""
    chosen = getattr(filters, facet.name.lower())
    return _name(t, places, chosen, facet) if chosen else ""


def _name(t: Catalog, places: Partnership, value: Any, facet: Facet) -> str:
    match facet:
        case Facet.AREA:
            return places.area(value).name
        case Facet.CATEGORY:
            return t.name(places.category(value).names)
        case Facet.URGENCY:
            return common_texts.urgency(t, value)
        case Facet.LANGUAGE:
            return common_texts.language(t, value)
        case Facet.AGE:
            return texts.age(t, value)
        case Facet.STATE:
            return texts.state(t, value)


def choose(
    t: Catalog, places: Partnership, me: Moderator, which: QueueList | None, filters: Filters
) -> Screen:
    """Everything a list can be narrowed by, and what of it is chosen."""
    facets = _FACETS if which else FACETS_OF_FOUND
    buttons = [
        Button(
            texts.button_facet(
                t, texts.facet(t, facet), _value(t, places, filters, facet) or texts.every(t)
            ),
            _choose(which, filters, facet),
        )
        for facet in facets
        if len(list(_values(places, me, facet))) > 1
    ]
    again = Button(common_texts.button_back(t), _apply(which, filters))
    return Screen(text=texts.ask_filter(t), rows=(*pairs(buttons), (again,)))


def choose_value(
    t: Catalog,
    places: Partnership,
    me: Moderator,
    which: QueueList | None,
    filters: Filters,
    facet: Facet,
) -> Screen:
    """The values of one facet; a tap shows the list."""

    def button(value: Any, label: str) -> Button:
        return Button(
            t.alone(label), _apply(which, replace(filters, **{facet.name.lower(): value}))
        )

    values = (button(v, _name(t, places, v, facet)) for v in _values(places, me, facet))
    buttons = pairs((*values, button(None, texts.every(t))))
    again = Button(common_texts.button_back(t), _choose(which, filters))
    return Screen(text=texts.facet(t, facet), rows=(*buttons, (again,)))


def _values(places: Partnership, me: Moderator, facet: Facet) -> Iterable[Any]:
    """Of areas those that the colleague serves."""
    match facet:
        case Facet.AREA:
            served = places.served_by(me.organisation)
            return [area.id for area in served if not me.areas or area.id in me.areas]
        case Facet.CATEGORY:
            return places.categories
        case Facet.URGENCY:
            return RANKS
        case Facet.LANGUAGE:
            return Lang
        case Facet.AGE:
            return Age
        case Facet.STATE:
            return State


# --- found by words ------------------------------------------------------------------------


def ask_words(t: Catalog, *, busy: bool) -> Screen:
    """busy: something else is being written."""
    text = texts.ask_by_command(t) if busy else texts.ask_words(t)
    ways = (Button(staff_texts.button_to_queue(t), Go(Page.QUEUE)), back(t))
    return Screen(text=text, rows=(ways,))


def found(
    t: Catalog,
    places: Partnership,
    words: str,
    filters: Filters,
    cases: Sequence[Concern],
    *,
    turned: Turned,
    whole: bool,
) -> Screen:
    """whole: every case could be looked through."""
    head = texts.found(t, words) if cases else texts.found_none(t, words)
    parts = [head, *_only(t, places, filters), *([] if whole else [texts.not_whole(t)])]
    rows = (
        *singles(_hit(t, places, concern) for concern in cases),
        *_paging(t, turned, lambda place: _found(filters, place)),
        *_widening(t, filters, _found(Filters())),
        (_narrow(t, None, filters), Button(texts.button_find_again(t), Go(Page.FIND))),
        (Button(staff_texts.button_to_queue(t), Go(Page.QUEUE)), back(t)),
    )
    return Screen(text="\n\n".join(parts), rows=rows, protect=True)


def _hit(t: Catalog, places: Partnership, concern: Concern) -> Button:
    stands = texts.state(t, State.OPEN if concern.is_open else State.CLOSED)
    area = places.area(concern.area).name
    kind = asking.kind(t, places, concern)
    mark = staff_texts.MARK[concern.urgency]
    return Button(
        texts.button_found(t, mark, concern.code, area, kind, stands), ShowConcern(concern.id)
    )
