"""Drains the outbox: replies before notices before bulletins, in order within a stream.

A row is opened, sent and erased; its address is known only meanwhile. What cannot be known after
a broken connection is sent again in the lanes of replies and notices, and counted as unknown in
the lane of bulletins: a double bulletin is worse than a counted gap.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.delivery.budget import Budget
from bot.delivery.line import Line, seconds_of
from bot.delivery.request import NotSent
from bot.domain.bulletins import Delivery
from bot.domain.ids import ChatId, ConcernId, ModeratorId
from bot.domain.people import Lang
from bot.domain.screens import Lane
from bot.services import notices
from bot.store import addresses as address_rows
from bot.store import bulletins, outbox, profiles, shown, staff
from bot.store.bulletins import Recipient
from bot.store.db import DatabaseFault, Store, Tx
from bot.store.outbox import Outgoing, Target
from bot.store.shown import Shown
from bot.texts import refusals
from bot.turn import House
from bot.vault import addresses

ROWS = 200
RECIPIENTS = 64
IDLE_SECONDS = 5.0
RETRY_SECONDS = 2.0
STOP_SECONDS = 10.0
QUERY_SECONDS = 10.0
QUERIES = 64
DELETE_AT_ONCE = 100
_COUNTED = frozenset({"sendMessage", "editMessageText"})
_AS_GOOD_AS_DONE = ("not modified", "not found", "query is too old", "can't be deleted")
_log = log.get("bot.sender")


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row opened for sending; lives in memory only. chat: None when it is gone."""

    row: Outgoing
    chat: ChatId | None
    body: dict[str, Any]

    @property
    def method(self) -> str:
        return str(self.body["method"])

    @property
    def counted(self) -> bool:
        """Whether Telegram's limits apply."""
        return self.method in _COUNTED


class Sender:
    """clock: aware UTC. in_flight: sends waiting for an answer at once."""

    def __init__(
        self,
        store: Store,
        house: House,
        line: Line,
        budget: Budget,
        clock: Callable[[], datetime],
        in_flight: int,
    ) -> None:
        self._store, self._house, self._line = store, house, line
        self._budget, self._clock = budget, clock
        self._places = in_flight
        self._bulk_places = max(1, in_flight - 4)
        self._wake = asyncio.Event()
        self._stopping = False
        self._streams: set[bytes] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._queries: set[asyncio.Task[None]] = set()
        self._recipients: deque[Recipient] = deque()
        self._wait = IDLE_SECONDS
        self._troubled = 0

    @property
    def busy(self) -> bool:
        """Whether a send waits for its answer or its mark."""
        return bool(self._tasks or self._queries)

    def wake(self) -> None:
        self._wake.set()

    def answer(self, query: str) -> None:
        """Stops the clock on a pressed button: best effort, never waited for."""
        if len(self._queries) < QUERIES and not self._stopping:
            self._start(self._queries, self._answer(query))

    async def _answer(self, query: str) -> None:
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(QUERY_SECONDS):
                await self._line.call("answerCallbackQuery", {"callback_query_id": query})

    def _start(self, among: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)

    async def run(self) -> None:
        """Until stopped. What a killed process was sending in lane 2 is unknown from now on."""
        await self._store.write(bulletins.interrupted)
        while not self._stopping:
            self._wake.clear()
            self._wait = IDLE_SECONDS
            try:
                await self._pass()
            except DatabaseFault as fault:
                _log.error("sender.database", error=str(fault))
                self._wait = RETRY_SECONDS
            await self._pause()
        await self._finish()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _finish(self) -> None:
        """Sends in flight get their answer; the rest of the outbox waits for the next start."""
        pending = self._tasks | self._queries
        if pending:
            _, late = await asyncio.wait(pending, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(max(self._wait, 0.0)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _no_later_than(self, seconds: float) -> None:
        self._wait = min(self._wait, seconds)

    # --- one pass -------------------------------------------------------------------------

    async def _pass(self) -> None:
        letters, next_due = await self._store.read(self._due)
        if next_due is not None:
            self._no_later_than((next_due - self._millis()) / 1000)
        waiting: set[bytes] = set(self._streams)
        for letter in letters:
            if letter.row.stream not in waiting and self._may_send(letter):
                self._start(self._tasks, self._deliver(letter))
            waiting.add(letter.row.stream)
        await self._send_bulletins()

    async def _due(self, tx: Tx) -> tuple[Sequence[Letter], int | None]:
        now = self._millis()
        rows = await outbox.due(tx, now=now, limit=ROWS)
        letters = [await self._opened(tx, row) for row in rows if row.stream not in self._streams]
        return letters, await outbox.next_due(tx, now=now)

    async def _opened(self, tx: Tx, row: Outgoing) -> Letter:
        body = notices.open_body(self._house, row.stream, row.body)
        return Letter(row, await self._chat_of(tx, row, body), body)

    async def _chat_of(self, tx: Tx, row: Outgoing, body: dict[str, Any]) -> ChatId | None:
        vault = self._house.vault
        match row.target:
            case Target.DIALOGUE:
                return ChatId(body["params"]["chat_id"])
            case Target.MODERATOR:
                sealed = await staff.address(tx, ModeratorId(row.stream))
                return addresses.open_staff(vault, row.stream, sealed) if sealed else None
            case Target.CONCERN:
                found = await address_rows.find(tx, ConcernId(row.stream))
                if found is None:
                    return None
                return addresses.open_thread(vault, row.stream, found.wrapped_key, found.sealed)

    def _may_send(self, letter: Letter) -> bool:
        """Takes a place, and the budget of what Telegram counts; else says when to look again."""
        if len(self._tasks) >= self._places:
            return False
        wait = self._wait_of(letter)
        if wait > 0:
            self._no_later_than(wait)
            return False
        if letter.counted and letter.chat is not None:
            self._budget.spend(letter.row.lane)
            self._budget.chat_spend(letter.chat)
        self._streams.add(letter.row.stream)
        return True

    def _wait_of(self, letter: Letter) -> float:
        if letter.chat is None:
            return 0.0
        if not letter.counted:
            return self._budget.wait_closed()
        return max(self._budget.wait_for(letter.row.lane), self._budget.chat_wait(letter.chat))

    # --- replies and notices ---------------------------------------------------------------

    async def _deliver(self, letter: Letter) -> None:
        try:
            await self._deliver_one(letter)
        except DatabaseFault as fault:
            _log.error("sender.database", error=str(fault))
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("sender.failed", error=type(error).__name__, place=log.place(error))
            await self._bury(letter)
        finally:
            self._streams.discard(letter.row.stream)
            self._wake.set()

    async def _deliver_one(self, letter: Letter) -> None:
        if letter.chat is None:
            await self._store.write(partial(outbox.erase, row_id=letter.row.id))
            return
        try:
            if letter.method == "clear":
                await self._clear(letter, letter.chat)
                return
            result = await self._line.call(letter.method, self._params(letter))
        except TelegramError as error:
            await self._failed(letter, error)
            return
        self._troubled = 0
        await self._store.write(partial(self._sent, letter=letter, result=result))

    def _params(self, letter: Letter) -> dict[str, Any]:
        params = {**letter.body["params"], "chat_id": letter.chat}
        if letter.body.get("again") and "lang" in letter.body:
            t = self._house.catalogs[Lang(letter.body["lang"])]
            params["text"] = f"<i>{refusals.sent_again(t)}</i>\n\n{params['text']}"
        return params

    async def _sent(self, tx: Tx, letter: Letter, result: Any) -> None:
        await outbox.erase(tx, letter.row.id)
        if letter.body.get("keep") and letter.chat is not None:
            await self._remember(tx, letter, letter.chat, result["message_id"])

    async def _remember(self, tx: Tx, letter: Letter, chat: ChatId, message: int) -> None:
        """The message must leave the chat again when its window closes."""
        vault, row = self._house.vault, self._house.new_id()
        is_staff = letter.row.target is Target.MODERATOR
        window = self._house.defaults.window_of(staff=is_staff)
        value = Shown(
            id=row,
            tag=addresses.dialogue_tag(vault, chat),
            sealed=addresses.seal_shown(vault, row, chat, message),
        )
        await shown.add(tx, value, expires=self._millis() // 1000 + window)

    async def _failed(self, letter: Letter, error: TelegramError) -> None:
        row = letter.row
        match error:
            case RetryAfter():
                self._refused(error)
            case Forbidden():
                _log.info("send.forbidden", target=row.target)
                await self._store.write(partial(outbox.erase, row_id=row.id))
            case BadRequest() if _as_good_as_done(error):
                await self._store.write(partial(outbox.erase, row_id=row.id))
            case BadRequest():
                _log.error("send.bad", method=letter.method, why=log.scrubbed(error.message))
                await self._bury(letter)
            case NotSent():
                self._network_down()
            case _:
                await self._again(letter)

    def _refused(self, error: RetryAfter) -> None:
        """The row keeps its place; everything counted waits as told."""
        wait = seconds_of(error)
        _log.warning("send.refused", seconds=wait)
        self._budget.refused(wait)

    def _network_down(self) -> None:
        """Nothing was sent: rows wait, and the pauses grow to half a minute."""
        self._troubled = min(self._troubled + 1, 5)
        self._budget.closed(min(30.0, 0.5 * 2**self._troubled))

    async def _again(self, letter: Letter) -> None:
        """Perhaps it arrived: sent once more, marked where a reader could wonder."""
        row = letter.row
        marked = {**letter.body, "again": letter.method == "sendMessage"}
        sealed = notices.seal_body(self._house, row.stream, marked)
        until = self._millis() + int(RETRY_SECONDS * 1000)
        await self._store.write(partial(outbox.delay, row_id=row.id, until=until, body=sealed))

    async def _bury(self, letter: Letter) -> None:
        await self._store.write(partial(outbox.bury, row_id=letter.row.id))

    async def _clear(self, letter: Letter, chat: ChatId) -> None:
        """Empties a chat of what was shown in it, everything shown before included."""
        before = letter.body["before"]
        find = partial(shown.of, tag=letter.row.stream, before=before)
        rows = await self._store.read(find)
        vault = self._house.vault
        found = {r.id: addresses.open_shown(vault, r.id, r.sealed)[1] for r in rows}
        numbers = sorted(found.values())
        for start in range(0, len(numbers), DELETE_AT_ONCE):
            await self._delete(chat, numbers[start : start + DELETE_AT_ONCE])

        async def cleared(tx: Tx) -> None:
            for row_id in found:
                await shown.forget(tx, row_id)
            await outbox.erase(tx, letter.row.id)

        await self._store.write(cleared)

    async def _delete(self, chat: ChatId, numbers: Sequence[int]) -> None:
        try:
            await self._line.call("deleteMessages", {"chat_id": chat, "message_ids": numbers})
        except BadRequest:
            for number in numbers:
                with contextlib.suppress(BadRequest):
                    await self._line.call("deleteMessage", {"chat_id": chat, "message_id": number})

    # --- bulletins -------------------------------------------------------------------------

    async def _send_bulletins(self) -> None:
        """At the pace left over by people's answers, each recipient marked before the call."""
        while len(self._tasks) < self._bulk_places and not self._stopping:
            wait = self._budget.wait_for(Lane.BULLETIN)
            if not self._recipients and not await self._next_recipients():
                return
            if wait > 0:
                self._no_later_than(wait)
                return
            self._budget.spend(Lane.BULLETIN)
            self._start(self._tasks, self._deliver_bulletin(self._recipients.popleft()))

    async def _next_recipients(self) -> bool:
        busy = len(self._tasks)
        find = partial(bulletins.due, now=self._millis(), limit=RECIPIENTS + busy)
        self._recipients.extend(await self._store.read(find))
        if self._recipients:
            return True
        if busy:
            return False
        if await self._store.write(partial(bulletins.take_window, due=self._millis())):
            self._no_later_than(0)
        return False

    async def _deliver_bulletin(self, to: Recipient) -> None:
        try:
            mark = partial(bulletins.mark, to=to, was=Delivery.OPEN, state=Delivery.SENDING)
            if not await self._store.write(mark):
                return
            state = await self._bulletin_outcome(to)
            done = partial(self._mark_done, to=to, state=state)
            await self._store.write(done)
        except DatabaseFault as fault:
            _log.error("sender.database", error=str(fault))
        finally:
            self._wake.set()

    async def _mark_done(self, tx: Tx, to: Recipient, state: Delivery) -> None:
        due = self._millis() + int(RETRY_SECONDS * 1000) if state is Delivery.OPEN else 0
        await bulletins.mark(tx, to, was=Delivery.SENDING, state=state, due=due)
        if state is Delivery.BLOCKED:
            await profiles.unfollow_all(tx, to.profile)
            await profiles.drop_address(tx, to.profile)

    async def _bulletin_outcome(self, to: Recipient) -> Delivery:
        if to.sealed is None:
            return Delivery.BLOCKED
        chat = addresses.open_profile(self._house.vault, to.profile, to.sealed)
        screen = notices.neutral(self._house.catalogs[to.language])
        try:
            self._budget.chat_spend(chat)
            await self._line.call("sendMessage", {"chat_id": chat, **notices.as_message(screen)})
        except RetryAfter as error:
            self._refused(error)
            return Delivery.OPEN
        except Forbidden:
            return Delivery.BLOCKED
        except BadRequest as error:
            _log.error("bulletin.bad", why=log.scrubbed(error.message))
            return Delivery.FAILED
        except NotSent:
            self._network_down()
            return Delivery.OPEN
        except TelegramError:
            return Delivery.UNKNOWN
        return Delivery.SENT

    def _millis(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _as_good_as_done(error: BadRequest) -> bool:
    text = error.message.lower()
    return any(phrase in text for phrase in _AS_GOOD_AS_DONE)
