"""nabodialog keys: the keyring."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import app as wiring
from bot.app import StartFault, load_keyring
from bot.cli.faults import settings, told
from bot.services import key_check, rewrapping, rotation
from bot.services.key_check import Report
from bot.services.rotation import State
from bot.settings import Settings
from bot.store.db import Store
from bot.vault import keyring
from bot.vault.keyring import KeyringFault

_LOOK_SECONDS = 0.5

app = typer.Typer(help="The keyring.", no_args_is_help=True)


@app.command()
def init() -> None:
    """Make a new keyring at KEYRING_FILE. Back it up apart from the data."""
    with told():
        chosen = settings()
        try:
            keyring.check_place(chosen.keyring_file, chosen.data_dir, chosen.database_file)
            keyring.create(chosen.keyring_file, secrets.token_bytes)
        except (KeyringFault, OSError) as fault:
            typer.echo(f"nabodialog: KEYRING_FILE: {fault}", err=True)
            raise typer.Exit(1) from None
        load_keyring(chosen)
    typer.echo(f"A new keyring stands at {chosen.keyring_file}. Back it up, apart from the data:")
    typer.echo("whoever has both can read everything; without it nothing can be answered.")


@app.command()
def verify() -> None:
    """Open every sealed row with the keyring; exit 1 when something is wrong, and say the cure."""
    with told():
        chosen = settings()
        report, state = asyncio.run(_verify(chosen))
        for line in [*_counted(report), *_standing(state, report, chosen)]:
            typer.echo(line)
        if faults := [*_file_faults(chosen), *_row_faults(report)]:
            raise StartFault("\n".join(faults))


@app.command()
def rotate(
    wait: Annotated[
        float, typer.Option(help="Seconds to wait for a running bot; it looks every five.")
    ] = 20.0,
) -> None:
    """Ask the running bot for new keys; the old ones are destroyed when nothing needs them."""
    with told():
        chosen = settings()
        try:
            keyring.check_writable(chosen.keyring_file)
        except KeyringFault as fault:
            load_keyring(chosen)  # a missing one has a better sentence
            raise StartFault(f"KEYRING_FILE: {fault}") from None
        asyncio.run(_rotate(chosen, wait))


# --- rotate --------------------------------------------------------------------------------


async def _rotate(chosen: Settings, wait: float) -> None:
    """Raises StartFault when the bot refused."""
    outside = wiring.Outside()
    house = wiring.make_house(chosen, outside, username="")
    async with wiring.open_store(chosen, house.vault) as store:
        before = await store.read(rotation.state)
        if before.began is None:
            asked = outside.clock()
            await store.write(lambda tx: rotation.ask(tx, asked))
            if not await _taken(store, wait):
                typer.echo("No running bot has taken the request. It is kept, and the bot takes it")
                typer.echo("when it runs: start it with `nabodialog run`.")
                return
            typer.echo("The running bot has taken the request.")
        await _follow(store, chosen, before)


async def _taken(store: Store, wait: float) -> bool:
    try:
        async with asyncio.timeout(wait):
            await _until(store, lambda state: state.asked is None)
    except TimeoutError:
        return False
    return True


async def _until(store: Store, reached: Callable[[State], bool]) -> State:
    while True:
        state = await store.read(rotation.state)
        if reached(state):
            return state
        await asyncio.sleep(_LOOK_SECONDS)


async def _follow(store: Store, chosen: Settings, before: State) -> None:
    """Until the old keys are gone, or wait for a backup. Raises StartFault."""
    waits = chosen.rotation_waits_for_backup

    def rests(state: State) -> bool:
        return state.began is None or (waits and state.moved is not None)

    state = await _until(store, rests)
    if state.began is not None:
        typer.echo("Everything stands under the new keys. The old ones are destroyed as soon as a")
        typer.echo("backup made from now on is verified: `nabodialog backup create`.")
    elif state.done == before.done:
        raise StartFault("The bot could not replace the keyring; its log says why.")
    else:
        typer.echo("Everything stands under new keys and the old ones are destroyed. Back the")
        typer.echo(f"keyring up anew ({chosen.keyring_file}) and destroy its older copies.")


# --- verify --------------------------------------------------------------------------------


async def _verify(chosen: Settings) -> tuple[Report, State | None]:
    """Raises StartFault. Opens with the keyring as it stands in the file, also when the bot
    replaces it meanwhile."""
    while True:
        keys = load_keyring(chosen)
        report, state = await _verified(chosen)
        if not report.broken or load_keyring(chosen) == keys:
            return report, state


async def _verified(chosen: Settings) -> tuple[Report, State | None]:
    house = wiring.make_house(chosen, wiring.Outside(), username="")
    if await wiring.check_store(chosen, house.vault) is None:
        return Report(kinds={}), None
    async with wiring.reading(chosen) as store:
        return await key_check.look(store, house.vault), await store.read(rotation.state)


def _counted(report: Report) -> list[str]:
    rows = [f"{name}: {kind.rows} rows" for name, kind in report.kinds.items()]
    return [*rows, f"{report.rows - report.broken} of {report.rows} rows open."]


def _standing(state: State | None, report: Report, chosen: Settings) -> list[str]:
    """How far rotation is, in words."""
    if state is None or (state.done is None and state.began is None):
        return ["The keys were never replaced."]
    lines = [f"The keys were last replaced on {_day(state.done)}."] if state.done else []
    if state.began is None:
        return lines
    lines.append(f"A rotation began on {_day(state.began)}; {report.older} rows are to be moved.")
    if state.moved is not None and chosen.rotation_waits_for_backup:
        has = "has come" if state.has_backup else "has not come yet"
        lines.append(f"The old keys wait for a verified backup, which {has}.")
    return lines


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _file_faults(chosen: Settings) -> list[str]:
    """What keeps keys from being destroyed."""
    faults = []
    try:
        keyring.check_writable(chosen.keyring_file)
    except KeyringFault as fault:
        faults.append(f"KEYRING_FILE: {fault}")
    left = keyring.leftover(chosen.keyring_file.resolve())
    if left.exists() and not rewrapping.is_under_way(load_keyring(chosen)):
        faults.append(f"KEYRING_FILE: {left} was left by a bot that was killed; delete it")
    return faults


def _row_faults(report: Report) -> list[str]:
    """The cure is the same whatever made them unreadable."""
    return [
        f"{name}: {kind.broken} of {kind.rows} rows cannot be opened; they were changed, or sealed "
        "with keys this keyring does not hold. Restore the database or the keyring that belong "
        "together from backups of the same time"
        for name, kind in report.kinds.items()
        if kind.broken
    ]
