"""What the watch tells beside what stands: the service manager, mishaps, counts by the hour."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.delivery.heart import STEPS, Counts
from bot.delivery.systemd import Systemd
from bot.domain.health import Mishap
from bot.services import health
from bot.store import meta
from bot.texts import health as texts
from tests.kit.clock import Clock
from tests.kit.turns import Seeded
from tests.kit.world import World


def _listening(address: str) -> socket.socket:
    found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    found.bind(address)
    found.settimeout(5)
    return found


def test_the_service_manager_is_told_over_its_socket(tmp_path: Path) -> None:
    with _listening(str(tmp_path / "notify")) as manager:
        Systemd(str(tmp_path / "notify")).say("READY=1")
        assert manager.recv(99) == b"READY=1"


def test_an_abstract_socket_is_a_name_that_begins_with_an_at_sign(tmp_path: Path) -> None:
    with _listening(f"\0nabodialog-{tmp_path.name}-{id(tmp_path)}") as manager:
        Systemd(f"@nabodialog-{tmp_path.name}-{id(tmp_path)}").say("WATCHDOG=1")
        assert manager.recv(99) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "nobody-there", "@nobody-there"])
def test_where_nobody_listens_nothing_happens(tmp_path: Path, address: str) -> None:
    Systemd(address and address.replace("nobody", str(tmp_path / "nobody"))).say("READY=1")


# --- mishaps -------------------------------------------------------------------------------------


async def test_a_message_that_fails_is_told_to_administrators_once_an_hour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    karen = await world.colleague("administrator", name="Karen")
    amal = await world.resident("ar")
    telling = texts.happened(karen.t, Mishap.TURN).partition("</b>")[2].strip()

    async def breaks(*_: object) -> None:
        raise KeyError("hemmelig")

    monkeypatch.setattr(world.bot.app, "process_update", breaks)
    for hours, expected in ((0, 1), (0, 1), (2, 2)):
        world.clock.advance(hours=hours)
        await amal.says("/help")
        await world.bot.watch.look()
        await world.settled()
        assert sum(telling in text for text in karen.person.chat.texts) == expected


async def test_a_message_that_telegram_refuses_for_good_is_told(world: World) -> None:
    karen = await world.colleague("administrator", name="Karen")
    world.bot.sender._post.alert("sendMessage")
    await world.bot.watch.look()
    await world.settled()
    assert texts.happened(karen.t, Mishap.LETTER).partition("</b>")[2].strip() in karen.sees


async def test_what_was_told_outlives_a_restart(world: World) -> None:
    await world.colleague("administrator", name="Karen")
    world.bot.watch.alert(Mishap.TURN, "KeyError")
    await world.bot.watch.look()
    await world.restart()
    kept = await world.bot.store.read(lambda tx: meta.find(tx, health.TOLD))
    assert kept
    assert b"turn" in kept


# --- counts --------------------------------------------------------------------------------------


def test_counts_are_told_at_the_full_hour_and_in_whole_steps() -> None:
    clock = Clock()
    counts = Counts(clock, Seeded().below)
    counts.add("updates", "taken", 120)
    assert counts.told() == {}
    clock.advance(hours=1)
    counts.add("updates", "taken", 500)
    (told,) = counts.told().values()
    assert told % STEPS["updates"] == 0
    assert 100 <= told <= 150


def test_nobody_knows_which_act_makes_a_count_step() -> None:
    firsts = set()
    for seed in range(30):
        clock = Clock()
        counts = Counts(clock, Seeded(seed).below)
        for act in range(1, 51):
            counts.add("updates", "taken")
            clock.advance(hours=1)
            if any(counts.told().values()):
                firsts.add(act)
                break
    assert len(firsts) > 10
