"""What time makes of cases: reminders, a warning, a close, and in the end nothing."""

from __future__ import annotations

from bot.domain.concerns import Concern, Outcome
from bot.domain.events import ConcernClosed, ConcernWarned
from bot.domain.retention import HOURS_A_DAY, REMINDER_HOUR, Due, due
from bot.services import alerts, daily, notices, residents
from bot.services.counting import Counted, count
from bot.store import addresses, concerns, themes
from bot.turn import Turn

_BATCH = 200


async def look(turn: Turn) -> None:
    """Does what is due to every case that has rested long enough for anything to be."""
    rules = turn.house.defaults.retention
    before = turn.hour - rules.earliest + 1
    after = concerns.FIRST
    while rested := await concerns.rested(turn.tx, before_hour=before, after=after, limit=_BATCH):
        for concern in rested:
            await _apply(turn, concern, due(concern, turn.hour, rules))
        after = (rested[-1].touched_hour, rested[-1].id)
    await themes.forget_empty(turn.tx)


async def _apply(turn: Turn, concern: Concern, what: Due) -> None:
    match what:
        case Due.WARN:
            warned = concern.warn()
            await concerns.save(turn.tx, warned, expected=concern.version)
            await notices.publish(turn, ConcernWarned(warned))
        case Due.CLOSE_IDLE:
            await _close(turn, concern, Outcome.IDLE)
        case Due.CLOSE_UNANSWERED:
            await _close(turn, concern, Outcome.UNANSWERED)
        case Due.FORGET:
            await addresses.delete_of(turn.tx, concern.id)  # long gone, unless the bot stood still
            await concerns.forget(turn.tx, concern.id)
        case Due.NOTHING:
            return


async def _close(turn: Turn, concern: Concern, outcome: Outcome) -> None:
    closed = concern.expire(outcome=outcome, at=turn.now)
    await concerns.save(turn.tx, closed, expected=concern.version)
    await residents.free_slot(turn, concern.id)
    await count(turn, closed, Counted.CLOSED)
    await notices.publish(turn, ConcernClosed(closed))


async def remind(turn: Turn) -> None:
    """Once a day colleagues are told which words nobody has read for a day or longer.

    Leads are told in the same message which cases are late and which nobody takes.
    """
    if not await daily.begins(turn, "reminded", REMINDER_HOUR):
        return
    rested = turn.house.defaults.retention.unread.days * HOURS_A_DAY
    unread = await concerns.unread(turn.tx, before_hour=turn.hour - rested + 1)
    neglected = await concerns.neglected(turn.tx, now=turn.seconds)
    await alerts.morning(turn, unread=unread, neglected=neglected)
