"""Who reads the language of a case: asking for one, being one, and waiting too long for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.concerns import Concern, serves
from bot.domain.hours import OpeningHours
from bot.domain.people import Moderator


def wanted(concern: Concern, at: datetime) -> Concern:
    """Not an act towards the resident, so the time of retention goes on."""
    return replace(concern, reader_since=int(at.timestamp()), version=concern.version + 1)


def found(concern: Concern) -> Concern:
    return replace(concern, reader_since=None, version=concern.version + 1)


def met(concern: Concern, by: Moderator) -> Concern:
    """A case as a colleague's act left it: whoever reads its language is the wanted reader.

    It is part of that act, so it counts no version of its own.
    """
    over = concern.language in by.reads or not concern.is_open
    return replace(concern, reader_since=None) if over else concern


def of(colleagues: Iterable[Moderator], concern: Concern) -> Sequence[Moderator]:
    """Those who may open the case and read its language; those on duty alone, if any is."""
    readers = [c for c in colleagues if serves(c, concern) and concern.language in c.reads]
    return [c for c in readers if c.on_duty] or readers


def is_foreign(colleagues: Iterable[Moderator], concern: Concern) -> bool:
    """Whether nobody on duty who may open the case reads its language."""
    return not any(c.on_duty for c in of(colleagues, concern))


def falls_due(
    concern: Concern, hours: OpeningHours, limit: timedelta, *, last: datetime, now: datetime
) -> bool:
    """Whether a reader has been wanted for too long in open hours, and had not been at `last`."""
    if concern.reader_since is None:
        return False
    since = datetime.fromtimestamp(concern.reader_since, UTC)
    return hours.open_time(since, last) < limit <= hours.open_time(since, now)
