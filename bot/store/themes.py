"""Themes of several cases. Their titles are sealed before they come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, exists, insert, select, update

from bot.domain.ids import OrganisationId, ThemeId
from bot.store.db import Row, Statement, Tx
from bot.store.schema import concern, theme


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTheme:
    id: ThemeId
    organisation: OrganisationId
    sealed: bytes
    opened: int
    closed: int | None = None
    told: int | None = None


_ADD = Statement(insert(theme))
_GET = Statement(select(theme).where(theme.c.id == bindparam("id")))
_OPEN = Statement(
    select(theme)
    .where(theme.c.organisation == bindparam("of"), theme.c.closed.is_(None))
    .order_by(theme.c.opened.desc(), theme.c.id)
)
_ALL = Statement(
    select(theme)
    .where(theme.c.organisation == bindparam("of"))
    .order_by(theme.c.opened.desc(), theme.c.id)
)
_CLOSE = Statement(
    update(theme).where(theme.c.id == bindparam("row")).values(closed=bindparam("at"))
)
_TELL = Statement(
    update(theme)
    .where(theme.c.id == bindparam("row"))
    .values(told=bindparam("hour", type_=theme.c.told.type))
)
_FORGET_EMPTY = Statement(
    delete(theme).where(~exists(select(concern.c.id).where(concern.c.theme == theme.c.id)))
)


def _theme(row: Row) -> SealedTheme:
    return SealedTheme(
        id=ThemeId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        sealed=bytes(row["sealed"]),
        opened=row["opened"],
        closed=row["closed"],
        told=row["told"],
    )


async def add(tx: Tx, value: SealedTheme) -> None:
    await tx.run(
        _ADD,
        id=value.id,
        organisation=value.organisation,
        sealed=value.sealed,
        opened=value.opened,
        closed=value.closed,
        told=value.told,
    )


async def find(tx: Tx, theme_id: ThemeId) -> SealedTheme | None:
    row = await tx.row(_GET, id=theme_id)
    return _theme(row) if row else None


async def opened(tx: Tx, organisation: OrganisationId) -> Sequence[SealedTheme]:
    """Newest first."""
    return [_theme(row) for row in await tx.rows(_OPEN, of=organisation)]


async def every(tx: Tx, organisation: OrganisationId) -> Sequence[SealedTheme]:
    return [_theme(row) for row in await tx.rows(_ALL, of=organisation)]


async def close(tx: Tx, theme_id: ThemeId, *, at: int) -> None:
    await tx.run(_CLOSE, row=theme_id, at=at)


async def tell(tx: Tx, theme_id: ThemeId, *, hour: int | None) -> None:
    """The areas know what became of it; None: that was taken back. Nothing happens to one that
    has gone meanwhile."""
    await tx.run(_TELL, row=theme_id, hour=hour)


async def forget_empty(tx: Tx) -> None:
    """Themes that no case names any more."""
    await tx.run(_FORGET_EMPTY)
