"""Runs the bot with one mechanism taken out, so that the kill test can show that it notices.

Usage: planted.py NAME run
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.cli.main import main as run
from bot.delivery.budget import Flight
from bot.delivery.intake import Poller
from bot.delivery.letters import Letter, Letters
from bot.domain.bulletins import Delivery
from bot.store import deliveries, handled
from bot.store.db import Statement, Tx
from bot.store.deliveries import Recipient
from bot.store.schema import delivery

A_WHILE = 0.3
"""Seconds a batch is held, so that a kill falls into the moment that matters."""

Batch = Sequence[Mapping[str, Any]]


def _slow_confirmation() -> None:
    """Nothing is taken out: Telegram only hears later that a batch is done."""
    handle = Poller._handle

    async def slow(self: Poller, batch: Batch) -> None:
        await handle(self, batch)
        await asyncio.sleep(A_WHILE)

    Poller._handle = slow  # type: ignore[method-assign] # the fault is planted here


def _handled_is_forgotten() -> None:
    """Every update counts as new, also one that was done before the kill."""
    add = handled.add

    async def always_new(tx: Tx, update_id: int, hour: int) -> bool:
        await add(tx, update_id, hour)
        return True

    handled.add = always_new
    _slow_confirmation()


def _confirmed_before_kept() -> None:
    """Telegram hears that a batch is done before it is."""

    async def hasty(self: Poller, batch: Batch) -> None:
        if batch:
            self._offset = batch[-1]["update_id"] + 1
            await self._confirm()
            await asyncio.sleep(A_WHILE)
            await self._take(batch)

    Poller._handle = hasty  # type: ignore[method-assign] # the fault is planted here


def _erased_before_sent() -> None:
    """An answer leaves the outbox before Telegram has it."""
    deliver = Letters.deliver

    async def hasty(self: Letters, letter: Letter, flight: Flight | None) -> None:
        await self._erase(letter)
        await deliver(self, letter, flight)

    Letters.deliver = hasty  # type: ignore[method-assign] # the fault is planted here


def _news_is_tried_again() -> None:
    """What was being sent when the bot died is sent once more instead of standing as unknown."""
    from sqlalchemy import update

    again = Statement(
        update(delivery)
        .where(delivery.c.state == Delivery.SENDING.value)
        .values(state=Delivery.OPEN.value)
    )

    async def interrupted(tx: Tx) -> None:
        await tx.run(again)

    deliveries.interrupted = interrupted


def _news_is_marked_ahead() -> None:
    """A whole window stands as being sent before the first of it is asked for."""
    find, mark, take = deliveries.due, deliveries.mark, deliveries.take_window
    marked: list[Recipient] = []

    async def taking(tx: Tx, *, due: int, limit: int = deliveries.WINDOW) -> bool:
        more = await take(tx, due=due, limit=limit)
        for to in await find(tx, now=due, limit=limit):
            await mark(tx, to, was=Delivery.OPEN, state=Delivery.SENDING)
            marked.append(to)
        return more

    async def waiting(tx: Tx, *, now: int, limit: int) -> Sequence[Recipient]:
        found, marked[:] = marked[:limit], marked[limit:]
        return found

    async def marking(
        tx: Tx,
        to: Recipient,
        *,
        was: Delivery,
        state: Delivery,
        due: int = 0,
        message: bytes | None = None,
    ) -> bool:
        if was is Delivery.OPEN:
            return True
        return await mark(tx, to, was=was, state=state, due=due, message=message)

    async def starting(tx: Tx, to: Recipient) -> bool:
        return True

    async def standing(tx: Tx, to: Recipient) -> Recipient | None:
        return to

    deliveries.take_window, deliveries.due, deliveries.mark = taking, waiting, marking
    deliveries.start, deliveries.as_it_stands = starting, standing


PLANTED: Mapping[str, Callable[[], None]] = {
    "slow confirmation": _slow_confirmation,
    "handled is forgotten": _handled_is_forgotten,
    "confirmed before kept": _confirmed_before_kept,
    "erased before sent": _erased_before_sent,
    "news is tried again": _news_is_tried_again,
    "news is marked ahead": _news_is_marked_ahead,
}


if __name__ == "__main__":
    PLANTED[sys.argv.pop(1)]()
    run()
