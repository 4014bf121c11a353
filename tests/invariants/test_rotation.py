"""Rotation killed anywhere goes on, open threads still deliver, the old keys are gone from disk.

ROTATION_THREADS and ROTATION_KILLS make it shorter or longer; `make invariants` is the long form.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import secrets
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.app import Outside
from bot.domain.concerns import Concern
from bot.services import rotation
from bot.services.rewrapping import REWRAPPED
from bot.settings import load
from bot.simulator import Limits, Simulator, serve
from bot.store import migrations
from bot.vault import keyring
from bot.vault.keyring import Keyring
from tests.cli.shell import TOKEN, Shell, settings_of
from tests.invariants.conftest import Shown
from tests.kit.postgres import opened
from tests.kit.threads import answer, chats, open_threads
from tests.kit.turns import Scene

THREADS = int(os.environ.get("ROTATION_THREADS", "300"))
KILLS = int(os.environ.get("ROTATION_KILLS", "4"))
SEED = int(os.environ.get("ROTATION_SEED", "1"))
PATIENCE = 600.0
_PROGRAM = str(Path(__file__).with_name("rotating.py"))


class Rig:
    """The bot in a process of its own, with many open threads in its database."""

    def __init__(self, folder: Path, sim: Simulator, base: str, planted: str) -> None:
        self.folder, self.sim, self._planted = folder, sim, planted
        self.stats = folder / "stats"
        self.shell = Shell(folder, settings_of(folder, base, ROTATION_WAITS_FOR_BACKUP="false"))

    @property
    def keyring(self) -> Keyring:
        return keyring._loaded(self.shell.keyring)

    @asynccontextmanager
    async def scene(self) -> AsyncIterator[Scene]:
        """The stopped bot's database, with the keyring as it stands."""
        named = {name.lower(): value for name, value in self.shell.settings.items()}
        settings = load(_env_file=None, **named)
        house = replace(app.make_house(settings, Outside(), ""), reply_delay=(0, 0))
        async with opened(settings.database) as store:
            yield Scene(store, house, now=Outside().clock())

    async def fills(self, threads: int) -> list[Concern]:
        keyring.create(self.shell.keyring, secrets.token_bytes)
        (self.folder / "data").mkdir()
        await migrations.upgrade_here(f"sqlite+aiosqlite:///{self.shell.database}")
        for chat in chats(threads):
            self.sim.person(f"Person {chat}", chat).started = True
        async with self.scene() as scene:
            return await open_threads(scene, threads)

    async def asks(self) -> None:
        async with self.scene() as scene:
            await scene.store.write(lambda tx: rotation.ask(tx, scene.now))

    async def runs(self, *, dies_at: int) -> bool:
        """Until it dies at that point or a rotation came to its end; whether it was killed."""
        ended = len(self.ended())
        shell = replace(
            self.shell, program=[_PROGRAM, str(dies_at), str(self.stats), self._planted]
        )
        with (self.folder / "err.log").open("ab") as log:
            process = await shell.start("run", out=log.fileno(), err=log.fileno())
        waiting = asyncio.create_task(process.wait())
        await _until(lambda: waiting.done() or len(self.ended()) > ended)
        if not waiting.done():
            process.send_signal(signal.SIGTERM)
        return await waiting == -signal.SIGKILL

    def ended(self) -> list[dict[str, Any]]:
        """Figures of the rotations that came to their end."""
        lines = self.stats.read_text().splitlines() if self.stats.exists() else []
        return [json.loads(line) for line in lines]

    async def delivers(self, cases: list[Concern]) -> Collection[int]:
        """Answers every thread; the chats that heard of it."""
        before = len(self.sim.calls)
        async with self.scene() as scene:
            await answer(scene, cases)
        process = await self.shell.start("run", out=2, err=2)
        try:
            await _until(lambda: _waiting(self.shell.database) == 0)
        finally:
            process.terminate()
            await process.wait()
        calls = [c for c in self.sim.calls[before:] if c.method == "sendMessage"]
        return [int(c.params["chat_id"]) for c in calls]


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.05)


def _waiting(database: Path) -> int:
    with closing(sqlite3.connect(database)) as reading:
        (count,) = reading.execute("SELECT count(*) FROM outbox WHERE dead = 0").fetchone()
    return int(count)


@asynccontextmanager
async def rigged(folder: Path, planted: str = "none") -> AsyncIterator[Rig]:
    sim = Simulator(TOKEN, limits=Limits(off=True))
    async with serve(sim) as base:
        yield Rig(folder, sim, base, planted)


def traces_of(old: Keyring, folder: Path) -> list[str]:
    """Files that still hold a key which was to be destroyed, raw or as the keyring writes it."""
    keys = [old.current(purpose).key for purpose in REWRAPPED]
    needles = [*keys, *(base64.b64encode(key) for key in keys)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [p.name for p in files if any(needle in p.read_bytes() for needle in needles)]


async def killed_many_times(rig: Rig, kills: int) -> None:
    """Rotations one after the other until so many kills fell, and the last one ran to its end."""
    rng = random.Random(SEED)
    await rig.asks()
    await rig.runs(dies_at=0)
    points = rig.ended()[0]["points"]
    left, under_way = kills, False
    while left or under_way:
        if not under_way:
            await rig.asks()
        was_killed = await rig.runs(dies_at=rng.randint(1, points) if left else 0)
        left, under_way = left - was_killed, was_killed


@pytest.mark.invariant(13)
async def test_a_rotation_killed_anywhere_goes_on_and_every_thread_still_delivers(
    tmp_path: Path, shown: Shown
) -> None:
    async with rigged(tmp_path) as rig:
        cases = await rig.fills(THREADS)
        first = rig.keyring
        await killed_many_times(rig, KILLS)
        assert sorted(set(await rig.delivers(cases))) == list(chats(THREADS))
        assert traces_of(first, tmp_path) == []
        verified = await rig.shell.run("keys", "verify")
        assert (verified.code, verified.err) == (0, "")
        whole = rig.ended()[0]
    figures = f"{whole['seconds']:.1f} s, peak {whole['mib']} MiB"
    print(f"\nrotation of {THREADS} open threads, {KILLS} kills: {figures}")
    shown.tried(f"{THREADS} open threads, {KILLS} kills, a whole rotation took {figures}")


@pytest.mark.invariant(13)
async def test_a_row_that_is_not_moved_is_noticed(tmp_path: Path, shown: Shown) -> None:
    async with rigged(tmp_path, planted="addresses skipped") as rig:
        cases = await rig.fills(5)
        await killed_many_times(rig, 0)
        assert list(await rig.delivers(cases)) == []
    shown.caught("a kind of row that is not moved")


@pytest.mark.invariant(13)
async def test_an_old_key_that_stays_on_disk_is_noticed(tmp_path: Path, shown: Shown) -> None:
    async with rigged(tmp_path, planted="old keys kept") as rig:
        await rig.fills(5)
        first = rig.keyring
        await killed_many_times(rig, 0)
        assert "keyring.json" in traces_of(first, tmp_path)
    shown.caught("old keys left in the file")
