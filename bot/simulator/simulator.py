"""One bot, its people and its groups, all in memory."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from bot.simulator.calls import Call
from bot.simulator.change import Change
from bot.simulator.chats import Chat
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.limits import Limits, Meter
from bot.simulator.people import Group, Person
from bot.simulator.phones import Phone
from bot.simulator.profile import Profile
from bot.simulator.queries import Queries
from bot.simulator.refusal import CutOff, bad
from bot.simulator.updates import Updates
from bot.simulator.webhook import Webhook

Json = dict[str, Any]
Phase = Literal["received", "processed", "answered"]


class Simulator:
    def __init__(
        self,
        token: str = "1:test",  # noqa: S107 - of a bot that exists in this process only
        *,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        check: Callable[[str, Mapping[str, Any]], None] | None = None,
        username: str = "nabodialog_bot",
        name: str = "Nabodialog",
        rng: random.Random | None = None,
        control: bool = False,
    ) -> None:
        self.token = token
        self.clock = clock
        self.check = check
        self.username = username
        self.name = name
        self.rng = rng or random.Random()  # noqa: S311 - ids need no secrecy here
        self.control = control
        self.id = int(token.partition(":")[0])
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.mentions: list[int] = []
        self.heard: Callable[[int, bytes], None] | None = None
        """In fast mode, which keeps nothing: told of each chat and body that is sent."""
        self.on_call: Callable[[Call, Phase], Awaitable[None]] | None = None
        self.faults = Faults()
        self.answer_delay = 0.0
        self.change = Change()
        self.screens = Change()
        self.sent = 0
        self.flying: list[Call] = []
        self.files = Files(self.id)
        self.updates = Updates(clock, self.rng)
        self.queries = Queries(clock, self.rng)
        self.profile = Profile()
        self.webhook = Webhook(self)
        self.phones: dict[str, Phone] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        self.is_out = False
        self.closing = False
        self.limits = limits or Limits()

    @property
    def limits(self) -> Limits:
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits
        self.meter = Meter(limits, self.clock)

    @property
    def refused(self) -> int:
        return self.meter.refused

    @property
    def now(self) -> int:
        return int(self.clock())

    def me(self) -> Json:
        name = self.profile.text("name", "") or self.name
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}

    def person(
        self,
        name: str,
        user_id: int,
        *,
        language_code: str | None = None,
        username: str | None = None,
        last_name: str | None = None,
        premium: bool = False,
    ) -> Person:
        user = {
            "id": user_id,
            "is_bot": False,
            "first_name": name,
            "last_name": last_name,
            "username": username,
            "language_code": language_code,
            "is_premium": premium or None,
        }
        known = {key: value for key, value in user.items() if value is not None}
        person = self.people[user_id] = Person(self, known)
        return person

    def group(
        self,
        title: str,
        members: list[Person] | None = None,
        chat_id: int | None = None,
        *,
        kind: str = "supergroup",
    ) -> Group:
        number = chat_id or -(10**12 + 1 + len(self.groups))
        group = self.groups[number] = Group(self, number, title, members or [], kind)
        return group

    def hears_in(self, chat: Chat) -> bool:
        """Whether the bot is there to hear anything."""
        group = self.groups.get(chat.id)
        return group is None or group.refuse_bot() is None

    def phone(self, phone_id: str, person: Person, *, role: str, note: str) -> Phone:
        phone = self.phones[phone_id] = Phone(self, phone_id, person, role, note)
        self.screens.happened()
        return phone

    def party(self, chat_id: int | str) -> Person | Group:
        """Who is on the other side of this chat."""
        if isinstance(chat_id, str):
            party: Person | Group | None = self._named(chat_id)
        else:
            party = self.people.get(chat_id) or self.groups.get(chat_id)
        if party is None:
            raise bad("chat not found")
        return party

    def happened(self, kind: str, body: Json, chat: Chat) -> None:
        self.updates.push(kind, body, chat.id)

    def restart_ids(self) -> None:
        """Go on from another random update_id, as Telegram does after a quiet week."""
        self.updates.restart_ids()

    def outage(self, on: bool) -> None:
        """While on, the bot's every connection closes without an answer."""
        self.is_out = on
        if on:
            self.updates.stop_polling(CutOff())

    def in_flight(self) -> list[Call]:
        return list(self.flying)

    def transcript(self) -> list[Json]:
        return [call.line() for call in self.calls]

    async def expect(
        self,
        chat: Chat,
        condition: Callable[[Chat], object],
        timeout: float = 5.0,  # noqa: ASYNC109 - the name the tests use
    ) -> bool:
        if await chat.change.until(lambda: condition(chat), timeout):
            return True
        raise AssertionError(f"not seen within {timeout} s; the screen shows:\n{chat.visible()}")

    async def until(
        self,
        condition: Callable[[], object],
        timeout: float = 5.0,  # noqa: ASYNC109 - the name the tests use
    ) -> bool:
        """Wait for a condition over calls; looked at after every call's every phase."""
        if await self.change.until(condition, timeout):
            return True
        raise AssertionError(f"not so within {timeout} s; last calls: {self.transcript()[-5:]}")

    def close(self) -> None:
        """Let go of everybody who waits for something of this server."""
        self.closing = True
        self.change.happened()
        self.updates.stop_polling(CutOff())
        self.screens.happened()

    def _named(self, name: str) -> Person | None:
        people = self.people.values()
        return next((p for p in people if f"@{p.user.get('username')}" == name), None)
