"""Twenty colleagues claim one case at once: one has it, nineteen are told who.

What is raced. On PostgreSQL twenty transactions, from four processes, stand between reading the
case and saving it before the first of them may save. SQLite lets one transaction write at a time
and takes its lock before it reads, so nobody can stand there: twenty from two processes meet before
the lock instead, and once more with a case that each has read before anybody took it.

RACE_ROUNDS: how many rounds; `make race` plays a hundred.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from bot import app
from bot.app import Bot, Outside
from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.errors import AlreadyClaimed
from bot.domain.people import Lang, Moderator
from bot.services import record
from bot.settings import load
from bot.simulator import Limits, Simulator, serve
from bot.store import audit, concerns
from bot.store.db import Statement
from bot.store.schema import dead_letter, outbox
from bot.texts import refusals
from bot.texts import staff as texts
from bot.vault import addresses, keyring
from tests.kit.postgres import database
from tests.kit.turns import PATIENCE, Scene
from tests.kit.world import TOKEN

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
STAFF = 20
FIRST = 5001
PROCESSES = {"postgres": 4, "sqlite": 2}
_EMPTY = Statement(delete(outbox))
_BURIED = Statement(select(func.count().label("n")).select_from(dead_letter))
Presses = list[tuple[int, Concern]]


@dataclass(slots=True)
class Meeting:
    """Lets everybody go on once all are here, in an order and at distances that a seed decides."""

    chance: random.Random
    waiting: list[asyncio.StreamWriter]
    met: int = 0

    async def join(self, writer: asyncio.StreamWriter) -> None:
        self.waiting.append(writer)
        if len(self.waiting) < STAFF:
            return
        leaving, self.waiting, self.met = self.waiting, [], self.met + 1
        self.chance.shuffle(leaving)
        for one in leaving:
            one.write(b"go\n")
            one.close()
            await asyncio.sleep(self.chance.choice((0, 0, 0.001, 0.003)))


class Worker:
    """A process that plays some of the colleagues."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def plays(self, line: bytes) -> int:
        """How often the database lost a turn of it."""
        assert self.ends, "it has not begun"
        reader, writer = self.ends
        writer.write(line)
        return int(await reader.readline())

    async def stop(self) -> None:
        if self.ends:
            self.ends[1].close()
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class Race:
    """A database, twenty colleagues, and the processes they sit in."""

    def __init__(self, bot: Bot, staff: Sequence[Moderator], meeting: Meeting) -> None:
        self.scene = Scene(bot.store, bot.house, datetime.now(UTC))
        self.staff, self.meeting = staff, meeting
        self.workers: list[Worker] = []
        self.lost = 0
        self._number = 1000

    async def plays(self, presses: Presses) -> None:
        """Everybody presses once; returns when all have been answered."""
        before = self.meeting.met
        self._number += STAFF
        line = json.dumps(
            [[c, concern.id.hex(), self._number + n] for n, (c, concern) in enumerate(presses)]
        )
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*(w.plays(f"{line}\n".encode()) for w in self.workers))
        self.lost += sum(told)
        assert self.meeting.met == before + 1, "they did not all meet"

    async def one_has_it(self, concern: Concern) -> None:
        """The check: one has the case, and nineteen were told the pseudonym of who it is."""
        t = self.scene.house.catalogs[Lang.DA]
        said = await self._answers()
        won = [m for n, m in enumerate(self.staff)
               if said[FIRST + n] == texts.claimed(t, concern.code)]  # fmt: skip
        assert len(won) == 1, f"{concern.code} was claimed by {[m.pseudonym for m in won]}"
        now = await self.scene.store.read(lambda tx: concerns.get(tx, concern.id))
        assert now.claimed_by == won[0].id
        sentence = refusals.sentence(t, AlreadyClaimed(won[0].pseudonym))
        assert won[0].pseudonym in sentence
        assert sum(text == sentence for text in said.values()) == STAFF - 1, said
        links = await self.scene.store.read(lambda tx: audit.page(tx, after=0, limit=100_000))
        claims = [e.who for e in links if e.about == concern.code and e.act is Act.CLAIMED]
        assert claims == [won[0].pseudonym]

    async def _answers(self) -> dict[int, str]:
        """The first line of the one answer that each was given; then they are cleared away."""
        house = self.scene.house
        chats = {
            addresses.dialogue_tag(house.vault, m_chat): int(m_chat)
            for m_chat in (type(self).chat(n) for n in range(STAFF))
        }
        said: dict[int, list[str]] = {}
        for sent in await self.scene.sent():
            if sent.stream in chats:
                said.setdefault(chats[sent.stream], []).append(sent.text.partition("\n")[0])
        await self.scene.store.write(lambda tx: tx.run(_EMPTY))
        return {chat: texts[0] for chat, texts in said.items()}

    async def nothing_broke(self) -> None:
        """No press was buried as a fault of ours, and the record of staff acts is whole."""
        row = await self.scene.store.read(lambda tx: tx.row(_BURIED))
        assert row is not None
        assert row["n"] == 0
        _, broken = await self.scene.store.read(
            lambda tx: record.verify(tx, self.scene.house.vault)
        )
        assert broken is None

    @staticmethod
    def chat(n: int) -> Any:
        return FIRST + n

    async def case(self, resident: int) -> Concern:
        await self.scene.resident(resident)
        found = await self.scene.shares(resident)
        await self.scene.store.write(lambda tx: tx.run(_EMPTY))
        return found


@contextlib.asynccontextmanager
async def race(
    kind: str, folder: Path, where: str, *, planted: bool = False, isolation: str = ""
) -> AsyncIterator[Race]:
    sim = Simulator(TOKEN, limits=Limits(off=True))
    meeting = Meeting(random.Random(1), [])
    async with database(kind, folder) as url, serve(sim) as base:
        settings = {
            "bot_token": TOKEN,
            "bot_api_url": base,
            "data_dir": str(folder / "data"),
            "keyring_file": str(folder / "keys" / "keyring.json"),
            "database_url": url,
        }
        keyring.create(Path(settings["keyring_file"]), secrets.token_bytes)
        async with app.wired(load(_env_file=None, **settings), Outside()) as bot:
            scene = Scene(bot.store, bot.house, datetime.now(UTC))
            staff = [await scene.colleague(FIRST + n) for n in range(STAFF)]
            made = Race(bot, staff, meeting)
            told = {"settings": settings, "where": where, "planted": planted,
                    "isolation": isolation}  # fmt: skip
            async with _seated(made, told, PROCESSES[kind]):
                yield made


@contextlib.asynccontextmanager
async def _seated(made: Race, told: dict[str, Any], processes: int) -> AsyncIterator[None]:
    began: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readline() == b"meet\n":
            await made.meeting.join(writer)
        else:
            began.put_nowait((reader, writer))

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        for n in range(processes):
            chats = [FIRST + m for m in range(STAFF) if m % processes == n]
            line = json.dumps({**told, "port": port, "chats": chats, "seed": n})
            command = [sys.executable, "-m", "tests.services.racing", line]
            made.workers.append(Worker(await asyncio.create_subprocess_exec(*command)))
        async with asyncio.timeout(PATIENCE):
            for worker in made.workers:
                worker.ends = await began.get()
        yield
    finally:
        for worker in made.workers:
            await worker.stop()
        server.close()


RACES = [("postgres", "between"), ("sqlite", "lock"), ("sqlite", "outside")]


@pytest.mark.parametrize(("kind", "where"), RACES)
async def test_of_twenty_who_claim_at_once_one_has_it_and_nineteen_are_told_who(
    kind: str, where: str, tmp_path: Path
) -> None:
    async with race(kind, tmp_path, where) as played:
        for number in range(ROUNDS):
            played.meeting.chance.seed(number)
            concern = await played.case(10_000 + number)
            await played.plays([(FIRST + n, concern) for n in range(STAFF)])
            await played.one_has_it(concern)
        await played.nothing_broke()
    print(f"{kind}, {where}: {ROUNDS} rounds of {STAFF}, {played.lost} turns given out again")


@pytest.mark.parametrize(("kind", "where"), [("postgres", "between"), ("sqlite", "outside")])
async def test_without_the_version_several_have_it_and_the_same_check_sees_them(
    kind: str, where: str, tmp_path: Path
) -> None:
    async with race(kind, tmp_path, where, planted=True) as played:
        concern = await played.case(10_000)
        await played.plays([(FIRST + n, concern) for n in range(STAFF)])
        with pytest.raises(AssertionError, match="was claimed by"):
            await played.one_has_it(concern)


async def test_who_a_stricter_database_refuses_comes_again_and_is_told_the_same(
    tmp_path: Path,
) -> None:
    async with race("postgres", tmp_path, "between", isolation="SERIALIZABLE") as played:
        concern = await played.case(10_000)
        await played.plays([(FIRST + n, concern) for n in range(STAFF)])
        await played.one_has_it(concern)
        await played.nothing_broke()
    assert played.lost > 0, "the database refused nobody, so nothing was tried"


async def test_twenty_claims_of_twenty_cases_are_all_taken_and_all_on_record(
    tmp_path: Path,
) -> None:
    async with race("postgres", tmp_path, "between") as played:
        cases = [await played.case(10_000 + n) for n in range(STAFF)]
        await played.plays([(FIRST + n, concern) for n, concern in enumerate(cases)])
        for n, concern in enumerate(cases):
            now = await played.scene.store.read(partial(concerns.get, concern_id=concern.id))
            assert now.claimed_by == played.staff[n].id
        await played.nothing_broke()
