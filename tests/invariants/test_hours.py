"""The database and staff know the hour of what a resident does, not the minute."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import Lang
from bot.domain.places import Defaults
from bot.services import notices
from bot.store.outbox import Target
from bot.turn import Turn
from tests.invariants.conftest import Shown
from tests.invariants.rows import OF_RESIDENTS, rows
from tests.journeys.ways import AREA, WORDS
from tests.kit.clock import TUESDAY_MORNING
from tests.kit.postgres import database
from tests.kit.turns import scene
from tests.kit.world import Player, World, open_world

pytestmark = pytest.mark.invariant(8)

MINUTES = (3, 11, 26, 38, 49)
"""Past the hour; all that a resident does at one of them must look as at any other."""
_CODE = re.compile(r"[2-9B-Y]{3}-[2-9B-Y]{3}")
Told = dict[str, list[Any]]


async def _morning(folder: Path, minutes: int) -> Told:
    """One resident at so many minutes past nine; staff come at ten. What is kept and told of it."""
    async with open_world(folder) as world:
        mette = await world.moderator("da")
        await world.pass_time(minutes=minutes, seconds=minutes)
        amal = await world.resident("da", follows=[AREA])
        codes = [await world.shares_concern(amal, WORDS[Lang.DA]) for _ in range(2)]
        await amal.says("/concern")
        await amal.says(WORDS[Lang.DA])
        told: Told = {table: _numbers(rows(world, table)) for table in OF_RESIDENTS}
        told["handled"] = sorted({row["hour"] for row in rows(world, "handled")})
        told["counter"] = _numbers(rows(world, "counter"))
        told["staff"] = await _read_by_staff(world, mette, codes, minutes)
        return told


def _numbers(found: list[dict[str, Any]]) -> list[Any]:
    """All columns that could hold a time."""
    numbers = [tuple(v for v in row.values() if isinstance(v, int)) for row in found]
    return sorted(numbers)


async def _read_by_staff(world: World, mette: Player, codes: list[str], minutes: int) -> list[str]:
    """Opened at the same moment whenever they were written."""
    await world.pass_time(minutes=60 - minutes, seconds=-minutes)
    for command in ("/queue", *(f"/case {code}" for code in codes)):
        await mette.says(command)
    sent = [str(m.text) for m in mette.person.chat.history if m.outgoing]
    return [_CODE.sub("CODE", text) for text in sent]


def _check_same(mornings: list[Told]) -> None:
    for table in mornings[0]:
        assert all(m[table] == mornings[0][table] for m in mornings), f"{table} tells the minute"


async def _mornings(folder: Path) -> list[Told]:
    return [await _morning(folder / str(m), m) for m in MINUTES]


async def test_what_is_kept_and_told_is_the_same_at_every_minute_of_the_hour(
    tmp_path: Path, shown: Shown
) -> None:
    mornings = await _mornings(tmp_path)
    _check_same(mornings)
    compared = sum(len(found) for found in mornings[0].values())
    shown.tried(f"{len(MINUTES)} minutes of an hour, {compared} rows and texts each")


def _to_the_second(self: Defaults, now: int, *, staff: bool) -> int:
    return now + int(self.chat_window.total_seconds()) + staff


async def test_a_column_that_tells_the_second_is_found(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Defaults, "leaves_chat", _to_the_second)
    with pytest.raises(AssertionError, match="shown tells the minute"):
        _check_same(await _mornings(tmp_path))
    shown.caught("the second at which a message is to be deleted")


async def test_what_waits_to_be_sent_at_once_tells_only_its_hour(
    tmp_path: Path, shown: Shown
) -> None:
    """As in an outage: nothing is sent, all of it is kept."""
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        await play.colleague(2001)
        play.later(minutes=17, seconds=23)
        await play.resident(1001, Lang.DA, AREA)
        await play.shares(1001)
        dues = {sent.due for sent in await play.sent()}
    assert dues == {int(TUESDAY_MORNING.timestamp()) * 1000}
    shown.tried("an outbox that nobody empties")


async def _arrivals(folder: Path, people: int) -> list[float]:
    """Seconds from a concern to its notice at staff, for concerns of one moment."""
    async with database("sqlite", folder) as url, scene(url) as play:
        await play.colleague(2001)
        play.house = replace(play.house, reply_delay=(20, 300))
        for number in range(people):
            await play.resident(1001 + number)
            await play.shares(1001 + number)
        sent = await play.sent_to(Target.MODERATOR)
        now = play.now.timestamp()
        return [s.due / 1000 - now for s in sent]


def _check_jitter(waits: list[float]) -> None:
    assert min(waits) >= 20, "sooner than set"
    assert max(waits) <= 300, "later than set"
    tenths = {int((wait - 20) // 28) for wait in waits}
    assert len(tenths) == 10, "the moment can be foretold"


async def test_arrival_notices_come_at_random_moments_within_their_bounds(
    tmp_path: Path, shown: Shown
) -> None:
    waits = await _arrivals(tmp_path, 150)
    _check_jitter(waits)
    shown.tried(f"{len(waits)} arrival notices of 20 to 300 seconds")


@pytest.mark.parametrize(
    ("plant", "due"),
    [
        ("notices after a fixed time", lambda turn: turn.millis + 60_000),
        ("notices at once", lambda turn: turn.millis),
    ],
)
async def test_arrivals_that_can_be_foretold_are_found(
    tmp_path: Path,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    plant: str,
    due: Callable[[Turn], int],
) -> None:
    monkeypatch.setattr(notices, "_due", lambda turn, *, urgent: due(turn) + urgent * 0)
    waits = await _arrivals(tmp_path, 30)
    with pytest.raises(AssertionError, match=r"sooner|foretold"):
        _check_jitter(waits)
    shown.caught(plant)
