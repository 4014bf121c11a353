"""nabodialog run: the bot itself."""

from __future__ import annotations

import asyncio
import resource
import signal

from bot import app, log
from bot.cli.faults import settings, told
from bot.settings import Settings


def run() -> None:
    """Run the bot until it is stopped (SIGTERM or Ctrl-C)."""
    with told():
        chosen = settings()
        log.setup(chosen.log_level)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold keys and words
        asyncio.run(_until_signalled(chosen))


async def _until_signalled(chosen: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await app.run(chosen, stop)
