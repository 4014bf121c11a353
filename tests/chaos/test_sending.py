"""A bulletin to 5,000 under Telegram's limits: killed at any send, and stopped half way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chaos.sending import Sending, broken, table

pytestmark = pytest.mark.chaos

FULL = 30
SHORT = int(os.environ.get("CHAOS_KILLS", FULL)) < FULL
"""`make chaos-short`: 500 people and 8 kills in place of 5,000 and 50."""
SEED = int(os.environ.get("CHAOS_SEED", "1"))
FOLLOWERS, KILLS = (500, 8) if SHORT else (5000, 50)


async def test_a_bulletin_killed_at_any_send_comes_to_everybody_once(tmp_path: Path) -> None:
    sent = await Sending(tmp_path, seed=SEED, followers=FOLLOWERS, kills=KILLS).play()
    print(f"\n{table(sent)}")
    assert broken(sent, kills=KILLS) == []


async def test_a_bulletin_stopped_half_way_counts_everybody_also_after_a_kill(
    tmp_path: Path,
) -> None:
    followers = FOLLOWERS // 4
    sending = Sending(tmp_path, seed=SEED, followers=followers, stopped_after=followers // 4)
    sent = await sending.play()
    print(f"\n{table(sent)}")
    assert broken(sent, kills=1, stopped=True) == []
