"""The ticks of staff's work: what comes due by itself. Only rows that can be due are read."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from bot.domain.acts import Act
from bot.domain.clocks import Clock, moments
from bot.domain.concerns import Concern, Status
from bot.domain.errors import ChangedMeanwhile
from bot.domain.ids import ModeratorId
from bot.services import alerts, record
from bot.services.triage import calendar
from bot.store import concerns, meta
from bot.turn import Turn

_BATCH = 200
_TOLD = "clocks-told"
"""Up to which second colleagues were told of moments; it moves in the transaction that tells."""
_STAFF_ACT = (Status.NEW, Status.CLAIMED, Status.WAITING_STAFF)


async def look(turn: Turn) -> None:
    """What rests too long goes back to the team or is named to it; moments that came are told."""
    await _wake_resting(turn)
    await _tell_moments(turn)


async def _wake_resting(turn: Turn) -> None:
    back: list[tuple[ModeratorId, Concern]] = []
    waiting: list[Concern] = []
    async for concern in _resting(turn):
        running = moments(concern, calendar(turn, concern))
        with contextlib.suppress(ChangedMeanwhile):  # somebody acted just now: theirs holds
            if concern.claimed_by and running[Clock.EXPIRY] <= turn.seconds:
                back.append((concern.claimed_by, await _taken_back(turn, concern)))
            elif running.get(Clock.CHASE, turn.seconds + 1) <= turn.seconds:
                waiting.append(await _saved(turn, concern, concern.reminded()))
    await alerts.taken_back(turn, back)
    await alerts.nobody_takes(turn, waiting)


async def _resting(turn: Turn) -> AsyncIterator[Concern]:
    """Cases that could be due: so many hours by the clock have gone by at least."""
    rules = turn.house.defaults
    before = turn.seconds - min(rules.claim_open_hours, rules.chase_open_hours) * 3600
    for status in _STAFF_ACT:
        await concerns.begin_clocks(turn.tx, status)
        after = (-1, b"")
        while found := await concerns.resting(
            turn.tx, status, before=before, after=after, limit=_BATCH
        ):
            for concern in found:
                yield concern
            after = (found[-1].held_since or 0, found[-1].id)


async def _taken_back(turn: Turn, concern: Concern) -> Concern:
    back = await _saved(turn, concern, concern.taken_back(at=turn.now))
    await record.note_machine(turn, Act.EXPIRED, concern.code)
    return back


async def _saved(turn: Turn, before: Concern, after: Concern) -> Concern:
    await concerns.save(turn.tx, after, expected=before.version)
    return after


# --- moments -------------------------------------------------------------------------------------

Page = Callable[..., Awaitable[Sequence[Concern]]]


async def _tell_moments(turn: Turn) -> None:
    """Each moment since the last look is told once, also after a pause of the machine."""
    kept = await meta.find(turn.tx, _TOLD)
    last = int.from_bytes(kept) if kept else turn.seconds
    if kept and last >= turn.seconds:
        return
    await meta.put(turn.tx, _TOLD, turn.seconds.to_bytes(8))
    warning = turn.house.defaults.report_warning_hours * 3600
    async for concern in _between(turn, concerns.report_due, last, turn.seconds):
        await alerts.report(turn, concern, over=True)
    begin = max(last + warning, turn.seconds)  # one that is over already needs no warning
    async for concern in _between(turn, concerns.report_due, begin, turn.seconds + warning):
        await alerts.report(turn, concern, over=False)
    again = [c async for c in _between(turn, concerns.follow_up, last, turn.seconds)]
    await alerts.look_again(turn, again)


async def _between(turn: Turn, page: Page, last: int, until: int) -> AsyncIterator[Concern]:
    after = (last, concerns.LAST)
    while found := await page(turn.tx, until=until, after=after, limit=_BATCH):
        for concern in found:
            yield concern
        moment = found[-1].report_due if page is concerns.report_due else found[-1].follow_up
        after = (moment or 0, found[-1].id)
