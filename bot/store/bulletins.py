"""Bulletins from their proposal on, with what was signed and for which areas."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ConfigDict, RootModel
from sqlalchemy import ColumnElement, Integer, bindparam, delete, insert, or_, select, update

from bot.domain.bulletins import PUBLIC, UNSENT, Bulletin, Content, Signature, Stage
from bot.domain.errors import BulletinMovedOn, NotFound
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId, ProfileId
from bot.store.db import Row, Statement, Tx
from bot.store.schema import bulletin, bulletin_area, subscription

_JSON = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


class _Content(RootModel[Content]):
    model_config = _JSON


class _Signature(RootModel[Signature]):
    model_config = _JSON


def _in(stages: frozenset[Stage]) -> ColumnElement[bool]:
    return or_(*(bulletin.c.stage == stage.value for stage in sorted(stages)))


_INSERT = Statement(
    insert(bulletin).values(
        {
            name: bindparam(name)
            for name in (
                "id", "organisation", "author", "content", "hour", "stage", "due", "signature",
                "version",
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
        signature=bindparam("new_signature"),
        version=bindparam("new_version"),
    )
    .returning(bulletin.c.id)
)
_GET = Statement(select(bulletin).where(bulletin.c.id == bindparam("id")))
_OF_PROFILE = Statement(
    select(bulletin)
    .where(
        bulletin.c.hour >= bindparam("since"),
        _in(PUBLIC),
        bulletin.c.id.in_(
            select(bulletin_area.c.bulletin)
            .join(subscription, subscription.c.area == bulletin_area.c.area)
            .where(subscription.c.profile == bindparam("profile"))
        ),
    )
    .order_by(bulletin.c.hour.desc(), bulletin.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_OF_STREAM = Statement(
    select(bulletin)
    .where(
        _in(PUBLIC),
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
_DUE = Statement(
    select(bulletin)
    .where(
        bulletin.c.stage == Stage.SIGNED.value,
        or_(bulletin.c.due.is_(None), bulletin.c.due <= bindparam("now")),
    )
    .order_by(bulletin.c.id)
)
_UNREPORTED = Statement(
    select(bulletin).where(bulletin.c.reported == "", _in(PUBLIC)).order_by(bulletin.c.id)
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
    )


def _signature(stored: str) -> Signature | None:
    return _Signature.model_validate_json(stored).root if stored else None


def _written(value: Bulletin) -> tuple[str, str]:
    """Content and signature as they are stored."""
    signature = _Signature(value.signature).model_dump_json() if value.signature else ""
    return _Content(value.content).model_dump_json(), signature


async def add(tx: Tx, value: Bulletin) -> None:
    content, signature = _written(value)
    await tx.run(
        _INSERT,
        id=value.id,
        organisation=value.organisation,
        author=value.author,
        content=content,
        hour=value.hour,
        stage=value.stage.value,
        due=value.content.due,
        signature=signature,
        version=value.version,
    )
    await _keep_areas(tx, value)


async def _keep_areas(tx: Tx, value: Bulletin) -> None:
    for area in sorted(value.content.streams):
        await tx.run(_INSERT_AREA, bulletin=value.id, area=area)


async def save(tx: Tx, value: Bulletin, *, expected: int) -> None:
    """Raises BulletinMovedOn when the version in the database is not the expected one."""
    content, signature = _written(value)
    saved = await tx.changed(
        _SAVE,
        row=value.id,
        expected=expected,
        new_content=content,
        new_hour=value.hour,
        new_stage=value.stage.value,
        new_due=value.content.due,
        new_signature=signature,
        new_version=value.version,
    )
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
    tx: Tx, profile_id: ProfileId, *, since: int, limit: int
) -> Sequence[Bulletin]:
    """What residents may read, newest first, for the areas the profile follows. since: hour."""
    rows = await tx.rows(_OF_PROFILE, profile=profile_id, since=since, limit=limit)
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


async def due(tx: Tx, *, now: int) -> Sequence[Bulletin]:
    """Signed, and its time has come. now: epoch seconds."""
    return [_bulletin(row) for row in await tx.rows(_DUE, now=now)]


async def unreported(tx: Tx) -> Sequence[Bulletin]:
    """Bulletins whose author has not been told how the sending went."""
    return [_bulletin(row) for row in await tx.rows(_UNREPORTED)]


async def forget(tx: Tx, *, before_hour: int) -> None:
    """Finished ones, and what never left, from before that hour. Its runs must be gone."""
    for statement in _FORGET:
        await tx.run(statement, before=before_hour)
