"""nabodialog profile: what Telegram shows about the bot."""

from __future__ import annotations

import asyncio

import typer
from telegram.error import TelegramError

from bot import app as wiring
from bot import i18n
from bot.cli.faults import settings, told
from bot.delivery import profile

app = typer.Typer(help="What Telegram shows about the bot.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Say what Telegram shows otherwise than the texts; exit 1 when anything does."""
    with told():
        found = asyncio.run(_with_line(mend=False))
    typer.echo("The profile is as it should be." if not found else f"{found} parts differ.")
    raise typer.Exit(1 if found else 0)


@app.command()
def apply() -> None:
    """Write what differs. `run` does it too, without ever stopping because of it."""
    with told():
        found = asyncio.run(_with_line(mend=True))
    typer.echo(f"{found} parts written." if found else "The profile was as it should be.")


async def _with_line(*, mend: bool) -> int:
    catalogs = i18n.load_all()
    try:
        async with wiring.connected_line(settings()) as line:
            if mend:
                return await profile.apply(line, catalogs)
            return len(await profile.differences(line, catalogs))
    except TelegramError as error:
        raise wiring.StartFault(f"Telegram refused: {type(error).__name__}") from None
