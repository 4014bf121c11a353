"""Counts that outlive the cases they count. No case, no person, no day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.domain.ids import AreaId, CategoryId
from bot.store.db import DialectInsert, Statement, Tx, per_dialect
from bot.store.schema import counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """month: 12 * year + month - 1."""

    month: int
    area: AreaId
    category: CategoryId
    what: str
    n: int


def _one_more(into: DialectInsert) -> DialectInsert:
    return into.on_conflict_do_update(
        index_elements=["month", "area", "category", "what"],
        set_={"n": counter.c.n + into.excluded.n},
    )


_ADD = per_dialect(counter, _one_more)
_OF_MONTH = Statement(
    select(counter)
    .where(counter.c.month == bindparam("of"))
    .order_by(counter.c.area, counter.c.category, counter.c.what)
)


async def add(
    tx: Tx, *, month: int, area: AreaId, category: CategoryId, what: str, n: int = 1
) -> None:
    await tx.run(_ADD, month=month, area=area, category=category, what=what, n=n)


async def of_month(tx: Tx, month: int) -> Sequence[Count]:
    """Exact counts; whoever shows them masks the small ones."""
    return [
        Count(
            month=row["month"],
            area=AreaId(row["area"]),
            category=CategoryId(row["category"]),
            what=row["what"],
            n=row["n"],
        )
        for row in await tx.rows(_OF_MONTH, of=month)
    ]
