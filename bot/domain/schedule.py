"""When news leaves: whole hours of local time, chosen by buttons, in the next two weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.errors import ButtonTooOld, DuePassed
from bot.domain.hours import COPENHAGEN

DAYS = 14
"""Today and the days after it that can be chosen."""
_LATEST = (DAYS + 1) * 86400
_EVENING = time(18)
_TOMORROW = (time(9), time(12), time(17))


def moments(day: date, at: time) -> tuple[int, ...]:
    """Epoch seconds at which the clocks of that day show this.

    None in the hour that is left out in spring, two in the one that comes twice in autumn.
    """
    found = set()
    for fold in (0, 1):
        wanted = datetime.combine(day, at)
        moment = wanted.replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC)
        if moment.astimezone(COPENHAGEN).replace(tzinfo=None, fold=0) == wanted:
            found.add(int(moment.timestamp()))
    return tuple(sorted(found))


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(COPENHAGEN)


def comes_twice(at: int) -> bool:
    """Whether the clocks of that day show this time twice."""
    shown = local(at)
    return len(moments(shown.date(), shown.time())) > 1


def is_summer(at: int) -> bool:
    return bool(local(at).dst())


def suggested(now: int) -> Sequence[int]:
    """This evening, if it is not over, and tomorrow at three times."""
    today = local(now).date()
    wanted = [(today, _EVENING), *((today + timedelta(days=1), at) for at in _TOMORROW)]
    return [at for day, hour in wanted for at in moments(day, hour) if at > now]


def days(now: int) -> Sequence[date]:
    """Those with an hour to come, of the next two weeks."""
    today = local(now).date()
    ahead = [today + timedelta(days=number) for number in range(DAYS)]
    return [day for day in ahead if hours(day, now)]


def hours(day: date, now: int) -> Sequence[int]:
    """The whole hours of a day that are still to come."""
    return [at for hour in range(24) for at in moments(day, time(hour)) if at > now]


def day_of(ordinal: int, now: int) -> date:
    """Raises ButtonTooOld for a day that cannot be chosen."""
    found = [day for day in days(now) if day.toordinal() == ordinal]
    if not found:
        raise ButtonTooOld
    return found[0]


def check_chosen(due: int | None, now: int) -> None:
    """Raises DuePassed, ButtonTooOld for what no button says."""
    check_to_come(due, now)
    if due is None:
        return
    if due > now + _LATEST or due not in hours(day_of(local(due).toordinal(), now), now):
        raise ButtonTooOld


def check_to_come(due: int | None, now: int) -> None:
    """Raises DuePassed. due None: it leaves at once."""
    if has_passed(due, now):
        raise DuePassed


def has_passed(due: int | None, now: int) -> bool:
    return due is not None and due <= now
