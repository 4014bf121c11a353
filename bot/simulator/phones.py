"""A person's phone as the browser page draws it."""

import time
from typing import TYPE_CHECKING, Any

from bot.simulator.chats import Message, Popup
from bot.simulator.people import Person
from bot.simulator.refusal import Impossible
from bot.simulator.render import masked, render

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]


class Phone:
    def __init__(
        self, sim: "Simulator", phone_id: str, person: Person, role: str, note: str
    ) -> None:
        self._sim = sim
        self.id = phone_id
        self.person = person
        self.role = role
        self.note = note

    def state(self) -> Json:
        chat = self.person.chat
        return {
            "id": self.id,
            "name": self.person.name,
            "role": self.role,
            "language": self.person.language_code,
            "note": self.note,
            "blocked": self.person.blocked,
            "lock": self._lock(),
            "messages": [bubble(message) for message in chat.messages],
            "keyboard": chat.keyboard,
            "typing": chat.typing,
        }

    @property
    def popups(self) -> list[Popup]:
        return [p for p in self.person.chat.popups if p.person_id == self.person.id]

    def message(self, message_id: int) -> Message:
        message = self.person.chat.find(message_id)
        if message is None:
            raise Impossible(f"no message {message_id} on this phone")
        return message

    def press(self, message_id: int, data: str) -> None:
        message = self.message(message_id)
        if message.button(data) is None:
            raise Impossible(f"no such button under message {message_id}")
        self.person.press_data(message, data)

    def _lock(self) -> Json:
        """What the lock screen shows: the newest message of the bot."""
        newest = next((m for m in reversed(self.person.chat.messages) if m.outgoing), None)
        shown = (masked(newest.text, newest.entities) or newest.kind) if newest else None
        silent = newest.silent if newest else False
        return {"title": self._sim.me()["first_name"], "text": shown, "silent": silent}


def bubble(message: Message) -> Json:
    photo = message.content.media.get("photo")
    return {
        "id": message.message_id,
        "out": not message.outgoing,
        "html": render(message.text, message.entities),
        "text": message.text,
        "time": time.strftime("%H:%M", time.localtime(message.date)),
        "edited": message.edited,
        "photo": f"/control/files/{photo[-1]['file_id']}" if photo else None,
        "covered": bool(message.content.media.get("has_media_spoiler")),
        "kind": None if photo else message.kind,
        "buttons": [
            [{"text": b.text, "data": b.data, "url": b.url} for b in row] for row in message.buttons
        ],
        "protected": message.protect_content,
    }
