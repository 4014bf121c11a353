"""Bulletins: a window of recipients at a time, each marked before the call.

What was being sent when the process died, or when an answer never came, stands as unknown and is
not sent again: a double bulletin is worse than a counted gap.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.delivery.budget import Flight
from bot.delivery.post import Post
from bot.delivery.request import NotSent
from bot.domain.bulletins import Bulletin, Delivery, Tie
from bot.domain.concerns import hour_of
from bot.domain.ids import ProfileId
from bot.domain.preferences import (
    Form,
    form,
)
from bot.domain.screens import (
    Screen,
)
from bot.screens import (
    changes as change_screens,
)
from bot.screens import (
    preferences as screens,
)
from bot.services import (
    notices,
    signups,
)
from bot.store import (
    bulletins,
    changes,
    deliveries,
    profiles,
    schema,
)
from bot.store.db import Lookout, Tx
from bot.store.deliveries import Recipient
from bot.vault import addresses
from bot.vault.sealing import SealBroken

AHEAD = 64
_log = log.get("bot.broadcasts")


@dataclass(frozen=True, slots=True)
class _Begun:
    """One send under way.

    news: what it tells, of a correction what it corrected; None: only that there is something.
    """

    to: Recipient
    news: Bulletin | None


def _is_for(to: Recipient, moment: datetime) -> bool:
    """Whether it still is news then, and of a kind that its reader wants pushed."""
    valid = to.valid_until is None or hour_of(moment) < to.valid_until
    return valid and not to.overtaken and to.preferences.wants(to.priority, to.topic)


class Broadcasts:
    def __init__(self, post: Post) -> None:
        self._post = post
        self._last: Bulletin | None = None
        """The news whose text was sent last."""
        self._ahead: deque[Recipient] = deque()
        self._lookout = Lookout(
            post.store, schema.delivery, schema.broadcast, schema.bulletin, clock=post.seconds
        )
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
        if not self._lookout.is_due():
            return
        now = self._post.millis()
        find = partial(deliveries.due, now=now, limit=AHEAD + busy)
        found = await self._post.store.read(find)
        self._ahead.extend(to for to in found if self._may_leave(to))
        if aside := [to for to in found if not self._may_leave(to)]:
            await self._post.store.write(partial(self._set_aside, waiting=aside))
            self.more = True
        elif not self._ahead and not busy:
            self.more = await self._post.store.write(partial(deliveries.take_window, due=now))
        if self._ahead or self.more or busy:
            self._lookout.found()

    def _may_leave(self, to: Recipient) -> bool:
        """Whether it is news still, wanted, and not its reader's quiet time."""
        now = self._post.now()
        return _is_for(to, now) and to.preferences.waits_until(now, to.priority) is None

    async def _set_aside(self, tx: Tx, waiting: Sequence[Recipient]) -> None:
        """Until the quiet time ends; what expires before that is not sent at all."""
        for to in waiting:
            quiet_ends = to.preferences.waits_until(self._post.now(), to.priority)
            leaves = quiet_ends or self._post.now()
            if _is_for(to, leaves):
                await deliveries.put_off(tx, to, due=int(leaves.timestamp() * 1000))
            else:
                await deliveries.drop(tx, to)

    def put_back(self, to: Recipient) -> None:
        self._ahead.appendleft(to)

    async def deliver(self, to: Recipient, flight: Flight) -> None:
        """Sends to one recipient and keeps what became of it. Raises DatabaseFault before that.

        The flight lands when Telegram has taken it, before that is kept.
        """
        begun = await self._post.store.write(partial(self._begin, to=to))
        if begun is None:
            return
        message = None
        try:
            state, message = await self._outcome(begun, flight)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("bulletin.failed", error=type(error).__name__, place=log.place(error))
            state = Delivery.FAILED
        await self._post.keep(partial(self._done, to=to, state=state, message=message))

    async def _begin(self, tx: Tx, to: Recipient) -> _Begun | None:
        """Marked as being sent, with all as it stands by now.

        None: it is not to be sent now, or its sending was stopped since it was looked ahead.
        """
        stands = await deliveries.as_it_stands(tx, to)
        if stands is None:
            return None
        if not self._may_leave(stands):
            await self._set_aside(tx, [stands])
            return None
        if not await deliveries.start(tx, to):
            return None
        return _Begun(stands, await self._news(tx, stands))

    async def _news(self, tx: Tx, to: Recipient) -> Bulletin | None:
        """What a push that carries its text tells; read once for all who get the same."""
        if form(to.preferences, to.priority) is Form.NEUTRAL:
            return None
        last = self._last
        if last is None or (last.id, last.version) != (to.bulletin, to.version):
            last = self._last = await bulletins.get(tx, to.bulletin)
        if last.content.earlier and last.is_tied(Tie.CORRECTION):
            return await bulletins.get(tx, last.content.earlier)
        return last

    async def _done(
        self, tx: Tx, to: Recipient, state: Delivery, message: bytes | None = None
    ) -> None:
        """message: sealed, of news that carries its text."""
        due = self._post.retry_at() if state is Delivery.OPEN else 0
        await deliveries.mark(tx, to, was=Delivery.SENDING, state=state, due=due, message=message)
        if state is Delivery.OPEN:
            await changes.drop_withdrawn(tx, to.bulletin, to.profile)
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

    def _screen(self, begun: _Begun) -> Screen:
        """The neutral line, for all who did not choose otherwise."""
        t = self._post.house.catalogs[begun.to.language]
        if begun.news is None:
            return notices.neutral(t)
        if begun.news.id != begun.to.bulletin:
            return change_screens.correction(t, begun.news)
        return screens.pushed(t, self._post.house.partnership, begun.news)

    async def _outcome(self, begun: _Begun, flight: Flight) -> tuple[Delivery, bytes | None]:
        """What became of it; the sealed number of a message that carries the text."""
        to = begun.to
        if to.sealed is None:
            return Delivery.BLOCKED, None
        chat = addresses.open_profile(self._post.house.vault, to.profile, to.sealed)
        screen = self._screen(begun)
        flight.heads_for(chat)
        try:
            params = {"chat_id": chat, **notices.as_message(screen)}
            sent = await self._post.line.call("sendMessage", params)
        except TelegramError as error:
            return self._failed(error), None
        self._post.arrived(flight)
        if begun.news is None or begun.news.id != to.bulletin:
            return Delivery.SENT, None
        vault, number = self._post.house.vault, int(sent["message_id"])
        return Delivery.SENT, addresses.seal_message(vault, to.bulletin, to.profile, number)

    def _failed(self, error: TelegramError) -> Delivery:
        match error:
            case RetryAfter():
                self._post.refused(error)
                return Delivery.OPEN
            case Forbidden():
                return Delivery.BLOCKED
            case BadRequest():
                _log.error("bulletin.bad", why=log.scrubbed(error.message))
                self._post.alert("bulletin")
                return Delivery.FAILED
            case NotSent():
                self._post.network_down()
                return Delivery.OPEN
            case _:
                return Delivery.UNKNOWN
