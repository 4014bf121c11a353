"""Bulletins: a window of recipients at a time, each marked before the call.

What was being sent when the process died, or when an answer never came, stands as unknown and is
not sent again: a double bulletin is worse than a counted gap.
"""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import replace
from functools import partial

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.delivery.post import Post
from bot.delivery.request import NotSent
from bot.domain.bulletins import Delivery
from bot.domain.ids import ProfileId
from bot.services import notices, signups
from bot.store import deliveries, profiles
from bot.store.db import Tx
from bot.store.deliveries import Recipient
from bot.vault import addresses
from bot.vault.sealing import SealBroken

AHEAD = 64
_log = log.get("bot.broadcasts")


class Broadcasts:
    def __init__(self, post: Post) -> None:
        self._post = post
        self._ahead: deque[Recipient] = deque()
        self.more = False
        """A new window was taken: look again at once."""

    async def recover(self) -> None:
        """After a start: what a killed process was sending is unknown from now on."""
        await self._post.store.write(deliveries.interrupted)

    async def next(self, busy: int) -> Recipient | None:
        """The next recipient, None when there is none now. busy: sends in flight."""
        if not self._ahead:
            await self._look_ahead(busy)
        return self._ahead.popleft() if self._ahead else None

    async def _look_ahead(self, busy: int) -> None:
        """A new window is taken only when the last one is through."""
        self.more = False
        now = self._post.millis()
        find = partial(deliveries.due, now=now, limit=AHEAD + busy)
        self._ahead.extend(await self._post.store.read(find))
        if not self._ahead and not busy:
            self.more = await self._post.store.write(partial(deliveries.take_window, due=now))

    def put_back(self, to: Recipient) -> None:
        self._ahead.appendleft(to)

    async def deliver(self, to: Recipient) -> None:
        """Sends to one recipient and keeps what became of it. Raises DatabaseFault before that."""
        begun = await self._post.store.write(partial(self._begin, to=to))
        if begun is None:
            return
        try:
            state = await self._outcome(begun)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("bulletin.failed", error=type(error).__name__, place=log.place(error))
            state = Delivery.FAILED
        await self._post.keep(partial(self._done, to=to, state=state))

    async def _begin(self, tx: Tx, to: Recipient) -> Recipient | None:
        """Marked as being sent, with the address as it stands by now. None: it is not open."""
        if not await deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENDING):
            return None
        profile = await profiles.address(tx, to.profile)
        return replace(to, sealed=profile.sealed if profile else None)

    async def _done(self, tx: Tx, to: Recipient, state: Delivery) -> None:
        due = self._post.retry_at() if state is Delivery.OPEN else 0
        await deliveries.mark(tx, to, was=Delivery.SENDING, state=state, due=due)
        if state is Delivery.BLOCKED:
            await profiles.unfollow_all(tx, to.profile)
            fresh = ProfileId(self._post.house.new_id())
            await self._sign_off(tx, to)
            await profiles.drop_address(tx, to.profile, fresh)

    async def _sign_off(self, tx: Tx, to: Recipient) -> None:
        """Whoever blocked the bot comes to nothing any more."""
        house, now = self._post.house, self._post.millis() // 1000
        profile = await profiles.address(tx, to.profile)
        if profile and profile.sealed:
            with contextlib.suppress(SealBroken):
                chat = addresses.open_profile(house.vault, to.profile, profile.sealed)
                await signups.forget_chat(tx, house, chat, now=now)

    async def _outcome(self, to: Recipient) -> Delivery:
        if to.sealed is None:
            return Delivery.BLOCKED
        chat = addresses.open_profile(self._post.house.vault, to.profile, to.sealed)
        screen = notices.neutral(self._post.house.catalogs[to.language])
        self._post.budget.chat_spend(chat)
        try:
            params = {"chat_id": chat, **notices.as_message(screen)}
            await self._post.line.call("sendMessage", params)
        except TelegramError as error:
            return self._failed(error)
        self._post.arrived()
        return Delivery.SENT

    def _failed(self, error: TelegramError) -> Delivery:
        match error:
            case RetryAfter():
                self._post.refused(error)
                return Delivery.OPEN
            case Forbidden():
                return Delivery.BLOCKED
            case BadRequest():
                _log.error("bulletin.bad", why=log.scrubbed(error.message))
                return Delivery.FAILED
            case NotSent():
                self._post.network_down()
                return Delivery.OPEN
            case _:
                return Delivery.UNKNOWN
