"""People with phones, who write to the bot and see what it shows them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator.chats import Chat, Content, Message
from bot.simulator.entities import found_in, units
from bot.simulator.files import FileBytes, photo_sizes
from bot.simulator.markup import Button
from bot.simulator.refusal import Impossible, Refusal, bad, forbidden, upgraded
from bot.simulator.sample import SAMPLE_JPEG

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

START = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")
TEXT_LIMIT = 4096


class Person:
    def __init__(self, sim: "Simulator", user: Json) -> None:
        self._sim = sim
        self.user = user
        self.id: int = user["id"]
        self.name: str = user["first_name"]
        self.language_code: str | None = user.get("language_code")
        names = {key: user.get(key) for key in ("first_name", "last_name", "username")}
        self.chat = Chat(self.id, "private", self.name, screens=sim.screens, **names)
        self.started = False
        self.blocked = False
        self.deactivated = False

    def refuse_bot(self) -> Refusal | None:
        """Why the bot may not write to this person now, if it may not."""
        if self.deactivated:
            return forbidden("user is deactivated")
        if self.blocked:
            return forbidden("bot was blocked by the user")
        if not self.started:
            return forbidden("bot can't initiate conversation with a user")
        return None

    async def send(
        self, text: str, *, chat: Chat | None = None, reply_to: Message | None = None
    ) -> Message:
        _possible(0 < units(text) <= TEXT_LIMIT, "a client sends texts of 1 to 4096 characters")
        content = Content(text=text, entities=found_in(text), html=text)
        return self._say(content, chat=chat, reply_to=reply_to)

    async def start(self, payload: str = "") -> Message:
        """Open the bot by a link and press START (or RESTART, having blocked it)."""
        _possible(START.match(payload), "a start payload is up to 64 of A-Za-z0-9_-")
        if self.blocked:
            self.unblock()
        return await self.send(f"/start {payload}".strip())

    async def send_photo(self, data: bytes | None = None, caption: str = "") -> Message:
        file = FileBytes("photo.jpg", SAMPLE_JPEG if data is None else data, "image/jpeg")
        stored = self._sim.files.keep(file, "photos")
        return self._say_media({"photo": photo_sizes(stored)}, file, caption)

    async def send_voice(self, data: bytes = b"OggS", seconds: int = 3) -> Message:
        return self._say_file("voice", FileBytes("voice.ogg", data, "audio/ogg"), duration=seconds)

    async def send_document(
        self, name: str = "note.txt", data: bytes = b"note", mime: str = "text/plain"
    ) -> Message:
        file = FileBytes(name, data, mime)
        return self._say_file("document", file, file_name=name)

    async def send_sticker(self) -> Message:
        flags = {"is_animated": False, "is_video": False, "type": "regular", "emoji": "\U0001f44d"}
        file = FileBytes("sticker.webp", b"RIFF", "image/webp")
        return self._say_file("sticker", file, width=512, height=512, **flags)

    async def send_contact(self, phone: str = "+4500000000", name: str | None = None) -> Message:
        contact = {"phone_number": phone, "first_name": name or self.name, "user_id": self.id}
        return self._say_media({"contact": contact})

    async def send_location(
        self, lat: float = 55.66, lon: float = 12.59, *, live: bool = False
    ) -> Message:
        place: Json = {"latitude": lat, "longitude": lon}
        if live:
            place["live_period"] = 900
        return self._say_media({"location": place})

    async def send_poll(
        self, question: str = "?", options: tuple[str, ...] = ("1", "2")
    ) -> Message:
        poll = {
            "id": str(self._sim.rng.getrandbits(62)),
            "question": question,
            "options": [
                {"persistent_id": str(n), "text": text, "voter_count": 0}
                for n, text in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._say_media({"poll": poll})

    async def forward(self, text: str, origin_name: str) -> Message:
        origin = {"type": "hidden_user", "sender_user_name": origin_name, "date": self._sim.now}
        content = Content(text=text, entities=found_in(text), html=text)
        return self._say(content, forward_origin=origin)

    async def edit(self, message: Message, new: str) -> Message:
        _possible(message.sender is self.user, "one edits one's own messages only")
        _possible(message.deleted_at is None, "the message is deleted")
        content = Content(
            new, found_in(new), None, message.content.media, message.content.file, new
        )
        message.change(content, self._sim.clock())
        self._sim.happened("edited_message", message.wire(), message.chat)
        return message

    def delete(self, message: Message) -> None:
        """Take a message away for both sides; Telegram does not tell the bot."""
        message.delete(self._sim.clock())

    async def press(self, wanted: "str | Button", *, chat: Chat | None = None) -> Message:
        """Press the newest button with this text or data, or a key of the reply keyboard."""
        where = chat or self.chat
        for message in reversed(where.messages):
            button = message.button(wanted)
            if button is not None:
                return await self._pressed(message, button)
        keys = [key for row in where.keyboard or [] for key in row]
        if wanted in keys:
            return await self.send(str(wanted), chat=chat)
        raise Impossible(f"no button {wanted!r} on the phone of {self.name}:\n{where.visible()}")

    async def _pressed(self, message: Message, button: Button) -> Message:
        if button.data is not None:
            return self.press_data(message, button.data)
        link = urlsplit(button.url or "")
        if link.netloc == "t.me" and link.path == f"/{self._sim.username}":
            return await self.start(parse_qs(link.query).get("start", [""])[0])
        return message

    def press_data(self, message: Message, data: str) -> Message:
        """What a changed client can do: any data under any message that is still there."""
        query = {
            "id": self._sim.queries.ask(self, message.chat),
            "from": self.user,
            "message": message.wire(),
            "chat_instance": str(message.chat.id),
            "data": data,
        }
        self._sim.happened("callback_query", query, message.chat)
        return message

    def block(self) -> None:
        if not self.blocked:
            self.blocked = True
            self._membership("member", "kicked")

    def unblock(self) -> None:
        if self.blocked:
            self.blocked = False
            self._membership("kicked", "member")

    async def expect(
        self,
        condition: Callable[[Chat], object],
        timeout: float = 5.0,  # noqa: ASYNC109 - the name the tests use
    ) -> bool:
        return await self._sim.expect(self.chat, condition, timeout)

    def _membership(self, old: str, new: str) -> None:
        me = self._sim.me()
        states = [
            {"user": me, "status": state, **({"until_date": 0} if state == "kicked" else {})}
            for state in (old, new)
        ]
        change = {
            "chat": self.chat.wire(),
            "from": self.user,
            "date": self._sim.now,
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
        self._sim.happened("my_chat_member", change, self.chat)
        self.chat.change.happened()

    def _say_file(self, kind: str, file: FileBytes, **facts: Any) -> Message:
        stored = self._sim.files.keep(file, f"{kind}s")
        media = {**stored.facts(), **facts}
        if kind != "sticker":
            media["mime_type"] = file.mime
        return self._say_media({kind: media}, file)

    def _say_media(self, media: Json, file: FileBytes | None = None, caption: str = "") -> Message:
        return self._say(Content(caption, found_in(caption), None, media, file, caption))

    def _say(self, content: Content, *, chat: Chat | None = None, **extras: Any) -> Message:
        _possible(not self.blocked, f"{self.name} blocks the bot: unblock or start first")
        where = chat or self.chat
        self.started = self.started or where is self.chat
        message = Message(
            message_id=where.next_id(),
            chat=where,
            sender=self.user,
            date=self._sim.now,
            content=content,
            **extras,
        )
        if not self._sim.limits.fast:
            where.show(message)
        if where.private or (self._sim.hears_in(where) and _bot_hears(message)):
            self._sim.happened("message", message.wire(), where)
        return message


def _possible(condition: object, why: str) -> None:
    if not condition:
        raise Impossible(why)


def _bot_hears(message: Message) -> bool:
    """In groups a bot with privacy mode on gets commands and answers to itself only."""
    answered = message.reply_to is not None and message.reply_to.outgoing
    return answered or message.text.startswith("/")


ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""In whose name Telegram tells of an administrator who hides."""


class Group:
    """kind: "group", which can be upgraded, or "supergroup"."""

    def __init__(
        self,
        sim: "Simulator",
        chat_id: int,
        title: str,
        members: list[Person],
        kind: str = "supergroup",
    ) -> None:
        self._sim = sim
        self.id = chat_id
        self.members = {person.id: person for person in members}
        self.chat = Chat(chat_id, kind, title, screens=sim.screens)
        self.bot_left = False
        self.upgraded_to: int | None = None

    def refuse_bot(self) -> Refusal | None:
        if self.upgraded_to is not None:
            return upgraded(self.upgraded_to)
        if self.bot_left:
            return forbidden(f"bot is not a member of the {self.chat.kind} chat")
        return None

    def add_bot(self, by: Person) -> None:
        self.bot_left = False
        self._membership(by, "left", "member")

    def remove_bot(self, by: Person) -> None:
        self._membership(by, "member", "kicked")
        self.bot_left = True

    def upgrade(self) -> "Group":
        """Becomes a supergroup: the same people, another number, none of the old messages."""
        _possible(self.chat.kind == "group", "only a plain group is upgraded")
        grown = self._sim.group(self.chat.title, list(self.members.values()))
        self.upgraded_to = grown.id
        self.serve({"migrate_to_chat_id": grown.id}, self.chat)
        grown.serve({"migrate_from_chat_id": self.id}, grown.chat)
        return grown

    def say_anonymously(self, text: str) -> Message:
        """An administrator who hides, or a channel that speaks in the group."""
        content = Content(text=text, entities=found_in(text), html=text)
        message = self._message(content, self.chat)
        if not self.bot_left and _bot_hears(message):
            told = {**message.wire(), "sender_chat": self.chat.wire()}
            self._sim.happened("message", told, self.chat)
        return message

    def serve(self, what: Json, chat: Chat) -> None:
        self._sim.happened("message", self._message(Content(media=what), chat).wire(), chat)

    def _message(self, content: Content, chat: Chat) -> Message:
        message = Message(
            message_id=chat.next_id(),
            chat=chat,
            sender=ANONYMOUS,
            date=self._sim.now,
            content=content,
        )
        chat.show(message)
        return message

    def _membership(self, by: Person, old: str, new: str) -> None:
        me = self._sim.me()
        was, now = (
            {"user": me, "status": state, **({"until_date": 0} if state == "kicked" else {})}
            for state in (old, new)
        )
        change = {
            "chat": self.chat.wire(),
            "from": by.user,
            "date": self._sim.now,
            "old_chat_member": was,
            "new_chat_member": now,
        }
        self._sim.happened("my_chat_member", change, self.chat)
        self.chat.change.happened()

    def member(self, user_id: int) -> Json:
        person = self.members.get(user_id)
        if person is None:
            raise bad("PARTICIPANT_ID_INVALID")
        return {"user": person.user, "status": "member"}

    async def expect(
        self,
        condition: Callable[[Chat], object],
        timeout: float = 5.0,  # noqa: ASYNC109 - the name the tests use
    ) -> bool:
        return await self._sim.expect(self.chat, condition, timeout)
