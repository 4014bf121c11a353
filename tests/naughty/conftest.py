"""A world in which nothing may be logged as an error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.world import World, open_world
from tests.naughty.watch import no_errors, nothing_is_buried


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    with no_errors():
        async with open_world(tmp_path) as opened:
            yield opened
            await nothing_is_buried(opened)
