"""An update becomes a turn: who speaks, one transaction, the handlers, what is to be sent.

The framework's `process_update` never raises and may drop an update in silence. So a turn counts
only when a handler ran to its end; anything else rolls it back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Update

from bot import log
from bot.context import RUNNING, App, Ctx, Running, show
from bot.domain.concerns import hour_of
from bot.domain.dialogues import Dialogue
from bot.domain.errors import ButtonTooOld, ChangedMeanwhile, Refused
from bot.domain.ids import ChatId
from bot.domain.people import Speaker
from bot.domain.screens import Screen
from bot.screens import common
from bot.services import dialogues, rewrapping
from bot.store import handled, profiles, shown, staff
from bot.store.db import Store, Tx
from bot.store.shown import Shown
from bot.texts import refusals
from bot.turn import House, Turn
from bot.vault import addresses

TRIES = 3
NOBODY = ChatId(0)
"""Whom nothing can be shown to."""
_NAMES = ("first_name", "last_name", "username")
_log = log.get("bot.turns")
Raw = Mapping[str, Any]


class NobodyHandled(Exception):
    """The framework dropped the update without telling anybody."""


class Turns:
    """Takes updates as Telegram's JSON. clock: now, aware UTC."""

    def __init__(
        self,
        store: Store,
        house: House,
        app: App,
        clock: Callable[[], datetime],
        alert: Callable[[str], None],
    ) -> None:
        self._store, self._house, self._app, self._clock = store, house, app, clock
        self._alert = alert
        self.answer: Callable[[str], None] = lambda query: None
        """Called after the commit with each callback query to be answered."""
        self.wake: Callable[[], None] = lambda: None
        """Called after the commit: there may be something to send."""

    async def take(self, updates: Sequence[Raw]) -> None:
        """Returns when all are durable. Raises DatabaseFault; then none may be confirmed."""
        results = await asyncio.gather(
            *(self._store.write(partial(self._take, update=u), guarded=False) for u in updates),
            return_exceptions=True,
        )
        self.wake()
        for fault in results:
            if isinstance(fault, BaseException):
                raise fault
        for update in updates:
            if query := update.get("callback_query"):
                self.answer(str(query["id"]))

    async def _take(self, tx: Tx, update: Raw) -> None:
        """Raises only faults of the database, so it needs no savepoint around it."""
        fault: Exception | None = None
        for _ in range(TRIES):
            fault = await self._tried(tx, partial(self._attempt, tx, update))
            if fault is None:
                return
            if isinstance(fault, Refused) and not isinstance(fault, ChangedMeanwhile):
                break
        if isinstance(fault, Refused):
            fault = await self._tried(tx, partial(self._refuse, tx, update, fault))
        if fault is not None:
            await self._bury(tx, update, fault)

    async def _tried(self, tx: Tx, part: Callable[[], Awaitable[None]]) -> Exception | None:
        """Runs a part in a savepoint; returns what it raised, and then nothing of it is kept."""
        try:
            async with tx.savepoint():
                await part()
        except Exception as error:
            if self._store.is_fault(error):
                raise
            return error
        return None

    async def _attempt(self, tx: Tx, update: Raw) -> None:
        now = self._clock()
        if not await handled.add(tx, update["update_id"], hour_of(now)):
            return
        running = await self._running(tx, update, now)
        if running is None:
            return
        parsed = Update.de_json(dict(update), self._app.bot)
        token = RUNNING.set(running)
        try:
            await self._app.process_update(parsed)
        finally:
            RUNNING.reset(token)
        if running.error is not None:
            raise running.error
        if not running.handled:
            raise NobodyHandled

    async def resume(
        self, tx: Tx, chat: ChatId, client: str | None, act: Callable[[Ctx], Awaitable[None]]
    ) -> None:
        """A turn of somebody whose matter a worker has prepared; no update begins it."""
        turn = await self._turn(tx, {"id": chat, "language_code": client}, self._clock())
        token = RUNNING.set(Running(turn=turn))
        try:
            await act(Ctx(self._app))
        finally:
            RUNNING.reset(token)

    async def _running(self, tx: Tx, update: Raw, now: datetime) -> Running | None:
        """None for what is not from a person's private chat."""
        person = _person(update)
        if person is None and (group := _group(update)):
            return Running(turn=await self._group_turn(tx, group, now), in_group=True)
        if person is None:
            _log.info("update.ignored", kinds=sorted(set(update) - {"update_id"}))
            return None
        turn = await self._turn(tx, person, now)
        message, pressed = _messages(update)
        under = _is_picture(update)
        file = under or _is_file(update)
        if message is not None and "edited_message" not in update:
            await self._remember(turn, message)
        return Running(
            turn=turn,
            message=message,
            pressed=None if file else pressed,
            picture=pressed if under else None,
        )

    async def _group_turn(self, tx: Tx, part: Raw, now: datetime) -> Turn:
        """No resident ever speaks in a group; a colleague does, under an account that is known."""
        vault, person = self._house.vault, part.get("from") or {}
        known = None
        if person and not person.get("is_bot") and "sender_chat" not in part:
            chat = ChatId(person["id"])
            await rewrapping.carry(tx, vault, chat)
            known = await staff.find(tx, addresses.staff_tag(vault, chat))
        language = person.get("language_code")
        speaker = Speaker(chat=NOBODY, client_language=language, moderator=known)
        return Turn(tx=tx, now=now, house=self._house, speaker=speaker, dialogue=Dialogue())

    async def _turn(self, tx: Tx, person: Mapping[str, Any], now: datetime) -> Turn:
        vault = self._house.vault
        chat = ChatId(person["id"])
        await rewrapping.carry(tx, vault, chat)
        profile, moderator, sealed = await tx.answers(
            profiles.sought(addresses.profile_tag(vault, chat)),
            staff.sought(addresses.staff_tag(vault, chat)),
            dialogues.sought(vault, chat),
        )
        speaker = Speaker(
            chat=chat,
            client_language=person.get("language_code"),
            own_names=tuple(person[n] for n in _NAMES if person.get(n)),
            profile=profile,
            moderator=moderator,
        )
        dialogue = await dialogues.standing_in(tx, vault, chat, now, sealed)
        return Turn(tx=tx, now=now, house=self._house, speaker=speaker, dialogue=dialogue)

    async def _remember(self, turn: Turn, message: int) -> None:
        """What a person writes stands in the chat only for the window."""
        vault, row = turn.house.vault, turn.house.new_id()
        tag = addresses.dialogue_tag(vault, turn.speaker.chat)
        sealed = addresses.seal_shown(vault, row, turn.speaker.chat, message)
        is_staff = turn.speaker.moderator is not None
        expires = turn.house.defaults.leaves_chat(turn.seconds, staff=is_staff)
        await shown.add(turn.tx, Shown(id=row, tag=tag, sealed=sealed), expires=expires)

    async def speak(self, tx: Tx, chat: ChatId, act: Callable[[Ctx], Awaitable[None]]) -> None:
        """A turn that no update began. The person's own names are not known in it."""
        turn = await self._turn(tx, {"id": chat}, self._clock())
        token = RUNNING.set(Running(turn=turn))
        try:
            await act(Ctx(self._app))
        finally:
            RUNNING.reset(token)

    async def _refuse(self, tx: Tx, update: Raw, refusal: Refused) -> None:
        """The turn left nothing; one sentence in the person's language remains."""
        await handled.add(tx, update["update_id"], hour_of(self._clock()))
        fresh = not isinstance(refusal, ButtonTooOld)
        await self._say(tx, update, lambda t: refusals.sentence(t, refusal), fresh=fresh)

    async def _bury(self, tx: Tx, update: Raw, fault: Exception) -> None:
        """A fault of ours: a dead letter without content, an apology, an alert."""
        kind, where = type(fault).__name__, log.place(fault)
        _log.error("turn.failed", error=kind, place=where)
        hour = hour_of(self._clock())
        await handled.add(tx, update["update_id"], hour)
        await handled.bury(tx, update["update_id"], exception=kind, place=where, hour=hour)
        apology = partial(self._say, tx, update, refusals.apology, fresh=True)
        if error := await self._tried(tx, apology):
            _log.error("apology.failed", error=type(error).__name__, place=log.place(error))
        self._alert(f"{kind} at {where}")

    async def _say(
        self, tx: Tx, update: Raw, sentence: Callable[[Any], str], *, fresh: bool
    ) -> None:
        running = await self._running(tx, update, self._clock())
        if running is None or running.in_group:
            return
        token = RUNNING.set(running)
        try:
            t = running.turn.t
            screen = Screen(text=sentence(t), rows=((common.back(t),),))
            await show(screen, fresh=fresh)
        finally:
            RUNNING.reset(token)


def _person(update: Raw) -> Mapping[str, Any] | None:
    """Who speaks, if it is a person in a private chat; never a group or a channel."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return _private(update[kind], update[kind].get("chat"))
    if query := update.get("callback_query"):
        return _private(query, (query.get("message") or {}).get("chat"))
    return None


def _group(update: Raw) -> Raw | None:
    """What was said or changed in a group; channels say nothing to the bot."""
    for kind in ("message", "my_chat_member"):
        part: Raw | None = update.get(kind)
        if part and (part.get("chat") or {}).get("type") in {"group", "supergroup"}:
            return part
    return None


def _private(part: Mapping[str, Any], chat: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    person: Mapping[str, Any] | None = part.get("from")
    if not chat or chat.get("type") != "private" or person is None:
        return None
    return person


def _messages(update: Raw) -> tuple[int | None, int | None]:
    """(message the person wrote or changed, message whose button was pressed)"""
    for kind in ("message", "edited_message"):
        if kind in update:
            return update[kind]["message_id"], None
    query = update.get("callback_query") or {}
    return None, (query.get("message") or {}).get("message_id")


def _is_picture(update: Raw) -> bool:
    """Whether the pressed button stands under a picture, which no screen of text can replace."""
    return "photo" in ((update.get("callback_query") or {}).get("message") or {})


def _is_file(update: Raw) -> bool:
    """The same for a file, such as an entry for the calendar."""
    return "document" in ((update.get("callback_query") or {}).get("message") or {})
