"""Logs hold facts of the machine: no token, no id, no name, whoever logs and whatever breaks."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from bot import log
from bot.simulator import Limits, Simulator, serve
from bot.vault import keyring
from tests.cli.shell import PATIENCE, Shell, settings_of
from tests.kit.needles import Needles, invented

(WHO,) = invented(1, seed=99)
TOKEN = f"{WHO.id}:AAE-{'hemmelig' * 4}"
SECRETS = (TOKEN, "hemmelighemmelig")

PRELUDE = f"""
import asyncio, gc, json, logging, threading, warnings
from bot import log
ID, NAME, USER = {WHO.id}, {WHO.first_name!r}, {WHO.username!r}
TOKEN = {TOKEN!r}
UPDATE = {{"update_id": 1, "message": {{
    "message_id": 1, "date": 1, "text": NAME,
    "chat": {{"id": ID, "type": "private", "first_name": NAME, "username": USER}},
    "from": {{"id": ID, "is_bot": False, "first_name": NAME, "username": USER}}}}}}
log.setup("DEBUG")
for name in ("httpx", "httpcore", "aiosqlite", "telegram", "apscheduler", "aiohttp", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)  # as a library may do after us
def broken(): raise ValueError(f"{{NAME}} {{ID}} {{TOKEN}}")
"""

FRAMEWORK = """
from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext, ContextTypes, TypeHandler
class Ctx(CallbackContext):
    @classmethod
    def from_update(cls, update, application): %s
async def on_update(update, context): broken()
async def main():
    app = (ApplicationBuilder().token(TOKEN).updater(None).job_queue(None)
        .context_types(ContextTypes(context=%s)).build())
    app._initialized = True
    app.add_handler(TypeHandler(Update, on_update))
    await app.process_update(Update.de_json(UPDATE, app.bot))
asyncio.run(main())
"""

# What is logged, and what of it must be kept: an operator still has to find the cause.
LOGGED: dict[str, tuple[str, str]] = {
    "our event with an id": ("log.get('bot.x').info('done', chat=ID, count=7)", "count=7"),
    "our event with words": (
        "log.get('bot.x').info(f'said @{USER}', why=f'{ID} {TOKEN} \"{NAME}\"')", "event='said"),
    "our event with a list and a mapping": (
        "log.get('bot.x').info('done', of=[ID, f'@{USER}'], by={ID: (ID,)}, at={str(ID)})",
        "event='done'"),
    "our event with objects": (
        "log.get('bot.x').info('done', error=ValueError(NAME), raw=NAME.encode(), it=type(NAME))",
        "error='[ValueError]'"),
    "our logger used as a plain one": (
        "logging.getLogger('bot.x').error('greeted %s', NAME)", "greeted %s"),
    "a token in a path": (
        "logging.getLogger('httpx').info('HTTP Request: %s %s', 'POST', f'/bot{TOKEN}/getMe')",
        "HTTP Request: %s %s"),
    "a message filled before it was logged": (
        "logging.getLogger('lib').error(f'no such person {NAME} {ID}')", "lib: at "),
    "an exception with its traceback": (
        "try: broken()\nexcept ValueError: logging.getLogger('lib').exception('lost %s', NAME)",
        "lost %s [ValueError at "),
    "an exception with its cause and the stack": (
        "try:\n    try: broken()\n    except ValueError as e: raise KeyError(NAME) from e\n"
        "except KeyError: logging.getLogger('lib').error('x', exc_info=True, stack_info=True)",
        "[KeyError at "),
    "a message that does not fit its arguments": (
        "logging.getLogger('lib').error('%d people', NAME)", "%d people"),
    "an object as a message": (
        "logging.getLogger('lib').error(ValueError(NAME))", "lib: at "),
    "parameters of a statement": (
        "import aiosqlite\n"
        "async def main():\n"
        "    async with aiosqlite.connect(':memory:') as db:\n"
        "        await db.execute('select ?, ?', (ID, NAME))\n"
        "asyncio.run(main())",
        "aiosqlite: executing %s"),
    "an update whose context cannot be built": (
        FRAMEWORK % ("broken()", "Ctx"), "Error while building CallbackContext for update %s"),
    "an update whose handler breaks": (FRAMEWORK % ("...", "CallbackContext"), "[ValueError at "),
    "a task nobody waits for": (
        "async def lost(): broken()\n"
        "async def main():\n"
        "    asyncio.create_task(lost(), name=NAME)\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main()); gc.collect()",
        "[ValueError at "),
    "a callback that breaks": (
        "async def main():\n"
        "    asyncio.get_running_loop().call_soon(broken)\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main())",
        "[ValueError at "),
    "a loop that debugs": (
        "import time\n"
        "async def slow(who): time.sleep(0.2)\n"
        "asyncio.run(slow(NAME), debug=True)",
        "asyncio: Executing %s took %.3f seconds"),
    "a warning": ("warnings.warn(f'{NAME} {ID}')", "kind='UserWarning'"),
    "a warning of an unclosed thing": (
        "warnings.simplefilter('always')\n"
        "def leave(): open('/dev/null')\n"
        "leave(); gc.collect()",
        "kind='ResourceWarning'"),
    "a thread that breaks": (
        "t = threading.Thread(target=broken, name=NAME); t.start(); t.join()",
        "event='crashed' error='ValueError'"),
    "a destructor that breaks": (
        "class Gone:\n    def __del__(self): broken()\nGone(); gc.collect()",
        "event='ignored' error='ValueError'"),
}  # fmt: skip


def printed(script: str, *, code: int = 0) -> str:
    """Everything a process prints that has our logging at DEBUG."""
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PRELUDE) + script],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"},
    )
    assert ran.returncode == code, ran.stderr.decode()
    return (ran.stdout + ran.stderr).decode()


def told(said: str) -> list[str]:
    """What the text tells that a log must not."""
    found = [f"{f.what} as {f.shape}" for f in Needles([WHO]).scan("log", said.encode())]
    return found + [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("kind", LOGGED)
def test_a_log_tells_the_kind_and_the_place_and_nothing_of_people(kind: str) -> None:
    script, kept = LOGGED[kind]
    said = printed(script)
    assert told(said) == []
    assert kept in said
    assert all(line.startswith("timestamp=") for line in said.splitlines())


def test_a_crash_tells_its_kind_and_its_place_and_no_traceback() -> None:
    said = printed("broken()", code=1)
    assert told(said) == []
    assert "event='crashed' error='ValueError' place='<string>" in said
    assert len(said.splitlines()) == 1


def test_a_crash_of_the_main_coroutine_is_told_like_any_other() -> None:
    said = printed("async def main(): broken()\nasyncio.run(main())", code=1)
    assert told(said) == []
    assert "event='crashed' error='ValueError'" in said


@pytest.mark.parametrize(
    "leak", ["print(NAME)", "import sys; sys.stderr.write(str(ID))", "print(TOKEN)"]
)
def test_what_goes_past_the_log_would_be_noticed(leak: str) -> None:
    assert told(printed(leak)) != []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"POST /bot{TOKEN}/sendMessage", "POST /bot[token]/sendMessage"),
        ("POST /bot1:test/getMe", "POST /bot[token]/getMe"),
        (f"token {TOKEN}.", "token [token]."),
        (f"chat{WHO.id}x", "chat[number]x"),
        ("chat -1001234567890", "chat -[number]"),
        ("٢٢٥١٧٩٩٨١٣", "[number]"),
        ("ask @amal_hansen", "ask [handle]"),
        ('Unsupported start tag "amal" at 5', "Unsupported start tag [quoted] at 5"),
        ("bot/app.py:12345 run", "bot/app.py:12345 run"),
        ("retry after 30.5", "retry after 30.5"),
    ],
)
def test_a_text_is_scrubbed_of_what_names_a_person(text: str, clean: str) -> None:
    assert log.scrubbed(text) == clean


def test_the_place_of_an_exception_is_its_last_frame_without_values() -> None:
    try:
        int(WHO.first_name)
    except ValueError as error:
        where = log.place(error)
    assert re.fullmatch(r"tests/test_log\.py:\d+ test_the_place_of_an_exception\w+", where)
    assert log.place(ValueError(WHO.first_name)) == "unknown"


# --- the bot itself ------------------------------------------------------------------------------

FAULTY = """
import sys
from bot.delivery.intake import Poller
from bot.services import residents
from bot.__main__ import main

where, name = sys.argv[1:3]

def breaks(turn, *_):
    raise LookupError(f"{turn.speaker.chat} {turn.speaker!r} is {name}")

async def crashes(poller):
    await poller._line.call("deleteWebhook", {})
    raise LookupError(name)

if where == "handler":
    residents.choose_language = breaks
else:
    Poller.run = crashes
sys.argv[1:] = ["run"]
main()
"""


def _faulty(folder: Path, base: str, where: str) -> Shell:
    """The bot with a fault of ours planted in it."""
    keyring.create(folder / "keys" / "keyring.json", secrets.token_bytes)
    settings = settings_of(folder, base, LOG_LEVEL="DEBUG")
    return replace(Shell(folder, settings), program=("-c", FAULTY, where, WHO.first_name))


async def test_a_fault_in_a_handler_leaves_nothing_of_the_person_in_the_log(tmp_path: Path) -> None:
    sim = Simulator("1:test", limits=Limits(off=True))
    async with serve(sim) as base:
        process = await _faulty(tmp_path, base, "handler").start()
        person = sim.person(
            WHO.first_name, WHO.id, last_name=WHO.last_name, username=WHO.username,
            language_code="da",
        )  # fmt: skip
        await person.start()
        await person.expect(lambda chat: any(m.buttons for m in chat.messages), PATIENCE)
        await person.press("Dansk")
        await person.expect(lambda chat: any("igen" in text for text in chat.texts), PATIENCE)
        process.terminate()
        out, err = await process.communicate()
    assert process.returncode == 0
    assert told(out.decode() + err.decode()) == []
    assert b"event='turn.failed' error='LookupError' place='<string>" in err


async def test_a_loop_that_breaks_ends_the_bot_without_telling_why_in_full(tmp_path: Path) -> None:
    sim = Simulator("1:test", limits=Limits(off=True))
    async with serve(sim) as base:
        ended = await _faulty(tmp_path, base, "loop").run()
    assert ended.code == 1
    assert told(ended.out + ended.err) == []
    assert "event='crashed' error='LookupError'" in ended.err
    assert "Traceback" not in ended.err
