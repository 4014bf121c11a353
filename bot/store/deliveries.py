"""The sending of a bulletin: runs with a key cursor, and the deliveries of a window.

A run is one row per target area. A window of recipients is taken and the cursor moved in one
transaction; a person who follows several of the areas has one delivery row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import (
    Integer,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from bot.domain.bulletins import Delivery, Stage
from bot.domain.ids import AreaId, BulletinId, ProfileId
from bot.domain.people import Lang
from bot.store.db import Statement, Tx, per_dialect
from bot.store.schema import broadcast, bulletin, delivery, profile, subscription

WINDOW = 300


@dataclass(frozen=True, slots=True)
class Recipient:
    """One delivery to make; sealed: the address of the profile, None if it left meanwhile."""

    bulletin: BulletinId
    profile: ProfileId
    language: Lang
    sealed: bytes | None


_INSERT_RUN = Statement(insert(broadcast))
_RUN = Statement(
    select(broadcast)
    .join(bulletin, bulletin.c.id == broadcast.c.bulletin)
    .where(broadcast.c.done == 0, bulletin.c.stage == Stage.SENDING.value)
    .limit(1)
)
_ahead = (
    select(subscription.c.profile)
    .where(subscription.c.area == bindparam("of_area"), subscription.c.profile > bindparam("after"))
    .order_by(subscription.c.profile)
    .limit(bindparam("limit", type_=Integer))
)
_LAST_AHEAD = Statement(
    select(_ahead.subquery().c.profile.label("last"))
    .order_by(literal_column("last").desc())
    .limit(1)
)


def _take(into: sqlite.Insert | postgresql.Insert) -> ClauseElement:
    window = (
        select(
            bindparam("of_bulletin", type_=delivery.c.bulletin.type),
            subscription.c.profile,
            profile.c.language,
            bindparam("open", Delivery.OPEN.value, type_=Text),
            bindparam("due", type_=delivery.c.due.type),
        )
        .join(profile, profile.c.id == subscription.c.profile)
        .where(
            subscription.c.area == bindparam("of_area"),
            subscription.c.profile > bindparam("after"),
            subscription.c.profile <= bindparam("last"),
        )
    )
    columns = ["bulletin", "profile", "language", "state", "due"]
    return into.from_select(columns, window).on_conflict_do_nothing()


_TAKE = per_dialect(delivery, _take)
_MOVE = Statement(
    update(broadcast)
    .where(
        broadcast.c.bulletin == bindparam("of_bulletin"), broadcast.c.area == bindparam("of_area")
    )
    .values(cursor=bindparam("new_cursor"), done=bindparam("new_done"))
)
_DUE = Statement(
    select(delivery.c.bulletin, delivery.c.profile, delivery.c.language, profile.c.sealed)
    .outerjoin(profile, profile.c.id == delivery.c.profile)
    .where(delivery.c.state == Delivery.OPEN.value, delivery.c.due <= bindparam("now"))
    .limit(bindparam("limit", type_=Integer))
)
_MARK = Statement(
    update(delivery)
    .where(
        delivery.c.bulletin == bindparam("of_bulletin"),
        delivery.c.profile == bindparam("of_profile"),
        delivery.c.state == bindparam("was"),
    )
    .values(
        state=bindparam("new_state"),
        due=bindparam("new_due"),
        message=func.coalesce(
            bindparam("new_message", type_=delivery.c.message.type), delivery.c.message
        ),
    )
    .returning(delivery.c.state)
)
_INTERRUPTED = Statement(
    update(delivery)
    .where(delivery.c.state == Delivery.SENDING.value)
    .values(state=Delivery.UNKNOWN.value)
)
_COUNTS = Statement(
    select(delivery.c.state, func.count().label("n"))
    .where(delivery.c.bulletin == bindparam("of_bulletin"))
    .group_by(delivery.c.state)
)
_RUNNING = Statement(
    select(func.count().label("n")).where(
        broadcast.c.bulletin == bindparam("of_bulletin"), broadcast.c.done == 0
    )
)
_REPORTED = Statement(
    update(bulletin).where(bulletin.c.id == bindparam("row")).values(reported=bindparam("how"))
)
_REPORT = Statement(select(bulletin.c.reported).where(bulletin.c.id == bindparam("row")))
_SENT_BEFORE = (
    select(bulletin.c.id)
    .where(bulletin.c.reported != "", bulletin.c.hour < bindparam("before"))
    .scalar_subquery()
)
_FORGET_DELIVERIES = Statement(delete(delivery).where(delivery.c.bulletin.in_(_SENT_BEFORE)))
_FORGET_RUNS = Statement(delete(broadcast).where(broadcast.c.bulletin.in_(_SENT_BEFORE)))
_FORGET_DELIVERIES_TO = Statement(delete(delivery).where(delivery.c.profile == bindparam("to")))
_DELIVERED_TO = Statement(
    select(delivery.c.state, delivery.c.language, bulletin.c.hour)
    .join(bulletin, bulletin.c.id == delivery.c.bulletin)
    .where(delivery.c.profile == bindparam("to"))
    .order_by(bulletin.c.hour, bulletin.c.id)
)
_COUNTED = TypeAdapter(dict[Delivery, int])


async def begin(tx: Tx, bulletin_id: BulletinId, areas: Sequence[AreaId]) -> None:
    """One run for each area; no recipient is looked at yet."""
    for area in areas:
        await tx.run(_INSERT_RUN, bulletin=bulletin_id, area=area, cursor=b"", done=0)


async def take_window(tx: Tx, *, due: int, limit: int = WINDOW) -> bool:
    """Moves the next window of recipients to open deliveries. False when nothing is left."""
    run = await tx.row(_RUN)
    if run is None:
        return False
    key = {"of_area": run["area"], "after": bytes(run["cursor"])}
    last = await tx.row(_LAST_AHEAD, **key, limit=limit)
    if last:
        await tx.run(_TAKE, **key, last=last["last"], of_bulletin=run["bulletin"], due=due)
    await tx.run(
        _MOVE,
        of_bulletin=run["bulletin"],
        of_area=run["area"],
        new_cursor=last["last"] if last else run["cursor"],
        new_done=0 if last else 1,
    )
    return True


async def due(tx: Tx, *, now: int, limit: int) -> Sequence[Recipient]:
    return [
        Recipient(
            BulletinId(bytes(row["bulletin"])),
            ProfileId(bytes(row["profile"])),
            Lang(row["language"]),
            row["sealed"] and bytes(row["sealed"]),
        )
        for row in await tx.rows(_DUE, now=now, limit=limit)
    ]


async def mark(
    tx: Tx,
    to: Recipient,
    *,
    was: Delivery,
    state: Delivery,
    due: int = 0,
    message: bytes | None = None,
) -> bool:
    """Whether the delivery was in the expected state.

    message: of one that carries text, its sealed id (`addresses.seal_message`), so that it can be
    changed later.
    """
    return await tx.changed(
        _MARK,
        of_bulletin=to.bulletin,
        of_profile=to.profile,
        was=was.value,
        new_state=state.value,
        new_due=due,
        new_message=message,
    )


async def interrupted(tx: Tx) -> None:
    """After a start: what was being sent when the process died stands as unknown."""
    await tx.run(_INTERRUPTED)


async def counts(tx: Tx, bulletin_id: BulletinId) -> tuple[dict[Delivery, int], bool]:
    """Deliveries by state, and whether recipients are still to be taken.

    Once reported they are what the report said: the deliveries themselves do not stay.
    """
    report = await tx.row(_REPORT, row=bulletin_id)
    if report and report["reported"]:
        return _COUNTED.validate_json(report["reported"]), False
    rows = await tx.rows(_COUNTS, of_bulletin=bulletin_id)
    running = await tx.row(_RUNNING, of_bulletin=bulletin_id)
    return {Delivery(r["state"]): int(r["n"]) for r in rows}, bool(running and running["n"])


async def reported(tx: Tx, bulletin_id: BulletinId, counts: Mapping[Delivery, int]) -> None:
    """counts: deliveries by state, which stay when the deliveries go."""
    how = _COUNTED.dump_json(dict(counts)).decode()
    await tx.run(_REPORTED, row=bulletin_id, how=how)


async def forget(tx: Tx, *, before_hour: int) -> None:
    """Who was sent what, of finished sendings published before that hour."""
    await tx.run(_FORGET_DELIVERIES, before=before_hour)


async def forget_runs(tx: Tx, *, before_hour: int) -> None:
    await tx.run(_FORGET_RUNS, before=before_hour)


async def of_profile(tx: Tx, profile_id: ProfileId) -> Sequence[tuple[int, Lang, Delivery]]:
    """(hour published, language, what became of it) of all that was sent to a profile."""
    rows = await tx.rows(_DELIVERED_TO, to=profile_id)
    return [(row["hour"], Lang(row["language"]), Delivery(row["state"])) for row in rows]


async def forget_of_profile(tx: Tx, profile_id: ProfileId) -> None:
    await tx.run(_FORGET_DELIVERIES_TO, to=profile_id)
