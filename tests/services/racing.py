"""One process of the claim race: some colleagues, each on a connection of their own.

Run by test_race.py, which speaks with it in lines of JSON. Every claim is a pressed button that
goes through the real turns. Nothing of the product is changed but for one wait, at the meeting.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import bindparam, update

from bot import app
from bot.app import Bot, Outside
from bot.context import RUNNING
from bot.delivery.turns import Turns
from bot.domain.actions import Claim
from bot.domain.concerns import Concern
from bot.domain.ids import ConcernId
from bot.settings import load
from bot.store import concerns
from bot.store.db import DatabaseFault, Driver, Row, Statement, Step, Store, Tx
from bot.store.schema import concern as table
from tests.kit.turns import Seeded

_get, _save = concerns.get, concerns.save
_UNCHECKED = Statement(
    update(table)
    .where(table.c.id == bindparam("row"))
    .values({n: bindparam(f"new_{n}", type_=table.c[n].type) for n in concerns._MUTABLE})
    .returning(table.c.version)
)
"""A save that does not ask whether somebody was quicker."""


class Seat:
    """A colleague with a database connection of their own, as a bot on a host of its own has."""

    def __init__(self, chat: int, store: Store, turns: Turns, port: int) -> None:
        self.chat, self._store, self._turns, self._port = chat, store, turns, port
        self.meets = False
        self.early: Concern | None = None

    async def meet(self) -> None:
        """Waits once a round until all twenty are here."""
        if not self.meets:
            return
        self.meets = False
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"meet\n")
        await reader.readline()
        writer.close()

    async def read_early(self, concern: ConcernId) -> None:
        self.early = await self._store.read(lambda tx: _get(tx, concern))
        await self.meet()

    async def press(self, pressed: dict[str, Any]) -> int:
        """Returns how often the database lost the turn, and Telegram gave the press out again."""
        lost = 0
        while True:
            try:
                await self._turns.take([pressed])
            except DatabaseFault:
                lost += 1
            else:
                return lost


class Table:
    """The seats of this process, and where they meet.

    where: "between", before the save of what a turn has read; "lock", before the transaction;
    "outside", after a read that was over before the transaction began.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self.seats: dict[int, Seat] = {}

    def lay(self) -> None:
        """Puts the meeting between read and write."""
        concerns.get = self._read  # type: ignore[assignment] # the wait is planted here
        concerns.save = self._written

    def _seat(self) -> Seat:
        return self.seats[int(RUNNING.get().turn.speaker.chat)]

    async def _read(self, tx: Tx, concern: ConcernId) -> Concern:
        seat = self._seat()
        early, seat.early = seat.early, None
        return early or await _get(tx, concern)

    async def _written(self, tx: Tx, value: Concern, *, expected: int) -> None:
        if self._where == "between":
            await self._seat().meet()
        await _save(tx, value, expected=expected)

    async def wait_before_the_lock(self, store: Store, seat: Seat) -> None:
        if self._where != "lock":
            return
        connection = await store._writer.connection()
        steps = connection.steps

        async def met(waiting: deque[Step]) -> Sequence[Sequence[Row]]:
            if waiting[0][0].startswith("BEGIN"):
                await seat.meet()
            return await steps(waiting)

        connection.steps = met  # type: ignore[method-assign] # the wait is planted here

    async def play(self, seat: Seat, concern: ConcernId, number: int) -> int:
        seat.meets = True
        if self._where == "outside":
            await seat.read_early(concern)
        return await seat.press(_press(seat.chat, concern, number))


def _press(chat: int, concern: ConcernId, number: int) -> dict[str, Any]:
    """What Telegram says when somebody presses "claim"."""
    person = {"id": chat, "is_bot": False, "first_name": "Mette", "language_code": "da"}
    told = {"message_id": 7, "date": 0, "chat": {"id": chat, "type": "private"}, "text": "…"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "message": told}
    return {"update_id": number, "callback_query": {**query, "data": Claim(concern).encode()}}


def _isolate(driver: Driver, level: str) -> None:
    """A stricter database: who comes second is refused by it, not by the version."""

    driver.begin = lambda: f"BEGIN ISOLATION LEVEL {level}"  # type: ignore[method-assign] # planted


@contextlib.asynccontextmanager
async def seated(bot: Bot, told: dict[str, Any], at: Table) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for chat in told["chats"]:
            driver = app.driver_of(told["settings"]["database_url"])
            store = Store(driver, readers=1)
            await store.open()
            stack.push_async_callback(store.close)
            turns = Turns(store, bot.house, bot.app, Outside().clock, alert=lambda what: None)
            at.seats[chat] = seat = Seat(chat, store, turns, told["port"])
            if told["isolation"]:
                _isolate(driver, told["isolation"])
            await at.wait_before_the_lock(store, seat)
        yield


async def main(told: dict[str, Any]) -> None:
    at = Table(told["where"])
    if told["planted"]:
        concerns._SAVE = _UNCHECKED
    outside = Outside(chance=Seeded(told["seed"]))
    reader, writer = await asyncio.open_connection("127.0.0.1", told["port"])
    settings = load(_env_file=None, **told["settings"])
    async with app.wired(settings, outside) as bot, seated(bot, told, at):
        at.lay()
        writer.write(b"work\n")
        while line := await reader.readline():
            lost = await _round(at, json.loads(line))
            writer.write(f"{lost}\n".encode())
    writer.close()


async def _round(at: Table, played: list[list[Any]]) -> int:
    """played: chat, case and update number of each press."""
    lost = await asyncio.gather(
        *(
            at.play(at.seats[chat], ConcernId(bytes.fromhex(case)), number)
            for chat, case, number in played
            if chat in at.seats
        )
    )
    return sum(lost)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
