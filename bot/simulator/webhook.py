"""Pushing updates to the bot's own address instead of being asked for them."""

import asyncio
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.simulator.change import Change
from bot.simulator.refusal import misuse
from bot.simulator.updates import Update

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
PORTS = frozenset({443, 80, 88, 8443})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_PAUSE = 60.0
ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)
DEFAULT_CONNECTIONS = 40


class Webhook:
    def __init__(self, sim: "Simulator") -> None:
        self._sim = sim
        self._changed = Change()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self.url = ""
        self._secret: str | None = None
        self._connections = DEFAULT_CONNECTIONS
        self._address: str | None = None
        self._error: tuple[int, str] | None = None

    def set(self, url: str, secret: str | None, connections: int, address: str | None) -> None:
        _check_url(url)
        if secret is not None and not SECRET.match(secret):
            raise misuse("secret token contains unallowed characters")
        if not 1 <= connections <= 100:
            raise misuse("max_connections must be between 1 and 100")
        self.url = url
        self._secret = secret
        self._connections = connections
        self._address = address
        self._wake()

    def delete(self) -> None:
        self.url = ""
        self._secret = self._address = self._error = None
        self._connections = DEFAULT_CONNECTIONS
        self._wake()

    def info(self) -> Json:
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._sim.updates.pending()),
        }
        if self.url:
            info["max_connections"] = self._connections
        if self._address:
            info["ip_address"] = self._address
        if self._error:
            info["last_error_date"], info["last_error_message"] = self._error
        if self._sim.updates.allowed:
            info["allowed_updates"] = self._sim.updates.allowed
        return info

    async def run(self) -> None:
        """Push whatever is pending until cancelled."""
        async with aiohttp.ClientSession(timeout=ANSWER_WITHIN) as session:
            try:
                while True:
                    self._dispatch(session)
                    await self._sim.updates.change.wait()
            finally:
                tasks = list(self._busy.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _dispatch(self, session: aiohttp.ClientSession) -> None:
        """Start what may start: one update of a chat at a time, so that a chat stays in order."""
        if not self.url:
            return
        for update in self._sim.updates.pending():
            if len(self._busy) >= self._connections:
                return
            if update.chat_id not in self._busy:
                self._busy[update.chat_id] = asyncio.create_task(self._deliver(session, update))

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> None:
        pause = self._sim.limits.webhook_retry
        try:
            while self.url and self._sim.updates.holds(update.id):
                seen = self._changed.count
                if await self._push(session, update):
                    self._sim.updates.confirm(update.id)
                    return
                await self._changed.after(seen, pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            del self._busy[update.chat_id]
            self._sim.updates.change.happened()

    async def _push(self, session: aiohttp.ClientSession, update: Update) -> bool:
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        try:
            async with session.post(
                self.url, json=update.wire(), headers=headers, allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    return True
                what = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            what = "Read timeout expired"
        except aiohttp.ClientError:
            what = "Connection failed"
        self._error = (self._sim.now, what)
        self._sim.change.happened()
        return False

    def _wake(self) -> None:
        self._changed.happened()
        self._sim.updates.change.happened()


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https":
        raise misuse("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise misuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
