"""Initiatives as they stand. Their news are bulletins; who follows one is a subscription."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select

from bot.domain.ids import AreaId, InitiativeId, OrganisationId
from bot.domain.initiatives import Initiative, Step
from bot.domain.people import Lang
from bot.store.db import Row, Statement, Tx, upsert
from bot.store.schema import initiative

_NAMES = TypeAdapter(dict[Lang, str])
_PUT = upsert(initiative, "id")
_GET = Statement(select(initiative).where(initiative.c.id == bindparam("id")))
_ALL = Statement(select(initiative).order_by(initiative.c.changed.desc(), initiative.c.id))


def _initiative(row: Row) -> Initiative:
    return Initiative(
        id=InitiativeId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        areas=frozenset(AreaId(area) for area in row["areas"].split()),
        names=_NAMES.validate_json(row["names"]),
        step=Step(row["step"]),
        changed=row["changed"],
    )


async def put(tx: Tx, value: Initiative) -> None:
    """As it stands from now on."""
    await tx.run(
        _PUT,
        id=value.id,
        organisation=value.organisation,
        areas=" ".join(sorted(value.areas)),
        names=_NAMES.dump_json(dict(value.names)).decode(),
        step=value.step.value,
        changed=value.changed,
    )


async def find(tx: Tx, initiative_id: InitiativeId) -> Initiative | None:
    row = await tx.row(_GET, id=initiative_id)
    return _initiative(row) if row else None


async def every(tx: Tx) -> Sequence[Initiative]:
    """Of all organisations, the one that changed last first; they are few."""
    return [_initiative(row) for row in await tx.rows(_ALL)]
