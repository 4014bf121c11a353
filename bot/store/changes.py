"""What becomes of news that has left: messages to be changed, and who hears of a correction.

Only what carries text on a phone is changed; the neutral line leads to what stands now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.bulletins import Change, Delivery, Stage, Tie
from bot.domain.ids import BulletinId, ProfileId
from bot.domain.people import Lang
from bot.store.db import Statement, Tx
from bot.store.schema import broadcast, bulletin, delivery, profile


@dataclass(frozen=True, slots=True)
class Pending:
    """A message to be changed. message: its sealed id; sealed: the address of the profile, None if
    it left meanwhile.
    """

    bulletin: BulletinId
    profile: ProfileId
    language: Lang
    change: Change
    message: bytes
    sealed: bytes | None

    @property
    def key(self) -> tuple[bytes, bytes]:
        return self.bulletin, self.profile


def _is(*changes: Change) -> ColumnElement[bool]:
    return or_(*(delivery.c.change == change.value for change in changes))


_OF = delivery.c.bulletin == bindparam("of_bulletin")
_ON_A_PHONE = or_(delivery.c.message.is_not(None), delivery.c.state == Delivery.SENDING.value)
"""What is being sent just now may be the words of a moment ago."""
_WANT = Statement(
    update(delivery)
    .where(_OF, _ON_A_PHONE)
    .values(change=bindparam("new_change"), due=bindparam("new_due"))
)
_DUE = Statement(
    select(
        delivery.c.bulletin,
        delivery.c.profile,
        delivery.c.language,
        delivery.c.change,
        delivery.c.message,
        profile.c.sealed,
    )
    .outerjoin(profile, profile.c.id == delivery.c.profile)
    .where(
        _is(Change.EDIT, Change.DELETE),
        delivery.c.message.is_not(None),
        delivery.c.due <= bindparam("now"),
    )
    .limit(bindparam("limit", type_=Integer))
)
_DONE = Statement(
    update(delivery)
    .where(
        _OF,
        delivery.c.profile == bindparam("of_profile"),
        delivery.c.change == bindparam("was"),
        select(bulletin.c.version)
        .where(bulletin.c.id == delivery.c.bulletin)
        .correlate(delivery)
        .scalar_subquery()
        == bindparam("version"),
    )
    .values(change=bindparam("new_change"), due=bindparam("new_due"))
)
_COUNTS = Statement(
    select(delivery.c.change, func.count().label("n"))
    .where(_OF, delivery.c.message.is_not(None), delivery.c.change != Change.NONE.value)
    .group_by(delivery.c.change)
)
_TOLD: Mapping[str, ColumnElement[Any]] = {
    "bulletin": bindparam("by_bulletin", type_=delivery.c.bulletin.type),
    "language": profile.c.language,
    "state": bindparam("open", Delivery.OPEN.value, type_=Text),
    "due": bindparam("due", type_=delivery.c.due.type),
}
_KEPT = [c.name for c in delivery.c if c.name not in {*_TOLD, "message", "change"}]
_TELL = Statement(
    insert(delivery).from_select(
        [*_TOLD, *_KEPT],
        select(*_TOLD.values(), *(delivery.c[name] for name in _KEPT))
        .join(profile, profile.c.id == delivery.c.profile)
        .where(
            _OF,
            or_(
                delivery.c.state == Delivery.SENT.value,
                delivery.c.state == Delivery.SENDING.value,
                delivery.c.state == Delivery.UNKNOWN.value,
            ),
        ),
    )
)
_NO_RUNS = Statement(
    update(broadcast).where(broadcast.c.bulletin == bindparam("of_bulletin")).values(done=1)
)
_WITH_CORRECTIONS = select(bulletin.c.id).where(
    or_(
        bulletin.c.id == bindparam("of_bulletin"),
        (bulletin.c.earlier == bindparam("of_bulletin")) & (bulletin.c.tie == Tie.CORRECTION.value),
    )
)
_DROP_OPEN = Statement(
    delete(delivery).where(
        delivery.c.state == Delivery.OPEN.value,
        delivery.c.bulletin.in_(_WITH_CORRECTIONS.scalar_subquery()),
    )
)
_DROP_WITHDRAWN = Statement(
    delete(delivery).where(
        _OF,
        delivery.c.profile == bindparam("of_profile"),
        delivery.c.state == Delivery.OPEN.value,
        delivery.c.bulletin.in_(
            select(bulletin.c.id).where(bulletin.c.stage == Stage.RETRACTED.value).scalar_subquery()
        ),
    )
)


async def want(tx: Tx, bulletin_id: BulletinId, change: Change) -> None:
    """Every message on a phone that carries its text is to be changed so."""
    await tx.run(_WANT, of_bulletin=bulletin_id, new_change=change.value, new_due=0)


async def due(tx: Tx, *, now: int, limit: int) -> Sequence[Pending]:
    """now: epoch milliseconds."""
    return [
        Pending(
            BulletinId(bytes(row["bulletin"])),
            ProfileId(bytes(row["profile"])),
            Lang(row["language"]),
            Change(row["change"]),
            bytes(row["message"]),
            row["sealed"] and bytes(row["sealed"]),
        )
        for row in await tx.rows(_DUE, now=now, limit=limit)
    ]


async def done(tx: Tx, what: Pending, *, version: int, now: Change, due: int = 0) -> None:
    """version: of the news as the message was made from; what changed since is done once more."""
    await tx.run(
        _DONE,
        of_bulletin=what.bulletin,
        of_profile=what.profile,
        was=what.change.value,
        version=version,
        new_change=now.value,
        new_due=due,
    )


async def counts(tx: Tx, bulletin_id: BulletinId) -> Mapping[Change, int]:
    """Messages by what is to become, or became, of them."""
    rows = await tx.rows(_COUNTS, of_bulletin=bulletin_id)
    return {Change(row["change"]): int(row["n"]) for row in rows}


async def tell(tx: Tx, *, of: BulletinId, by: BulletinId, due: int) -> None:
    """Who had the one, or may have had it, gets the other; nobody else does."""
    await tx.run(_TELL, of_bulletin=of, by_bulletin=by, due=due)


async def stop(tx: Tx, bulletin_id: BulletinId) -> None:
    """Nothing more of it leaves, nor of its corrections."""
    await tx.run(_NO_RUNS, of_bulletin=bulletin_id)
    await tx.run(_DROP_OPEN, of_bulletin=bulletin_id)


async def drop_withdrawn(tx: Tx, bulletin_id: BulletinId, profile_id: ProfileId) -> None:
    """What could not be sent at once is not tried again once it was withdrawn."""
    await tx.run(_DROP_WITHDRAWN, of_bulletin=bulletin_id, of_profile=profile_id)
