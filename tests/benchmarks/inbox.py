"""Inbox, search and case card as staff wait for them: from what they send to what comes back.

The real bot over HTTP; the simulator in its fast mode takes no time worth the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from time import perf_counter

from bot.domain.ids import ModeratorId
from bot.simulator import Limits
from bot.store import staff
from bot.store.db import Tx
from tests.benchmarks import filling
from tests.benchmarks.filling import Filled
from tests.benchmarks.measures import Measure, percentile
from tests.kit.postgres import database
from tests.kit.world import PATIENCE, Player, World, open_world

LIMIT = 1.0
"""Seconds at p95, said by the product."""
SHARE = 0.95
Samples = Mapping[str, Sequence[Sequence[float]]]
"""What was asked -> rounds -> seconds."""


async def measured(
    folder: Path, kind: str, count: int, *, rounds: int, asked: int
) -> tuple[list[Measure], Samples]:
    """asked: how often each thing is asked in a round. kind: of database."""
    async with database(kind, folder) as url, open_world(folder, url=url, check=None) as world:
        mette = await world.colleague("lead")
        world.sim.limits = Limits(fast=True)
        store, house = world.bot.store, world.bot.house
        me = await store.read(_only_colleague)
        filled = await filling.fill(store, house, me, count, world.clock())
        samples = await _asked(world, mette, filled, rounds=rounds, asked=asked)
    return [_measure(name, kind, count, taken) for name, taken in samples.items()], samples


async def _only_colleague(tx: Tx) -> ModeratorId:
    (found,) = await staff.of(tx, filling.ORGANISATION)
    return found.id


async def _asked(
    world: World, who: Player, filled: Filled, *, rounds: int, asked: int
) -> dict[str, list[list[float]]]:
    codes = cycle(filled.codes)
    ways: dict[str, Callable[[], str]] = {
        "/queue": lambda: "/queue",
        "/case, a card": lambda: f"/case {next(codes)}",
        "/find, rare word": lambda: f"/find {filling.RARE}",
        "/find, frequent word": lambda: f"/find {filling.FREQUENT}",
        "/find, Arabic word": lambda: f"/find {filling.ARABIC}",
        "/find, no hit": lambda: f"/find {filling.NOWHERE}",
    }
    samples: dict[str, list[list[float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, said in ways.items():
            samples[name].append([await _waited(world, who, said()) for _ in range(asked)])
    return samples


async def _waited(world: World, who: Player, said: str) -> float:
    """Seconds until Telegram has the answer; then the bot comes to rest."""
    sent, begun = world.sim.sent, perf_counter()
    await who.person.send(said)
    assert await world.sim.until(lambda: world.sim.sent > sent, PATIENCE)
    took = perf_counter() - begun
    await world.settled()
    return took


def _measure(name: str, kind: str, count: int, taken: Sequence[Sequence[float]]) -> Measure:
    middle = percentile([s for one in taken for s in one], 0.5)
    return Measure(
        name=f"{name}, {count:,} cases, {kind}",
        rounds=[(percentile(one, SHARE), LIMIT) for one in taken],
        goal=1.0,
        note=f"p50 {middle * 1000:.1f} ms",
    )


def growth(kind: str, small: Samples, large: Samples, sizes: tuple[int, int]) -> list[Measure]:
    """How much longer the same takes with more cases."""
    return [
        Measure(
            name=f"{name}, {sizes[1]:,} over {sizes[0]:,}, {kind}",
            rounds=[
                (percentile(more, 0.5), percentile(less, 0.5))
                for less, more in zip(small[name], large[name], strict=True)
            ],
            goal=1.5,
        )
        for name in small
    ]
