"""Services run on both databases, in turns whose time and chance a test decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.postgres import KINDS, database
from tests.kit.turns import Scene, scene


@pytest.fixture(params=KINDS)
async def play(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    async with database(request.param, tmp_path) as url, scene(url) as opened:
        yield opened
