"""nabodialog check: name every fault before anything runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from bot import app
from bot.cli.faults import settings, told
from bot.settings import SettingsFault, example


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
        if faults := list(_faults()):
            raise app.StartFault("\n".join(faults))
    typer.echo("Everything is in order.")


def _faults() -> Iterator[str]:
    """Of every part that can be looked at; nothing is made or changed."""
    try:
        chosen = settings()
    except SettingsFault as fault:
        yield str(fault)
        if fault.rest is None:
            return
        chosen = fault.rest
    try:
        house = app.make_house(chosen, app.Outside(), username="")
        asyncio.run(app.check_store(chosen, house.vault))
    except app.StartFault as fault:
        yield str(fault)
    try:
        asyncio.run(app.check_translation(chosen))
    except app.StartFault as fault:
        yield str(fault)
