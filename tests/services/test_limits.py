"""How much one person may send, counted without knowing who it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.errors import CodesRest, TooManyTries, TooMuchToday
from bot.services import concerns, limits, receipts
from bot.store.db import Statement
from bot.store.schema import rate
from tests.kit.turns import Scene

AMAL, OLE, METTE = 1001, 1002, 2001
WRONG = "0" * 24


def allow(play: Scene, **defaults: Any) -> None:
    places = play.house.partnership
    changed = replace(places, defaults=replace(places.defaults, **defaults))
    play.house = replace(play.house, partnership=changed)


async def rows(play: Scene) -> list[bytes]:
    found = await play.store.read(lambda tx: tx.rows(Statement(select(rate))))
    return [bytes(row["tag"]) for row in found]


async def test_the_twenty_first_concern_of_a_day_waits_until_tomorrow(play: Scene) -> None:
    await play.resident(AMAL)
    for _ in range(20):
        await play.does(AMAL, limits.concern)
    with pytest.raises(TooMuchToday):
        await play.shares(AMAL, "Nummer 21")
    assert (await play.stands(AMAL)).dialogue.words.text == "Nummer 21"
    await play.does(OLE, limits.concern)
    play.later(hours=14)  # past midnight in Copenhagen
    await play.resident(AMAL)
    await play.shares(AMAL, "I morgen")


async def test_additions_have_a_number_of_their_own(play: Scene) -> None:
    allow(play, additions_a_day=1)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    for expected in (None, TooMuchToday):
        await play.does(AMAL, concerns.write_to, concern.id)
        turn = await play.types(AMAL, "mere")
        adding = play.does(AMAL, concerns.add, concern.id, turn.dialogue.version)
        if expected is None:
            await adding
        else:
            with pytest.raises(expected):
                await adding
    await play.shares(AMAL, "Noget andet")


async def test_a_case_cannot_be_ended_and_reopened_without_end(play: Scene) -> None:
    allow(play, additions_a_day=1)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(AMAL, concerns.end, concern.id)
    await play.does(AMAL, concerns.not_solved, concern.id)
    await play.does(AMAL, concerns.end, concern.id)
    with pytest.raises(TooMuchToday):
        await play.does(AMAL, concerns.not_solved, concern.id)


async def test_colleagues_are_not_counted(play: Scene) -> None:
    allow(play, concerns_a_day=1)
    await play.colleague(METTE)
    for _ in range(3):
        await play.does(METTE, limits.concern)
    assert await rows(play) == []


@pytest.mark.parametrize("minutes", [0, 9, 59])
async def test_no_hour_holds_a_sixth_try_wherever_it_begins(play: Scene, minutes: int) -> None:
    await play.resident(AMAL)
    play.later(minutes=minutes)
    for _ in range(5):
        await play.does(AMAL, receipts.attempt, WRONG)
    for _ in range(5):
        with pytest.raises(TooManyTries):
            await play.does(AMAL, receipts.attempt, WRONG)
        play.later(minutes=11)
    await play.does(OLE, receipts.attempt, WRONG)
    play.later(hours=2)
    await play.does(AMAL, receipts.attempt, WRONG)


async def test_tries_that_were_refused_do_not_make_the_wait_longer(play: Scene) -> None:
    for _ in range(5):
        await play.does(AMAL, receipts.attempt, WRONG)
    for _ in range(12):
        with pytest.raises(TooManyTries):
            await play.does(AMAL, receipts.attempt, WRONG)
        play.later(minutes=9)
    play.later(minutes=13)
    await play.does(AMAL, receipts.attempt, WRONG)


async def test_everybody_together_has_a_limit_that_one_person_cannot_use_up(play: Scene) -> None:
    allow(play, code_tries_of_all_an_hour=7)
    for _ in range(5):
        await play.does(AMAL, receipts.attempt, WRONG)
    for _ in range(20):
        with pytest.raises(TooManyTries):
            await play.does(AMAL, receipts.attempt, WRONG)
    for _ in range(2):
        await play.does(OLE, receipts.attempt, WRONG)
    with pytest.raises(CodesRest):
        await play.does(METTE, receipts.attempt, WRONG)
    play.later(hours=1)
    await play.does(METTE, receipts.attempt, WRONG)


async def test_counts_are_forgotten_when_they_mean_nothing_any_more(play: Scene) -> None:
    await play.does(AMAL, limits.concern)
    await play.does(AMAL, receipts.attempt, WRONG)
    assert len(await rows(play)) == 3
    play.later(hours=1)
    await play.does(0, limits.forget)
    assert len(await rows(play)) == 3
    play.later(hours=1)
    await play.does(0, limits.forget)
    assert len(await rows(play)) == 1
    play.later(hours=24)
    await play.does(0, limits.forget)
    assert await rows(play) == []
