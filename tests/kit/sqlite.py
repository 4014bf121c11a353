"""A SQLite file as the migrations leave it, made once in a process."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.store import migrations

_made: list[bytes] = []


async def migrated() -> bytes:
    if not _made:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "empty.sqlite3"
            await migrations.upgrade_here(f"sqlite+aiosqlite:///{file}")
            _made.append(file.read_bytes())
    return _made[0]
