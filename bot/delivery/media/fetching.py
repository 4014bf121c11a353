"""Files people sent: fetched from Telegram, remade in the locked room, handed to a new turn.

A row of the outbox names the file, sealed; nothing else does. The file itself is only ever in
memory. A row is claimed before it is fetched and counts its attempts, so that neither a kill nor a
file that brings the process down makes it come back for ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.context import Ctx
from bot.delivery.media.recoding import Unusable, remade
from bot.delivery.post import Post
from bot.delivery.request import TooLarge, download
from bot.delivery.turns import Turns
from bot.delivery.worker import Worker
from bot.domain.ids import ChatId, PictureId
from bot.domain.pictures import FILE_BYTES, Trouble
from bot.services import notices
from bot.store import outbox
from bot.store.db import DatabaseFault, Lookout, Tx
from bot.store.outbox import Outgoing
from bot.vault.sealing import SealBroken

PLACES = 2
"""Files in hand at once: each room may take a good part of a gigabyte."""
TRIES = 5
LEASE_MILLIS = 120_000
"""Longer than a fetch can take: then somebody else may try."""

Fetched = Sequence[bytes] | Trouble
Done = Callable[[Ctx, PictureId, Fetched], Awaitable[None]]
_log = log.get("bot.fetching")


class Again(Exception):
    """Telegram could not be reached: to be tried once more."""


class Fetcher(Worker[Outgoing]):
    """done: what the new turn does with the outcome. wake: there may be something to send."""

    def __init__(self, post: Post, turns: Turns, done: Done, wake: Callable[[], None]) -> None:
        super().__init__(PLACES, Lookout(post.store, outbox.FETCHES, clock=post.seconds))
        self._post, self._turns, self._done, self._told = post, turns, done, wake
        self._recovered = False

    async def waiting(self, limit: int) -> Sequence[Outgoing]:
        """What was in hand when the process ended comes back first."""
        now = self._post.millis()
        if not self._recovered:
            await self._post.store.write(partial(outbox.return_fetches, now=now))
            self._recovered = True
        return await self._post.store.read(partial(outbox.fetches, now=now, limit=limit))

    def database_down(self, fault: DatabaseFault) -> None:
        self._post.database_down(fault)

    async def work(self, row: Outgoing) -> None:
        try:
            await self._fetch(row)
        except DatabaseFault as fault:
            self._post.database_down(fault)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("fetch.failed", error=type(error).__name__, place=log.place(error))
            await self._post.keep(partial(outbox.bury, row_id=row.id))

    async def _fetch(self, row: Outgoing) -> None:
        now = self._post.millis()
        claim = partial(outbox.claim, row_id=row.id, now=now, until=now + LEASE_MILLIS)
        if not await self._post.store.write(claim):
            return
        try:
            params = notices.open_body(self._post.house, row.stream, row.body)["params"]
        except SealBroken:
            _log.error("fetch.unreadable")
            await self._post.keep(partial(outbox.bury, row_id=row.id))
            return
        try:
            outcome = await self._outcome(row, params)
        except Again:
            until = self._post.retry_at(row.attempts)
            await self._post.keep(partial(outbox.put_back, row_id=row.id, until=until))
            return
        job = partial(self._tell, row=row, chat=ChatId(params["chat_id"]), outcome=outcome)
        await self._post.keep(job)
        self._told()

    async def _outcome(self, row: Outgoing, params: dict[str, Any]) -> Fetched:
        """Raises Again."""
        if row.attempts >= TRIES:
            return Trouble.LOST
        try:
            return await remade(await self._file(params))
        except Unusable as unusable:
            return unusable.trouble
        except TooLarge:
            return Trouble.TOO_LARGE
        except RetryAfter as error:
            self._post.refused(error)
            raise Again from None
        except BadRequest as error:
            return Trouble.TOO_LARGE if "too big" in error.message.lower() else Trouble.LOST
        except Forbidden:
            return Trouble.LOST
        except TelegramError:
            raise Again from None

    async def _file(self, params: dict[str, Any]) -> bytes:
        """The file in memory, while the person sees that something is being done."""
        line = self._post.line
        with contextlib.suppress(TelegramError):
            await line.call("sendChatAction", {"chat_id": params["chat_id"], "action": "typing"})
        found = await line.call("getFile", {"file_id": params["file_id"]})
        return await download(f"{line.base_file_url}/{found['file_path']}", FILE_BYTES)

    async def _tell(self, tx: Tx, row: Outgoing, chat: ChatId, outcome: Fetched) -> None:
        """A new turn takes the outcome, unless the file is not wanted any more."""
        if await outbox.take_out(tx, row.id):
            picture = PictureId(row.stream)
            await self._turns.speak(tx, chat, lambda ctx: self._done(ctx, picture, outcome))
