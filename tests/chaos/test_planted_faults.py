"""The kill test notices when a mechanism is missing: each is taken out of a real process once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.actions import FollowArea
from bot.simulator.simulator import Phase
from tests.chaos.killer import PHASES
from tests.chaos.people import any_of
from tests.chaos.story import Plan, Story
from tests.chaos.verdict import broken

pytestmark = pytest.mark.chaos
SEEDS = (7, 8, 9, 10)


def _room(folder: Path, seed: int) -> Path:
    """A folder of its own for each seed."""
    room = folder / str(seed)
    room.mkdir()
    return room


async def _told_of(
    folder: Path,
    planted: str,
    *,
    seed: int = 7,
    phases: Sequence[Phase] = PHASES,
    holding: str = "",
    at_news: int = 0,
    patience: float = 15.0,
) -> list[str]:
    plan = Plan(
        seed=seed,
        followers=40,
        concerns=15,
        kills_coming_in=0 if at_news else 6,
        kills_at_calls=0,
        kills_at_news=at_news,
        phases=phases,
        holding=holding,
        at_once=8,
        patience=patience,
    )
    return broken(await Story(folder, plan, planted=planted).play())


async def test_updates_that_come_again_late_break_nothing(tmp_path: Path) -> None:
    assert await _told_of(tmp_path, "slow confirmation", patience=60.0) == []


@pytest.mark.parametrize(
    ("planted", "holding", "sign"),
    [
        ("handled is forgotten", any_of(FollowArea), "news stands as None"),
        ("confirmed before kept", "", "waited in vain"),
        ("erased before sent", "", "waited in vain"),
    ],
)
async def test_a_lost_or_doubled_update_or_answer_is_noticed(
    tmp_path: Path, planted: str, holding: str, sign: str
) -> None:
    """holding: the answers that hurt most when they are killed; a follow acts twice visibly."""
    told: list[str] = []
    for seed in SEEDS:  # where a kill falls is chance; one of a few must fall where it hurts
        told += await _told_of(
            _room(tmp_path, seed), planted, seed=seed, phases=("received",), holding=holding
        )
        if any(sign in promise for promise in told):
            return
    raise AssertionError(told)


@pytest.mark.parametrize(
    ("planted", "sign"),
    [("news is tried again", "news came 2 times"), ("news is marked ahead", "were in flight")],
)
async def test_news_sent_twice_or_uncounted_is_noticed(
    tmp_path: Path, planted: str, sign: str
) -> None:
    told = await _told_of(tmp_path, planted, phases=("answered",), at_news=2)
    assert any(sign in promise for promise in told), told
