"""nabodialog backup: sealed copies of the database that only an offline key opens."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot import app as wiring
from bot.cli.faults import settings, told
from bot.services import backups
from bot.services.backups import Contents, Told
from bot.settings import Settings
from bot.store.db import DatabaseFault
from bot.vault import sealed_file
from bot.vault.sealed_file import SealedFile, SealedFileFault

app = typer.Typer(help="Sealed backups; only the offline key opens them.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="The backup.")]
Key = Annotated[Path, typer.Option(help="The offline key, from wherever it is kept.")]


@contextlib.contextmanager
def _told_of(name: str) -> Iterator[None]:
    """What is wrong with a file or key, as a fault that is told in one line."""
    try:
        yield
    except SealedFileFault as fault:
        raise wiring.StartFault(f"{name}: {fault}") from None
    except DatabaseFault as fault:
        raise wiring.StartFault(f"the database failed ({fault}); nothing was kept") from None
    except OSError as fault:
        raise wiring.StartFault(f"{name}: {fault.strerror} ({fault.filename})") from None


@contextlib.contextmanager
def _progress(what: str) -> Iterator[Told]:
    """A bar on a terminal, nothing in a log."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, of: bars.update(bar, completed=done, total=of)


@app.command()
def keys(
    path: Annotated[Path, typer.Argument(help="Where to write the private half, once.")],
) -> None:
    """Make the offline key pair; print the line for the settings."""
    with told():
        _check_place(path, settings())
        with _told_of(str(path)):
            public = sealed_file.create_key(path, secrets.token_bytes)
    typer.echo(f"BACKUP_PUBLIC_KEY={public}")
    typer.echo(f"The private half stands in {path}. Take it off this machine, twice:", err=True)
    typer.echo("without it no backup can be opened; who has it can open all of them.", err=True)


def _check_place(path: Path, chosen: Settings) -> None:
    where = path.resolve()
    shut = (chosen.data_dir, chosen.backup_dir, chosen.keyring_file.parent)
    if any(folder.resolve() in where.parents for folder in shut):
        raise wiring.StartFault(
            f"{path}: lies with the data, the keyring or the backups; choose a place that leaves "
            "this machine, such as a memory stick"
        )


@app.command()
def create() -> None:
    """Write a sealed backup to BACKUP_DIR, read it back, remove those past BACKUP_DAYS."""
    with told():
        chosen = settings()
        if not chosen.backup_public_key:
            raise wiring.StartFault(
                "BACKUP_PUBLIC_KEY: is not set; run `nabodialog backup keys` and keep the private "
                "half off this machine"
            )
        with _told_of("BACKUP_DIR"), _progress("Backup") as progress:
            path, contents = asyncio.run(_create(chosen, progress))
            now = wiring.Outside().clock()
            old = backups.remove_old(chosen.backup_dir, now=now, days=chosen.backup_days)
    typer.echo(f"{path}: {_counted(contents)}; read back whole.")
    if old:
        typer.echo(f"{len(old)} older than {chosen.backup_days} days removed.")


async def _create(chosen: Settings, progress: Told) -> tuple[Path, Contents]:
    outside = wiring.Outside()
    house = wiring.make_house(chosen, outside, username="")
    async with wiring.open_store(chosen, house.vault) as store:
        return await backups.create(
            store,
            chosen.backup_dir,
            sealed_file.public_bytes(chosen.backup_public_key),
            now=outside.clock(),
            random=outside.chance.bytes,
            told=progress,
        )


@app.command()
def verify(
    file: File,
    key: Annotated[
        Path | None, typer.Option(help="The offline key: opens and counts everything.")
    ] = None,
) -> None:
    """Check a backup: its structure without the key, every row with it."""
    with told(), _told_of(str(file)), _progress("Verify") as progress:
        sealed = SealedFile(file, progress)
        if key is None:
            sealed.check()
        else:
            contents = backups.verify(sealed, sealed.key_for(sealed_file.load_key(key)))
    if key is None:
        typer.echo("The file is undamaged. Whether it opens, only the offline key tells: --key.")
    else:
        typer.echo(f"Whole: {_counted(contents)}, made {contents.day:%Y-%m-%d %H:%M} UTC.")


@app.command()
def restore(file: File, key: Key) -> None:
    """Fill a new, empty database from a backup. What was erased since goes again at the start."""
    with told():
        chosen = settings()
        with _told_of(str(file)), _progress("Restore") as progress:
            contents = asyncio.run(_restore(chosen, SealedFile(file, progress), key))
    typer.echo(f"Restored: {_counted(contents)}, made {contents.day:%Y-%m-%d %H:%M} UTC.")
    typer.echo("`nabodialog run` first erases again what the ledger holds, then begins to send.")


async def _restore(chosen: Settings, sealed: SealedFile, key: Path) -> Contents:
    opening = sealed.key_for(sealed_file.load_key(key))
    contents = backups.look(sealed, opening)
    if wiring.Outside().clock() - contents.day > timedelta(days=chosen.backup_days):
        raise SealedFileFault(
            f"it is older than BACKUP_DAYS ({chosen.backup_days}), so the ledger may have "
            "forgotten what was erased after it"
        )
    async with wiring.open_empty(chosen, contents.revision) as store:
        return await backups.restore(store, sealed, opening)


def _counted(contents: Contents) -> str:
    rows = sum(contents.rows.values())
    return f"{rows} rows of {len(contents.rows)} tables at revision {contents.revision}"
