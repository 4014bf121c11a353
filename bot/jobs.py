"""Which tick calls which service. A tick looks at the rows that are due; it remembers nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import log
from bot.services import (
    clocks,
    gatherings,
    groups,
    housekeeping,
    limits,
    mutes,
    outages,
    pulses,
    readers,
    retention,
    rotation,
    sendings,
    signing,
    silence,
    translating,
)
from bot.turn import Turn

Tick = Callable[[Turn], Awaitable[object]]
_log = log.get("bot.jobs")

TICKS: Mapping[str, tuple[Tick, int]] = {
    "drafts": (housekeeping.expire_drafts, 30),
    "windows": (housekeeping.close_windows, 60),
    "retention": (retention.look, 600),
    "addresses": (housekeeping.destroy_addresses, 3600),
    "updates": (housekeeping.forget_updates, 3600),
    "rates": (limits.forget, 3600),
    "unread": (retention.remind, 600),
    "rows": (housekeeping.mix_rows, 600),
    "old": (housekeeping.forget_old, 3600),
    "mutes": (mutes.expire, 3600),
    "bulletins": (signing.start_due, 5),
    "reports": (sendings.report_finished, 5),
    "groups": (groups.look, 10),
    "rate-key": (rotation.replace_rate_key, 600),
    "clocks": (clocks.look, 60),
    "readers": (readers.chase, 60),
    "silence": (silence.look, 600),
    "translations": (translating.expire, 600),
    "events": (gatherings.tick, 60),
    "pulses": (pulses.close_due, 600),
    "outages": (outages.tell, 10),
}
"""Name -> (service, seconds between two looks)."""


Look = Callable[[], Awaitable[None]]
LONG_SECONDS = 1800.0
"""That moving everything under new keys may take."""


class Jobs:
    """run: makes a tick a turn of its own. wake: there may be something to send.

    others: looks that are no turns, because they reach outside the database; named as ticks are.
    """

    def __init__(
        self,
        run: Callable[[Tick], Awaitable[None]],
        wake: Callable[[], None],
        others: Mapping[str, tuple[Look, int]],
    ) -> None:
        turns = {name: (partial(run, tick), seconds) for name, (tick, seconds) in TICKS.items()}
        self._looks: Mapping[str, tuple[Look, int]] = {**turns, **others}
        self._wake = wake
        self._long = frozenset(others)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self.expect: Callable[[float, str], None] = lambda rest, name: None
        """Called at the start with each name, and the seconds until it must have looked."""
        self.beat: Callable[[float, str], None] = lambda rest, name: None
        """The same, called after each look that went well."""

    def start(self) -> None:
        for name, (_, seconds) in self._looks.items():
            self.expect(self._rest(name), name)
            self._scheduler.add_job(
                self.attempt,
                "interval",
                args=(name,),
                seconds=seconds,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _rest(self, name: str) -> float:
        """Seconds: one look may fail; what reaches outside the database may take long."""
        seconds = 2.0 * self._looks[name][1]
        return max(seconds, LONG_SECONDS) if name in self._long else seconds

    async def tick(self, name: str) -> None:
        """One look at what is due. Raises what the service raises."""
        await self._looks[name][0]()
        self.beat(self._rest(name), name)
        self._wake()

    async def attempt(self, name: str) -> None:
        """A tick whose failure is told in the log; the next one looks again."""
        try:
            await self.tick(name)
        except Exception as error:  # noqa: BLE001 # whatever it was
            _log.error("tick.failed", tick=name, error=type(error).__name__, place=log.place(error))
