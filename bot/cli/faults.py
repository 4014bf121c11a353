"""How the shell says that something is wrong: the sentences, exit code 1, no traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from bot.app import StartFault
from bot.settings import Settings, SettingsFault, load


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turns faults of settings and start into one line each on standard error."""
    try:
        yield
    except (SettingsFault, StartFault) as fault:
        for line in str(fault).splitlines():
            typer.echo(f"nabodialog: {line}", err=True)
        raise typer.Exit(1) from None


def settings() -> Settings:
    """Raises SettingsFault."""
    return load()
