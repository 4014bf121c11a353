"""What stands in the database, opened as the bot opens it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bot import app
from bot.app import Outside
from bot.domain.bulletins import Delivery
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ChatId, ConcernId, ProfileId
from bot.domain.people import Speaker
from bot.services import threads
from bot.settings import Settings
from bot.store import outbox, profiles
from bot.store.db import Statement, Tx
from bot.store.schema import concern, dead_letter, delivery
from bot.store.schema import outbox as outbox_table
from bot.turn import House, Turn
from bot.vault import addresses

_CONCERNS = Statement(select(concern.c.id))
_DELIVERIES = Statement(select(delivery.c.profile, delivery.c.state))
_LETTERS = Statement(select(func.count().label("n")).select_from(dead_letter))
_BURIED = Statement(select(func.count().label("n")).where(outbox_table.c.dead == 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """words: of every concern. news: how each chat's delivery stands. dead: letters and sends."""

    words: Sequence[str]
    news: dict[int, Delivery]
    pending: int
    dead: int


async def read(settings: Settings, chats: Sequence[int]) -> Ledger:
    """While no bot runs. chats: of everybody who may follow an area."""
    outside = Outside()
    house = app.make_house(settings, outside, username="")
    async with app.open_store(settings, house.vault) as store:
        return await store.read(lambda tx: _read(tx, house, outside, chats))


async def _read(tx: Tx, house: House, outside: Outside, chats: Sequence[int]) -> Ledger:
    turn = Turn(
        tx=tx, now=outside.clock(), house=house,
        speaker=Speaker(chat=ChatId(0)), dialogue=Dialogue(),
    )  # fmt: skip
    states = {
        ProfileId(bytes(row["profile"])): Delivery(row["state"])
        for row in await tx.rows(_DELIVERIES)
    }
    dead = [await tx.row(_LETTERS), await tx.row(_BURIED)]
    return Ledger(
        words=[await _words(turn, ConcernId(bytes(r["id"]))) for r in await tx.rows(_CONCERNS)],
        news={chat: states[p] for chat in chats if (p := await _profile(turn, chat)) in states},
        pending=await outbox.pending(tx),
        dead=sum(int(row["n"]) for row in dead if row),
    )


async def _words(turn: Turn, concern_id: ConcernId) -> str:
    _, entries = await threads.whole(turn, concern_id)
    return "\n".join(entry.text for entry in entries)


async def _profile(turn: Turn, chat: int) -> ProfileId:
    found = await profiles.find(turn.tx, addresses.profile_tag(turn.house.vault, ChatId(chat)))
    return found.id if found else ProfileId(b"")


def being_sent(settings: Settings, house: House) -> frozenset[int]:
    """Chats whose news a killed process left as being sent; read from a copy of its files.

    The files themselves are left to the bot, whose start must mend them.
    """
    source = Path(settings.database.partition("///")[2])
    with tempfile.TemporaryDirectory() as folder:
        for file in source.parent.glob(f"{source.name}*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / source.name)) as copy:
            rows = copy.execute(
                "SELECT p.id, p.sealed FROM delivery d JOIN profile p ON p.id = d.profile"
                " WHERE d.state = ?",
                (Delivery.SENDING.value,),
            ).fetchall()
    return frozenset(int(addresses.open_profile(house.vault, row, seal)) for row, seal in rows)
