"""News that stands on phones is changed in place, or taken back.

Nothing is marked before the call: to change a message twice does no harm, so after a kill it is
simply done again. A message that Telegram deletes no more says instead that it was withdrawn.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.delivery.budget import Flight
from bot.delivery.post import Post
from bot.delivery.request import NotSent
from bot.domain.bulletins import Bulletin, Change, Tie
from bot.domain.errors import NotFound
from bot.screens import changes as screens
from bot.services import notices
from bot.store import bulletins, schema
from bot.store import changes as rows
from bot.store.changes import Pending
from bot.store.db import Lookout, Tx
from bot.vault import addresses
from bot.vault.sealing import SealBroken

AHEAD = 64
_DONE = {Change.EDIT: Change.EDITED, Change.DELETE: Change.DELETED}
_AS_GOOD_AS_DONE = ("not modified", "not found")
_log = log.get("bot.changes")


class Changes:
    """more: never, for everything that is to be changed is known at once."""

    more = False

    def __init__(self, post: Post) -> None:
        self._post = post
        self._ahead: deque[Pending] = deque()
        self._taken: set[tuple[bytes, bytes]] = set()
        self._lookout = Lookout(post.store, schema.delivery, schema.bulletin, clock=post.seconds)

    async def next(self, _: int) -> Pending | None:
        """The next message to change, None when there is none now."""
        if not self._ahead:
            await self._look_ahead()
        return self._ahead.popleft() if self._ahead else None

    async def _look_ahead(self) -> None:
        """What is in flight is still due, and passed over."""
        if not self._lookout.is_due():
            return
        limit = AHEAD + len(self._taken)
        find = partial(rows.due, now=self._post.millis(), limit=limit)
        found = await self._post.store.read(find)
        self._ahead.extend(what for what in found if what.key not in self._taken)
        if found:
            self._lookout.found()

    def put_back(self, what: Pending) -> None:
        self._ahead.appendleft(what)

    async def deliver(self, what: Pending, flight: Flight) -> None:
        """Changes one message and keeps what became of it. Raises DatabaseFault before that."""
        self._taken.add(what.key)
        try:
            await self._change(what, flight)
        finally:
            self._taken.discard(what.key)

    async def _change(self, what: Pending, flight: Flight) -> None:
        try:
            sent, value = await self._post.store.read(partial(self._news, what=what))
        except NotFound:
            return  # forgotten by now, and its deliveries with it
        try:
            became = await self._outcome(what, value, flight)
        except Exception as error:  # noqa: BLE001 # one bad row must not stop the others
            _log.error("change.failed", error=type(error).__name__, place=log.place(error))
            became = Change.LOST
        due = self._post.retry_at() if became is what.change else 0
        keep = partial(rows.done, what=what, version=sent.version, now=became, due=due)
        await self._post.keep(keep)

    async def _news(self, tx: Tx, what: Pending) -> tuple[Bulletin, Bulletin]:
        """What was sent, and what its message says by now: a correction leads to the corrected."""
        sent = await bulletins.get(tx, what.bulletin)
        if sent.content.earlier and sent.is_tied(Tie.CORRECTION):
            return sent, await bulletins.get(tx, sent.content.earlier)
        return sent, sent

    async def _outcome(self, what: Pending, value: Bulletin, flight: Flight) -> Change:
        try:
            call = self._call(what, value)
        except SealBroken:
            return Change.LOST
        if call is None:
            return Change.LOST
        method, params = call
        flight.heads_for(params["chat_id"])
        try:
            await self._post.line.call(method, params)
        except TelegramError as error:
            return self._failed(what, error)
        self._post.arrived(flight)
        return _DONE[what.change]

    def _call(self, what: Pending, value: Bulletin) -> tuple[str, dict[str, Any]] | None:
        """None when nobody knows any more whose message it was."""
        if what.sealed is None:
            return None
        house = self._post.house
        message = addresses.open_message(house.vault, what.bulletin, what.profile, what.message)
        chat = addresses.open_profile(house.vault, what.profile, what.sealed)
        params: dict[str, Any] = {"chat_id": chat, "message_id": message}
        if what.change is Change.DELETE:
            return "deleteMessage", params
        screen = screens.in_place(house.catalogs[what.language], house.partnership, value)
        return "editMessageText", {**params, **notices.as_message(screen)}

    def _failed(self, what: Pending, error: TelegramError) -> Change:
        """What is to become of it now; the same again: it is tried once more, a little later."""
        match error:
            case RetryAfter():
                self._post.refused(error)
                return what.change
            case Forbidden():
                return Change.LOST
            case BadRequest() if _as_good_as_done(error):
                return _DONE[what.change]
            case BadRequest() if what.change is Change.DELETE:
                return Change.EDIT
            case BadRequest():
                _log.error("change.bad", why=log.scrubbed(error.message))
                return Change.LOST
            case NotSent():
                self._post.network_down()
                return what.change
            case _:
                return what.change


def _as_good_as_done(error: BadRequest) -> bool:
    """The person deleted it, or an earlier call arrived."""
    text = error.message.lower()
    return any(phrase in text for phrase in _AS_GOOD_AS_DONE)
