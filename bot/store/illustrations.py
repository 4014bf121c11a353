"""Pictures of area news: public as its words are, drawn anew from pixels, gone with it."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select

from bot.domain.ids import BulletinId, PageId
from bot.store.db import Statement, Tx
from bot.store.schema import bulletin, illustration

_ADD = Statement(insert(illustration))
_GET = Statement(select(illustration.c.jpeg).where(illustration.c.id == bindparam("row")))
_FORGET = Statement(
    delete(illustration).where(illustration.c.bulletin.not_in(select(bulletin.c.id)))
)


async def add(tx: Tx, page: PageId, bulletin_id: BulletinId, jpeg: bytes) -> None:
    await tx.run(_ADD, id=page, bulletin=bulletin_id, jpeg=jpeg)


async def find(tx: Tx, page: PageId) -> bytes | None:
    """The JPEG."""
    row = await tx.row(_GET, row=page)
    return bytes(row["jpeg"]) if row else None


async def forget(tx: Tx) -> None:
    """Those whose news is gone."""
    await tx.run(_FORGET)
