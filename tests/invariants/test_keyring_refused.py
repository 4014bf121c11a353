"""A keyring that is missing, wrong, open to others or misplaced: nothing is written or sent."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.simulator import Limits, Simulator, serve
from bot.vault import keyring
from tests.cli.shell import TOKEN, Shell, Told, settings_of
from tests.cli.test_bad_starts import standing
from tests.invariants.conftest import Shown

_BLIND = str(Path(__file__).with_name("blind_start.py"))


def _missing(shell: Shell) -> Path:
    shell.keyring.unlink()
    return shell.keyring


def _wrong(shell: Shell) -> Path:
    path = shell.keyring.with_name("other.json")
    keyring.create(path, secrets.token_bytes)
    return path


def _open_to_others(shell: Shell) -> Path:
    shell.keyring.chmod(0o644)
    return shell.keyring


def _among_the_data(shell: Shell) -> Path:
    return shell.keyring.rename(shell.folder / "data" / "keyring.json")


BAD: Mapping[str, Callable[[Shell], Path]] = {
    "missing": _missing,
    "wrong": _wrong,
    "world-readable": _open_to_others,
    "misplaced": _among_the_data,
}


class Rig:
    """A bot that has run: its database holds a colleague's invitation."""

    def __init__(self, shell: Shell, sim: Simulator) -> None:
        self.shell, self.sim = shell, sim

    async def starts_with(self, bad: Callable[[Shell], Path], *program: str) -> tuple[Told, bool]:
        """How the start ended, and whether anything was written or sent."""
        path = bad(self.shell)
        before, calls = standing(self.shell.folder), len(self.sim.calls)
        ledger = str(self.shell.keyring.with_name("erased.txt"))  # where it stood before
        settings = {**self.shell.settings, "KEYRING_FILE": str(path), "LEDGER_FILE": ledger}
        shell = replace(self.shell, settings=settings)
        told = await replace(shell, program=program or shell.program).run("run")
        sent = [c.method for c in self.sim.calls[calls:] if c.method != "getMe"]
        return told, standing(self.shell.folder) == before and not sent


@asynccontextmanager
async def rigged(folder: Path) -> AsyncIterator[Rig]:
    sim = Simulator(TOKEN, limits=Limits(off=True))
    async with serve(sim) as base:
        shell = Shell(folder, settings_of(folder, base))
        keyring.create(shell.keyring, secrets.token_bytes)
        who = ("--role", "moderator", "--organisation", "gladsaxe")
        invited = await shell.run("invite", "--payload", *who)
        assert invited.code == 0, invited.err
        sim.person("Mette", 2**51).started = True
        yield Rig(shell, sim)


@pytest.mark.invariant(14)
@pytest.mark.parametrize("how", BAD)
async def test_a_bad_keyring_is_refused_and_nothing_is_written_or_sent(
    tmp_path: Path, shown: Shown, how: str
) -> None:
    async with rigged(tmp_path) as rig:
        told, untouched = await rig.starts_with(BAD[how])
        assert told.code == 1
        assert told.err.startswith("nabodialog: KEYRING_FILE: ")
        assert untouched
    shown.tried(f"{how} keyring with a database that is not empty")


@pytest.mark.invariant(14)
@pytest.mark.parametrize("how", ["wrong", "world-readable", "misplaced"])
async def test_a_bot_that_does_not_look_at_its_keyring_is_noticed(
    tmp_path: Path, shown: Shown, how: str
) -> None:
    async with rigged(tmp_path) as rig:
        told, untouched = await rig.starts_with(BAD[how], _BLIND)
        assert told.code == 0
        assert not untouched
    shown.caught(f"a start that takes a {how} keyring")
