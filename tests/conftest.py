"""Fixtures every suite shares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.kit.world import World, open_world

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a busy machine is no fault


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The real bot on SQLite against the strict simulator, without limits of pace."""
    async with open_world(tmp_path) as opened:
        yield opened
