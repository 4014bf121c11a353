"""The sending of a bulletin: runs with a key cursor, and the deliveries of a window.

A run is one row per target area. A window of recipients is taken and the cursor moved in one
transaction; a person who follows several of the areas has one delivery row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from sqlalchemy import (
    Integer,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ClauseElement

from bot.domain.bulletins import (
    PUBLIC,
    Cell,
    Delivery,
    Stage,
    Tie,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
    ProfileId,
    TopicId,
)
from bot.domain.people import Lang
from bot.domain.preferences import (
    LOUDNESS,
    Preferences,
    Priority,
)
from bot.store import (
    wishes,
)
from bot.store.db import (
    DialectInsert,
    Row,
    Statement,
    Tx,
    per_dialect,
)
from bot.store.schema import broadcast, bulletin, bulletin_area, delivery, profile, subscription

WINDOW = 300


@dataclass(frozen=True, slots=True)
class Recipient:
    """One delivery to make; sealed: the address of the profile, None if it left meanwhile.

    preferences: the profile's. All after it: of the bulletin as it stands by now. overtaken: news
    that came after it is for them too.
    """

    bulletin: BulletinId
    profile: ProfileId
    language: Lang
    sealed: bytes | None
    preferences: Preferences = field(default_factory=Preferences)
    priority: Priority = Priority.NORMAL
    topic: TopicId | None = None
    valid_until: int | None = None
    version: int = 1
    overtaken: bool = False


_WANTED = (
    profile.c.least <= bindparam("loudness"),
    profile.c.muted.not_like(bindparam("muted")),
)
"""Who wants news of this priority and topic."""
_INSERT_RUN = Statement(insert(broadcast))
_RUN = Statement(
    select(broadcast, bulletin.c.loudness, bulletin.c.topic)
    .join(bulletin, bulletin.c.id == broadcast.c.bulletin)
    .where(broadcast.c.done == 0, bulletin.c.stage == Stage.SENDING.value)
    .order_by(broadcast.c.bulletin, broadcast.c.area)
    .limit(1)
)
_RUN_LEFT = Statement(
    select(broadcast, bulletin.c.loudness, bulletin.c.topic)
    .join(bulletin, bulletin.c.id == broadcast.c.bulletin)
    .where(broadcast.c.done == 0, broadcast.c.bulletin == bindparam("of_bulletin"))
    .order_by(broadcast.c.area)
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


def _take(into: DialectInsert) -> ClauseElement:
    window = (
        select(
            bindparam("of_bulletin", type_=delivery.c.bulletin.type),
            subscription.c.profile,
            profile.c.language,
            bindparam("state", type_=Text),
            bindparam("due", type_=delivery.c.due.type),
            subscription.c.area,
        )
        .join(profile, profile.c.id == subscription.c.profile)
        .where(
            subscription.c.area == bindparam("of_area"),
            subscription.c.profile > bindparam("after"),
            subscription.c.profile <= bindparam("last"),
            *_WANTED,
        )
    )
    columns = ["bulletin", "profile", "language", "state", "due", "area"]
    return into.from_select(columns, window).on_conflict_do_nothing()


_TAKE = per_dialect(delivery, _take)
_MOVE = Statement(
    update(broadcast)
    .where(
        broadcast.c.bulletin == bindparam("of_bulletin"), broadcast.c.area == bindparam("of_area")
    )
    .values(cursor=bindparam("new_cursor"), done=bindparam("new_done"))
)
_later, _theirs = bulletin.alias("later"), delivery.alias("theirs")
_OVERTAKEN = exists().where(
    _later.c.earlier == bulletin.c.id,
    _later.c.tie == Tie.SUCCESSOR.value,
    or_(*(_later.c.stage == stage.value for stage in sorted(PUBLIC))),
    _theirs.c.bulletin == _later.c.id,
    _theirs.c.profile == delivery.c.profile,
)
_TO_MAKE = (
    select(
        delivery.c.bulletin, delivery.c.profile, delivery.c.language, profile.c.sealed,
        *wishes.KEPT,
        bulletin.c.loudness, bulletin.c.topic, bulletin.c.valid_until, bulletin.c.version,
        _OVERTAKEN.label("overtaken"),
    )
    .join(bulletin, bulletin.c.id == delivery.c.bulletin)
    .outerjoin(profile, profile.c.id == delivery.c.profile)
    .where(delivery.c.state == Delivery.OPEN.value, bulletin.c.stage == Stage.SENDING.value)
)  # fmt: skip
_DUE = Statement(
    _TO_MAKE.where(delivery.c.due <= bindparam("now")).limit(bindparam("limit", type_=Integer))
)
_AS_IT_STANDS = Statement(
    _TO_MAKE.where(
        delivery.c.bulletin == bindparam("of_bulletin"),
        delivery.c.profile == bindparam("of_profile"),
    )
)
_OPEN = (
    delivery.c.bulletin == bindparam("of_bulletin"),
    delivery.c.profile == bindparam("of_profile"),
    delivery.c.state == Delivery.OPEN.value,
)
_PUT_OFF = Statement(update(delivery).where(*_OPEN).values(due=bindparam("new_due")))
_DROP = Statement(delete(delivery).where(*_OPEN))
_WAITS_FOR = (
    delivery.c.profile == bindparam("of_profile"),
    delivery.c.state == Delivery.OPEN.value,
)
_DROP_UNFOLLOWED = Statement(
    delete(delivery).where(
        *_WAITS_FOR,
        ~exists().where(
            bulletin_area.c.bulletin == delivery.c.bulletin,
            bulletin_area.c.area == subscription.c.area,
            subscription.c.profile == bindparam("of_profile"),
        ),
    )
)
_LOOK_AGAIN = Statement(update(delivery).where(*_WAITS_FOR).values(due=0))
_SPEAK = Statement(update(delivery).where(*_WAITS_FOR).values(language=bindparam("new_language")))
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
_BEGIN = Statement(
    update(delivery)
    .where(
        delivery.c.bulletin == bindparam("of_bulletin"),
        delivery.c.profile == bindparam("of_profile"),
        delivery.c.state == Delivery.OPEN.value,
        exists().where(
            bulletin.c.id == bindparam("of_bulletin"), bulletin.c.stage == Stage.SENDING.value
        ),
    )
    .values(state=Delivery.SENDING.value, due=0)
    .returning(delivery.c.state)
)
_LEAVE_OUT = Statement(
    update(delivery)
    .where(delivery.c.bulletin == bindparam("of_bulletin"), delivery.c.state == Delivery.OPEN.value)
    .values(state=Delivery.UNSENT.value, due=0)
)
_EXPECTED = Statement(
    select(func.count(subscription.c.profile.distinct()).label("n"))
    .select_from(broadcast)
    .join(subscription, subscription.c.area == broadcast.c.area)
    .join(profile, profile.c.id == subscription.c.profile)
    .where(broadcast.c.bulletin == bindparam("of_bulletin"), *_WANTED)
)
_LARGEST = Statement(
    select(func.count().label("n"))
    .select_from(broadcast)
    .join(subscription, subscription.c.area == broadcast.c.area)
    .join(profile, profile.c.id == subscription.c.profile)
    .where(broadcast.c.bulletin == bindparam("of_bulletin"), *_WANTED)
    .group_by(broadcast.c.area, profile.c.language)
    .order_by(literal_column("n").desc())
    .limit(1)
)
_INTERRUPTED = Statement(
    update(delivery)
    .where(delivery.c.state == Delivery.SENDING.value)
    .values(state=Delivery.UNKNOWN.value)
)
_COUNTS = Statement(
    select(delivery.c.area, delivery.c.language, delivery.c.state, func.count().label("n"))
    .where(delivery.c.bulletin == bindparam("of_bulletin"))
    .group_by(delivery.c.area, delivery.c.language, delivery.c.state)
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
    select(delivery.c.state, delivery.c.language, delivery.c.area, bulletin.c.hour)
    .join(bulletin, bulletin.c.id == delivery.c.bulletin)
    .where(delivery.c.profile == bindparam("to"))
    .order_by(bulletin.c.hour, bulletin.c.id)
)
_BY_LOUDNESS = {loudness: priority for priority, loudness in LOUDNESS.items()}
_COUNTED = TypeAdapter(list[tuple[AreaId, Lang, Delivery, int]])


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
    await _take_up_to(tx, run, last, Delivery.OPEN, due=due)
    return True


async def _take_up_to(tx: Tx, run: Row, last: Row | None, state: Delivery, *, due: int = 0) -> None:
    key = {"of_area": run["area"], "after": bytes(run["cursor"]), "of_bulletin": run["bulletin"]}
    if last:
        wanted = {"loudness": run["loudness"], "muted": wishes.pattern(run["topic"])}
        await tx.run(_TAKE, **key, **wanted, last=last["last"], state=state.value, due=due)
    await tx.run(
        _MOVE,
        of_bulletin=run["bulletin"],
        of_area=run["area"],
        new_cursor=last["last"] if last else run["cursor"],
        new_done=0 if last else 1,
    )


async def leave_out(tx: Tx, bulletin_id: BulletinId, *, windows: int) -> bool:
    """After a stop: whoever it has not gone to stands as unsent. False when that is all of them.

    windows: so many at most, of those who were not looked at yet.
    """
    await tx.run(_LEAVE_OUT, of_bulletin=bulletin_id)
    for _ in range(windows):
        run = await tx.row(_RUN_LEFT, of_bulletin=bulletin_id)
        if run is None:
            return False
        key = {"of_area": run["area"], "after": bytes(run["cursor"])}
        last = await tx.row(_LAST_AHEAD, **key, limit=WINDOW)
        await _take_up_to(tx, run, last, Delivery.UNSENT)
    return True


async def expected(tx: Tx, bulletin_id: BulletinId) -> tuple[int, int]:
    """To how many it goes, and how many of them are in its largest area and language."""
    run = await tx.row(_RUN_LEFT, of_bulletin=bulletin_id)
    if run is None:
        return 0, 0
    wanted = {"loudness": run["loudness"], "muted": wishes.pattern(run["topic"])}
    whole = await tx.row(_EXPECTED, of_bulletin=bulletin_id, **wanted)
    largest = await tx.row(_LARGEST, of_bulletin=bulletin_id, **wanted)
    return int(whole["n"]) if whole else 0, int(largest["n"]) if largest else 0


async def due(tx: Tx, *, now: int, limit: int) -> Sequence[Recipient]:
    return [_recipient(row) for row in await tx.rows(_DUE, now=now, limit=limit)]


async def as_it_stands(tx: Tx, to: Recipient) -> Recipient | None:
    """With address, preferences and bulletin of now; None: it is not open, or not being sent."""
    row = await tx.row(_AS_IT_STANDS, of_bulletin=to.bulletin, of_profile=to.profile)
    return _recipient(row) if row else None


def _recipient(row: Row) -> Recipient:
    here = row["least"] is not None  # else the profile is gone
    return Recipient(
        BulletinId(bytes(row["bulletin"])),
        ProfileId(bytes(row["profile"])),
        Lang(row["language"]),
        row["sealed"] and bytes(row["sealed"]),
        wishes.of(row) if here else Preferences(),
        _BY_LOUDNESS[row["loudness"]],
        row["topic"],
        row["valid_until"],
        row["version"],
        bool(row["overtaken"]),
    )


async def put_off(tx: Tx, to: Recipient, *, due: int) -> None:
    """An open delivery waits. due: epoch milliseconds."""
    await tx.run(_PUT_OFF, of_bulletin=to.bulletin, of_profile=to.profile, new_due=due)


async def drop(tx: Tx, to: Recipient) -> None:
    """Whom an open delivery was for is no recipient any more."""
    await tx.run(_DROP, of_bulletin=to.bulletin, of_profile=to.profile)


async def drop_unfollowed(tx: Tx, to: ProfileId) -> None:
    """What waits for somebody and is for nothing they follow by now."""
    await tx.run(_DROP_UNFOLLOWED, of_profile=to)


async def speak(tx: Tx, to: ProfileId, language: Lang) -> None:
    """What waits for somebody reaches them in this language."""
    await tx.run(_SPEAK, of_profile=to, new_language=language.value)


async def look_again(tx: Tx, to: ProfileId) -> None:
    """Whether what waits for somebody may leave now."""
    await tx.run(_LOOK_AGAIN, of_profile=to)


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


async def start(tx: Tx, to: Recipient) -> bool:
    """Marks as being sent; False when it is not open, or its bulletin is no longer being sent."""
    return await tx.changed(_BEGIN, of_bulletin=to.bulletin, of_profile=to.profile)


async def interrupted(tx: Tx) -> None:
    """After a start: what was being sent when the process died stands as unknown."""
    await tx.run(_INTERRUPTED)


async def counts(tx: Tx, bulletin_id: BulletinId) -> tuple[dict[Cell, int], bool]:
    """Deliveries by area, language and state, and whether recipients are still to be taken.

    Once reported they are what the report said: the deliveries themselves do not stay.
    """
    report = await tx.row(_REPORT, row=bulletin_id)
    if report and report["reported"]:
        return _counted(report["reported"]), False
    rows = await tx.rows(_COUNTS, of_bulletin=bulletin_id)
    running = await tx.row(_RUNNING, of_bulletin=bulletin_id)
    return {_cell(r): int(r["n"]) for r in rows}, bool(running and running["n"])


async def are_known(tx: Tx, bulletin_id: BulletinId) -> bool:
    """Not of what an earlier version reported in sums, nor of what came out of a backup."""
    report = await tx.row(_REPORT, row=bulletin_id)
    return not (report and report["reported"]) or report["reported"].startswith("[")


def _cell(row: Row) -> Cell:
    return Cell(AreaId(row["area"]), Lang(row["language"]), Delivery(row["state"]))


def _counted(reported: str) -> dict[Cell, int]:
    """Nothing for the sums of an earlier version, and for a bulletin out of a backup."""
    if not reported.startswith("["):
        return {}
    return {Cell(a, lang, state): n for a, lang, state, n in _COUNTED.validate_json(reported)}


async def reported(tx: Tx, bulletin_id: BulletinId, counts: Mapping[Cell, int]) -> None:
    """counts: deliveries by area, language and state, which stay when the deliveries go."""
    cells = sorted((c.area, c.language, c.outcome, n) for c, n in counts.items())
    await tx.run(_REPORTED, row=bulletin_id, how=_COUNTED.dump_json(cells).decode())


async def forget(tx: Tx, *, before_hour: int) -> None:
    """Who was sent what, of finished sendings published before that hour."""
    await tx.run(_FORGET_DELIVERIES, before=before_hour)


async def forget_runs(tx: Tx, *, before_hour: int) -> None:
    await tx.run(_FORGET_RUNS, before=before_hour)


async def of_profile(tx: Tx, profile_id: ProfileId) -> Sequence[tuple[int, Cell]]:
    """(hour published, what became of it) of all that was sent to a profile."""
    rows = await tx.rows(_DELIVERED_TO, to=profile_id)
    return [(row["hour"], _cell(row)) for row in rows]


async def forget_of_profile(tx: Tx, profile_id: ProfileId) -> None:
    await tx.run(_FORGET_DELIVERIES_TO, to=profile_id)
