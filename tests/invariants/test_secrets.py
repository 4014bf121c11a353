"""The token and the keys stand in no log, database, message or process argument."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot.domain.people import Lang
from bot.i18n import load_all
from bot.simulator import Call, Fault, Limits, Simulator, serve
from tests.cli.shell import Shell, settings_of
from tests.invariants.conftest import Shown
from tests.invariants.day import Phone
from tests.invariants.rig import body_of
from tests.kit.needles import Found, Needles, secrets_of
from tests.simulator import schema

TOKEN = ":".join(("7391648205", "AAHk3vQz8rTn5WcXyB-LmPdSfGj_2uKoEiY"))
"""As BotFather gives them."""
WEBHOOK_SECRET = "Zr8Kq2Vw6Xt4Yb0Nc1Md3Pf5"


@dataclass(frozen=True, slots=True)
class Left:
    """What a day left: files, calls, and the arguments of every process meanwhile."""

    folder: Path
    calls: Sequence[Call]
    arguments: Mapping[str, bytes]
    needles: Needles

    @property
    def keyring(self) -> Path:
        return self.folder / "keys" / "keyring.json"


def arguments() -> Iterator[tuple[str, bytes]]:
    """(process, its arguments) of everything that runs on the machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            yield path.parent.name, path.read_bytes()


def keys_of(keyring: Path) -> dict[str, bytes]:
    """Every key in the file, by its place in it."""
    found = {}
    for number, text in enumerate(re.findall(r'"([A-Za-z0-9+/_=-]{40,})"', keyring.read_text())):
        raw = base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None)
        assert len(raw) == 32
        found[f"key {number}"] = raw
    return found


def told(left: Left) -> list[Found]:
    """Wherever a secret stands that it must not; the keyring itself is the keys' place."""
    found = []
    for path in sorted(left.folder.rglob("*")):
        if path.is_file() and path != left.keyring:
            found += left.needles.scan(path.name, path.read_bytes())
    bodies = b"\n".join(body_of(call) for call in left.calls)
    found += left.needles.scan("messages", bodies)
    for process, given in left.arguments.items():
        found += left.needles.scan(f"arguments of {process}", given)
    return found


async def _day(folder: Path) -> Left:
    """A bot at DEBUG, its shell beside it, and everything going wrong on the line."""
    sim = Simulator(TOKEN, limits=Limits(off=True), check=schema.check)
    seen: dict[str, bytes] = {}
    async with serve(sim) as base:
        secrets = {"BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": WEBHOOK_SECRET}
        shell = Shell(folder, {**settings_of(folder, base), **secrets, "LOG_LEVEL": "DEBUG"})
        assert (await shell.run("keys", "init")).code == 0
        folder.joinpath("logs").mkdir()
        with (folder / "logs" / "bot.log").open("wb") as log:
            bot = await shell.start("run", out=log.fileno(), err=log.fileno())
            try:
                await _uses(sim)
                seen.update(arguments())
                assert str(bot.pid) in seen
                printed = await asyncio.gather(shell.run("audit", "verify"), shell.run("check"))
                bot.terminate()
                await bot.wait()
            finally:
                with contextlib.suppress(ProcessLookupError):
                    bot.kill()
    (folder / "logs" / "shell.log").write_text("\n".join(t.out + t.err for t in printed))
    keys = keys_of(folder / "keys" / "keyring.json")
    assert len(keys) >= 10
    texts = {"token": TOKEN, "half of it": TOKEN.split(":")[1], "webhook secret": WEBHOOK_SECRET}
    return Left(folder, sim.calls, seen, secrets_of(texts, keys))


async def _uses(sim: Simulator) -> None:
    """People come in while Telegram errs in every way there is."""
    t = load_all()[Lang.DA]
    phone = Phone(sim.person("Amal", 2**51 + 5, language_code="da"), t)
    for kind in ("error500", "reset_before", "reset_after"):
        sim.faults.add(Fault(kind, methods=frozenset({"sendMessage"})))
        shown = len(phone.person.chat.history)
        await phone.person.start()
        await phone.sees(partial(_answered, phone, shown))
    sim.outage(on=True)
    await phone.person.send("/help")
    sim.outage(on=False)
    await phone.reads("/emergency")


def _answered(phone: Phone, shown: int) -> bool:
    return any(m.outgoing for m in phone.person.chat.history[shown:])


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    return asyncio.run(_day(tmp_path_factory.mktemp("secrets")))


@pytest.mark.invariant(37)
def test_no_secret_stands_where_it_must_not(left: Left, shown: Shown) -> None:
    log = (left.folder / "logs" / "bot.log").read_text()
    assert "level='debug'" in log
    assert told(left) == []
    shown.tried(
        f"token, webhook secret and {len(left.needles.people) - 3} keys in files of a day with"
        f" faults, {len(left.calls)} calls, arguments of {len(left.arguments)} processes"
    )


Plant = Callable[[Left, bytes], None]


def _in_the_log(left: Left, secret: bytes) -> None:
    with (left.folder / "logs" / "bot.log").open("ab") as log:
        log.write(b"event='POST /bot" + secret + b"/getMe'\n")


def _in_a_column(left: Left, secret: bytes) -> None:
    path = left.folder / "data" / "nabodialog.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("INSERT OR REPLACE INTO meta VALUES ('planted', ?)", (secret,))
        database.commit()


def _in_base64_in_a_file(left: Left, secret: bytes) -> None:
    said = json.dumps({"secret": base64.b64encode(b"x" + secret).decode()})
    (left.folder / "data" / "settings.json").write_text(said)


@pytest.mark.parametrize("plant", [_in_the_log, _in_a_column, _in_base64_in_a_file])
@pytest.mark.parametrize("which", ["the token", "a key"])
@pytest.mark.invariant(37)
def test_a_secret_in_a_file_is_noticed(
    left: Left, plant: Plant, which: str, tmp_path: Path, shown: Shown
) -> None:
    import shutil

    shutil.copytree(left.folder, tmp_path / "copy")
    copy = Left(tmp_path / "copy", left.calls, left.arguments, left.needles)
    secret = TOKEN.encode() if which == "the token" else keys_of(left.keyring)["key 3"]
    plant(copy, secret)
    assert told(copy) != []
    shown.caught(f"{which}{plant.__name__.replace('_', ' ')}")


@pytest.mark.invariant(37)
def test_a_token_in_a_message_is_noticed(left: Left, shown: Shown) -> None:
    call = Call(0, "sendMessage", {"chat_id": 1, "text": f"{TOKEN[:46]} er slidt op"}, 0.0)
    assert told(Left(left.folder, [call], {}, left.needles)) != []
    shown.caught("the token in a message")


@pytest.mark.invariant(37)
async def test_a_token_among_the_arguments_of_a_process_is_noticed(
    left: Left, shown: Shown
) -> None:
    waits = "import sys; sys.stdin.read()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", waits, f"--token={TOKEN}", stdin=asyncio.subprocess.PIPE
    )
    try:
        given = {pid: said for pid, said in arguments() if pid == str(process.pid)}
        assert told(Left(left.folder, [], given, left.needles)) != []
    finally:
        process.kill()
        await process.communicate()
    shown.caught("the token among the arguments of a process")
