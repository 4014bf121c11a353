"""Fixtures every suite shares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The real bot on SQLite against the strict simulator, without limits of pace."""
    async with open_world(tmp_path) as opened:
        yield opened
