"""How updates come in: asked for, or pushed once Telegram was told where to.

The offset of polling moves only after everything is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot import log
from bot.delivery.line import Line, seconds_of
from bot.store.db import DatabaseFault

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
BATCH = 100
POLL_SECONDS = 25
READ_SECONDS = 10
CONNECTIONS = 40
"""Pushes that Telegram may make at once."""
ASK_SECONDS = 60
"""Between two questions whether Telegram still pushes."""
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_log = log.get("bot.intake")

Take = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


class _Intake:
    """Trouble is said and waited out, a little longer each time; stopping ends every wait."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._troubled = 0
        self._stopping = asyncio.Event()
        self.beat: Callable[[float], None] = lambda rest: None
        """Called before each wait, with its longest time in seconds."""
        self.heard: Callable[[float], None] = lambda rest: None
        """Called when Telegram has given what it had; in so many seconds it will be asked again."""

    def stop(self) -> None:
        self._stopping.set()

    async def _trouble(self, error: Exception) -> None:
        kind = "another instance polls" if isinstance(error, Conflict) else type(error).__name__
        _log.warning("intake.trouble", error=kind)
        pause = _PAUSES[min(self._troubled, len(_PAUSES) - 1)]
        if isinstance(error, RetryAfter):
            pause = max(pause, seconds_of(error))
        self._troubled += 1
        self.beat(pause)
        try:
            async with asyncio.timeout(pause):
                await self._stopping.wait()
        except TimeoutError:
            return


class Hook(_Intake):
    """Telegram's word that it pushes to an address."""

    def __init__(self, line: Line, url: str, secret: str) -> None:
        super().__init__(line)
        self._params = {
            "url": url, "secret_token": secret, "allowed_updates": ALLOWED,
            "max_connections": CONNECTIONS,
        }  # fmt: skip
        self._failed: int | None = None
        """When a push failed last, as Telegram told."""

    async def set(self) -> bool:
        """Asks until Telegram answers; False when stopped before.

        Raises BadRequest when Telegram refuses the address, InvalidToken.
        """
        while not self._stopping.is_set():
            try:
                await self._line.call("setWebhook", self._params)
            except (BadRequest, InvalidToken):
                raise
            except TelegramError as error:
                await self._trouble(error)
            else:
                self.heard(ASK_SECONDS)
                return True
        return False

    async def watch(self) -> None:
        """Asks again and again whether Telegram still pushes here, until stopped.

        Raises InvalidToken when the token is revoked meanwhile.
        """
        while not self._stopping.is_set():
            self.beat(ASK_SECONDS + READ_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ASK_SECONDS):
                    await self._stopping.wait()
                    return
            try:
                info: Mapping[str, Any] = await self._line.call("getWebhookInfo", {})
            except InvalidToken:
                raise
            except TelegramError as error:
                await self._trouble(error)
            else:
                self._read(info)

    def _read(self, info: Mapping[str, Any]) -> None:
        """Heard: our address is set, and nothing waits because a push has failed since."""
        failed = info.get("last_error_date")
        fails = info["pending_update_count"] > 0 and failed != self._failed
        self._failed, self._troubled = failed, 0
        if info["url"] == self._params["url"] and not fails:
            self.heard(ASK_SECONDS)


class Poller(_Intake):
    """Telegram is the inbox: it keeps what is not confirmed for 24 hours."""

    def __init__(self, line: Line, take: Take) -> None:
        super().__init__(line)
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Until stopped. Raises InvalidToken when the token is revoked meanwhile."""
        while not self._stopping.is_set() and not await self._left_webhook():
            continue
        while not self._stopping.is_set():
            batch = await self._unless_stopping(self._fetch())
            if batch is None:
                break
            await self._handle(batch)
        await self._confirm()

    async def _left_webhook(self) -> bool:
        """Telegram gives updates to a poller only while no webhook is set."""
        try:
            await self._line.call("deleteWebhook", {})
        except InvalidToken:
            raise
        except TelegramError as error:
            await self._trouble(error)
            return False
        return True

    async def _unless_stopping(
        self, fetching: Awaitable[Sequence[Mapping[str, Any]]]
    ) -> Sequence[Mapping[str, Any]] | None:
        """A long poll is left at once when the process stops; nothing of it was confirmed."""
        fetch = asyncio.ensure_future(fetching)
        stop = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({fetch, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not fetch.done():
            fetch.cancel()
            await asyncio.gather(fetch, return_exceptions=True)
            return None
        return fetch.result()

    async def _fetch(self) -> Sequence[Mapping[str, Any]]:
        self.beat(POLL_SECONDS + READ_SECONDS)
        params: dict[str, Any] = {
            "timeout": POLL_SECONDS, "limit": BATCH, "allowed_updates": ALLOWED,
        }  # fmt: skip
        if self._offset is not None:
            params["offset"] = self._offset
        try:
            batch: Sequence[Mapping[str, Any]] = await self._line.call(
                "getUpdates", params, read_timeout=POLL_SECONDS + READ_SECONDS
            )
        except InvalidToken:
            raise
        except TelegramError as error:
            await self._trouble(error)
            return ()
        self._troubled = 0
        self.heard(POLL_SECONDS)
        return batch

    async def _handle(self, batch: Sequence[Mapping[str, Any]]) -> None:
        if not batch:
            return
        try:
            await self._take(batch)
        except DatabaseFault as fault:
            await self._trouble(fault)
            return
        self._offset = batch[-1]["update_id"] + 1

    async def _confirm(self) -> None:
        """Tells Telegram what is done, so that the next start is not sent it again."""
        if self._offset is None:
            return
        try:
            await self._line.call("getUpdates", {"offset": self._offset, "timeout": 0, "limit": 1})
        except TelegramError as error:
            _log.info("intake.unconfirmed", error=type(error).__name__)
