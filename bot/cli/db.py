"""nabodialog db: the database."""

from __future__ import annotations

import typer

from bot.cli.faults import settings, told
from bot.store import migrations

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to this version. `run` does it too."""
    with told():
        chosen = settings()
        chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        migrations.upgrade(chosen.database)
    typer.echo(f"The database stands at revision {migrations.HEAD}.")
