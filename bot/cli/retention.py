"""nabodialog retention: what is held, and when it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from bot import app as wiring
from bot.cli.faults import settings, told
from bot.domain.concerns import hour_of
from bot.domain.hours import COPENHAGEN
from bot.services import inventory
from bot.services.inventory import Line

app = typer.Typer(help="What is held, and when it goes.", no_args_is_help=True)


@app.callback()
def _begin() -> None:
    """What is held, and when it goes."""


@app.command()
def report() -> None:
    """Print what is held of each kind; exit 1 when something should be gone already."""
    with told():
        lines = asyncio.run(_lines())
    Console().print(_table(lines))
    late = [line.kind.value for line in lines if line.overdue]
    if late:
        typer.echo(f"Overdue: {', '.join(late)}. Does `nabodialog run` run? Its log tells more.")
        raise typer.Exit(1)
    typer.echo("Nothing is overdue.")


async def _lines() -> Sequence[Line]:
    chosen, outside = settings(), wiring.Outside()
    house = wiring.make_house(chosen, outside, username="")
    async with wiring.open_store(chosen, house.vault) as store:
        hour = hour_of(outside.clock())
        return await store.read(lambda tx: inventory.report(tx, house, hour=hour))


def _table(lines: Sequence[Line]) -> Table:
    table = Table("what", "rows", "oldest", "goes", "rule")
    for line in lines:
        goes = f"{_when(line.goes)} OVERDUE" if line.overdue else _when(line.goes)
        table.add_row(line.kind.value, line.rows, _when(line.oldest), goes, line.rule)
    return table


def _when(hour: int | None) -> str:
    if hour is None:
        return "-"
    return f"{datetime.fromtimestamp(hour * 3600, UTC).astimezone(COPENHAGEN):%Y-%m-%d %H:00}"
