"""nabodialog demo: the real bot, invented people, a page to play them; no token, no network."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import tempfile
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import app, log
from bot.app import Outside
from bot.cli.faults import told
from bot.domain.ids import OrganisationId
from bot.domain.roles import Role
from bot.services import staff
from bot.settings import Settings, content, load
from bot.simulator import Limits, Person, Simulator, serve
from bot.vault import keyring

TOKEN = "1:demo"  # noqa: S105 # the simulator's, not a secret
FIRST_ID = 1 << 51
_INVITED = "{invite "
LIMITS = Limits(per_chat_per_second=5.0, per_chat_burst=20)
"""A person who plays five phones is quicker than five people."""


def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8000,
) -> None:
    """Play residents, staff and publisher against the real bot in a browser."""
    log.setup("WARNING")
    with told(), tempfile.TemporaryDirectory(prefix="nabodialog-demo-") as folder:
        asyncio.run(_demo(Path(folder), port))


async def _demo(folder: Path, port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    sim = Simulator(TOKEN, control=True, limits=LIMITS, username="nabodialog_demo_bot")
    try:
        async with serve(sim, port=port) as page:
            await _play(sim, page, folder, stop)
    except OSError as error:
        raise app.StartFault(
            f"--port: {port} cannot be used ({error.strerror}); choose another, such as --port 0"
        ) from None


async def _play(sim: Simulator, page: str, folder: Path, stop: asyncio.Event) -> None:
    """The bot runs against the simulator until stopped; the story so far is played first."""
    chosen = settings_for(page, folder)
    keyring.create(chosen.keyring_file, secrets.token_bytes)
    running = asyncio.create_task(app.run(chosen, stop))
    telling = asyncio.create_task(_tell(sim, chosen, page))
    await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        telling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await telling
    await running


def settings_for(page: str, folder: Path) -> Settings:
    """Settings of a bot that talks to the simulator and keeps everything in one folder."""
    return load(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=page,
        data_dir=folder / "data",
        keyring_file=folder / "keys" / "keyring.json",
        reply_delay_seconds="0-3",
        chat_sends_per_second=5.0,
        chat_burst=20,
    )


async def _tell(sim: Simulator, chosen: Settings, page: str) -> None:
    story = tomllib.loads(content("demo/story.toml").read_text(encoding="utf-8"))
    for number, one in enumerate(story["people"]):
        person = sim.person(one["name"], FIRST_ID + number * 7919, language_code=one["language"])
        sim.phone(one["id"], person, role=one["role"], note=one["note"])
        await person.start(await _payload(chosen, one["start"]))
        if one["start"].startswith(_INVITED):
            await _step(person, "> ✅")
        for step in one["steps"]:
            await _step(person, step)
        await _answered(person)
    typer.echo(f"Nabodialog demo: open {page}/  (Ctrl-C ends it and forgets everything)")


async def _payload(chosen: Settings, start: str) -> str:
    if not start.startswith(_INVITED):
        return start
    _, organisation, role = start.strip("{}").split()
    outside = Outside()
    house = app.make_house(chosen, outside, username="")
    async with app.open_store(chosen, house.vault) as store:
        return await store.write(
            lambda tx: staff.invite(
                tx,
                house,
                organisation=OrganisationId(organisation),
                roles=[Role(role)],
                areas=[],
                now=outside.clock(),
                practised=True,
            )
        )


async def _step(person: Person, step: str) -> None:
    await _answered(person)
    if not step.startswith("> "):
        await person.send(step)
        return
    label = step.removeprefix("> ")
    found: Any = None

    def shown(chat: Any) -> bool:
        nonlocal found
        found = next(
            (b for m in reversed(chat.messages) for row in m.buttons for b in row
             if b.text.startswith(label)), None)  # fmt: skip
        return found is not None

    await person.expect(shown, timeout=10)
    await person.press(found)


async def _answered(person: Person) -> None:
    """Until the bot has answered: the newest message is its own."""
    await person.expect(lambda chat: bool(chat.messages) and chat.messages[-1].outgoing, timeout=10)
