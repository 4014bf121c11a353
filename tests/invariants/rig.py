"""The real bot in a process of its own, watched from outside: its folder, its calls, its people."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.simulator import Call, FileBytes, Limits, Simulator, serve
from tests.cli.shell import Shell, settings_of
from tests.kit.needles import Found, Hidden, Needles
from tests.simulator import schema

TOKEN = "1:test"
PATIENCE = 300.0
SAMPLES = 12
"""Copies of the database taken while the bot runs."""


class Rig:
    """Everything the bot writes lies below `folder`; copies of the running database in `copies`."""

    def __init__(self, folder: Path, sim: Simulator, base: str, people: list[Hidden]) -> None:
        self.folder, self.sim = folder / "bot", sim
        self.copies = folder / "copies"
        self.people = people
        self.needles = Needles(people)
        for name in ("tmp", "home", "logs"):
            (self.folder / name).mkdir(parents=True)
        home = {"TMPDIR": str(self.folder / "tmp"), "HOME": str(self.folder / "home")}
        self.shell = Shell(self.folder, settings_of(self.folder, base, LOG_LEVEL="DEBUG", **home))
        self._process: Process | None = None

    @property
    def database(self) -> Path:
        return self.folder / "data" / "nabodialog.sqlite3"

    @property
    def log(self) -> Path:
        return self.folder / "logs" / "err.log"

    async def start(self) -> None:
        with (self.folder / "logs" / "out.log").open("ab") as out, self.log.open("ab") as err:
            self._process = await self.shell.start("run", out=out.fileno(), err=err.fileno())

    async def invitation(self, role: str) -> str:
        told = await self.shell.run(
            "invite", "--payload", "--practised", "--role", role, "--organisation", "gladsaxe"
        )
        assert told.code == 0, told.err
        return told.out.strip()

    async def kill(self) -> None:
        """kill -9: what stands in the folder then is what a thief of the machine finds."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def copy_database(self, name: str) -> None:
        """As a thief copies it from a running machine, at a moment when the log holds something."""
        target = self.copies / name
        log = target / f"{self.database.name}-wal"
        while not (log.exists() and log.stat().st_size):
            await self.sim.change.wait()
            shutil.copytree(self.database.parent, target, dirs_exist_ok=True)

    async def made_calls(self, count: int) -> None:
        await self.sim.until(lambda: len(self.sim.calls) >= count, PATIENCE)

    @contextlib.asynccontextmanager
    async def sampled(self, every: int) -> AsyncIterator[None]:
        """Copies the database each time the bot has made so many more calls."""

        async def sample() -> None:
            for number in range(1, SAMPLES + 1):
                await self.made_calls(number * every)
                await self.copy_database(f"copy {number}")

        sampling = asyncio.create_task(sample())
        try:
            yield
        finally:
            await sampling


def found_in_calls(needles: Needles, calls: Iterable[Call]) -> list[Found]:
    """Everything the bot asked of Telegram; a person's own needles may go to the person."""
    owners = {person.id: person for person in needles.people}
    bodies: dict[Any, list[bytes]] = {}
    for call in calls:
        bodies.setdefault(call.params.get("chat_id"), []).append(body_of(call))
    return [
        found
        for chat, parts in bodies.items()
        for found in needles.scan(
            f"calls to {'a resident' if chat in owners else chat}",
            b"\n".join(parts),
            own=owners.get(chat),
        )
    ]


def body_of(call: Call) -> bytes:
    """The request as bytes: method, fields, and the name and content of every file."""
    return b"\n".join([call.method.encode(), *_written(call.params)])


def _written(value: Any) -> Iterator[bytes]:
    if isinstance(value, FileBytes):
        yield from (value.name.encode(), value.data)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key.encode(), *_written(item))
    elif isinstance(value, list):
        for item in value:
            yield from _written(item)
    else:
        yield (value if isinstance(value, str) else json.dumps(value)).encode()


@contextlib.asynccontextmanager
async def rigged(folder: Path, people: list[Hidden]) -> AsyncIterator[Rig]:
    sim = Simulator(TOKEN, limits=Limits(off=True), check=schema.check)
    async with serve(sim) as base:
        rig = Rig(folder, sim, base, people)
        try:
            yield rig
        finally:
            await rig.kill()
    assert sim.violations == []
