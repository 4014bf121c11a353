"""What is left of words that should be gone: in files, and in rows that the keyring opens."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from bot.services import dialogues, notices
from bot.services.threads import _text
from bot.store import concerns, outbox
from bot.store.db import Statement, Tx
from bot.store.schema import concern, dialogue
from bot.vault.keyring import Purpose
from tests.kit.needles import Needles
from tests.kit.turns import until
from tests.kit.world import World


async def in_files(
    world: World, needles: Needles, sealed: Iterable[bytes], *, emptied: bool = True
) -> set[str]:
    """Plain words, and sealed ones from before, in the bytes of the database and its log.

    emptied: the log is waited for.
    """
    path = world.settings.database_file
    assert path is not None
    log = path.with_name(f"{path.name}-wal")
    if emptied:
        await until(lambda: not log.exists() or not log.stat().st_size)
    found = set()
    for file in path.parent.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        found |= {f"{file.name}: {f.shape}" for f in needles.scan("", data)}
        found |= {f"{file.name}: sealed" for words in sealed if words in data}
    return found


async def in_rows(world: World, needles: Needles) -> set[str]:
    """What the keyring opens: entries under their masks, drafts, and what waits to be sent."""
    house = world.bot.house

    async def opened(tx: Tx) -> list[str]:
        plain = []
        for row in await tx.rows(Statement(select(concern))):
            key = house.vault.row_key(Purpose.THREAD_BODY, "concern", row["id"], row["body_key"])
            plain += [_text(key, e).words for e in await concerns.entries(tx, row["id"])]
        for row in await tx.rows(Statement(select(dialogue))):
            plain.append(str(dialogues.opened(house.vault, row["tag"], row["sealed"]).dialogue))
        for _, stream, body in await outbox.waiting(tx, after=0):
            plain.append(str(notices.open_body(house, stream, body)))
        return plain

    text = "\n".join(await world.bot.store.read(opened)).encode()
    return {f"rows: {f.shape}" for f in needles.scan("", text)}
