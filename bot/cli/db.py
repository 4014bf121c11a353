"""nabodialog db: the database."""

from __future__ import annotations

import asyncio

import typer

from bot import app as wiring
from bot.cli.faults import settings, told
from bot.settings import Settings
from bot.store import migrations

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to this version. `run` does it too."""
    with told():
        asyncio.run(_upgrade(settings()))
    typer.echo(f"The database stands at revision {migrations.HEAD}.")


async def _upgrade(chosen: Settings) -> None:
    house = wiring.make_house(chosen, wiring.Outside(), username="")
    async with wiring.open_store(chosen, house.vault):
        return
