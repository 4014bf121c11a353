"""Digests of the words of cases, sealed before they come here; read in pages by a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, select

from bot.domain.concerns import Status
from bot.domain.filters import RANKS, Filters
from bot.domain.ids import ConcernId
from bot.domain.people import Moderator
from bot.store.db import Statement, Tx, upsert
from bot.store.narrowing import FILTERS, filters_of
from bot.store.schema import concern, digest
from bot.store.scope import SCOPE, scope_of


@dataclass(frozen=True, slots=True)
class SealedDigest:
    """rank: open cases first, of these the most pressing first. opened: the hour."""

    concern: ConcernId
    sealed: bytes
    rank: int
    opened: int


_PUT = upsert(digest, "concern")
_PAGE = Statement(
    select(
        digest.c.concern,
        digest.c.sealed,
        concern.c.status,
        concern.c.urgency,
        concern.c.opened_hour,
    )
    .join(concern, concern.c.id == digest.c.concern)
    .where(SCOPE, FILTERS, concern.c.id > bindparam("after"))
    .order_by(concern.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_URGENCY = {urgency.value: place for place, urgency in enumerate(RANKS)}


async def put(tx: Tx, concern_id: ConcernId, sealed: bytes) -> None:
    """In place of the one that stood there."""
    await tx.run(_PUT, concern=concern_id, sealed=sealed)


async def page(
    tx: Tx, colleague: Moderator, filters: Filters, *, now: datetime, after: bytes, limit: int
) -> Sequence[SealedDigest]:
    """Of the cases in the colleague's scope, in the order of their ids, behind one of them."""
    asked = {**scope_of(colleague), **filters_of(filters, now)}
    rows = await tx.rows(_PAGE, **asked, after=after, limit=limit)
    return [
        SealedDigest(r["concern"], r["sealed"], _rank(r["status"], r["urgency"]), r["opened_hour"])
        for r in rows
    ]


def _rank(status: str, urgency: str) -> int:
    return _URGENCY[urgency] + (len(RANKS) if status == Status.CLOSED else 0)
