"""A world whose every screen is held against the rules of its reader's language."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Lang
from tests.conftest import UNTOLD
from tests.journeys import rules
from tests.kit.coverage import Post, recording
from tests.kit.world import World, open_world


@pytest.fixture(params=list(Lang))
def lang(request: pytest.FixtureRequest) -> Lang:
    """The reader's language; a journey that asks for it is walked in each."""
    chosen: Lang = request.param
    return chosen


@contextlib.asynccontextmanager
async def watched_world(folder: Path) -> AsyncIterator[tuple[World, Post]]:
    post = Post()
    async with open_world(folder) as world:
        post.listen(world.sim)
        yield world, post


@pytest.fixture
async def world(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[World]:
    """The real bot; what it sent is right in the language of whoever read it."""
    with recording() as made:
        async with watched_world(tmp_path) as (opened, post):
            yield opened
    pytestconfig.stash[UNTOLD].heard(made, post.sent)
    found = rules.faults(post.sent)
    assert not found, "\n".join(found)
