"""nabodialog keys: the keyring."""

from __future__ import annotations

import secrets

import typer

from bot.app import load_keyring
from bot.cli.faults import settings, told
from bot.vault import keyring
from bot.vault.keyring import KeyringFault

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
