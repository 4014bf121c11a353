"""kill -9 at any call: no concern lost or doubled, no news twice, every gap counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chaos.story import Plan, Story
from tests.chaos.verdict import broken, table

pytestmark = pytest.mark.chaos

FULL = 30
KILLS = int(os.environ.get("CHAOS_KILLS", FULL))
SEED = int(os.environ.get("CHAOS_SEED", "1"))


def _plan() -> Plan:
    third = KILLS // 3
    short = KILLS < FULL
    return Plan(
        seed=SEED,
        followers=100 if short else 500,
        concerns=60 if short else 300,
        kills_coming_in=third,
        kills_at_calls=third,
        kills_at_news=KILLS - 2 * third,
    )


async def test_killed_at_any_call_every_concern_is_filed_once_and_no_news_comes_twice(
    tmp_path: Path,
) -> None:
    told = await Story(tmp_path, _plan()).play()
    print(f"\n{table(told)}")
    assert broken(told) == []
