"""Profiles (what a chat has chosen) and subscriptions (areas it follows). No reference to cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam, delete, func, insert, select, update

from bot.domain.erasure import What
from bot.domain.ids import AreaId, ProfileId
from bot.domain.people import Lang, Profile
from bot.store import wishes
from bot.store.db import Asked, Row, Statement, Tx, insert_or_ignore
from bot.store.erased import Erasure
from bot.store.schema import profile, subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedProfile:
    """A profile with its address; sealed is None while no area is followed."""

    id: ProfileId
    language: Lang
    sealed: bytes | None


_FIND = Statement(
    select(profile, subscription.c.area)
    .outerjoin(subscription, subscription.c.profile == profile.c.id)
    .where(profile.c.tag == bindparam("tag"))
)
"""A row for each area that is followed."""
_INSERT = Statement(insert(profile))
_SAVE = Statement(
    update(profile)
    .where(profile.c.id == bindparam("row"))
    .values(
        language=bindparam("new_language"),
        notice=bindparam("new_notice"),
        sealed=bindparam("new_sealed", type_=profile.c.sealed.type),
        **wishes.changed,
    )
)
_DELETE = Erasure(What.PROFILE, profile.c.id, profile.c.id == bindparam("id"))
_FOLLOWING = and_(profile.c.id == bindparam("row"), profile.c.sealed.is_not(None))
_DROP_ADDRESS = Erasure(
    What.PROFILE,
    profile.c.id,
    _FOLLOWING,
    by=update(profile)
    .where(_FOLLOWING)
    .values(id=bindparam("fresh", type_=profile.c.id.type), sealed=None)
    .returning(profile.c.id),
)
_FOLLOW = insert_or_ignore(subscription, "area")
_UNFOLLOW = Statement(
    delete(subscription).where(
        subscription.c.profile == bindparam("id"), subscription.c.area == bindparam("of")
    )
)
_UNFOLLOW_ALL = Statement(delete(subscription).where(subscription.c.profile == bindparam("id")))
_ADDRESS = Statement(
    select(profile.c.id, profile.c.language, profile.c.sealed).where(
        profile.c.id == bindparam("id")
    )
)
_WITH_ADDRESS = Statement(
    select(profile.c.id, profile.c.language, profile.c.sealed)
    .where(profile.c.sealed.is_not(None), profile.c.id > bindparam("after"))
    .order_by(profile.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_COUNT = Statement(
    select(profile.c.language, func.count().label("followers"))
    .join(subscription, subscription.c.profile == profile.c.id)
    .where(subscription.c.area == bindparam("of"))
    .group_by(profile.c.language)
)


def sought(tag: bytes) -> Asked[Profile | None]:
    return Asked(_FIND, {"tag": tag}, _profile)


def _profile(rows: Sequence[Row]) -> Profile | None:
    if not rows:
        return None
    return Profile(
        id=ProfileId(rows[0]["id"]),
        language=Lang(rows[0]["language"]),
        notice=rows[0]["notice"],
        areas=frozenset(AreaId(row["area"]) for row in rows if row["area"] is not None),
        preferences=wishes.of(rows[0]),
    )


async def find(tx: Tx, tag: bytes) -> Profile | None:
    (found,) = await tx.answers(sought(tag))
    return found


async def add(tx: Tx, value: Profile, tag: bytes) -> None:
    await tx.run(
        _INSERT,
        id=value.id,
        tag=tag,
        sealed=None,
        language=value.language.value,
        notice=value.notice,
        **wishes.columns(value.preferences),
    )


async def save(tx: Tx, value: Profile, sealed: bytes | None) -> None:
    """sealed: the address, kept only while an area is followed."""
    await tx.run(
        _SAVE,
        row=value.id,
        new_language=value.language.value,
        new_notice=value.notice,
        new_sealed=sealed,
        **wishes.changes(value.preferences),
    )


async def delete_of(tx: Tx, profile_id: ProfileId) -> None:
    await _DELETE.run(tx, id=profile_id)


async def follow(tx: Tx, profile_id: ProfileId, area: AreaId) -> None:
    await tx.run(_FOLLOW, profile=profile_id, area=area)


async def unfollow(tx: Tx, profile_id: ProfileId, area: AreaId) -> None:
    await tx.run(_UNFOLLOW, id=profile_id, of=area)


async def unfollow_all(tx: Tx, profile_id: ProfileId) -> None:
    await tx.run(_UNFOLLOW_ALL, id=profile_id)


async def address(tx: Tx, profile_id: ProfileId) -> SealedProfile | None:
    row = await tx.row(_ADDRESS, id=profile_id)
    if row is None:
        return None
    return SealedProfile(
        id=profile_id, language=Lang(row["language"]), sealed=row["sealed"] and bytes(row["sealed"])
    )


async def with_address(tx: Tx, *, after: bytes, limit: int) -> Sequence[SealedProfile]:
    """Those that follow an area, in the order of their random ids, behind one of them."""
    return [
        SealedProfile(
            id=ProfileId(bytes(row["id"])),
            language=Lang(row["language"]),
            sealed=bytes(row["sealed"]),
        )
        for row in await tx.rows(_WITH_ADDRESS, after=after, limit=limit)
    ]


async def drop_address(tx: Tx, profile_id: ProfileId, fresh: ProfileId) -> bool:
    """Ends a following for good: the profile goes on as `fresh`. False when there was no address.

    A backup knows it by the old id, and what has that id is erased after a restore.
    """
    return await _DROP_ADDRESS.changed(tx, row=profile_id, fresh=fresh)


async def followers(tx: Tx, areas: Iterable[AreaId]) -> dict[AreaId, dict[Lang, int]]:
    """Subscriptions of each area in each language; shown in bands only, and never added up."""
    counted = {}
    for area in areas:
        rows = {row["language"]: int(row["followers"]) for row in await tx.rows(_COUNT, of=area)}
        counted[area] = {lang: rows.get(lang.value, 0) for lang in Lang}
    return counted
