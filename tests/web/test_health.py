"""A part that stands is noticed within five minutes of the clock, and who must know is told."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import app, jobs
from bot.app import Bot, Outside, StartFault
from bot.delivery import intake, sender, watch
from bot.delivery.heart import Heart
from bot.domain import health
from bot.domain.health import Beat, Mishap, Part
from bot.settings import SettingsFault
from bot.simulator import Limits, Simulator, serve
from bot.store.db import Tx
from bot.texts import health as texts
from bot.vault import keyring
from tests.kit.clock import Clock
from tests.kit.turns import until
from tests.kit.world import TOKEN, Player, World
from tests.simulator.schema import check
from tests.web.conftest import Hooked, free_port

FIVE_MINUTES = 300
STEP = 30
TICKS = ("drafts", "bulletins", "clocks")
SCHEDULED = [(Part.SCHEDULER, name) for name in TICKS]
LOOPS = [(Part.INTAKE, ""), (Part.TELEGRAM, ""), (Part.SENDER, ""), *SCHEDULED]


class Supervisor:
    """A service manager that listens on a real socket."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """Since it was asked last."""
        found = []
        while True:
            try:
                found.append(self._socket.recv(100).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


class Running(World):
    """The whole bot as `nabodialog run` starts it, under a clock that stands between the steps."""

    made: list[Bot]
    systemd: Supervisor

    async def begin(self) -> None:
        if not self.settings.keyring_file.exists():
            keyring.create(self.settings.keyring_file, secrets.token_bytes)
        await self._set_up()
        self._stopping, begun = asyncio.Event(), len(self.made)
        outside = Outside(clock=self.clock, monotonic=self.clock.seconds)
        self._loops = [asyncio.create_task(app.run(self.settings, self._stopping, outside))]
        await until(lambda: self._loops[0].done() or len(self.made) > begun)
        self._check_loops()
        self.bot = self.made[-1]
        await until(lambda: self.bot.heart.working >= {*Part} - {Part.TELEGRAM})

    async def stop(self) -> None:
        self._stopping.set()
        await self._loops[0]

    @property
    def heart(self) -> Heart:
        return self.bot.heart

    async def asks(self, path: str) -> tuple[int, str]:
        address = f"http://{self.settings.health_listen}{path}"
        async with aiohttp.ClientSession() as http, http.get(address) as answer:
            return answer.status, await answer.text()

    async def is_well(self) -> tuple[int, list[str]]:
        status, body = await self.asks("/healthz")
        told = json.loads(body)
        assert told["ok"] == (not told["faults"]) == (status == 200)
        return status, told["faults"]

    async def goes_on(self, writer: Player, without: Part | None) -> None:
        """Somebody writes, and everything but one part has worked since."""
        await writer.person.send("/help")
        now = self.clock.seconds()
        alive = [key for key in LOOPS if key[0] is not without]
        if without in {Part.INTAKE, Part.TELEGRAM}:
            alive = [key for key in alive if key[0] is not Part.TELEGRAM]
        alive = [] if without is Part.DATABASE else [*alive, (Part.DATABASE, "")]
        beats = self.heart._beats
        await until(lambda: all(beats[key].at >= now for key in alive))

    async def noticed(self, writer: Player, part: Part | None) -> tuple[float, list[str]] | None:
        """(seconds of the clock until it is told, what is told); None: not within five minutes."""
        begun = self.clock.seconds()
        while self.clock.seconds() - begun < FIVE_MINUTES:
            self.clock.advance(seconds=STEP)
            await self.goes_on(writer, part)
            status, faults = await self.is_well()
            if status == 503:
                return self.clock.seconds() - begun, faults
        return None


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    address = str(tmp_path / "notify")
    listening = Supervisor(address)
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    yield listening
    listening.close()


@pytest.fixture
async def running(
    tmp_path: Path, made: list[Bot], systemd: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    monkeypatch.setattr(jobs, "TICKS", {name: (jobs.TICKS[name][0], 0.05) for name in TICKS})
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(intake, "_PAUSES", (0.01,))
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.02)
    clock = Clock()
    clock.stop()
    sim = Simulator(TOKEN, clock=clock.seconds, limits=Limits(off=True), check=check)
    async with serve(sim) as base:
        world = Running(tmp_path, sim, base, clock, "")
        world.made, world.systemd = made, systemd
        world.extra = {"health_listen": f"127.0.0.1:{free_port()}"}
        await world.begin()
        try:
            yield world
        finally:
            await world.stop()


@pytest.fixture
async def karen(running: Running) -> Player:
    return await running.colleague("administrator", "da", name="Karen")


Held = Callable[[], None]


def outage(world: Running, held: asyncio.Event) -> Held:
    world.sim.outage(True)
    return lambda: world.sim.outage(False)


def hung_intake(world: Running, held: asyncio.Event) -> Held:
    take = world.bot.poller._take

    async def hangs(updates: Any) -> None:
        await held.wait()
        await take(updates)

    world.bot.poller._take = hangs
    return held.set


def hung_sender(world: Running, held: asyncio.Event) -> Held:
    letters = world.bot.sender._letters
    due = letters.due

    async def hangs(*args: Any) -> Any:
        await held.wait()
        return await due(*args)

    letters.due = hangs  # type: ignore[method-assign, assignment] # planted
    return held.set


def stopped_scheduler(world: Running, held: asyncio.Event) -> Held:
    world.bot.jobs._scheduler.pause()
    resume: Held = world.bot.jobs._scheduler.resume
    return resume


STANDS = [
    pytest.param(outage, Part.TELEGRAM, id="the network is down"),
    pytest.param(hung_intake, Part.INTAKE, id="the poller stands"),
    pytest.param(hung_sender, Part.SENDER, id="the sender stands"),
    pytest.param(stopped_scheduler, Part.SCHEDULER, id="the scheduler stands"),
]
Plant = Callable[[Running, asyncio.Event], Held]


@pytest.mark.parametrize(("plant", "part"), STANDS)
async def test_what_stands_is_noticed_within_five_minutes_and_told_and_over_when_it_works_again(
    running: Running, karen: Player, plant: Plant, part: Part
) -> None:
    ole = await running.resident("da", name="Ole")
    with ExitStack() as mended:
        mended.callback(plant(running, asyncio.Event()))
        found = await running.noticed(ole, part)
        assert found
        assert found[0] <= FIVE_MINUTES
        assert found[1] == [part.value]
        if part is not Part.TELEGRAM:
            await until(lambda: _shown(karen, texts.stands(karen.t, part)) == 1)
    running.clock.advance(seconds=STEP)  # the longest pause of the sender
    await until(lambda: _shown(karen, texts.works_again(karen.t, part)) == 1)
    assert _shown(karen, texts.stands(karen.t, part)) == 1
    assert await running.is_well() == (200, [])
    await running.settled()


def _shown(player: Player, html: str) -> int:
    """How often it stands in the chat."""
    words = html.replace("<b>", "").replace("</b>", "")
    return sum(words in text for text in player.person.chat.texts)


@pytest.mark.parametrize(("plant", "part"), STANDS)
async def test_without_the_look_at_the_beats_nothing_is_noticed(
    running: Running, monkeypatch: pytest.MonkeyPatch, plant: Plant, part: Part
) -> None:
    monkeypatch.setattr(Beat, "is_late", lambda beat, now: False)
    ole = await running.resident("da", name="Ole")
    with ExitStack() as mended:
        mended.callback(plant(running, asyncio.Event()))
        assert await running.noticed(ole, part) is None


async def test_a_bot_that_works_is_well_all_the_time(running: Running, systemd: Supervisor) -> None:
    ole = await running.resident("da", name="Ole")
    assert await running.noticed(ole, None) is None
    said = systemd.heard()
    assert said[0] == "READY=1"
    assert set(said[1:]) == {"WATCHDOG=1"}


async def test_a_writer_of_the_database_that_hangs_is_noticed_and_told_of_afterwards(
    running: Running, karen: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "DATABASE_SECONDS", 0.02)
    ole, held = await running.resident("da", name="Ole"), asyncio.Event()

    async def hangs(_: Tx) -> None:
        await held.wait()

    with ExitStack() as mended:
        mended.callback(held.set)
        hanging = asyncio.create_task(running.bot.store.write(hangs))
        found = await running.noticed(ole, Part.DATABASE)
        assert found
        assert found[1] == [Part.DATABASE]
        await until(lambda: Part.DATABASE in running.bot.watch._known)
    monkeypatch.setattr(watch, "DATABASE_SECONDS", 10.0)
    await hanging
    await until(lambda: not running.heart.faults())
    await until(lambda: _shown(karen, texts.happened(karen.t, Mishap.DATABASE)) == 1)


async def test_a_message_that_is_never_sent_is_noticed_although_everything_goes_on(
    running: Running,
) -> None:
    ole = await running.resident("da", name="Ole")
    letters, held = running.bot.sender._letters, asyncio.Event()
    deliver = letters.deliver

    async def hangs(*args: Any) -> None:
        await held.wait()
        await deliver(*args)

    letters.deliver = hangs  # type: ignore[method-assign, assignment] # planted
    with ExitStack() as mended:
        mended.callback(held.set)
        found = await running.noticed(ole, None)
        assert found
        assert found[1] == [Part.OUTBOX]
    await running.settled()
    await until(lambda: not running.heart.faults())


# --- the service manager -------------------------------------------------------------------------


@pytest.mark.parametrize(("plant", "part"), STANDS)
async def test_the_service_manager_hears_nothing_when_a_restart_would_mend_it(
    running: Running, systemd: Supervisor, plant: Plant, part: Part
) -> None:
    ole = await running.resident("da", name="Ole")
    with ExitStack() as mended:
        mended.callback(plant(running, asyncio.Event()))
        await running.noticed(ole, part)
        await _two_looks(running)
        systemd.heard()
        await _two_looks(running)
        heard = systemd.heard()
        assert ("WATCHDOG=1" in heard) == (part is Part.TELEGRAM)
    await until(lambda: "WATCHDOG=1" in systemd.heard())


async def _two_looks(world: Running) -> None:
    for _ in range(2):
        await until(partial(_is_newer, world, world.heart._beats[Part.DATABASE, ""]))


def _is_newer(world: Running, beat: Beat) -> bool:
    return world.heart._beats[Part.DATABASE, ""] is not beat


async def test_the_service_manager_hears_that_the_bot_stops(
    running: Running, systemd: Supervisor
) -> None:
    await running.stop()
    assert systemd.heard()[-1] == "STOPPING=1"
    await running.begin()


# --- what may be read ----------------------------------------------------------------------------


async def _read(world: Running) -> list[tuple[int, str]]:
    return [await world.asks("/healthz"), await world.asks("/metrics")]


async def test_nobody_who_reads_every_second_sees_that_somebody_writes(running: Running) -> None:
    assert await _differences(running) == 0


async def test_ages_in_seconds_would_tell_that_somebody_writes(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "GRAIN", 1)
    assert await _differences(running) > 0


async def test_counts_as_they_stand_would_tell_that_somebody_writes(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(running.heart.counts), "told", lambda counts: dict(counts._counted))
    assert await _differences(running) > 0


async def _differences(world: Running) -> int:
    """How often what can be read differs between a second in which somebody shares a concern, and
    one in which nobody writes."""
    amal = await world.resident("ar", name="Amal")
    await world.goes_on(amal, None)
    await world.settled()
    different = 0
    for _ in range(3):
        world.clock.advance(seconds=2)
        await until(lambda: world.heart._beats[Part.DATABASE, ""].at == world.clock.seconds())
        silent = await _read(world)
        await world.shares_concern(amal, "هناك ظلام في الممر.")
        different += await _read(world) != silent
    return different


async def test_the_figures_can_be_read_by_what_reads_such_figures(running: Running) -> None:
    ole = await running.resident("da", name="Ole")
    for _ in range(60):
        await ole.says("/help")
    status, text = await running.asks("/metrics")
    assert status == 200
    found = {family.name: family for family in text_string_to_metric_families(text)}
    stands = {s.labels["part"]: s.value for s in found["nabodialog_part_stands"].samples}
    assert stands == dict.fromkeys([p.value for p in Part], 0.0)
    looks = {s.labels["look"] for s in found["nabodialog_look_age_seconds"].samples}
    assert looks >= set(TICKS)
    assert found["nabodialog_updates"].samples == []
    running.clock.advance(hours=1)
    _, text = await running.asks("/metrics")
    found = {family.name: family for family in text_string_to_metric_families(text)}
    (updates,) = found["nabodialog_updates"].samples
    assert updates.value in {50, 100}
    assert {s.labels["kind"] for s in found["nabodialog_sends"].samples} == {"taken"}


async def test_no_figure_names_an_area_a_chat_or_the_process(running: Running) -> None:
    amal = await running.resident("ar", name="Amal", follows=["hoeje-gladsaxe"])
    await running.shares_concern(amal, "هناك ظلام.")
    running.clock.advance(hours=1)
    _, text = await running.asks("/metrics")
    families = list(text_string_to_metric_families(text))
    labels = {label for f in families for s in f.samples for label in s.labels}
    assert labels == {"part", "look", "kind"}
    assert all(f.name.startswith("nabodialog_") for f in families)


async def test_nothing_else_is_to_be_found_there(running: Running) -> None:
    for path in ("/", "/docs", "/hook"):
        assert (await running.asks(path))[0] == 404


# --- settings ------------------------------------------------------------------------------------


async def test_a_busy_port_is_one_sentence(running: Running, tmp_path: Path) -> None:
    second = Running(tmp_path / "two", running.sim, running.base, running.clock, "")
    second.extra = running.extra
    keyring.create(second.settings.keyring_file, secrets.token_bytes)
    with pytest.raises(StartFault, match=r"HEALTH_LISTEN: 127\.0\.0\.1:\d+ cannot be used"):
        await app.run(second.settings, asyncio.Event(), Outside())


def test_the_public_port_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path, Simulator(TOKEN), "http://127.0.0.1:1", Clock(), "")
    world.extra = {
        "update_mode": "webhook",
        "webhook_url": "https://bot.example/hook",
        "webhook_secret": "a-secret",
        "webhook_listen": "127.0.0.1:9464",
        "health_listen": "127.0.0.1:9464",
    }
    with pytest.raises(SettingsFault, match="HEALTH_LISTEN: choose another port"):
        _ = world.settings


# --- behind a webhook ----------------------------------------------------------------------------


async def test_a_webhook_to_which_nothing_can_be_pushed_is_noticed(
    on_sqlite: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asks_often(on_sqlite, monkeypatch)
    heart = on_sqlite.bot.heart
    await until(lambda: heart._beats[Part.TELEGRAM, ""].at > heart.now() - 0.5)
    on_sqlite.sim.webhook.url = on_sqlite.settings.webhook_url + "/taken-over"
    await until(lambda: heart._beats[Part.TELEGRAM, ""].at < heart.now() - 1)
    on_sqlite.sim.webhook.url = on_sqlite.settings.webhook_url
    await until(lambda: heart._beats[Part.TELEGRAM, ""].at > heart.now() - 0.5)


async def test_a_webhook_whose_pushes_fail_is_noticed_while_something_waits(
    on_sqlite: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asks_often(on_sqlite, monkeypatch)
    heart, webhook, now = on_sqlite.bot.heart, on_sqlite.sim.webhook, on_sqlite.sim.now
    info, failed = webhook.info, iter(range(now, now + 10**6))
    fails = {"pending_update_count": 1}
    monkeypatch.setattr(
        webhook, "info", lambda: {**info(), **fails, "last_error_date": next(failed)}
    )
    await until(lambda: heart._beats[Part.TELEGRAM, ""].at < heart.now() - 1)
    fails["pending_update_count"] = 0
    await until(lambda: heart._beats[Part.TELEGRAM, ""].at > heart.now() - 0.5)


async def _asks_often(world: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.stop()
    monkeypatch.setattr(intake, "ASK_SECONDS", 0.05)
    await world.begin()
