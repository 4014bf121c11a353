"""Limits: what they must never touch, and that yesterday's counts belong to nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.turns import Turns
from bot.domain.dialogues import Step
from bot.domain.errors import TooManyTries, TooMuchToday
from bot.domain.ids import ChatId
from bot.domain.people import Lang
from bot.services import limits
from bot.store.db import Statement
from bot.store.schema import rate
from bot.texts import publisher, refusals, resident
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.keyring import Generation, Keyring, Purpose
from bot.vault.sealing import Vault
from tests.invariants.conftest import Shown
from tests.journeys.ways import AREA, DANGER, WORDS, plain, reaches
from tests.journeys.ways import shown as on_phone
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene
from tests.kit.world import Player, World, open_world

ANSWER = "Tak. Vi har bestilt nye lamper."
NEWS = "Der er fællesspisning på torvet fredag."
DA = Lang.DA


async def _limited(world: World) -> tuple[Player, str]:
    """Somebody who may send nothing more today and try no code; and the code of their case."""
    places = world.bot.house.partnership
    few = dataclasses.replace(places.defaults, concerns_a_day=1, additions_a_day=1)
    object.__setattr__(places, "defaults", few)
    someone = await world.resident("da", follows=[AREA])
    code = await world.shares_concern(someone, WORDS[DA])
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_send(someone.t))
    assert "112" in someone.sees
    for _ in range(6):
        await someone.says(f"/code {'0' * 24}")
    assert refusals.sentence(someone.t, TooManyTries()) in someone.sees
    return someone, code


async def _denied(folder: Path, patch: pytest.MonkeyPatch | None = None) -> set[str]:
    """What a limited resident does not get of what nobody may be denied."""
    async with open_world(folder) as world:
        mette, karim = await world.moderator(), await world.publisher(name="Karim")
        someone, code = await _limited(world)
        if patch:
            _refuse_everything(patch, someone.person.id)
        got: dict[str, bool] = {}
        await someone.says(DANGER[DA])
        got["the danger card"] = plain(resident.danger_card(someone.t)) in on_phone(someone)
        await someone.says("/emergency")
        got["the numbers"] = "39 57 50 00" in someone.sees
        await world.answers(mette, code, ANSWER)
        got["the line of an answer"] = resident.neutral_notice(someone.t) == someone.sees
        await someone.says("/cases")
        got["the way to a case"] = any(code in label for label in someone.buttons)
        if got["the way to a case"]:
            await someone.taps(code)
        got["the answer"] = ANSWER in on_phone(someone)
        await _sends_news(karim)
        got["the line of area news"] = resident.neutral_notice(someone.t) == someone.sees
        await someone.says("/news")
        got["area news"] = any(NEWS[:20] in label for label in someone.buttons)
        await someone.says("/mine")
        got["/mine"] = code in someone.sees
        await someone.says("/slet")
        got["/slet"] = resident.button_erase_for_sure(someone.t) in someone.buttons
        if got["/slet"]:
            await someone.taps(resident.button_erase_for_sure(someone.t))
            got["/slet"] = resident.erased(someone.t, 1, 1) == someone.sees
        return {what for what, yes in got.items() if not yes}


async def _sends_news(karim: Player) -> None:
    await karim.says("/bulletin")
    for each in Lang:
        await karim.taps(publisher.button_write(karim.t, each, written=False))
        await karim.says(NEWS)
    await karim.taps(publisher.button_areas(karim.t))
    await karim.taps("➕ Høje Gladsaxe")
    await karim.taps(publisher.button_done(karim.t))
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await karim.world.signs()


def _refuse_everything(patch: pytest.MonkeyPatch, chat: int) -> None:
    """A limit that is asked at every update, not only where something is sent."""
    real = Turns._turn

    async def limited(self: Turns, tx: Any, person: Any, now: Any) -> Turn:
        turn = await real(self, tx, person, now)
        if person["id"] == chat and not _refusing(turn):
            raise TooMuchToday
        return turn

    asked: list[int] = []

    def _refusing(turn: Turn) -> bool:
        """Every second time it is asked only to say no."""
        asked.append(turn.hour)
        return len(asked) % 2 == 0

    patch.setattr(Turns, "_turn", limited)


@pytest.mark.invariant(18)
async def test_who_is_limited_still_gets_what_nobody_may_be_denied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert await _denied(tmp_path / "as it is") == set()
    shown.tried("a limited resident: 112/114, answer, news, /mine, /slet in full")
    denied = await _denied(tmp_path / "planted", monkeypatch)
    assert {"the danger card", "the numbers", "the answer", "area news", "/mine", "/slet"} <= denied
    shown.caught("a limit asked at every update")


# --- tags of two days ----------------------------------------------------------------------------

PEOPLE = range(5001, 5051)
_ROWS = Statement(select(rate.c.tag))


def _with_rate_key(play: Scene, number: int) -> None:
    """The daily replacement: only the new generation is left."""
    old: Keyring = play.house.vault._keyring
    new = (Generation(number, play.house.chance.bytes(32)),)
    vault = Vault(Keyring({**old.generations, Purpose.RATE: new}), play.house.chance.bytes)
    play.house = dataclasses.replace(play.house, vault=vault)


async def _day(play: Scene) -> set[bytes]:
    for chat in PEOPLE:
        await play.does(chat, limits.concern)
        await play.does(chat, limits.addition)
        await play.does(chat, limits.code_try)
    return {bytes(row["tag"]) for row in await play.store.read(lambda tx: tx.rows(_ROWS))}


def _recognised(vault: Vault, rows: Iterable[bytes], day: int, hour: int) -> int:
    """How many rows of that day somebody with today's keyring can give a person."""
    guesses = {
        addresses.rate_tag(vault, ChatId(chat), what, window)
        for chat in PEOPLE
        for what, window in (("concern", day), ("addition", day), ("code", hour))
    }
    return len(guesses & set(rows))


async def _recognised_next_day(folder: Path, *, replaced: bool) -> tuple[int, int]:
    """(rows of the first day, those of them that the second day's keyring still explains)"""
    async with database("sqlite", folder) as url, scene(url) as play:
        hour, day = int(play.now.timestamp()) // 3600, play.now.date().toordinal()
        first = await _day(play)
        assert _recognised(play.house.vault, first, day, hour) == 3 * len(PEOPLE)
        play.later(days=1)
        if replaced:
            _with_rate_key(play, 2)
        second = await _day(play) - first
        assert len(second) >= 3 * len(PEOPLE)
        return len(first), _recognised(play.house.vault, first, day, hour)


@pytest.mark.invariant(20)
async def test_counts_of_yesterday_can_be_given_to_nobody_once_the_key_is_replaced(
    tmp_path: Path, shown: Shown
) -> None:
    rows, known = await _recognised_next_day(tmp_path, replaced=True)
    assert known == 0
    shown.tried(f"{len(PEOPLE)} people, {rows} rows: none known the next day")
    _, known = await _recognised_next_day(tmp_path, replaced=False)
    assert known == 3 * len(PEOPLE)
    shown.caught("yesterday's rate key kept")
