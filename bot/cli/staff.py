"""nabodialog invite: bring in a colleague."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import app
from bot.cli.faults import settings, told
from bot.domain.ids import AreaId, OrganisationId
from bot.domain.places import Partnership
from bot.domain.roles import Role
from bot.services import staff
from bot.settings import Settings


def invite(
    role: Annotated[list[Role], typer.Option(help="What the colleague may do; repeatable.")],
    organisation: Annotated[str, typer.Option(help="Id from the partnership file.")],
    area: Annotated[
        list[str] | None, typer.Option(help="Area served; repeatable; none means all.")
    ] = None,
    payload: Annotated[bool, typer.Option(help="Print the start payload alone.")] = False,
) -> None:
    """Print a one-time link, valid 48 hours, that makes its opener a colleague."""
    with told():
        chosen = settings()
        areas = [AreaId(a) for a in area or []]
        made = asyncio.run(_invite(chosen, role, OrganisationId(organisation), areas))
        typer.echo(made if payload else asyncio.run(_link(chosen, made)))


async def _invite(
    chosen: Settings, roles: list[Role], organisation: OrganisationId, areas: list[AreaId]
) -> str:
    outside = app.Outside()
    house = app.make_house(chosen, outside, username="")
    _check_places(house.partnership, organisation, areas)
    async with app.open_store(chosen, house.vault) as store:
        return await store.write(
            lambda tx: staff.invite(
                tx,
                house,
                organisation=organisation,
                roles=roles,
                areas=areas,
                now=outside.clock(),
            )
        )


def _check_places(
    partnership: Partnership, organisation: OrganisationId, areas: list[AreaId]
) -> None:
    """Raises StartFault that names what can be chosen instead."""
    if organisation not in partnership.organisations:
        known = ", ".join(partnership.organisations)
        raise app.StartFault(f"--organisation: {organisation} is unknown; choose among {known}")
    served = [area.id for area in partnership.served_by(organisation)]
    faults = [
        f"--area: {area} is not served by {organisation}; choose among {', '.join(served)}"
        for area in areas
        if area not in served
    ]
    if faults:
        raise app.StartFault("\n".join(faults))


async def _link(chosen: Settings, made: str) -> str:
    try:
        async with app.connected_line(chosen) as line:
            return f"https://t.me/{line.username}?start={made}"
    except app.StartFault:
        return f"The bot's name could not be asked for. Send the bot: /start {made}"
