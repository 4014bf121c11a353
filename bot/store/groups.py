"""The linked group of each organisation. What tells which chat it is comes here sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from bot.domain.ids import GroupId, OrganisationId
from bot.domain.people import Lang
from bot.store.db import Row, Statement, Tx, upsert
from bot.store.schema import staff_group


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedGroup:
    """due: epoch seconds of the next look at its digest."""

    id: GroupId
    organisation: OrganisationId
    language: Lang
    linked: bool
    due: int
    sealed: bytes


_SAVE = upsert(staff_group, "id")
_OF = Statement(select(staff_group).where(staff_group.c.organisation == bindparam("of")))
_GET = Statement(select(staff_group).where(staff_group.c.id == bindparam("row")))
_LINKED = Statement(select(staff_group).where(staff_group.c.linked == 1))
_TAKE = Statement(
    update(staff_group)
    .where(
        staff_group.c.id == bindparam("row"),
        staff_group.c.due == bindparam("was"),
    )
    .values(due=bindparam("new_due"))
    .returning(staff_group.c.id)
)


def _group(row: Row) -> SealedGroup:
    return SealedGroup(
        id=GroupId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        language=Lang(row["language"]),
        linked=bool(row["linked"]),
        due=row["due"],
        sealed=bytes(row["sealed"]),
    )


async def save(tx: Tx, value: SealedGroup) -> None:
    await tx.run(
        _SAVE,
        id=value.id,
        organisation=value.organisation,
        language=value.language.value,
        linked=int(value.linked),
        due=value.due,
        sealed=value.sealed,
    )


async def of(tx: Tx, organisation: OrganisationId) -> SealedGroup | None:
    row = await tx.row(_OF, of=organisation)
    return _group(row) if row else None


async def get(tx: Tx, group: GroupId) -> SealedGroup | None:
    row = await tx.row(_GET, row=group)
    return _group(row) if row else None


async def linked(tx: Tx) -> Sequence[SealedGroup]:
    """A handful: one an organisation at most."""
    return [_group(row) for row in await tx.rows(_LINKED)]


async def take(tx: Tx, value: SealedGroup, *, due: int) -> bool:
    """Whether this look is the caller's; the next one is at `due`."""
    return await tx.changed(_TAKE, row=value.id, was=value.due, new_due=due)
