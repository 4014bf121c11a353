"""kill -9 at random moments: nothing is lost, nothing is done twice, nothing lies about."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.delivery.budget import Flight
from bot.delivery.intake import Poller
from bot.delivery.letters import Letter, Letters
from bot.domain.actions import FollowArea
from bot.simulator import Call
from bot.simulator.simulator import Phase
from bot.store import handled
from bot.store.db import Tx
from bot.texts import resident, staff
from tests.invariants.conftest import Shown
from tests.invariants.kills import AREA, Day, Plan, Told, found_at_rest, raw_update
from tests.kit.turns import until
from tests.kit.world import World

KILLS = int(os.environ.get("INVARIANT_KILLS", "4"))
"""`make invariants` kills a hundred times."""
SEED = int(os.environ.get("INVARIANT_SEED", "1"))


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Day, Told]:
    residents = 3 if KILLS < 20 else 8
    replies = 2 if KILLS < 20 else max(4, KILLS // 8)
    plan = Plan(seed=SEED, residents=residents, replies=replies, kills=KILLS)
    day = Day(tmp_path_factory.mktemp("killed"), plan)
    return day, asyncio.run(day.passes())


def _figures(told: Told) -> str:
    answers = sum(len(w) for w in told.wanted.values())
    return f"{len(told.kills)} kills, {len(told.wanted)} residents, {answers} answers"


# --- 9: each answer once, in order, in the right chat --------------------------------------------


def misplaced(told: Told) -> list[str]:
    """Answers that are lost, doubled, out of order or in a chat that is not theirs."""
    found = []
    for chat, wanted in told.wanted.items():
        transcript = told.transcripts.get(chat, "")
        order = [transcript.find(text) for text in wanted]
        found += [f"{t} stands {n} times" for t in wanted if (n := transcript.count(t)) != 1]
        if order != sorted(order):
            found.append("out of order")
        if told.notices.get(chat, 0) < len(wanted):
            found.append(f"{told.notices.get(chat, 0)} notices for {len(wanted)} answers")
        found += _in_other_chats(told, chat, wanted)
    return found


def _in_other_chats(told: Told, chat: int, wanted: Sequence[str]) -> list[str]:
    others = told.wanted.keys() - {chat}
    said = [c for c in told.calls if c.params.get("chat_id") in others]
    return [f"{t} in a wrong chat" for t in wanted for c in said if t in str(c.params)]


def _changed(told: Told, change: Callable[[str, Sequence[str]], str]) -> Told:
    chat, wanted = next(iter(told.wanted.items()))
    transcript = change(told.transcripts[chat], wanted)
    return replace(told, transcripts={**told.transcripts, chat: transcript})


def _swapped(text: str, wanted: Sequence[str]) -> str:
    first, second = wanted[0], wanted[1]
    return text.replace(first, "?").replace(second, first).replace("?", second)


def _in_a_wrong_chat(told: Told) -> Told:
    (one, wanted), (other, _) = list(told.wanted.items())[:2]
    _ = one
    call = Call(0, "sendMessage", {"chat_id": other, "text": wanted[0]}, 0.0)
    return replace(told, calls=[*told.calls, call])


ALTERED: Mapping[str, Callable[[Told], Told]] = {
    "an answer lost": lambda t: _changed(t, lambda text, w: text.replace(w[-1], "")),
    "an answer twice": lambda t: _changed(t, lambda text, w: f"{text}\n{w[0]}"),
    "two answers swapped": lambda t: _changed(t, _swapped),
    "an answer in a wrong chat": _in_a_wrong_chat,
    "a notice that never came": lambda t: replace(t, notices=dict.fromkeys(t.notices, 0)),
}


@pytest.mark.invariant(9)
def test_each_answer_stands_once_in_order_in_the_right_chat(
    killed: tuple[Day, Told], shown: Shown
) -> None:
    told = killed[1]
    assert told.waiting == []
    assert len(told.kills) == KILLS, told.kills
    assert misplaced(told) == []
    shown.tried(_figures(told))
    for plant, alter in ALTERED.items():
        assert misplaced(alter(told)) != [], plant
        shown.caught(plant)


async def _dies(world: World) -> None:
    """As by kill -9: nothing is finished, nothing confirmed; then it starts again."""
    for loop in world._loops:
        loop.cancel()
    await asyncio.gather(*world._loops, return_exceptions=True)
    await world._stack.aclose()
    world._stack = contextlib.AsyncExitStack()
    await world.begin()


async def notices_after_death(world: World) -> int:
    """An answer is sent; the process dies while its notice is on the wire and never arrives."""
    mette, amal = await world.moderator(), await world.resident("da")
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    line, died = resident.neutral_notice(amal.t), asyncio.Event()

    async def cut_off(call: Call, phase: Phase) -> None:
        if phase == "received" and line in str(call.params) and not died.is_set():
            died.set()
            await asyncio.Event().wait()  # until the connection is gone with the process

    world.sim.on_call = cut_off
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says("Tak.")
    await mette.person.press(staff.button_send_reply(mette.t))
    await until(died.is_set)
    await _dies(world)
    await world.settled()
    return sum(m.text == line for m in amal.person.chat.history)


@pytest.mark.invariant(9)
async def test_a_notice_under_way_when_the_bot_dies_comes_after_the_next_start(
    world: World,
) -> None:
    assert await notices_after_death(world) == 1


@pytest.mark.invariant(9)
async def test_a_notice_that_leaves_the_outbox_before_it_is_sent_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    deliver = Letters.deliver

    async def hasty(letters: Letters, letter: Letter, flight: Flight | None) -> None:
        await letters._erase(letter)
        await deliver(letters, letter, flight)

    monkeypatch.setattr(Letters, "deliver", hasty)
    assert await notices_after_death(world) == 0
    shown.caught("a notice erased before it is sent")


# --- 23: no update lost, none twice, none at rest ------------------------------------------------


def undone(told: Told) -> list[str]:
    """What was asked and did not happen, or happened twice."""
    found = [f"waited in vain: {screen}" for screen in told.waiting]
    assert told.ledger is not None
    if len(told.ledger.words) != len(told.wanted):
        found.append(f"{len(told.ledger.words)} concerns of {len(told.wanted)} people")
    found += [f"an area is not followed by {chat}" for chat, f in told.followed.items() if not f]
    if told.ledger.dead or told.ledger.pending:
        found.append(f"{told.ledger.dead} dead letters, {told.ledger.pending} never sent")
    return found


@pytest.mark.invariant(23)
def test_no_update_is_lost_or_acts_twice_and_none_lies_about(
    killed: tuple[Day, Told], shown: Shown
) -> None:
    day, told = killed
    assert undone(told) == []
    assert told.leaks == []
    shown.tried(f"{_figures(told)}, all files searched after each kill")
    planted = day.folder / "data" / "inbox.json"
    planted.write_bytes(raw_update(day.people[0]))
    assert found_at_rest(day) != []
    planted.unlink()
    shown.caught("a raw update in a file")


Handle = Callable[[Poller, Sequence[Mapping[str, Any]]], Awaitable[None]]
Moment = Callable[[Handle, asyncio.Event], Handle]


def _before_the_turn(handle: Handle, died: asyncio.Event) -> Handle:
    async def dying(poller: Poller, batch: Sequence[Mapping[str, Any]]) -> None:
        if batch:
            await _dead(died)
        await handle(poller, batch)

    return dying


def _after_the_turn(handle: Handle, died: asyncio.Event) -> Handle:
    async def dying(poller: Poller, batch: Sequence[Mapping[str, Any]]) -> None:
        await handle(poller, batch)
        if batch:
            await _dead(died)

    return dying


def _after_an_early_confirmation(handle: Handle, died: asyncio.Event) -> Handle:
    """Planted: Telegram hears that it is done before it is."""

    async def dying(poller: Poller, batch: Sequence[Mapping[str, Any]]) -> None:
        if batch:
            poller._offset = batch[-1]["update_id"] + 1
            await poller._confirm()
            await _dead(died)
        await handle(poller, batch)

    return dying


async def _dead(died: asyncio.Event) -> None:
    if not died.is_set():
        died.set()
        await asyncio.Event().wait()


async def presses_that_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> list[bool]:
    """Somebody presses a switch, and the process dies at a moment of it; where the switch stands.

    On after an odd number of presses that counted, off after none or two.
    """
    amal = await world.resident("da")
    await amal.says("/areas")
    died = asyncio.Event()
    await world.stop()
    monkeypatch.setattr(Poller, "_handle", moment(Poller._handle, died))
    await world.begin()
    amal.person.press_data(amal.screen, FollowArea(AREA).encode())
    await until(died.is_set)
    await _dies(world)
    await world.settled()
    await amal.says("/areas")
    return [world.bot.house.partnership.area(AREA).name in amal.sees]


@pytest.mark.parametrize("moment", [_before_the_turn, _after_the_turn])
@pytest.mark.invariant(23)
async def test_a_press_counts_once_wherever_its_turn_was_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: Moment, shown: Shown
) -> None:
    assert await presses_that_counted(world, monkeypatch, moment) == [True]
    shown.tried(f"a death{moment.__name__.replace('_', ' ')}")


@pytest.mark.invariant(23)
async def test_an_update_confirmed_before_it_is_kept_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    moment = _after_an_early_confirmation
    assert await presses_that_counted(world, monkeypatch, moment) == [False]
    shown.caught("an update confirmed before it is kept")


@pytest.mark.invariant(23)
async def test_an_update_that_acts_a_second_time_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    add = handled.add

    async def always_new(tx: Tx, update_id: int, hour: int) -> bool:
        await add(tx, update_id, hour)
        return True

    monkeypatch.setattr(handled, "add", always_new)
    assert await presses_that_counted(world, monkeypatch, _after_the_turn) == [False]
    shown.caught("handled updates forgotten")
