"""Chats and the messages in them, as the people's phones show them."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from bot.simulator.change import Change
from bot.simulator.files import FileBytes
from bot.simulator.markup import Button, inline_rows, reply_rows

Json = dict[str, Any]

TYPING_SECONDS = 5.0


@dataclass(frozen=True)
class Content:
    """What a message says: compared whole to tell whether an edit changes anything."""

    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    media: Json = field(default_factory=dict)
    file: FileBytes | None = None
    html: str = ""

    @property
    def kind(self) -> str | None:
        return next(iter(self.media), None)

    def same_as(self, other: "Content") -> bool:
        return replace(self, html="") == replace(other, html="")


@dataclass(eq=False)
class Message:
    message_id: int
    chat: "Chat"
    sender: Json
    date: int
    content: Content
    outgoing: bool = False
    protect_content: bool = False
    silent: bool = False
    reply_to: "Message | None" = None
    forward_origin: Json | None = None
    media_group_id: str | None = None
    edit_date: int | None = None
    deleted_at: float | None = None
    edits: list[str] = field(default_factory=list)
    reaction: list[Json] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def html(self) -> str:
        """The text as the bot sent it, before parsing."""
        return self.content.html

    @property
    def entities(self) -> list[Json]:
        return self.content.entities

    @property
    def kind(self) -> str | None:
        return self.content.kind

    @property
    def photo(self) -> FileBytes | None:
        return self.content.file if self.kind == "photo" else None

    @property
    def document(self) -> FileBytes | None:
        return self.content.file if self.kind == "document" else None

    @property
    def buttons(self) -> list[list[Button]]:
        return inline_rows(self.content.markup)

    @property
    def reply_keyboard(self) -> list[list[str]] | None:
        return reply_rows(self.content.markup)

    @property
    def edited(self) -> bool:
        return self.edit_date is not None

    def button(self, wanted: "str | Button") -> Button | None:
        every = [button for row in self.buttons for button in row]
        return next((b for b in every if wanted in (b, b.text, b.data)), None)

    def change(self, content: Content, now: float) -> None:
        if content.text != self.text:
            self.edits.append(self.text)
        self.content = content
        self.edit_date = int(now)
        self.chat.change.happened()

    def delete(self, now: float) -> None:
        self.deleted_at = now
        self.chat.change.happened()

    def wire(self) -> Json:
        """The message as the Bot API tells it."""
        return {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.wire(),
            "date": self.date,
            **self._said(),
            **self._extras(),
        }

    def _said(self) -> Json:
        content = self.content
        said: Json = dict(content.media)
        text, entities = ("caption", "caption_entities") if said else ("text", "entities")
        if content.text:
            said[text] = content.text
        if content.entities:
            said[entities] = content.entities
        return said

    def _extras(self) -> Json:
        markup = self.content.markup
        extras = {
            "edit_date": self.edit_date,
            "forward_origin": self.forward_origin,
            "media_group_id": self.media_group_id,
            "has_protected_content": self.protect_content or None,
            "reply_to_message": replace(self.reply_to, reply_to=None).wire()
            if self.reply_to
            else None,
            "reply_markup": markup if markup and "inline_keyboard" in markup else None,
        }
        return {key: value for key, value in extras.items() if value is not None}


@dataclass(frozen=True)
class Popup:
    person_id: int
    text: str
    alert: bool


class Chat:
    def __init__(
        self,
        chat_id: int,
        kind: str,
        title: str,
        *,
        screens: Change | None = None,
        **names: Any,
    ) -> None:
        self.id = chat_id
        self.kind = kind
        self.title = title
        self.names = {key: value for key, value in names.items() if value is not None}
        self.history: list[Message] = []
        self.toasts: list[str] = []
        self.popups: list[Popup] = []
        self.pinned: list[Message] = []
        self.keyboard: list[list[str]] | None = None
        self.typing = False
        self.change = Change(within=screens)
        self._last_id = 0

    @property
    def private(self) -> bool:
        return self.kind == "private"

    @property
    def messages(self) -> list[Message]:
        return [message for message in self.history if message.deleted_at is None]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def find(self, message_id: int | None) -> Message | None:
        return next((m for m in reversed(self.messages) if m.message_id == message_id), None)

    def show(self, message: Message) -> None:
        self.history.append(message)
        self._keep_keyboard(message)
        if message.outgoing:
            self.typing = False
        self.change.happened()

    def type(self) -> None:
        """Show that the bot is at work: until it writes, or for a few seconds."""
        self._set_typing(True)
        asyncio.get_running_loop().call_later(TYPING_SECONDS, self._set_typing, False)

    def _set_typing(self, typing: bool) -> None:
        if typing != self.typing:
            self.typing = typing
            self.change.happened()

    def toast(self, person_id: int, text: str, *, alert: bool) -> None:
        """A silent answer to a press shows nothing, yet ends the button's waiting."""
        if text:
            self.toasts.append(text)
            self.popups.append(Popup(person_id, text, alert))
        self.change.happened()

    def wire(self) -> Json:
        named = self.names if self.private else {"title": self.title, **self.names}
        return {"id": self.id, "type": self.kind, **named}

    def visible(self) -> str:
        """The phone's screen in words, for the message of a failed expectation."""
        lines = []
        for message in self.messages:
            side = "bot" if message.outgoing else "person"
            rows = [" | ".join(button.text for button in row) for row in message.buttons]
            kind = f"({message.kind}) " if message.kind else ""
            lines.append(f"{side}: {kind}{message.text}" + "".join(f"\n    [{r}]" for r in rows))
        if self.toasts:
            lines.append(f"toasts: {self.toasts}")
        return "\n".join(lines) or "(nothing)"

    def _keep_keyboard(self, message: Message) -> None:
        markup = message.content.markup or {}
        if "keyboard" in markup:
            self.keyboard = message.reply_keyboard
        elif markup.get("remove_keyboard"):
            self.keyboard = None
