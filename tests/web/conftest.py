"""The whole bot behind a webhook, as `nabodialog run` starts it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import app
from bot.app import Bot, Outside
from bot.simulator import Limits, Simulator, serve
from bot.vault import keyring
from tests.kit.clock import Clock
from tests.kit.postgres import KINDS, database
from tests.kit.turns import until
from tests.kit.world import TOKEN, World
from tests.simulator.schema import check

SECRET = "a-secret_of-24-characters"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Hooked(World):
    """Runs until it is stopped; Telegram pushes."""

    made: list[Bot]

    async def begin(self) -> None:
        if not self.settings.keyring_file.exists():
            keyring.create(self.settings.keyring_file, secrets.token_bytes)
        self._stopping = asyncio.Event()
        run = app.run(self.settings, self._stopping, Outside(clock=self.clock))
        self._loops = [asyncio.create_task(run)]
        begun = len(self.made)
        await until(lambda: self._loops[0].done() or self._is_up(begun))
        self._check_loops()
        self.bot = self.made[-1]

    async def _is_up(self, begun: int) -> bool:
        if len(self.made) == begun or not self.sim.webhook.url:
            return False
        status, _ = await self.asks("/healthz", method="GET")
        return status == 200

    async def stop(self) -> None:
        self._stopping.set()
        await self._loops[0]

    @property
    def address(self) -> str:
        return f"http://{self.settings.webhook_listen}"

    async def asks(
        self, path: str = "/hook", *, method: str = "POST", secret: str | None = None, **more: Any
    ) -> tuple[int, str]:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.request(method, self.address + path, headers=headers, **more) as answer,
            ):
                return answer.status, await answer.text()
        except aiohttp.ClientConnectorError:
            return 0, "nobody listens"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Bot]:
    """Every bot that is wired: the tests look into it as a debugger would."""
    seen: list[Bot] = []
    wire: Callable[..., Bot] = app._bot

    def watched(*parts: Any) -> Bot:
        seen.append(wire(*parts))
        return seen[-1]

    monkeypatch.setattr(app, "_bot", watched)
    return seen


@contextlib.asynccontextmanager
async def hooked_world(folder: Path, url: str, made: list[Bot]) -> AsyncIterator[Hooked]:
    clock, port = Clock(), free_port()
    limits = Limits(off=True, webhook_retry=0.02)
    sim = Simulator(TOKEN, clock=clock.seconds, limits=limits, check=check)
    async with serve(sim) as base:
        world = Hooked(folder, sim, base, clock, url)
        world.made = made
        world.extra = {
            "update_mode": "webhook",
            "webhook_url": f"http://127.0.0.1:{port}/hook",
            "webhook_listen": f"127.0.0.1:{port}",
            "webhook_secret": SECRET,
        }
        await world.begin()
        try:
            yield world
        finally:
            await world.stop()
    assert sim.violations == []


@pytest.fixture(params=KINDS)
async def hooked(
    request: pytest.FixtureRequest, tmp_path: Path, made: list[Bot]
) -> AsyncIterator[Hooked]:
    async with (
        database(request.param, tmp_path) as url,
        hooked_world(tmp_path, url, made) as world,
    ):
        yield world


@pytest.fixture
async def on_sqlite(tmp_path: Path, made: list[Bot]) -> AsyncIterator[Hooked]:
    async with hooked_world(tmp_path, "", made) as world:
        yield world
