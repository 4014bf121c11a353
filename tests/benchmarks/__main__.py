"""make bench: prints each measure as soon as it is there."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from bot import log
from tests.benchmarks import crowd, dialogue, inbox, outgoing, sending
from tests.benchmarks.measures import HEAD, Measure
from tests.kit.postgres import KINDS

COUNT = int(os.environ.get("BENCH_CONCERNS", "10000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
ASKED = int(os.environ.get("BENCH_ASKED", "20"))
RECIPIENTS = int(os.environ.get("BENCH_RECIPIENTS", "5000"))
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "200"))
BACKLOG = int(os.environ.get("BENCH_BACKLOG", "10000"))
LETTERS = int(os.environ.get("BENCH_LETTERS", "5000"))
CROWD = int(os.environ.get("BENCH_CROWD", "1000000"))
GROWTH = (1_000, 100_000) if os.environ.get("BENCH_FULL") else None


def _print(measures: list[Measure]) -> None:
    for measure in measures:
        print(measure, flush=True)


async def _of(kind: str, count: int) -> inbox.Samples:
    with tempfile.TemporaryDirectory() as folder:
        measures, samples = await inbox.measured(
            Path(folder), kind, count, rounds=ROUNDS, asked=ASKED
        )
    _print(measures)
    return samples


async def _of_news(kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _print(await sending.measured(Path(folder), kind, RECIPIENTS))


async def _of_work(kind: str) -> None:
    load = dialogue.Load(people=PEOPLE, backlog=BACKLOG, rounds=ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        _print(await dialogue.measured(Path(folder), kind, load))
    with tempfile.TemporaryDirectory() as folder:
        _print([await outgoing.measured(Path(folder), kind, LETTERS, rounds=ROUNDS)])


async def _of_crowd() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _print(await crowd.measured(Path(folder), CROWD))


async def main() -> None:
    log.setup("ERROR")
    print(f"{ROUNDS} rounds of {ASKED} each; ours: p95, limit: what p95 may be")
    print(HEAD, flush=True)
    await _of_crowd()
    for kind in KINDS:
        await _of_work(kind)
        await _of_news(kind)
        await _of(kind, COUNT)
        if GROWTH:
            small, large = [await _of(kind, count) for count in GROWTH]
            _print(inbox.growth(kind, small, large, GROWTH))


asyncio.run(main())
