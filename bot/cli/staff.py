"""nabodialog invite, nabodialog staff: bring in a colleague, see who there is, end access."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from bot import app as wiring
from bot.cli.faults import settings, told
from bot.domain.acts import Act
from bot.domain.dialogues import Dialogue
from bot.domain.errors import LastAdministrator, NotFound
from bot.domain.ids import AreaId, ChatId, OrganisationId
from bot.domain.people import Moderator, Speaker
from bot.domain.places import Partnership
from bot.domain.roles import Role
from bot.services import people, record, staff
from bot.settings import Settings
from bot.store import staff as colleagues
from bot.store.db import Tx
from bot.turn import Turn

app = typer.Typer(help="Colleagues: who they are, and the end of access.", no_args_is_help=True)

T = TypeVar("T")


def invite(
    role: Annotated[list[Role], typer.Option(help="What the colleague may do; repeatable.")],
    organisation: Annotated[str, typer.Option(help="Id from the partnership file.")],
    area: Annotated[
        list[str] | None, typer.Option(help="Area served; repeatable; none means all.")
    ] = None,
    payload: Annotated[bool, typer.Option(help="Print the start payload alone.")] = False,
    practised: Annotated[
        bool, typer.Option("--practised", help="Trained already: no practice case is needed.")
    ] = False,
) -> None:
    """Print a one-time link, valid 48 hours, that makes its opener a colleague."""
    with told():
        chosen = settings()
        areas = [AreaId(a) for a in area or []]
        places = wiring.load_partnership(chosen)
        _check_places(places, OrganisationId(organisation), areas)

        async def make(turn: Turn) -> str:
            made = await staff.invite(
                turn.tx,
                turn.house,
                organisation=OrganisationId(organisation),
                roles=role,
                areas=areas,
                now=turn.now,
                practised=practised,
            )
            await record.note_shell(turn, Act.INVITED)
            return made

        made = asyncio.run(_turn(chosen, make))
        typer.echo(made if payload else asyncio.run(_link(chosen, made)))


@app.command("list")
def list_() -> None:
    """Print every colleague: pseudonym, organisation, roles, areas."""
    with told():
        for found in asyncio.run(_turn(settings(), _everybody)):
            areas = ",".join(sorted(found.areas)) or "all areas"
            waits = "" if found.practised else "\tnot practised yet"
            roles = ",".join(sorted(found.roles))
            typer.echo(f"{found.pseudonym}\t{found.organisation}\t{roles}\t{areas}{waits}")


async def _everybody(turn: Turn) -> list[Moderator]:
    return [
        found
        for organisation in turn.house.partnership.organisations
        for found in await colleagues.of(turn.tx, organisation)
    ]


@app.command()
def revoke(
    pseudonym: Annotated[str, typer.Argument(help="Such as GLA-3; see nabodialog staff list.")],
    even_the_last: Annotated[
        bool, typer.Option("--even-the-last", help="Also the organisation's last administrator.")
    ] = False,
) -> None:
    """End a colleague's access at once, also while the bot runs."""

    async def end(turn: Turn) -> Moderator:
        return await people.revoke_from_shell(turn, pseudonym, even_the_last=even_the_last)

    with told():
        try:
            gone = asyncio.run(_turn(settings(), end))
        except NotFound:
            raise wiring.StartFault(
                f"{pseudonym} is no colleague; see nabodialog staff list. Nothing was changed."
            ) from None
        except LastAdministrator:
            raise wiring.StartFault(
                f"{pseudonym} is the last administrator of the organisation; invite another one "
                "first, or add --even-the-last. Nothing was changed."
            ) from None
        typer.echo(f"The access of {gone.pseudonym} has ended.")


async def _turn(chosen: Settings, act: Callable[[Turn], Awaitable[T]]) -> T:
    """Runs an act as a turn in which nobody speaks."""
    outside = wiring.Outside()
    house = wiring.make_house(chosen, outside, username="")
    async with wiring.open_store(chosen, house.vault) as store:

        async def job(tx: Tx) -> T:
            nobody = Speaker(chat=ChatId(0))
            now = outside.clock()
            return await act(Turn(tx=tx, now=now, house=house, speaker=nobody, dialogue=Dialogue()))

        return await store.write(job)


def _check_places(
    partnership: Partnership, organisation: OrganisationId, areas: list[AreaId]
) -> None:
    """Raises StartFault that names what can be chosen instead."""
    if organisation not in partnership.organisations:
        known = ", ".join(partnership.organisations)
        raise wiring.StartFault(f"--organisation: {organisation} is unknown; choose among {known}")
    served = [area.id for area in partnership.served_by(organisation)]
    faults = [
        f"--area: {area} is not served by {organisation}; choose among {', '.join(served)}"
        for area in areas
        if area not in served
    ]
    if faults:
        raise wiring.StartFault("\n".join(faults))


async def _link(chosen: Settings, made: str) -> str:
    try:
        async with wiring.connected_line(chosen) as line:
            return f"https://t.me/{line.username}?start={made}"
    except wiring.StartFault:
        return f"The bot's name could not be asked for. Send the bot: /start {made}"
