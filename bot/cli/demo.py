"""nabodialog demo: the real bot, invented people, a page to play them; no token, no network."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import app, log
from bot.app import Outside
from bot.cli.faults import told
from bot.domain.ids import OrganisationId
from bot.domain.roles import Role
from bot.services import staff
from bot.settings import Settings, content, load
from bot.vault import keyring

if TYPE_CHECKING:
    from bot.simulator import Simulator

TOKEN = "1:demo"  # noqa: S105 # the simulator's, not a secret
PER_CHAT_PER_SECOND, PER_CHAT_BURST = 5.0, 20
"""A person who plays six phones is quicker than six people."""


def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8000,
    tells: Annotated[
        str, typer.Option("--story", help="Who is there: a name in data/demo, such as morning.")
    ] = "story",
) -> None:
    """Play residents, staff, publisher and approver against the real bot in a browser."""
    log.setup("WARNING")
    with told(), tempfile.TemporaryDirectory(prefix="nabodialog-demo-") as folder:
        asyncio.run(_demo(Path(folder), port, content(f"demo/{tells}.toml")))


async def _demo(folder: Path, port: int, told_by: Path) -> None:
    from bot.simulator import Limits, Simulator, serve  # no other verb needs it

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    limits = Limits(per_chat_per_second=PER_CHAT_PER_SECOND, per_chat_burst=PER_CHAT_BURST)
    sim = Simulator(TOKEN, control=True, limits=limits, username="nabodialog_demo_bot")
    try:
        async with serve(sim, port=port) as page:
            await _play(sim, page, folder, stop, told_by)
    except OSError as error:
        raise app.StartFault(
            f"--port: {port} cannot be used ({error.strerror}); choose another, such as --port 0"
        ) from None


async def _play(
    sim: Simulator, page: str, folder: Path, stop: asyncio.Event, told_by: Path
) -> None:
    """The bot runs against the simulator until stopped; the story so far is played first."""
    chosen = settings_for(page, folder)
    keyring.create(chosen.keyring_file, secrets.token_bytes)
    running = asyncio.create_task(app.run(chosen, stop))
    telling = asyncio.create_task(_tell(sim, chosen, page, told_by))
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
        chat_sends_per_second=PER_CHAT_PER_SECOND,
        chat_burst=PER_CHAT_BURST,
    )


async def _tell(sim: Simulator, chosen: Settings, page: str, told_by: Path) -> None:
    from bot.simulator import story  # no other verb needs it

    await sim.until(lambda: sim.calls, timeout=30)  # its database is set up by then
    await story.tell(sim, story.load(told_by), partial(_invitation, chosen))
    typer.echo(f"Nabodialog demo: open {page}/  (Ctrl-C ends it and forgets everything)")


async def _invitation(chosen: Settings, organisation: str, role: str) -> str:
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
