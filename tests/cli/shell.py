"""The real command in a folder of its own, with nothing but the settings a test names."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import runpy
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import Settings

PATIENCE = 60.0
TOKEN = "1:test"
_SETTINGS = {name.upper() for name in Settings.model_fields}


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended and what it printed."""

    code: int | None
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        return [line.removeprefix("nabodialog: ") for line in self.err.splitlines()]


_BOT = ("-m", "bot")
_POWERLESS = """
import ctypes, os, sys
for power in (1, 2):  # to write and to read where permissions forbid it
    ctypes.CDLL(None).prctl(24, power, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@dataclass(frozen=True, slots=True)
class Shell:
    """folder: where the command stands. settings: its environment besides the machine's own.

    powerless: permissions hold for root too, as they do for the user a service runs as.
    program: what Python runs.
    """

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    powerless: bool = False
    program: Sequence[str] = _BOT

    @property
    def keyring(self) -> Path:
        return Path(self.settings["KEYRING_FILE"])

    @property
    def database(self) -> Path:
        return Path(self.settings["DATA_DIR"]) / "nabodialog.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if k not in _SETTINGS}
        return {**inherited, "COLUMNS": "200", "NO_COLOR": "1", **self.settings}

    async def start(self, *arguments: str, out: int = PIPE, err: int = PIPE) -> Process:
        before = ["-c", _POWERLESS] if self.powerless else []
        return await asyncio.create_subprocess_exec(
            sys.executable, *before, *self.program, *arguments,
            cwd=self.folder, env=self.environment, stdin=DEVNULL, stdout=out, stderr=err,
        )  # fmt: skip

    async def run(self, *arguments: str) -> Told:
        """Until it ends by itself; killed when it does not."""
        if not self.powerless and self.program == _BOT:
            return await self._fork(*arguments)
        process = await self.start(*arguments)
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate()
        except TimeoutError:
            process.kill()
            out, err = await process.communicate()
            raise AssertionError(f"{arguments} did not end: {out!r} {err!r}") from None
        return Told(process.returncode, out.decode(), err.decode())

    async def _fork(self, *arguments: str) -> Told:
        with tempfile.TemporaryDirectory() as files:
            out, err = Path(files) / "out", Path(files) / "err"
            process = _SERVER.Process(
                target=_command, args=(arguments, self.folder, self.environment, out, err)
            )
            await asyncio.to_thread(process.start)
            await asyncio.to_thread(process.join, PATIENCE)
            if process.is_alive():
                process.kill()
                raise AssertionError(f"{arguments} did not end: {out.read_text()!r}")
            return Told(process.exitcode, out.read_text(), err.read_text())


def _command(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: Path, err: Path
) -> None:
    """In a fresh process, as `python -m bot` there would."""
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["nabodialog", *arguments]
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except Exception:  # noqa: BLE001 # the interpreter's own last word, which the bot may have set
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
    finally:
        gc.collect()  # as an ending interpreter does: what was left open says so


_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["bot.cli.main"])
"""Commands that end by themselves are forked where the program is loaded already, which costs
more than all they do. What runs on, or without root's powers, is started in full."""


def settings_of(folder: Path, base: str = "http://127.0.0.1:9", **more: str) -> dict[str, str]:
    """Settings of a bot that keeps everything below a folder."""
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": base,
        "DATA_DIR": str(folder / "data"),
        "KEYRING_FILE": str(folder / "keys" / "keyring.json"),
        "REPLY_DELAY_SECONDS": "0-0",
        "SENDS_PER_SECOND": "1000",
        "CHAT_SENDS_PER_SECOND": "1000",
        "CHAT_BURST": "1000",
        **more,
    }
