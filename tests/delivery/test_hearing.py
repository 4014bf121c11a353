"""Telegram was heard: what is kept of it, and when that was after a day without a word."""

from __future__ import annotations

import pytest

from bot.delivery.hearing import DAY, Hearing
from bot.store.db import DatabaseFault


class Ear:
    def __init__(self) -> None:
        self.now, self.kept, self.broken = 0.0, list[bool | None](), False
        self.hearing = Hearing(lambda: self.now, self.keep)

    async def keep(self, silent: bool | None) -> None:
        if self.broken:
            raise DatabaseFault
        self.kept.append(silent)

    async def hears_after(self, seconds: float) -> None:
        self.now += seconds
        self.hearing.heard()
        await self.hearing.look()


async def test_nothing_is_kept_before_telegram_was_heard() -> None:
    ear = Ear()
    await ear.hearing.look()
    assert ear.kept == []


async def test_only_a_day_without_a_word_is_a_silence_and_it_is_told_once() -> None:
    ear = Ear()
    for seconds in (0, 25, DAY - 1, DAY, 25):
        await ear.hears_after(seconds)
    await ear.hearing.look()
    assert ear.kept == [None, False, False, True, False]


@pytest.mark.parametrize(("seconds", "kept"), [((0,), None), ((0, DAY), True)])
async def test_what_could_not_be_kept_is_kept_at_the_next_look(
    seconds: tuple[float, ...], kept: bool | None
) -> None:
    ear = Ear()
    for after in seconds[:-1]:
        await ear.hears_after(after)
    ear.broken = True
    with pytest.raises(DatabaseFault):
        await ear.hears_after(seconds[-1])
    ear.broken = False
    await ear.hearing.look()
    assert ear.kept[-1] is kept
