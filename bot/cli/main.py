"""The command line: every verb of the shell."""

from __future__ import annotations

import typer

from bot import log
from bot.cli import audit, backup, check, db, demo, keys, profile, retention, run, staff, texts

app = typer.Typer(
    help="Nabodialog: a safety dialogue between residents and authorities.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("check")(check.check)
app.command("invite")(staff.invite)
app.add_typer(staff.app, name="staff")
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(backup.app, name="backup")
app.add_typer(retention.app, name="retention")
app.add_typer(db.app, name="db")
app.add_typer(profile.app, name="profile")
app.add_typer(texts.app, name="texts")


@app.callback()
def _begin() -> None:
    """Nothing a library prints may hold values of people; `run` chooses its own level."""
    log.setup("WARNING")


def main() -> None:
    app()
