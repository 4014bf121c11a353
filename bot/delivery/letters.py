"""Replies and notices: outbox rows opened, sent, erased, in order within a stream.

A row's address is known only while it is sent. What cannot be known after a broken connection is
sent once more, and says so where a reader could wonder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot import log
from bot.delivery.budget import Flight
from bot.delivery.post import Post
from bot.delivery.request import NotSent
from bot.domain.ids import (
    BulletinId,
    ChatId,
    ConcernId,
    GroupId,
    ModeratorId,
    PageId,
    SignupId,
)
from bot.domain.people import Lang
from bot.domain.screens import Lane
from bot.services import (
    groups,
    notices,
    pictures,
    progress,
    signups,
)
from bot.store import addresses as address_rows
from bot.store import outbox, shown, staff
from bot.store.db import Tx
from bot.store.outbox import Outgoing, Target
from bot.store.shown import Shown
from bot.texts import refusals
from bot.vault import addresses
from bot.vault.sealing import SealBroken

ROWS = 100
DELETE_AT_ONCE = 100
_COUNTED = frozenset({"sendMessage", "sendDocument", "sendPhoto", "editMessageText"})
_AS_GOOD_AS_DONE = ("not modified", "not found", "query is too old", "can't be deleted")
_log = log.get("bot.letters")


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
    def picture(self) -> PageId | None:
        page = self.body.get("picture")
        return PageId(bytes.fromhex(page)) if page else None

    @property
    def counted(self) -> bool:
        """Whether Telegram's limits apply."""
        return self.chat is not None and self.method in _COUNTED


class Letters:
    def __init__(self, post: Post) -> None:
        self._post = post
        self._house = post.house

    async def due(self, busy: Collection[int], places: int) -> tuple[Sequence[Letter], int | None]:
        """The next letters, at most one a stream and no busy one; when more will be due.

        busy: rows to be passed over. The moment is in epoch milliseconds, None when nothing waits.
        """
        read = partial(self._read, busy=busy, places=places)
        letters, unreadable, later = await self._post.store.read(read)
        for row in unreadable:
            await self._post.keep(partial(self._bury_unreadable, row_id=row.id))
        return letters, later

    async def _read(
        self, tx: Tx, busy: Collection[int], places: int
    ) -> tuple[list[Letter], list[Outgoing], int | None]:
        now = self._post.millis()
        letters: list[Letter] = []
        unreadable: list[Outgoing] = []
        due, later = await outbox.due(tx, now=now, limit=ROWS)
        for row in due:
            if row.id in busy or len(letters) >= places:
                continue
            try:
                letters.append(await self._opened(tx, row))
            except SealBroken:
                unreadable.append(row)
        return letters, unreadable, later

    async def _bury_unreadable(self, tx: Tx, row_id: int) -> None:
        """Unless it opens now: keys may have been replaced while it was read."""
        row = await outbox.find(tx, row_id)
        try:
            if row is not None:
                await self._opened(tx, row)
        except SealBroken:
            _log.error("letter.unreadable", target=row.target if row else None)
            await outbox.bury(tx, row_id)
            self._post.alert("unreadable")

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
            case Target.GROUP:
                return await groups.chat_of(tx, vault, GroupId(row.stream))
            case Target.PROGRESS:
                return await progress.chat_of(tx, vault, BulletinId(row.stream))
            case Target.SIGNUP:
                return await signups.chat_of(tx, self._house, SignupId(row.stream))
            case Target.CONCERN:
                found = await address_rows.find(tx, ConcernId(row.stream))
                if found is None:
                    return None
                return addresses.open_thread(vault, row.stream, found.wrapped_key, found.sealed)

    async def deliver(self, letter: Letter, flight: Flight | None) -> None:
        """Sends one letter and keeps what became of it. Raises DatabaseFault before it is sent.

        flight: of what Telegram counts; lands when Telegram has taken it.
        """
        if letter.chat is None:
            await self._erase(letter)
            return
        try:
            if letter.method == "clear":
                await self._clear(letter, letter.chat)
                return
            method, params = letter.method, self._params(letter)
            if letter.picture is not None:
                method, params = await self._pictured(letter.picture, params)
            result = await self._post.line.call(method, params)
        except TelegramError as error:
            await self._failed(letter, error)
            return
        self._post.arrived(flight)
        await self._post.keep(partial(self._sent, letter=letter, result=result))

    def _params(self, letter: Letter) -> dict[str, Any]:
        params = {**letter.body["params"], "chat_id": letter.chat}
        if letter.body.get("again") and "lang" in letter.body:
            t = self._house.catalogs[Lang(letter.body["lang"])]
            params["text"] = f"<i>{refusals.sent_again(t)}</i>\n\n{params['text']}"
        if file := letter.body.get("file"):
            params["document"] = InputFile(file["content"].encode(), filename=file["name"])
        return params

    async def _pictured(self, page: PageId, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """With the picture under a random name; its words and buttons alone when it is gone."""
        find = partial(pictures.opened, house=self._house, page=page)
        data = await self._post.store.read(find)
        if data is None:
            words = {k: v for k, v in params.items() if k not in {"caption", "has_spoiler"}}
            plain = {"text": params["caption"], "link_preview_options": {"is_disabled": True}}
            return "sendMessage", words | plain
        photo = InputFile(data, filename=f"{self._house.new_id().hex()}.jpg")
        return "sendPhoto", {**params, "photo": photo}

    async def _sent(self, tx: Tx, letter: Letter, result: Any) -> None:
        await outbox.erase(tx, letter.row.id)
        if letter.body.get("keep") and letter.chat is not None:
            await self._remember(tx, letter, letter.chat, result)
        if letter.body.get("digest"):
            group, message = GroupId(letter.row.stream), int(result["message_id"])
            await groups.stands(tx, self._house, group, message, at=int(result["date"]))
        if letter.row.target is Target.PROGRESS:
            await self._told(tx, letter, int(result["message_id"]))

    async def _told(self, tx: Tx, letter: Letter, message: int) -> None:
        """The author of a bulletin sees how its sending goes. message: that says so."""
        bulletin = BulletinId(letter.row.stream)
        if letter.body["progress"] == "last":
            await progress.over(tx, bulletin)
        else:
            await progress.stands(tx, self._house, bulletin, message)

    async def _remember(
        self, tx: Tx, letter: Letter, chat: ChatId, message: Mapping[str, Any]
    ) -> None:
        """The message must leave the chat again when its window closes.

        Also one that was changed: it may be the copy that a killed process sent without learning
        its number.
        """
        vault, row = self._house.vault, self._house.new_id()
        is_staff = letter.row.target in {Target.MODERATOR, Target.PROGRESS}
        expires = self._house.defaults.leaves_chat(int(message["date"]), staff=is_staff)
        value = Shown(
            id=row,
            tag=addresses.dialogue_tag(vault, chat),
            sealed=addresses.seal_shown(vault, row, chat, message["message_id"]),
        )
        await shown.add(tx, value, expires=expires)

    async def _failed(self, letter: Letter, error: TelegramError) -> None:
        if letter.row.target is Target.GROUP and await self._failed_in_group(letter, error):
            return
        if letter.row.target is Target.PROGRESS:
            await self._failed_to_tell(letter, error)
        match error:
            case RetryAfter():
                self._post.refused(error)
            case Forbidden():
                _log.info("letter.forbidden", target=letter.row.target)
                await self._erase(letter)
                if letter.row.target is Target.SIGNUP:
                    gone = partial(signups.forget_signup, signup=SignupId(letter.row.stream))
                    await self._post.keep(gone)
            case ChatMigrated():
                await self._erase(letter)  # said in a group that is linked to nobody
            case BadRequest() if _as_good_as_done(error):
                await self._erase(letter)
            case BadRequest():
                _log.error("letter.bad", method=letter.method, why=log.scrubbed(error.message))
                await self.bury(letter)
            case NotSent():
                self._post.network_down()
            case _:
                await self._again(letter)

    async def _failed_in_group(self, letter: Letter, error: TelegramError) -> bool:
        """Whether the group has changed so that nothing more is to be done about this letter."""
        group = GroupId(letter.row.stream)
        match error:
            case Forbidden():
                change = partial(groups.gone, house=self._house, group=group)
            case ChatMigrated(new_chat_id=to):
                change = partial(groups.migrated, house=self._house, group=group, to=ChatId(to))
            case BadRequest() if letter.method == "editMessageText" and not _unchanged(error):
                change = partial(groups.lost, house=self._house, group=group)
            case _:
                return False
        await self._post.keep(change)
        if not isinstance(error, ChatMigrated):  # what was to be said is said at the new number
            await self._erase(letter)
        return True

    async def _failed_to_tell(self, letter: Letter, error: TelegramError) -> None:
        """What the message that tells how a sending goes is from now on."""
        bulletin = BulletinId(letter.row.stream)
        match error:
            case Forbidden():
                change = partial(progress.over, bulletin=bulletin)
            case BadRequest() if _unchanged(error) and letter.body["progress"] == "last":
                change = partial(progress.over, bulletin=bulletin)
            case BadRequest() if not _unchanged(error):
                change = partial(progress.lost, house=self._house, bulletin=bulletin)
            case _:
                return
        await self._post.keep(change)

    async def _again(self, letter: Letter) -> None:
        """Perhaps it arrived: sent once more, marked where a reader could wonder."""
        marked = {**letter.body, "again": letter.method == "sendMessage"}
        until = self._post.retry_at(letter.row.attempts)

        async def delayed(tx: Tx) -> None:
            """The stream as it stands now: it may have been moved under another key."""
            row = await outbox.find(tx, letter.row.id)
            if row is not None:
                sealed = notices.seal_body(self._house, row.stream, marked)
                await outbox.delay(tx, row.id, until=until, body=sealed)

        await self._post.keep(delayed)

    async def _erase(self, letter: Letter) -> None:
        await self._post.keep(partial(outbox.erase, row_id=letter.row.id))

    async def bury(self, letter: Letter) -> None:
        """It can never be sent: its words go, the fact stays for the administrator."""
        await self._post.keep(partial(outbox.bury, row_id=letter.row.id))
        self._post.alert(letter.method)

    async def say_at_once(self, colleague: ModeratorId, body: Mapping[str, Any]) -> None:
        """Past the queue and its order, once. Raises TelegramError when it did not arrive."""
        sealed = await self._post.store.read(partial(staff.address, moderator_id=colleague))
        if sealed is None:
            return
        chat = addresses.open_staff(self._house.vault, colleague, sealed)
        row = Outgoing(
            lane=Lane.NOTICE, due=0, target=Target.MODERATOR, stream=colleague, body=b""
        )  # fmt: skip
        letter = Letter(row, chat, dict(body))
        result = await self._post.line.call(letter.method, self._params(letter))
        await self._post.keep(partial(self._remember, letter=letter, chat=chat, message=result))

    async def _clear(self, letter: Letter, chat: ChatId) -> None:
        """Empties a chat of what was shown in it, everything shown before included."""
        standing = await self._post.keep(
            partial(self._standing, chat=chat, before=letter.body["before"])
        )
        numbers = sorted({n for n in standing.values() if n is not None})
        for start in range(0, len(numbers), DELETE_AT_ONCE):
            await self._delete(chat, numbers[start : start + DELETE_AT_ONCE])

        async def cleared(tx: Tx) -> None:
            for row_id in standing:
                await shown.forget(tx, row_id)
            await outbox.erase(tx, letter.row.id)

        await self._post.keep(cleared)

    async def _standing(self, tx: Tx, chat: ChatId, before: int) -> dict[bytes, int | None]:
        """What stands in the chat: row -> message. Read among the turns, as keys may be replaced
        meanwhile, and under older keys too."""
        rows = [
            row
            for tag in addresses.dialogue_tags(self._house.vault, chat)
            for row in await shown.of(tx, tag, before=before)
        ]
        return {row.id: self._number(row) for row in rows}

    def _number(self, row: Shown) -> int | None:
        """Of the message at Telegram; None when it cannot be opened any more."""
        try:
            return addresses.open_shown(self._house.vault, row.id, row.sealed)[1]
        except SealBroken:
            return None

    async def _delete(self, chat: ChatId, numbers: Sequence[int]) -> None:
        """One message that is too old refuses them all, so then each is tried alone."""
        call = self._post.line.call
        with contextlib.suppress(Forbidden):  # the person left: nothing can be deleted there
            try:
                await call("deleteMessages", {"chat_id": chat, "message_ids": numbers})
            except BadRequest:
                for number in numbers:
                    with contextlib.suppress(BadRequest):
                        await call("deleteMessage", {"chat_id": chat, "message_id": number})


def _unchanged(error: BadRequest) -> bool:
    return "not modified" in error.message.lower()


def _as_good_as_done(error: BadRequest) -> bool:
    text = error.message.lower()
    return any(phrase in text for phrase in _AS_GOOD_AS_DONE)
