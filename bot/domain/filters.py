"""What narrows a list of cases, and the place in a list from which it goes on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from hashlib import blake2b
from typing import TypeVar

from bot.domain.concerns import Concern, Urgency, hour_of
from bot.domain.errors import ButtonTooOld
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import ID_BYTES, AreaId, CategoryId
from bot.domain.people import Lang
from bot.domain.places import Partnership

_WEEK_DAYS = 7
_FAR = 10**9
"""Hours; later than any case."""


class Age(StrEnum):
    """When a case was opened."""

    TODAY = "d"
    WEEK = "w"
    OLDER = "o"


class State(StrEnum):
    OPEN = "o"
    CLOSED = "c"


class Facet(Enum):
    """What a list can be narrowed by."""

    AREA = "a"
    CATEGORY = "c"
    URGENCY = "u"
    LANGUAGE = "l"
    AGE = "t"
    STATE = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """None: whatever it is."""

    area: AreaId | None = None
    category: CategoryId | None = None
    urgency: Urgency | None = None
    language: Lang | None = None
    age: Age | None = None
    state: State | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def without(self, facet: Facet) -> Filters:
        return replace(self, **{facet.name.lower(): None})


def hours(age: Age | None, now: datetime) -> tuple[int, int]:
    """First hour, and the one before which: by the days of the local calendar."""
    local = now.astimezone(COPENHAGEN)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    week = (midnight - timedelta(days=_WEEK_DAYS - 1)).replace(tzinfo=COPENHAGEN)
    match age:
        case Age.TODAY:
            return hour_of(midnight), _FAR
        case Age.WEEK:
            return hour_of(week), _FAR
        case Age.OLDER:
            return 0, hour_of(week)
        case None:
            return 0, _FAR


# --- on a button ---------------------------------------------------------------------------


def token(name: str | None) -> str:
    """A short sign for an id of the partnership file, whatever else changes in the file."""
    if name is None:
        return ""
    return base64.urlsafe_b64encode(blake2b(name.encode(), digest_size=6).digest()).decode()


def area_of(places: Partnership, sign: str) -> AreaId | None:
    """Raises ButtonTooOld for an area that is no more."""
    return _named(places.areas, sign)


def category_of(places: Partnership, sign: str) -> CategoryId | None:
    """Raises ButtonTooOld for a kind that is no more."""
    return _named(places.categories, sign)


N = TypeVar("N", AreaId, CategoryId)


def _named(names: Iterable[N], sign: str) -> N | None:
    if not sign:
        return None
    for name in names:
        if token(name) == sign:
            return name
    raise ButtonTooOld


# --- where a page ends ---------------------------------------------------------------------

_PREFIX = 6
"""Bytes of an id that stand on a button: enough to tell cases of one hour and urgency apart."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A case's place in a list: what the list is ordered by, and then its id.

    back: what stands before it is wanted, not what follows.
    """

    rank: int
    hour: int
    id: bytes
    back: bool = False

    @property
    def sign(self) -> str:
        """As it stands on a button, 15 characters at most."""
        prefix = base64.urlsafe_b64encode(self.id[:_PREFIX]).decode()
        return f"{'b' if self.back else 'f'}{self.rank}{prefix}{self.hour:x}"

    @classmethod
    def read(cls, sign: str) -> Place | None:
        """None for the beginning. Raises ButtonTooOld for what is no place.

        Of the id only its beginning was kept, which lies just before it; see `behind`.
        """
        if not sign:
            return None
        head, rank, prefix, hour = sign[:1], sign[1:2], sign[2:10], sign[10:]
        try:
            begin = base64.b64decode(prefix, altchars=b"-_", validate=True)
            found = cls(int(rank), int(hour, 16), begin, back=head == "b")
        except (ValueError, binascii.Error):
            raise ButtonTooOld from None
        if head not in {"f", "b"} or len(begin) != _PREFIX or not 0 <= found.hour < _FAR:
            raise ButtonTooOld
        return found

    @property
    def behind(self) -> bytes:
        """An id just behind all that begin like this one."""
        return self.id[:_PREFIX] + b"\xff" * ID_BYTES


RANKS = (Urgency.DANGER, Urgency.CHILD, Urgency.NORMAL)
"""The most pressing first."""


def rank(concern: Concern) -> int:
    return RANKS.index(concern.urgency)
