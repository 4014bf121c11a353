"""Acts in any order and at any time: no illegal state, no lost word, no case that is nobody's."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.domain.concerns import Concern, EntryKind, Outcome, Status
from bot.domain.ids import ModeratorId
from bot.services import threads
from bot.turn import Turn
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene
from tests.services.walking import STARTS, Street

WALKS = int(os.environ.get("WALKS", "1"))
"""For each start and database; many with `make walks`."""
STEPS = 60


async def walked(play: Scene, seed: int, start: str, steps: int = STEPS) -> Street:
    street = Street(play, seed, STARTS[start])
    await street.begin()
    for _ in range(steps):
        await street.step()
    return street


@pytest.mark.parametrize("start", list(STARTS))
@pytest.mark.parametrize("seed", range(WALKS))
async def test_whatever_people_do_every_case_is_somebodys_and_no_word_is_lost(
    play: Scene, seed: int, start: str
) -> None:
    street = await walked(play, seed, start)
    assert sum(street.done.values()) > STEPS / 6, street.refused
    await street.everybody_leaves()
    assert not [c for c in (await street.cases()).values() if c.is_open]


_append = threads.append


async def _forgetful(
    turn: Turn, concern: Concern, kind: EntryKind, words: str, *, by: ModeratorId | None
) -> None:
    if kind is not EntryKind.ADDITION:
        await _append(turn, concern, kind, words, by=by)


def _left_behind(self: Concern, *, by: ModeratorId, at: datetime) -> Concern:
    return replace(self, claimed_by=None, version=self.version + 1)


def _kept_clock(self: Concern, *, by: ModeratorId, outcome: Outcome, at: datetime) -> Concern:
    return replace(self, status=Status.CLOSED, outcome=outcome, due=1, version=self.version + 1)


@pytest.mark.parametrize(
    ("of", "name", "instead"),
    [
        (threads, "append", _forgetful),
        (Concern, "release", _left_behind),
        (Concern, "close", _kept_clock),
    ],
    ids=[
        "an addition is lost",
        "a release leaves it taken by nobody",
        "a clock goes on",
    ],
)
async def test_a_planted_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: object, name: str, instead: object
) -> None:
    monkeypatch.setattr(of, name, instead)
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        with pytest.raises(AssertionError, match=r"not there once|taken by nobody|a clock runs"):
            await walked(play, 1, "a week in autumn", steps=20 * STEPS)
