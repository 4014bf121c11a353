"""Runs the bot and kills it with SIGKILL at a chosen point of a rotation.

Usage: rotating.py POINT STATS PLANTED run

POINT: the how many-th point it dies at, 0 for never. A point is reached before and after each page
of rows, inside its transaction, and around each step of replacing the keyring file. STATS: a file
that gets a line of figures for each rotation that came to its end. PLANTED: see PLANTS.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cli.main import main as run
from bot.jobs import Jobs
from bot.services import rewrapping
from bot.services.rewrapping import Page
from bot.services.rotation import Rotation
from bot.vault import keyring
from bot.vault.keyring import Keyring, Purpose

Asynchronous = Callable[..., Awaitable[Any]]


class Points:
    def __init__(self, deadly: int) -> None:
        self.reached, self._deadly = 0, deadly

    def pass_one(self) -> None:
        self.reached += 1
        if self.reached == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any) -> Any:
            self.pass_one()
            result = step(*args)
            self.pass_one()
            return result

        return watched

    def around_page(self, page: Asynchronous) -> Asynchronous:
        async def watched(*args: Any, **how: Any) -> Any:
            self.pass_one()
            result = await page(*args, **how)
            self.pass_one()
            return result

        return watched


def _count(points: Points) -> None:
    for name in ("_write", "_sync_folder", "_overwrite"):
        setattr(keyring, name, points.around(getattr(keyring, name)))
    for name in ("known_page", "move_page", "check_page"):
        setattr(rewrapping, name, points.around_page(getattr(rewrapping, name)))


def _tell(points: Points, stats: Path) -> None:
    """A line for each rotation: how long it ran in this process, its points, the peak memory."""
    look, finish = Rotation.look, Rotation._finish
    begun: list[float] = []

    async def timed(self: Rotation) -> None:
        begun[:] = [time.monotonic()]
        await look(self)

    async def told(self: Rotation, tx: Any) -> None:
        await finish(self, tx)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        line = {"seconds": time.monotonic() - begun[0], "points": points.reached, "mib": peak}
        with stats.open("a") as file:
            file.write(json.dumps(line) + "\n")

    Rotation.look, Rotation._finish = timed, told  # type: ignore[method-assign] # only watched


def _look_at_once() -> None:
    """The first look comes with the start; otherwise each start would wait for it."""
    start = Jobs.start

    def soon(self: Jobs) -> None:
        start(self)
        for job in self._scheduler.get_jobs():
            if job.args == ("rotation",):
                job.modify(next_run_time=datetime.now(UTC))

    Jobs.start = soon  # type: ignore[method-assign] # only hastened


def _addresses_are_skipped() -> None:
    """Addresses stay under the old keys, and nobody checks before those are destroyed."""
    move, check = rewrapping.move_page, rewrapping.check_page

    async def skipping(*args: Any, **how: Any) -> Page:
        if how["holding"] is rewrapping.ADDRESSES:
            return Page(last=None)
        return await move(*args, **how)

    async def blind(*args: Any, **how: Any) -> Any:
        return replace(await check(*args, **how), older=0)

    rewrapping.move_page, rewrapping.check_page = skipping, blind


def _old_keys_are_kept() -> None:
    """The file keeps what it should no longer hold."""

    def same(self: Keyring, purposes: Collection[Purpose]) -> Keyring:  # the fault
        return self

    Keyring.newest_of = same  # type: ignore[method-assign] # the fault is planted here


PLANTS: Mapping[str, Callable[[], None]] = {
    "none": lambda: None,
    "addresses skipped": _addresses_are_skipped,
    "old keys kept": _old_keys_are_kept,
}

if __name__ == "__main__":
    deadly, stats, planted = sys.argv[1:4]
    del sys.argv[1:4]
    watch = Points(int(deadly))
    PLANTS[planted]()
    _count(watch)
    _tell(watch, Path(stats))
    _look_at_once()
    run()
