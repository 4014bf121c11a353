"""The queue of what happened, until the bot confirms it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.simulator.change import Change
from bot.simulator.refusal import Refusal

KEPT_SECONDS = 24 * 3600
# Telegram takes an offset this far past the newest id for a mistake, and starts from the oldest.
FUTURE = 10
CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
# Sent only to a bot that asks for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Update:
    id: int
    kind: str
    body: dict[str, Any]
    chat_id: int
    at: float

    def wire(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    def __init__(self, clock: Callable[[], float], rng: random.Random) -> None:
        self.change = Change()
        self.allowed: list[str] = []
        self._clock = clock
        self._rng = rng
        self._queue: dict[int, Update] = {}
        self._poller: object = None
        self._stopped: Exception = Refusal(409, CONFLICT)
        self.restart_ids()

    def restart_ids(self) -> None:
        self._next_id = self._rng.randrange(10**8, 10**9)

    def push(self, kind: str, body: dict[str, Any], chat_id: int) -> None:
        if not self._wanted(kind):
            return
        update = Update(self._next_id, kind, body, chat_id, self._clock())
        self._queue[update.id] = update
        self._next_id += 1
        self.change.happened()

    def pending(self) -> list[Update]:
        self._drop_old()
        return list(self._queue.values())

    def allow(self, kinds: list[str]) -> None:
        """Which kinds to keep from now on; none named means the usual ones."""
        self.allowed = kinds

    def holds(self, update_id: int) -> bool:
        self._drop_old()
        return update_id in self._queue

    def confirm(self, update_id: int) -> None:
        """Forget one update, wherever it stands; the webhook confirms so."""
        self._queue.pop(update_id, None)

    def clear(self) -> None:
        self._queue.clear()

    def take(self, offset: int, limit: int) -> list[Update]:
        """Forget what `offset` confirms and give the next ones."""
        self._drop_old()
        if offset < 0:
            offset = list(self._queue)[offset] if -offset <= len(self._queue) else 0
        if 0 < offset <= self._next_id + FUTURE:
            self._forget_while(lambda update: update.id < offset)
        return list(islice(self._queue.values(), limit))

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """The newest poller wins: an earlier one still waiting ends with a conflict."""
        self.stop_polling(Refusal(409, CONFLICT))
        me = self._poller = object()
        batch: list[Update] = []

        def ready() -> bool:
            batch[:] = self.take(offset, limit) if self._poller is me else []
            return bool(batch) or self._poller is not me

        await self.change.until(ready, seconds)
        if self._poller is not me:
            raise self._stopped
        self._poller = None
        return batch

    def stop_polling(self, why: Exception) -> None:
        self._poller = None
        self._stopped = why
        self.change.happened()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def _drop_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        self._forget_while(lambda update: update.at < oldest)

    def _forget_while(self, condition: Callable[[Update], bool]) -> None:
        while self._queue and condition(first := next(iter(self._queue.values()))):
            del self._queue[first.id]
