"""nabodialog check: name every fault before anything runs."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app
from bot.cli.faults import settings, told
from bot.settings import Settings, example


def check(
    env_example: Annotated[
        bool, typer.Option("--env-example", help="Print the text of .env.example instead.")
    ] = False,
) -> None:
    """Check settings, partnership, keyring and database; name every fault at once."""
    if env_example:
        typer.echo(example(), nl=False)
        return
    with told():
        chosen = settings()
        asyncio.run(_check(chosen))
    typer.echo("Everything is in order.")


async def _check(chosen: Settings) -> None:
    house = app.make_house(chosen, app.Outside(), username="")
    async with app.open_store(chosen, house.vault):
        return
