"""Appeals against a pause. Words and address are sealed before they come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select

from bot.domain.codes import CaseCode
from bot.domain.ids import AppealId
from bot.domain.people import Lang
from bot.store.db import Row, Statement, Tx
from bot.store.schema import appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAppeal:
    """until: the hour the pause ends by itself, and the appeal with it."""

    id: AppealId
    tag: bytes
    code: CaseCode
    language: Lang
    hour: int
    until: int
    wrapped_key: bytes
    sealed: bytes
    words: bytes


_ADD = Statement(insert(appeal))
_GET = Statement(select(appeal).where(appeal.c.id == bindparam("row")))
_OF_TAG = Statement(select(appeal).where(appeal.c.tag == bindparam("of")))
_WAITING = Statement(select(appeal).order_by(appeal.c.hour, appeal.c.id))
_REMOVE = Statement(delete(appeal).where(appeal.c.id == bindparam("row")).returning(appeal.c.id))
_EXPIRE = Statement(delete(appeal).where(appeal.c.until <= bindparam("hour")))


def _sealed(row: Row) -> SealedAppeal:
    return SealedAppeal(
        id=AppealId(bytes(row["id"])),
        tag=bytes(row["tag"]),
        code=CaseCode(row["code"]),
        language=Lang(row["language"]),
        hour=row["hour"],
        until=row["until"],
        wrapped_key=bytes(row["wrapped_key"]),
        sealed=bytes(row["sealed"]),
        words=bytes(row["words"]),
    )


async def add(tx: Tx, value: SealedAppeal) -> None:
    await tx.run(
        _ADD,
        id=value.id,
        tag=value.tag,
        code=value.code,
        language=value.language.value,
        hour=value.hour,
        until=value.until,
        wrapped_key=value.wrapped_key,
        sealed=value.sealed,
        words=value.words,
    )


async def find(tx: Tx, appeal_id: AppealId) -> SealedAppeal | None:
    row = await tx.row(_GET, row=appeal_id)
    return _sealed(row) if row else None


async def of_tags(tx: Tx, tags: Sequence[bytes]) -> SealedAppeal | None:
    """The one appeal under one person's tags."""
    for tag in tags:
        if row := await tx.row(_OF_TAG, of=tag):
            return _sealed(row)
    return None


async def waiting(tx: Tx) -> Sequence[SealedAppeal]:
    """Oldest first."""
    return [_sealed(row) for row in await tx.rows(_WAITING)]


async def remove(tx: Tx, appeal_id: AppealId) -> bool:
    """False when somebody else was quicker."""
    return await tx.changed(_REMOVE, row=appeal_id)


async def expire(tx: Tx, *, hour: int) -> None:
    await tx.run(_EXPIRE, hour=hour)
