"""The key of limits lives one day: its tags of two days differ, and yesterday's key is gone."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.domain.ids import ChatId
from bot.vault.keyring import Keyring, Purpose
from tests.invariants.conftest import Shown
from tests.kit.world import World

PEOPLE = 100
DAYS = 3


def tags(world: World) -> list[bytes]:
    """What the limits would keep of a hundred people."""
    vault = world.bot.house.vault
    return [vault.tag(Purpose.RATE, ChatId(2**51 + n), "concern") for n in range(PEOPLE)]


def key(world: World) -> bytes:
    return world.bot.house.vault.keyring.current(Purpose.RATE).key


def holders(key: bytes, folder: Path) -> list[str]:
    """Files that hold a key, raw or as the keyring writes it."""
    needles = (key, base64.b64encode(key))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [p.name for p in files if any(needle in p.read_bytes() for needle in needles)]


def alike(some: list[bytes], others: list[bytes]) -> int:
    """How many tags of one day could be matched with another's, their stamps aside."""
    return len({tag[2:] for tag in some} & {tag[2:] for tag in others})


async def next_day(world: World) -> None:
    world.clock.advance(days=1)
    await world.bot.jobs.tick("rate-key")


@pytest.mark.invariant(20)
async def test_tags_of_two_days_differ_and_yesterdays_key_is_gone(
    world: World, shown: Shown
) -> None:
    await world.bot.jobs.tick("rate-key")
    seen = []
    for _ in range(DAYS):
        seen.append((tags(world), key(world)))
        assert holders(key(world), world.folder) == ["keyring.json"]
        await next_day(world)
        assert holders(seen[-1][1], world.folder) == []
    assert all(alike(seen[n][0], seen[m][0]) == 0 for n in range(DAYS) for m in range(n))
    shown.tried(f"{PEOPLE} people on {DAYS} days, every file scanned for {DAYS} keys")


@pytest.mark.invariant(20)
async def test_a_key_that_stays_is_noticed(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.bot.jobs.tick("rate-key")
    before, old = tags(world), key(world)
    monkeypatch.setattr(Keyring, "newest_of", lambda self, _: self)
    await next_day(world)
    assert holders(old, world.folder) == ["keyring.json"]
    shown.caught("yesterday's key left in the file")
    monkeypatch.setattr(Keyring, "with_new", lambda self, *_: self)
    before = tags(world)
    await next_day(world)
    assert alike(before, tags(world)) == PEOPLE
    shown.caught("one key for two days")
