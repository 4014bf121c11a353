"""Mutes: a tag and an hour, nothing else; and the proposals that may become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, func, or_, select

from bot.domain.ids import ConcernId, ModeratorId, OrganisationId
from bot.domain.mutes import MuteReason, Proposal
from bot.store.db import Row, Statement, Tx, insert_or_ignore, upsert
from bot.store.schema import mute, mute_proposal

_AT_ONCE = 8
_OF = Statement(
    select(mute).where(or_(*(mute.c.tag == bindparam(f"t{n}") for n in range(_AT_ONCE))))
)
_PUT = upsert(mute, "tag")
_LIFT = Statement(delete(mute).where(mute.c.tag == bindparam("of")))
_EXPIRE = Statement(delete(mute).where(mute.c.until <= bindparam("hour")))

_LIVES = Statement(
    select(func.count().label("n")).where(
        func.substr(mute.c.tag, 1, 2) == bindparam("stamp", type_=mute.c.tag.type),
        mute.c.until > bindparam("hour"),
    )
)

_PROPOSE = insert_or_ignore(mute_proposal, returning="concern")
_FIND = Statement(select(mute_proposal).where(mute_proposal.c.concern == bindparam("concern")))
_OF_ORGANISATION = Statement(
    select(mute_proposal)
    .where(mute_proposal.c.organisation == bindparam("of"))
    .order_by(mute_proposal.c.hour, mute_proposal.c.concern)
)
_DECIDED = Statement(
    delete(mute_proposal)
    .where(mute_proposal.c.concern == bindparam("of"))
    .returning(mute_proposal.c.concern)
)
_FORGET = Statement(delete(mute_proposal).where(mute_proposal.c.hour < bindparam("before")))


async def of_tags(tx: Tx, tags: Sequence[bytes]) -> Mapping[bytes, int]:
    """The hours of those tags that have a row."""
    found: dict[bytes, int] = {}
    for start in range(0, len(tags), _AT_ONCE):
        some = [*tags[start : start + _AT_ONCE], *[b""] * _AT_ONCE][:_AT_ONCE]
        rows = await tx.rows(_OF, **{f"t{n}": tag for n, tag in enumerate(some)})
        found |= {bytes(row["tag"]): int(row["until"]) for row in rows}
    return found


async def put(tx: Tx, tag: bytes, *, until: int) -> None:
    await tx.run(_PUT, tag=tag, until=until)


async def lift(tx: Tx, tags: Iterable[bytes]) -> None:
    for tag in tags:
        await tx.run(_LIFT, of=tag)


async def expire(tx: Tx, *, hour: int) -> None:
    await tx.run(_EXPIRE, hour=hour)


async def has_pauses(tx: Tx, *, stamp: bytes, now: int) -> bool:
    """Whether a pause still runs whose tag has this stamp. now: epoch seconds."""
    row = await tx.row(_LIVES, stamp=stamp, hour=now // 3600)
    return bool(row and row["n"])


def _proposal(row: Row) -> Proposal:
    return Proposal(
        concern=ConcernId(bytes(row["concern"])),
        organisation=OrganisationId(row["organisation"]),
        by=ModeratorId(bytes(row["moderator"])),
        reason=MuteReason(row["reason"]),
        days=row["days"],
        hour=row["hour"],
    )


async def propose(tx: Tx, value: Proposal) -> bool:
    """False when a proposal about the case waits already."""
    return await tx.changed(
        _PROPOSE,
        concern=value.concern,
        organisation=value.organisation,
        moderator=value.by,
        reason=value.reason.value,
        days=value.days,
        hour=value.hour,
    )


async def proposal(tx: Tx, concern: ConcernId) -> Proposal | None:
    row = await tx.row(_FIND, concern=concern)
    return _proposal(row) if row else None


async def proposals(tx: Tx, organisation: OrganisationId) -> Sequence[Proposal]:
    return [_proposal(row) for row in await tx.rows(_OF_ORGANISATION, of=organisation)]


async def decided(tx: Tx, concern: ConcernId) -> bool:
    """The proposal is gone; False when somebody else was quicker."""
    return await tx.changed(_DECIDED, of=concern)


async def forget_proposals(tx: Tx, *, before: int) -> None:
    await tx.run(_FORGET, before=before)


_FORGET_OF = Statement(delete(mute_proposal).where(mute_proposal.c.moderator == bindparam("of")))


async def forget_proposals_of(tx: Tx, colleague: ModeratorId) -> None:
    """What a colleague proposed who is none any more."""
    await tx.run(_FORGET_OF, of=colleague)
