"""Bulletins from their proposal on, with what was signed and for which areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, RootModel
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.bulletins import (
    PUBLIC,
    UNSENT,
    Bulletin,
    Content,
    Signature,
    Stage,
    Tie,
    Withdrawal,
)
from bot.domain.errors import BulletinMovedOn, NotFound
from bot.domain.ids import (
    AreaId,
    BulletinId,
    ModeratorId,
    OrganisationId,
    ProfileId,
)
from bot.domain.preferences import (
    LOUDNESS,
)
from bot.store.db import Row, Statement, Tx
from bot.store.schema import bulletin, bulletin_area, subscription

_JSON = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


class _Content(RootModel[Content]):
    model_config = _JSON


class _Signature(RootModel[Signature]):
    model_config = _JSON


class _Withdrawal(RootModel[Withdrawal]):
    model_config = _JSON


def _in(stages: frozenset[Stage]) -> ColumnElement[bool]:
    return or_(*(bulletin.c.stage == stage.value for stage in sorted(stages)))


_INSERT = Statement(
    insert(bulletin).values(
        {
            name: bindparam(name)
            for name in (
                "id", "organisation", "author", "content", "hour", "stage", "due", "signature",
                "version", "loudness", "topic", "valid_until", "earlier", "tie", "corrected",
                "withdrawn", "word", "late", "unreviewed", "starts",
            )
        }
    )
)  # fmt: skip
_INSERT_AREA = Statement(insert(bulletin_area))
_NO_AREAS = Statement(delete(bulletin_area).where(bulletin_area.c.bulletin == bindparam("of")))
_SAVE = Statement(
    update(bulletin)
    .where(bulletin.c.id == bindparam("row"), bulletin.c.version == bindparam("expected"))
    .values(
        content=bindparam("new_content"),
        hour=bindparam("new_hour"),
        stage=bindparam("new_stage"),
        due=bindparam("new_due", type_=bulletin.c.due.type),
        starts=bindparam("new_starts", type_=bulletin.c.starts.type),
        signature=bindparam("new_signature"),
        version=bindparam("new_version"),
        loudness=bindparam("new_loudness"),
        topic=bindparam("new_topic", type_=bulletin.c.topic.type),
        valid_until=bindparam("new_valid_until", type_=bulletin.c.valid_until.type),
        earlier=bindparam("new_earlier", type_=bulletin.c.earlier.type),
        tie=bindparam("new_tie"),
        corrected=bindparam("new_corrected", type_=bulletin.c.corrected.type),
        withdrawn=bindparam("new_withdrawn"),
        word=bindparam("new_word"),
        late=bindparam("new_late"),
        unreviewed=bindparam("new_unreviewed"),
    )
    .returning(bulletin.c.id)
)
_GET = Statement(select(bulletin).where(bulletin.c.id == bindparam("id")))
_later = bulletin.alias("later")
_OVERTAKEN = exists().where(
    _later.c.earlier == bulletin.c.id,
    _later.c.tie == Tie.SUCCESSOR.value,
    or_(*(_later.c.stage == stage.value for stage in sorted(PUBLIC))),
)
_LISTED = and_(
    bulletin.c.tie != Tie.CORRECTION.value,
    or_(bulletin.c.valid_until.is_(None), bulletin.c.valid_until > bindparam("hour")),
    ~_OVERTAKEN,
)
"""A correction stands in the place of what it corrects, and is no news of its own."""
_OF_PROFILE = Statement(
    select(bulletin)
    .where(
        bulletin.c.hour >= bindparam("since"),
        _in(PUBLIC),
        _LISTED,
        bulletin.c.id.in_(
            select(bulletin_area.c.bulletin)
            .join(subscription, subscription.c.area == bulletin_area.c.area)
            .where(subscription.c.profile == bindparam("profile"))
        ),
    )
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_ADDITIONS = Statement(
    select(bulletin)
    .where(
        bulletin.c.earlier == bindparam("of"),
        bulletin.c.tie == Tie.ADDITION.value,
        _in(PUBLIC),
    )
    .order_by(bulletin.c.hour, bulletin.c.id)
)
_SUCCESSOR = Statement(
    select(bulletin.c.id)
    .where(
        bulletin.c.earlier == bindparam("of"), bulletin.c.tie == Tie.SUCCESSOR.value, _in(PUBLIC)
    )
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(1)
)
_COMING = Statement(
    select(bulletin)
    .where(
        bulletin.c.starts >= bindparam("since"),
        _in(PUBLIC),
        bulletin.c.id.in_(
            select(bulletin_area.c.bulletin)
            .join(subscription, subscription.c.area == bulletin_area.c.area)
            .where(subscription.c.profile == bindparam("profile"))
        ),
    )
    .order_by(bulletin.c.starts, bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_OF_STREAM = Statement(
    select(bulletin)
    .where(
        _in(PUBLIC),
        bulletin.c.tie != Tie.CORRECTION.value,
        bulletin.c.id.in_(
            select(bulletin_area.c.bulletin).where(bulletin_area.c.area == bindparam("of"))
        ),
    )
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_OF_ORGANISATION = Statement(
    select(bulletin)
    .where(bulletin.c.organisation == bindparam("of"))
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_PROPOSED = Statement(
    select(bulletin)
    .where(bulletin.c.organisation == bindparam("of"), bulletin.c.stage == Stage.PROPOSED.value)
    .order_by(bulletin.c.hour, bulletin.c.id)
)
_SIGNED = Statement(
    select(bulletin)
    .where(bulletin.c.organisation == bindparam("of"), bulletin.c.stage == Stage.SIGNED.value)
    .order_by(bulletin.c.due, bulletin.c.id)
)
_SENT_OF = Statement(
    select(bulletin)
    .where(
        bulletin.c.organisation == bindparam("of"),
        *(bulletin.c.stage != stage.value for stage in sorted(UNSENT)),
    )
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_UNSENT_OF = Statement(
    select(bulletin)
    .where(bulletin.c.author == bindparam("author"), _in(UNSENT))
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_UNREVIEWED = Statement(
    select(bulletin)
    .where(bulletin.c.organisation == bindparam("of"), bulletin.c.unreviewed != 0)
    .order_by(bulletin.c.hour, bulletin.c.id)
)
_OVERDUE = Statement(
    select(bulletin)
    .where(
        bulletin.c.stage == Stage.PROPOSED.value,
        bulletin.c.late == 0,
        bulletin.c.due <= bindparam("now"),
    )
    .order_by(bulletin.c.id)
)
_DUE = Statement(
    select(bulletin)
    .where(
        bulletin.c.stage == Stage.SIGNED.value,
        or_(bulletin.c.due.is_(None), bulletin.c.due <= bindparam("now")),
    )
    .order_by(bulletin.c.id)
)
_NEWEST = Statement(
    select(bulletin_area.c.area, func.max(bulletin.c.hour).label("hour"))
    .join(bulletin, bulletin.c.id == bulletin_area.c.bulletin)
    .where(_in(PUBLIC), bulletin.c.tie != Tie.CORRECTION.value)
    .group_by(bulletin_area.c.area)
)
_UNREPORTED = Statement(
    select(bulletin)
    .where(
        bulletin.c.reported == "", _in(frozenset({Stage.SENDING, Stage.STOPPED, Stage.RETRACTED}))
    )
    .order_by(bulletin.c.id)
)
_STOP = Statement(
    update(bulletin)
    .where(bulletin.c.id == bindparam("row"), bulletin.c.stage == Stage.SENDING.value)
    .values(stage=Stage.STOPPED.value, version=bulletin.c.version + 1)
    .returning(bulletin.c.id)
)
_OLD = or_(bulletin.c.reported != "", _in(UNSENT))
_FORGET = [
    Statement(
        delete(bulletin_area).where(
            bulletin_area.c.bulletin.in_(
                select(bulletin.c.id)
                .where(_OLD, bulletin.c.hour < bindparam("before"))
                .scalar_subquery()
            )
        )
    ),
    Statement(delete(bulletin).where(_OLD, bulletin.c.hour < bindparam("before"))),
]


def _bulletin(row: Row) -> Bulletin:
    return Bulletin(
        id=BulletinId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        author=ModeratorId(bytes(row["author"])),
        content=_Content.model_validate_json(row["content"]).root,
        hour=row["hour"],
        stage=Stage(row["stage"]),
        signature=_signature(row["signature"]),
        version=row["version"],
        corrected=row["corrected"],
        withdrawn=_withdrawal(row["withdrawn"]),
        word=row["word"],
        late=bool(row["late"]),
    )


def _signature(stored: str) -> Signature | None:
    return _Signature.model_validate_json(stored).root if stored else None


def _withdrawal(stored: str) -> Withdrawal | None:
    return _Withdrawal.model_validate_json(stored).root if stored else None


def _written(value: Bulletin) -> dict[str, Any]:
    """Everything of it that may change, as it is stored."""
    content = value.content
    return {
        "content": _Content(content).model_dump_json(),
        "hour": value.hour,
        "stage": value.stage.value,
        "due": content.due,
        "signature": _Signature(value.signature).model_dump_json() if value.signature else "",
        "version": value.version,
        "loudness": LOUDNESS[content.priority],
        "topic": content.topic,
        "valid_until": content.valid_until,
        "earlier": content.earlier,
        "tie": content.tie.value if content.tie else "",
        "corrected": value.corrected,
        "withdrawn": _Withdrawal(value.withdrawn).model_dump_json() if value.withdrawn else "",
        "word": value.word,
        "late": int(value.late),
        "unreviewed": int(value.wants_review),
        "starts": _starts(content),
    }


def _starts(content: Content) -> int | None:
    """Of what invites to an event itself; a correction of it is no second one."""
    if content.event is None or content.tie is Tie.CORRECTION:
        return None
    return content.event.starts


async def add(tx: Tx, value: Bulletin) -> None:
    await tx.run(
        _INSERT,
        id=value.id,
        organisation=value.organisation,
        author=value.author,
        **_written(value),
    )
    await _keep_areas(tx, value)


async def _keep_areas(tx: Tx, value: Bulletin) -> None:
    for area in sorted(value.content.streams):
        await tx.run(_INSERT_AREA, bulletin=value.id, area=area)


async def save(tx: Tx, value: Bulletin, *, expected: int) -> None:
    """Raises BulletinMovedOn when the version in the database is not the expected one."""
    new = {f"new_{name}": stored for name, stored in _written(value).items()}
    saved = await tx.changed(_SAVE, row=value.id, expected=expected, **new)
    if not saved:
        raise BulletinMovedOn
    await tx.run(_NO_AREAS, of=value.id)
    await _keep_areas(tx, value)


async def get(tx: Tx, bulletin_id: BulletinId) -> Bulletin:
    """Raises NotFound."""
    row = await tx.row(_GET, id=bulletin_id)
    if row is None:
        raise NotFound
    return _bulletin(row)


async def of_profile(
    tx: Tx, profile_id: ProfileId, *, hour: int, since: int, limit: int
) -> Sequence[Bulletin]:
    """What residents may read, newest first, for the areas the profile follows.

    hour: the one it is now. since: the hour from which on it left.
    """
    rows = await tx.rows(_OF_PROFILE, profile=profile_id, hour=hour, since=since, limit=limit)
    return [_bulletin(row) for row in rows]


async def successor(tx: Tx, bulletin_id: BulletinId) -> BulletinId | None:
    """What came after it and has left."""
    row = await tx.row(_SUCCESSOR, of=bulletin_id)
    return BulletinId(bytes(row["id"])) if row else None


async def additions(tx: Tx, bulletin_id: BulletinId) -> Sequence[Bulletin]:
    """What was added to it and can be read, oldest first."""
    return [_bulletin(row) for row in await tx.rows(_ADDITIONS, of=bulletin_id)]


async def coming(tx: Tx, profile_id: ProfileId, *, since: int, limit: int) -> Sequence[Bulletin]:
    """What invites to something that starts then or later, soonest first. since: epoch seconds."""
    rows = await tx.rows(_COMING, profile=profile_id, since=since, limit=limit)
    return [_bulletin(row) for row in rows]


async def of_stream(tx: Tx, stream: AreaId, *, limit: int) -> Sequence[Bulletin]:
    """What residents may read of an area or an initiative, newest first."""
    rows = await tx.rows(_OF_STREAM, of=stream, limit=limit)
    return [_bulletin(row) for row in rows]


async def of_organisation(
    tx: Tx, organisation: OrganisationId, *, limit: int
) -> Sequence[Bulletin]:
    """Of every stage, newest first."""
    rows = await tx.rows(_OF_ORGANISATION, of=organisation, limit=limit)
    return [_bulletin(row) for row in rows]


async def proposed(tx: Tx, organisation: OrganisationId) -> Sequence[Bulletin]:
    """What waits for a signature, oldest first."""
    return [_bulletin(row) for row in await tx.rows(_PROPOSED, of=organisation)]


async def signed(tx: Tx, organisation: OrganisationId) -> Sequence[Bulletin]:
    """What is signed and has not left, the next first."""
    return [_bulletin(row) for row in await tx.rows(_SIGNED, of=organisation)]


async def sent_of(tx: Tx, organisation: OrganisationId, *, limit: int) -> Sequence[Bulletin]:
    """What has left, newest first."""
    rows = await tx.rows(_SENT_OF, of=organisation, limit=limit)
    return [_bulletin(row) for row in rows]


async def unsent_of(tx: Tx, author: ModeratorId, *, limit: int) -> Sequence[Bulletin]:
    """What an author wrote and nobody has seen yet, newest first."""
    return [_bulletin(row) for row in await tx.rows(_UNSENT_OF, author=author, limit=limit)]


async def unreviewed(tx: Tx, organisation: OrganisationId) -> Sequence[Bulletin]:
    """Signed by one alone, and nobody has looked at that yet, oldest first."""
    return [_bulletin(row) for row in await tx.rows(_UNREVIEWED, of=organisation)]


async def overdue(tx: Tx, *, now: int) -> Sequence[Bulletin]:
    """Not signed though its time has come, and that was not told yet. now: epoch seconds."""
    return [_bulletin(row) for row in await tx.rows(_OVERDUE, now=now)]


async def due(tx: Tx, *, now: int) -> Sequence[Bulletin]:
    """Signed, and its time has come. now: epoch seconds."""
    return [_bulletin(row) for row in await tx.rows(_DUE, now=now)]


async def newest(tx: Tx) -> dict[AreaId, int]:
    """The hour of the newest news of each area that ever had any."""
    return {AreaId(row["area"]): int(row["hour"]) for row in await tx.rows(_NEWEST)}


async def unreported(tx: Tx) -> Sequence[Bulletin]:
    """Bulletins whose author has not been told how the sending went."""
    return [_bulletin(row) for row in await tx.rows(_UNREPORTED)]


async def stop(tx: Tx, bulletin_id: BulletinId) -> bool:
    """From its commit on nothing of it leaves any more. False when it is not being sent."""
    return await tx.changed(_STOP, row=bulletin_id)


async def forget(tx: Tx, *, before_hour: int) -> None:
    """Finished ones, and what never left, from before that hour. Its runs must be gone."""
    for statement in _FORGET:
        await tx.run(statement, before=before_hour)
