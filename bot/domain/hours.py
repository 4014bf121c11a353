"""Opening hours: spans a weekday, Danish holidays, and what "one working day" means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_HORIZON = 60
"""Days looked ahead for an open one; an organisation closed for longer has no hours at all."""
_FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Span:
    """Local opening time, half open: opens <= t < closes."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """spans: weekday (0 = Monday) to the spans of that day in order."""

    spans: Mapping[int, tuple[Span, ...]]

    def of(self, day: date) -> tuple[Span, ...]:
        if is_holiday(day):
            return ()
        return self.spans.get(day.weekday(), ())

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(COPENHAGEN)
        return any(s.opens <= local.time() < s.closes for s in self.of(local.date()))

    def promise(self, at: datetime, working_days: int = 1) -> datetime:
        """When an answer is due: close of business `working_days` after the day it counts from.

        A concern after hours counts from the next open day. at: aware. Returns aware UTC.
        """
        local = at.astimezone(COPENHAGEN)
        days = self._open_days_from(local)
        day = next(days)
        for _ in range(working_days):
            day = next(days)
        closes = self.of(day)[-1].closes
        return datetime.combine(day, closes, COPENHAGEN).astimezone(_utc())

    def open_time(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two aware moments."""
        total = timedelta()
        for opens, closes in self._openings(start, end):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total

    def next_open(self, at: datetime) -> datetime:
        """The first moment from an aware one on at which it is open; that very one if it is."""
        at = at.astimezone(_utc())
        openings = self._openings(at, at + _FAR)
        return next((max(opens, at) for opens, closes in openings if closes > at), at + _FAR)

    def _openings(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        day, last = start.astimezone(COPENHAGEN).date(), end.astimezone(COPENHAGEN).date()
        while day <= last:
            for span in self.of(day):
                yield tuple_utc(day, span)
            day += timedelta(days=1)

    def _open_days_from(self, local: datetime) -> Iterator[date]:
        for offset in range(_HORIZON):
            day = local.date() + timedelta(days=offset)
            spans = self.of(day)
            if spans and (offset or local.time() < spans[-1].closes):
                yield day


def tuple_utc(day: date, span: Span) -> tuple[datetime, datetime]:
    """One span of one day as aware UTC moments."""
    opens = datetime.combine(day, span.opens, COPENHAGEN).astimezone(_utc())
    closes = datetime.combine(day, span.closes, COPENHAGEN).astimezone(_utc())
    return opens, closes


def _utc() -> ZoneInfo:
    return ZoneInfo("UTC")


def is_holiday(day: date) -> bool:
    return day in danish_holidays(day.year)


@lru_cache(maxsize=64)
def danish_holidays(year: int) -> frozenset[date]:
    """Days on which Danish authorities are closed.

    Source: ferieloven and custom; Store Bededag is a working day since 2024. 5 June, 24 and
    31 December are days off by agreement in the municipalities.
    """
    easter = easter_sunday(year)
    movable = {easter + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)}
    fixed = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}
    if year < 2024:
        movable.add(easter + timedelta(days=26))
    return frozenset(movable | {date(year, month, day) for month, day in fixed})


def easter_sunday(year: int) -> date:
    """Gregorian Easter, by the anonymous (Meeus, Jones, Butcher) algorithm."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
