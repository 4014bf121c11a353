"""A bot that could start at once: settings, keyring, and a Telegram to talk to."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator import Limits, Simulator, serve
from bot.vault import keyring
from tests.cli.shell import TOKEN, Shell, settings_of


@pytest.fixture
def sim() -> Simulator:
    return Simulator(TOKEN, limits=Limits(off=True))


@pytest.fixture
async def base(sim: Simulator) -> AsyncIterator[str]:
    async with serve(sim) as url:
        yield url


@pytest.fixture
def shell(tmp_path: Path, base: str) -> Shell:
    """Where everything is in order."""
    keyring.create(tmp_path / "keys" / "keyring.json", secrets.token_bytes)
    return Shell(tmp_path, settings_of(tmp_path, base))
