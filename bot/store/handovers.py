"""Hand-overs: which contributions of a case whoever else may read, since when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Text, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.codes import CaseCode
from bot.domain.concerns import Status
from bot.domain.errors import ChangedMeanwhile
from bot.domain.handovers import Handover, Kind, Purpose, State, WhyReturned
from bot.domain.ids import (
    AreaId,
    ConcernId,
    HandoverId,
    LegalBasisId,
    ModeratorId,
    OrganisationId,
)
from bot.domain.people import Moderator
from bot.store.db import Row, Statement, Tx
from bot.store.schema import concern, handover
from bot.store.scope import RECUSED

_ADD = Statement(insert(handover))
_GET = Statement(select(handover).where(handover.c.id == bindparam("id")))
_OF = Statement(
    select(handover)
    .where(handover.c.concern == bindparam("concern"))
    .order_by(handover.c.at, handover.c.id)
)
_CHANGED = ("state", "answered_by", "answered", "behind", "why")
_SAVE = Statement(
    update(handover)
    .where(handover.c.id == bindparam("row"), handover.c.state == bindparam("expected"))
    .values({name: bindparam(f"new_{name}", type_=handover.c[name].type) for name in _CHANGED})
    .returning(handover.c.id)
)


def _values(value: Handover) -> dict[str, Any]:
    return {
        "id": value.id,
        "concern": value.concern,
        "sender": value.sender,
        "receiver": value.receiver,
        "kind": value.kind.value,
        "picked": " ".join(map(str, value.picked)),
        "purpose": value.purpose.value,
        "basis": value.basis,
        "state": value.state.value,
        "moderator": value.by,
        "at": value.at,
        "answered_by": value.answered_by,
        "answered": value.answered,
        "behind": value.behind,
        "why": value.why.value if value.why else None,
    }


def _handover(row: Row) -> Handover:
    return Handover(
        id=HandoverId(bytes(row["id"])),
        concern=ConcernId(bytes(row["concern"])),
        sender=OrganisationId(row["sender"]),
        receiver=OrganisationId(row["receiver"]),
        kind=Kind(row["kind"]),
        picked=tuple(int(n) for n in row["picked"].split()),
        purpose=Purpose(row["purpose"]),
        basis=LegalBasisId(row["basis"]),
        state=State(row["state"]),
        by=ModeratorId(bytes(row["moderator"])),
        at=row["at"],
        answered_by=ModeratorId(bytes(row["answered_by"])) if row["answered_by"] else None,
        answered=row["answered"],
        behind=row["behind"],
        why=WhyReturned(row["why"]) if row["why"] else None,
    )


async def add(tx: Tx, value: Handover) -> None:
    await tx.run(_ADD, **_values(value))


async def find(tx: Tx, handover_id: HandoverId) -> Handover | None:
    row = await tx.row(_GET, id=handover_id)
    return _handover(row) if row else None


async def of(tx: Tx, concern_id: ConcernId) -> Sequence[Handover]:
    """All of a case, oldest first."""
    return [_handover(row) for row in await tx.rows(_OF, concern=concern_id)]


async def save(tx: Tx, value: Handover, *, expected: State) -> None:
    """Raises ChangedMeanwhile when somebody else was quicker."""
    new = {f"new_{name}": v for name, v in _values(value).items() if name in _CHANGED}
    if not await tx.changed(_SAVE, row=value.id, expected=expected.value, **new):
        raise ChangedMeanwhile


# --- the lists of an organisation ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A hand-over with what a list says of its case."""

    handover: Handover
    code: CaseCode
    area: AreaId


_AREAS = bindparam("areas", type_=Text)
_SERVED = or_(_AREAS == "", _AREAS.like("%|" + concern.c.area + "|%"))
_OPEN = concern.c.status != Status.CLOSED.value
_RECEIVED = handover.c.receiver == bindparam("organisation")
_SENT = handover.c.sender == bindparam("organisation")


def _state(state: State) -> ColumnElement[bool]:
    return handover.c.state == state.value


_WAITING = and_(_RECEIVED, _state(State.OFFERED), _OPEN)
_SHARED = and_(_RECEIVED, _state(State.ACCEPTED), handover.c.kind == Kind.SHARE.value)
_UNANSWERED = and_(_SENT, _state(State.OFFERED), _OPEN)
_GONE = and_(_SENT, _state(State.ACCEPTED), handover.c.kind == Kind.MOVE.value)
LISTS = {"waiting": _WAITING, "shared": _SHARED, "offered": _UNANSWERED, "gone": _GONE}

_JOINED = handover.join(concern, concern.c.id == handover.c.concern)
_PAGES = {
    name: Statement(
        select(handover, concern.c.code, concern.c.area)
        .select_from(_JOINED)
        .where(condition, _SERVED, concern.c.id.not_in(RECUSED))
        .order_by(func.coalesce(handover.c.answered, handover.c.at).desc(), handover.c.id)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )
    for name, condition in LISTS.items()
}


async def page(
    tx: Tx, colleague: Moderator, which: str, *, offset: int, limit: int
) -> Sequence[Listed]:
    """One page of a list in the areas the colleague serves, newest first."""
    areas = "".join(f"|{area}" for area in sorted(colleague.areas))
    rows = await tx.rows(
        _PAGES[which],
        organisation=colleague.organisation,
        areas=areas and f"{areas}|",
        me=colleague.id,
        limit=limit,
        offset=offset,
    )
    return [Listed(_handover(r), CaseCode(r["code"]), AreaId(r["area"])) for r in rows]
