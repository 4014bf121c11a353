"""A resident's chat is emptied within hours, after an outage within two days, or at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.letters import Letters
from bot.delivery.turns import Turns
from bot.domain.people import Lang
from bot.services import dialogues
from bot.simulator import Message
from bot.texts import resident
from tests.invariants.conftest import Shown
from tests.invariants.rows import rows
from tests.journeys.ways import AREA, WORDS
from tests.kit.turns import until
from tests.kit.world import Player, World, open_world

HOUR = 3600.0
LANGS = ("ar", "da", "en")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


def _standing(player: Player) -> list[Message]:
    """What may not stay: all but neutral lines."""
    line = resident.neutral_notice(player.t)
    return [m for m in player.person.chat.messages if not (m.outgoing and m.text == line)]


def _check_window(world: World, people: list[Player], hours: float) -> None:
    now = world.clock.seconds()
    ages = [(now - m.date) / HOUR for p in people for m in _standing(p)]
    assert max(ages, default=0) <= hours, f"a message has stood for {max(ages):.1f} hours"


async def _busy_morning(world: World) -> list[Player]:
    """Everything that puts messages into a chat, at odd minutes of the hour."""
    mette = await world.moderator("da")
    people = [await world.resident(lang, follows=[AREA], name=f"P{lang}") for lang in LANGS]
    for number, player in enumerate(people):
        await world.pass_time(minutes=17)
        code = await world.shares_concern(player, WORDS[player.lang])
        await world.answers(mette, code, "Tak.")
        await player.taps(resident.button_see_news(player.t))
        await player.person.send_photo()
        await player.person.send_voice()
        await player.says("/mine")
        await player.taps(resident.button_mine_file(player.t))
        await player.says("/concern")
        await player.says(f"{WORDS[player.lang]} {number}")
    return people


async def _watched(world: World, people: list[Player], *, hours: int, allowed: float) -> int:
    """Ticks as the running bot does, and looks every ten minutes. Returns how often it looked."""
    for _ in range(hours * 6):
        await world.pass_time(minutes=10)
        for name in ("drafts", "windows"):
            await world.tick(name)
        _check_window(world, people, allowed)
    return hours * 6


@pytest.mark.invariant(16)
async def test_no_message_stands_longer_than_seven_hours(world: World, shown: Shown) -> None:
    people = await _busy_morning(world)
    told = sum(len(p.person.chat.history) for p in people)
    looks = await _watched(world, people, hours=8, allowed=7)
    assert not any(_standing(p) for p in people)
    assert any(p.person.chat.messages for p in people)  # the neutral lines
    shown.tried(f"{told} messages of 3 people, {looks} looks on the simulator's clock")


@pytest.mark.invariant(16)
async def test_after_forty_hours_of_outage_all_are_gone_within_two_days(
    world: World, shown: Shown
) -> None:
    people = await _busy_morning(world)
    await world.pass_time(hours=4)
    await world.tick("windows")
    standing = sum(len(_standing(p)) for p in people)
    assert standing
    await world.stop()
    world.clock.advance(hours=40)
    await world.begin()
    for name in ("drafts", "windows"):
        await world.tick(name)
    _check_window(world, people, 48)
    assert not any(_standing(p) for p in people)
    shown.tried(f"{standing} messages over an outage of 40 hours")


@pytest.mark.invariant(16)
@pytest.mark.parametrize(
    ("plant", "of"),
    [
        ("messages of the bot not remembered", Letters),
        ("messages of the resident not remembered", Turns),
    ],
)
async def test_a_message_that_nobody_remembers_is_found(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch, plant: str, of: type
) -> None:
    async def forgotten(*_: object) -> None:
        return

    monkeypatch.setattr(of, "_remember", forgotten)
    people = await _busy_morning(world)
    with pytest.raises(AssertionError, match="has stood for"):
        await _watched(world, people, hours=8, allowed=7)
    shown.caught(plant)


@pytest.mark.invariant(16)
async def test_the_chat_is_emptied_at_once_when_asked_when_sent_and_with_its_draft(
    world: World, shown: Shown
) -> None:
    [player, *_] = await _busy_morning(world)
    before = {m.message_id for m in _standing(player)}
    await player.says("/hide")
    assert before.isdisjoint(m.message_id for m in _standing(player))
    await player.says("/about")
    before = {m.message_id for m in _standing(player)}
    await world.shares_concern(player, WORDS[player.lang])
    assert before.isdisjoint(m.message_id for m in _standing(player))
    assert len(_standing(player)) == 1  # the receipt
    await player.says("/concern")
    await player.says(WORDS[player.lang])
    await world.pass_time(minutes=61)
    await world.tick("drafts")
    assert _standing(player) == []
    shown.tried("/hide, submit and draft expiry empty the chat at once")


async def _check_draft_gone(world: World, sealed: bytes) -> None:
    assert rows(world, "dialogue") == [], "the draft is still there"
    await until(lambda: world.bot.store.at_rest)
    path = world.settings.database_file
    assert path is not None
    assert sealed not in path.read_bytes()


async def _draft(world: World, player: Player) -> bytes:
    await player.says("/concern")
    await player.says(WORDS[player.lang])
    [row] = rows(world, "dialogue")
    return bytes(row["sealed"])


@pytest.mark.invariant(31)
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_draft_is_gone_an_hour_after_the_last_touch(
    world: World, shown: Shown, *, restarted: bool
) -> None:
    for lang in LANGS:
        player = await world.resident(lang, name=f"P{lang}")
        await world.pass_time(minutes=23)
        await _draft(world, player)
        await world.pass_time(minutes=40)
        await player.says(WORDS[player.lang])  # touched again
        await world.pass_time(minutes=59)
        await world.tick("drafts")
        [row] = rows(world, "dialogue")
        if restarted:
            await world.restart()
        await world.pass_time(minutes=2)
        await world.tick("drafts")
        await _check_draft_gone(world, bytes(row["sealed"]))
    shown.tried(f"3 drafts, {'a restart in between' if restarted else 'no restart'}")


@pytest.mark.invariant(31)
async def test_a_draft_that_outlives_its_hour_is_found(
    world: World, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = await world.resident(Lang.DA)
    sealed = await _draft(world, player)
    monkeypatch.setattr(dialogues.Kept, "lives", lambda *_: True)
    await world.pass_time(hours=2)
    await world.tick("drafts")
    with pytest.raises(AssertionError, match="still there"):
        await _check_draft_gone(world, sealed)
    shown.caught("a draft whose end is not looked at")
