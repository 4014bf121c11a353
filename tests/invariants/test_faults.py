"""An exception in any handler tells nothing of whoever wrote; no core dump, no pickle."""

from __future__ import annotations

import ast
import logging
import resource
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import text
from telegram import Update

from bot import handlers, log
from bot.context import Ctx
from bot.domain.actions import Action, Go
from bot.domain.dialogues import Dialogue, Step
from bot.domain.ids import (
    ID_BYTES,
    AppealId,
    AreaId,
    BulletinId,
    CategoryId,
    ChatId,
    ConcernId,
    DeskId,
    HandoverId,
    InviteId,
    LegalBasisId,
    ModeratorId,
    OrganisationId,
    PictureId,
    ThemeId,
)
from bot.domain.people import Lang, Speaker
from bot.services import dialogues
from bot.store.db import Statement, Tx
from bot.turn import Turn
from tests.cli.shell import settings_of
from tests.delivery import conftest as delivery
from tests.invariants.conftest import Shown
from tests.invariants.rig import rigged
from tests.invariants.ways import appears, comes_in, forges
from tests.kit.needles import Needles, invented
from tests.kit.world import TOKEN, Player, World

logged = delivery.logged

(WHO,) = invented(1, seed=24)
WORDS = "Naboens søn sælger noget i opgangen."
KEPT = ("sælger", "opgangen", "bot1:test", WORDS)
_LETTERS = Statement(text("SELECT count(*) AS n FROM dead_letter"))


class Ours(Exception):
    """A fault of ours that carries everything a handler could know."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the routing table, and how an update gets to it."""

    name: str
    table: dict[Any, Any]
    keys: tuple[Any, ...]
    reach: Callable[[World, Player], Awaitable[object]]


def _says(said: str) -> Callable[[World, Player], Awaitable[object]]:
    return lambda _, player: player.says(said)


def _presses(action: Action) -> Callable[[World, Player], Awaitable[object]]:
    return lambda _, player: forges(player, action)


def _writes_at(step: Step) -> Callable[[World, Player], Awaitable[object]]:
    async def write(world: World, player: Player) -> None:
        await _stands_at(world, player, step)
        await player.says(WORDS)

    return write


async def _stands_at(world: World, player: Player, step: Step) -> None:
    async def job(tx: Tx) -> None:
        speaker = Speaker(chat=ChatId(player.person.id))
        turn = Turn(tx=tx, now=world.clock(), house=world.bot.house, speaker=speaker,
                    dialogue=Dialogue())  # fmt: skip
        await dialogues.save(turn, Dialogue(step=step))

    await world.bot.store.write(job)


_SAMPLES: Mapping[Any, Any] = {
    int: 1,
    str: "f",
    ConcernId: bytes(16),
    BulletinId: bytes(16),
    AppealId: bytes(16),
    PictureId: bytes(16),
    ModeratorId: bytes(16),
    InviteId: bytes(16),
    HandoverId: bytes(16),
    ThemeId: bytes(16),
    LegalBasisId: LegalBasisId("retspl-115"),
    AreaId: AreaId("vaerebro"),
    OrganisationId: OrganisationId("gladsaxe"),
    CategoryId: CategoryId("unsafe"),
    DeskId: DeskId("ssp"),
}


def _sample(kind: Any) -> Any:
    if kind in _SAMPLES:
        return _SAMPLES[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if named := getattr(kind, "__supertype__", None):
        return bytes(ID_BYTES) if named is bytes else _sample(named)
    return _sample(get_args(kind)[0])


def _button(action: type[Action]) -> Action:
    made: Action = action(**{name: _sample(kind) for name, kind in action.fields})
    return made


def entries() -> Iterator[Entry]:
    """The whole table: commands under each of their names, pages, buttons, steps."""
    for names in handlers.COMMANDS:
        for name in names:
            said = f"/{name} {WORDS}"
            yield Entry(f"/{name}", handlers._PLAIN, (name,), _says(said))
    for names in handlers.COMMANDS_WITH_TEXT:
        for name in names:
            said = f"/{name} {WORDS}"
            yield Entry(f"/{name} with words", handlers._WITH_TEXT, (name,), _says(said))
    for page in handlers.PAGES:
        yield Entry(f"page {page.value}", handlers.PAGES, (page,), _presses(Go(page)))
    for action in handlers.ACTIONS:
        yield Entry(action.__name__, handlers.ACTIONS, (action,), _presses(_button(action)))
    for step in handlers.STEPS:
        yield Entry(f"words at {step.value}", handlers.STEPS, (step,), _writes_at(step))


async def _sends_a_file(world: World, player: Player) -> None:
    await player.person.send_document(name=f"{WHO.last_name}.pdf", data=WHO.username.encode())
    await world.settled()


async def _changes(world: World, player: Player) -> None:
    await player.edits(await player.person.send("/menu"), WORDS)


async def _blocks(world: World, player: Player) -> None:
    player.person.block()
    await world.settled()
    player.person.unblock()
    await world.settled()


OTHER_WAYS: Mapping[str, tuple[str, Callable[[World, Player], Awaitable[object]]]] = {
    "an unknown command": ("start.on_unknown_command", _says(f"/nosuch {WORDS}")),
    "a file": ("typed.on_attachment", _sends_a_file),
    "a change": ("typed.on_edit", _changes),
    "a block": ("residents.left", _blocks),
    "what comes before all words": ("typed.guard", _says(WORDS)),
}
"""What handlers call that stands in no table."""


# --- what a handler might raise ------------------------------------------------------------------


def _told_all(came: list[str]) -> Callable[..., Awaitable[None]]:
    """A handler that fails with the person, their words and the token, in cause and context."""

    async def breaks(*given: object) -> None:
        ctx = next((g for g in given if isinstance(g, Ctx)), None)
        speaker = ctx.turn.speaker if ctx else None
        came.append("came")
        everything = f"{WHO} {WORDS} {TOKEN} bot{TOKEN}/getMe {speaker} {given}"
        raise Ours(everything) from ValueError(everything)

    return breaks


def _chatty() -> None:
    """As a library may do after us: every logger at its most talkative."""
    for name in (*log._QUIET, "telegram.ext", "telegram.Bot"):
        logging.getLogger(name).setLevel(logging.DEBUG)


def told(said: str) -> list[str]:
    """What the text tells of the person, of their words or of the token."""
    found = [f"{f.what} as {f.shape}" for f in Needles([WHO]).scan("log", said.encode())]
    return found + [kept for kept in KEPT if kept in said]


async def _letters(world: World) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(_LETTERS))
    return int(row["n"]) if row else 0


@pytest.mark.invariant(24)
async def test_an_exception_in_any_entry_of_the_table_tells_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str], shown: Shown
) -> None:
    _chatty()
    player = await comes_in(world, WHO)
    every = list(entries())
    for number, entry in enumerate(every, start=1):
        came: list[str] = []
        with monkeypatch.context() as planted:
            for key in entry.keys:
                planted.setitem(entry.table, key, _told_all(came))
            await entry.reach(world, player)
        assert came, f"nothing came to {entry.name}"
        assert await _letters(world) == number, entry.name
    said = logged()
    assert said.count("turn.failed") == len(every)
    assert told(said) == []
    shown.tried(f"{len(every)} entries of the routing table, each fails three times, DEBUG")


@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.invariant(24)
async def test_an_exception_beside_the_table_tells_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str], way: str
) -> None:
    _chatty()
    player = await comes_in(world, WHO)
    (place, reach), came = OTHER_WAYS[way], list[str]()
    module, name = place.split(".")
    monkeypatch.setattr(getattr(handlers, module), name, _told_all(came))
    await reach(world, player)
    assert came
    assert await _letters(world) >= 1
    assert told(logged()) == []


def _log_the_fault(world: World) -> None:
    """As many bots do: the error handler writes down what it is given."""

    async def on_error(update: object, ctx: Ctx) -> None:
        log.get("bot.fault").error("failed", why=f"{ctx.error}")

    world.bot.app.error_handlers.clear()
    world.bot.app.add_error_handler(on_error)


def _print_the_update(world: World) -> None:
    async def on_error(update: object, ctx: Ctx) -> None:
        stream = logging.getLogger().handlers[0].stream  # type: ignore[attr-defined] # ours
        stream.write(f"failed: {update.to_json() if isinstance(update, Update) else None}\n")

    world.bot.app.error_handlers.clear()
    world.bot.app.add_error_handler(on_error)


def _no_scrubber(world: World) -> None:
    for handler in logging.getLogger().handlers:
        for one in list(handler.filters):
            handler.removeFilter(one)
    world.bot.app.error_handlers.clear()  # the framework then logs the exception itself


@pytest.mark.parametrize("plant", [_log_the_fault, _print_the_update, _no_scrubber])
@pytest.mark.invariant(24)
async def test_a_handler_of_errors_that_tells_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str],
    plant: Callable[[World], None], shown: Shown,
) -> None:  # fmt: skip
    _chatty()
    player = await appears(world, WHO, Lang.DA).starts()
    plant(world)
    monkeypatch.setitem(handlers._PLAIN, "about", _told_all([]))
    await player.says(f"/about {WORDS}")
    assert told(logged()) != []
    shown.caught(f"the error handler:{plant.__name__.replace('_', ' ')}")


# --- core dumps ----------------------------------------------------------------------------------


def _core_limit(pid: int) -> Sequence[str]:
    """Soft and hard limit of a running process, as the kernel tells it."""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    return next(line.split()[4:6] for line in limits if line.startswith("Max core file size"))


@pytest.mark.invariant(24)
async def test_a_running_bot_leaves_no_core_dump(tmp_path: Path, shown: Shown) -> None:
    """Whatever the machine's own limit says: here it allows dumps, then without our line."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    with_dumps = (
        "import resource, sys; from bot.__main__ import main; "
        f"resource.setrlimit(resource.RLIMIT_CORE, ({hard}, {hard})); "
    )
    assert hard != 0, "this machine forbids dumps itself: the test would show nothing"
    assert await _limit_of(tmp_path / "ours", f"{with_dumps}main()") == ["0", "0"]
    shown.tried("the core limit of the running process; every module searched for pickles")
    planted = f"{with_dumps}resource.setrlimit = lambda *_: None; main()"
    assert await _limit_of(tmp_path / "planted", planted) != ["0", "0"]
    shown.caught("core dumps allowed")


async def _limit_of(folder: Path, program: str) -> Sequence[str]:
    """Of a bot that this program starts, once it polls."""
    from tests.cli.shell import Shell

    async with rigged(folder, []) as rig:
        base = rig.shell.settings["BOT_API_URL"]
        assert (await rig.shell.run("keys", "init")).code == 0
        shell = Shell(rig.folder, settings_of(rig.folder, base), program=("-c", program))
        process = await shell.start("run")
        try:
            await rig.sim.until(lambda: rig.sim.calls, 60)
            return _core_limit(process.pid)
        finally:
            process.kill()
            await process.communicate()


# --- pickles -------------------------------------------------------------------------------------

_PICKLING = {"pickle", "cPickle", "shelve", "marshal", "dill", "cloudpickle", "joblib"}


def pickling(source: str) -> list[str]:
    """Modules and names in a source by which objects become bytes with all they hold."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                names = [node.module or "", *(alias.name for alias in node.names)]
            case ast.Name():
                names = [node.id]
            case ast.Attribute():
                names = [node.attr]
            case _:
                continue
        found += [n for n in names if n.split(".")[0] in _PICKLING or "Pickle" in n]
    return found


@pytest.mark.invariant(24)
def test_nothing_is_pickled(shown: Shown) -> None:
    sources = sorted(Path(handlers.__file__).parents[1].rglob("*.py"))
    assert {s.name: found for s in sources if (found := pickling(s.read_text("utf-8")))} == {}
    assert len(sources) > 100
    for planted in ("import pickle", "from telegram.ext import PicklePersistence",
                    "import shelve as s", "x = telegram.ext.PicklePersistence('f')"):  # fmt: skip
        assert pickling(planted) != []
        shown.caught(planted)
