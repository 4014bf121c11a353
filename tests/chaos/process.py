"""The bot as a process of its own, as an operator runs it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bot.settings import Settings, load

TOKEN = "1:test"
ENDS_WITHIN = 15.0
COMMAND_SECONDS = 60.0
_PLANTED = str(Path(__file__).with_name("planted.py"))


class BotProcess:
    """`nabodialog run` in a folder. planted: a mechanism taken out of it, see planted.py."""

    def __init__(self, folder: Path, *, planted: str = "", **settings: str | int | float) -> None:
        self._folder = folder
        self._argv = [_PLANTED, planted] if planted else ["-m", "bot"]
        self._env = {
            "BOT_TOKEN": TOKEN,
            "DATA_DIR": str(folder / "data"),
            "KEYRING_FILE": str(folder / "keys" / "keyring.json"),
            "REPLY_DELAY_SECONDS": "0-0",
            **{name.upper(): str(value) for name, value in settings.items()},
        }
        self._running: asyncio.subprocess.Process | None = None

    @contextlib.asynccontextmanager
    async def at(self, base: str) -> AsyncIterator[None]:
        """Talks to the Bot API server there. Whatever still runs at the end is killed."""
        self.now_with(bot_api_url=base)
        try:
            yield
        finally:
            self.kill()
            if self._running:
                await self.ended()

    @property
    def settings(self) -> Settings:
        """What the process reads from its environment."""
        return load(_env_file=None, **{name.lower(): value for name, value in self._env.items()})

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def _log(self) -> Path:
        return self._folder / "bot.log"

    @property
    def _environment(self) -> Mapping[str, str]:
        return {**os.environ, **self._env}

    def now_with(self, **settings: str | int | float) -> None:
        """Other settings from the next start on."""
        self._env.update({name.upper(): str(value) for name, value in settings.items()})

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable, *self._argv, "run",
                cwd=self._folder, env=self._environment, stderr=log, stdout=log,
            )  # fmt: skip

    def kill(self) -> None:
        """kill -9, at once: the process gets no time for anything."""
        if self._running and self._running.returncode is None:
            os.kill(self._running.pid, signal.SIGKILL)

    async def ended(self) -> int:
        """Waits for the end; the exit code, negative for a signal."""
        assert self._running is not None
        return await self._running.wait()

    async def terminate(self) -> int:
        """SIGTERM; the exit code. Raises TimeoutError when it takes too long."""
        assert self._running is not None
        self._running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(ENDS_WITHIN):
            return await self.ended()

    async def command(self, *arguments: str) -> str:
        """Another verb of the shell with the same settings; what it prints."""
        shell = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=self._folder, env=self._environment, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(COMMAND_SECONDS):
            printed, _ = await shell.communicate()
        assert shell.returncode == 0, f"{arguments} ended with {shell.returncode}"
        return printed.decode().strip()

    async def invitation(self, role: str) -> str:
        return await self.command(
            "invite",
            "--role",
            role,
            "--organisation",
            "gladsaxe",
            "--payload",
            "--practised",
        )
