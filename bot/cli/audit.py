"""nabodialog audit: the record of staff acts."""

from __future__ import annotations

import asyncio
import csv
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import typer

from bot import app as wiring
from bot.cli.faults import settings, told
from bot.domain.acts import Link
from bot.services import record
from bot.store import audit
from bot.store.db import Tx

app = typer.Typer(help="The record of staff acts.", no_args_is_help=True)


@app.command()
def verify() -> None:
    """Check the chain; exit 1 when an entry was changed, removed or reordered."""
    with told():
        count, broken = asyncio.run(_verify())
    if broken is not None:
        typer.echo(f"The record is broken at entry {broken}; the {count} before it are whole.")
        raise typer.Exit(1)
    typer.echo(f"The record is whole: {count} entries.")


@app.command()
def export() -> None:
    """Print the record as CSV: number, time (UTC), pseudonym, act, case."""
    with told():
        writer = csv.writer(sys.stdout)
        writer.writerow(["number", "time", "who", "act", "case"])
        for link in asyncio.run(_all()):
            at = datetime.fromtimestamp(link.at, UTC).isoformat()
            writer.writerow([link.number, at, link.who, link.act.value, link.about])


async def _verify() -> tuple[int, int | None]:
    chosen = settings()
    house = wiring.make_house(chosen, wiring.Outside(), username="")
    async with wiring.open_store(chosen, house.vault) as store:
        return await store.read(lambda tx: record.verify(tx, house.vault))


async def _all() -> Sequence[Link]:
    chosen = settings()
    house = wiring.make_house(chosen, wiring.Outside(), username="")

    async def collect(tx: Tx) -> list[Link]:
        found: list[Link] = []
        while links := await audit.page(tx, after=found[-1].number if found else 0):
            found += links
        return found

    async with wiring.open_store(chosen, house.vault) as store:
        return await store.read(collect)
