"""Fixed sentences for what happens suddenly: whole in every language, filled by taps.

Whoever is at the place writes none of it: a slot takes a place, a time, a number or one of some
sentences that are translated already. Content, not code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain import clues
from bot.domain.bulletins import Priority
from bot.domain.errors import ButtonTooOld, NotAStreet
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId, LandmarkId, TopicId
from bot.domain.people import Lang
from bot.domain.words import cleaned

STREET_LIMIT = 60
HOURS_SHOWN = 6
_STREET = re.compile(r"[^\W\d_][\w .,'/-]*")
_NOT_LATIN = re.compile(r"[^\u0000-\u024f]")


class SlotKind(StrEnum):
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the sentences of a slot.

    names: on its button. number: what {n} stands for. hours, tomorrow: what {by} stands for, so
    many hours from now or at that hour of the next day.
    """

    id: str
    names: Mapping[Lang, str]
    texts: Mapping[Lang, str]
    number: int | None = None
    hours: int | None = None
    tomorrow: int | None = None

    def deadline(self, now: datetime) -> int:
        """Epoch second of its {by}: whole quarters, never earlier than promised; 0 without."""
        if self.hours is not None:
            return -(-int((now + timedelta(hours=self.hours)).timestamp()) // 900) * 900
        if self.tomorrow is not None:
            day = now.astimezone(COPENHAGEN).date() + timedelta(days=1)
            return int(datetime.combine(day, time(self.tomorrow), COPENHAGEN).timestamp())
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """asks: what whoever fills it is asked. options: of a number or a choice, the usual first."""

    id: str
    kind: SlotKind
    asks: Mapping[Lang, str]
    options: tuple[Option, ...] = ()

    def option(self, wanted: str) -> Option:
        """Raises ButtonTooOld."""
        found = next((o for o in self.options if o.id == wanted), None)
        if found is None:
            raise ButtonTooOld
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """parts: what and where and since when, what is done, what you can do, when we write next."""

    id: str
    names: Mapping[Lang, str]
    priority: Priority
    slots: tuple[Slot, ...]
    parts: tuple[Mapping[Lang, str], ...]
    topic: TopicId | None = None


Templates = Mapping[str, Template]
"""By id, in the order they are offered."""
Phrases = Mapping[str, str]
"""What each slot of a template stands for, in one language; and the numbers to call."""


def texts(template: Template, phrases: Mapping[Lang, Phrases]) -> dict[Lang, str]:
    """The whole text in every language, a paragraph for each part."""
    return {
        lang: "\n\n".join(part[lang].strip().format_map(phrases[lang]) for part in template.parts)
        for lang in Lang
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was put in a slot.

    A place is a street that was typed, or an area with or without a landmark in it. at: epoch
    second of a time, or of the {by} of an option.
    """

    slot: str
    option: str = ""
    area: AreaId | None = None
    landmark: LandmarkId | None = None
    street: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """A template being filled. within: the area whose places are shown. areas: who gets it."""

    template: str
    answers: tuple[Answer, ...] = ()
    within: AreaId | None = None
    areas: frozenset[AreaId] = frozenset()

    def answered(self, answer: Answer) -> IncidentDraft:
        """With the area of a place among those that get it."""
        reached = self.areas | ({answer.area} if answer.area else frozenset())
        return replace(self, answers=(*self.answers, answer), within=None, areas=reached)

    def one_back(self) -> IncidentDraft:
        """Before the last answer; the area it was about is not among those that get it any more."""
        if self.within is not None:
            return replace(self, within=None)
        *before, last = self.answers
        return replace(self, answers=tuple(before), areas=self.areas - {last.area})

    @property
    def is_begun(self) -> bool:
        return bool(self.answers or self.within)


# --- places and times ------------------------------------------------------------------------


def street(typed: str) -> str:
    """The name of a street or a square as its sign says it: the same in every language.

    Raises NotAStreet for other letters, and for what could tell who lives there.
    """
    name = " ".join(cleaned(typed).split())
    if not _STREET.fullmatch(name) or _NOT_LATIN.search(name) or len(name) > STREET_LIMIT:
        raise NotAStreet(STREET_LIMIT)
    if clues.find(name):
        raise NotAStreet(STREET_LIMIT)
    return name


class Ago(StrEnum):
    """When it was, without typing. A whole hour of today is written h13."""

    NOW = "now"
    HALF_HOUR = "30"
    HOUR = "60"


_MINUTES: Mapping[Ago, int] = {Ago.NOW: 0, Ago.HALF_HOUR: 30, Ago.HOUR: 60}


def hours_today(now: datetime) -> tuple[int, ...]:
    """Whole hours of today that are more than an hour ago, the latest first."""
    this = now.astimezone(COPENHAGEN).hour
    return tuple(hour for hour in range(this - 1, this - 1 - HOURS_SHOWN, -1) if hour >= 0)


def moment(option: str, now: datetime) -> int:
    """Epoch second, in steps of five minutes. Raises ButtonTooOld."""
    if option in frozenset(Ago):
        then = int(now.timestamp()) - 60 * _MINUTES[Ago(option)]
        return then - then % 300
    local = now.astimezone(COPENHAGEN)
    mark, hour = option[:1], option[1:]
    if mark != "h" or not (hour.isascii() and hour.isdigit()) or int(hour) > local.hour:
        raise ButtonTooOld
    return int(datetime.combine(local.date(), time(int(hour)), COPENHAGEN).timestamp())
