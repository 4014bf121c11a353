"""Colleagues and the invitations that make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import bindparam, delete, func, insert, select, union_all, update

from bot.domain.erasure import What
from bot.domain.errors import InviteInvalid
from bot.domain.ids import (
    AreaId,
    ConcernId,
    InviteId,
    ModeratorId,
    OrganisationId,
)
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Role
from bot.store.db import Asked, Row, Statement, Tx
from bot.store.erased import (
    Erasure,
)
from bot.store.schema import (
    former_moderator,
    invite,
    moderator,
    recusal,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """expires: epoch seconds. practised: whoever uses it needs no practice case."""

    id: InviteId
    organisation: OrganisationId
    roles: frozenset[Role]
    areas: frozenset[AreaId]
    expires: int
    practised: bool = False


_WITH_RECUSED = select(moderator, recusal.c.concern.label("recused")).outerjoin(
    recusal, recusal.c.moderator == moderator.c.id
)
"""A row for each case stepped back from, so that no way to a colleague forgets them."""
_FIND = Statement(_WITH_RECUSED.where(moderator.c.tag == bindparam("tag")))
_GET = Statement(_WITH_RECUSED.where(moderator.c.id == bindparam("id")))
_OF = Statement(
    _WITH_RECUSED.where(moderator.c.organisation == bindparam("of")).order_by(
        moderator.c.pseudonym, moderator.c.id
    )
)
_SEALED = Statement(select(moderator.c.sealed).where(moderator.c.id == bindparam("id")))
_NAMES = union_all(
    select(moderator.c.id, moderator.c.organisation, moderator.c.pseudonym),
    select(former_moderator.c.id, former_moderator.c.organisation, former_moderator.c.pseudonym),
).subquery()
"""Of everybody who ever was a colleague."""
_COUNT = Statement(
    select(func.count().label("n"))
    .select_from(_NAMES)
    .where(_NAMES.c.organisation == bindparam("of"))
)
_NAME = Statement(select(_NAMES.c.pseudonym).where(_NAMES.c.id == bindparam("row")))
_CALLED = Statement(_WITH_RECUSED.where(moderator.c.pseudonym == bindparam("name")))
_KEEP_NAME = Statement(
    insert(former_moderator).from_select(
        ["id", "organisation", "pseudonym"],
        select(moderator.c.id, moderator.c.organisation, moderator.c.pseudonym).where(
            moderator.c.id == bindparam("row")
        ),
    )
)
_REMOVE = Erasure(What.COLLEAGUE, moderator.c.id, moderator.c.id == bindparam("row"))
_INSERT = Statement(insert(moderator))
_SAVE = Statement(
    update(moderator)
    .where(moderator.c.id == bindparam("row"))
    .values(
        roles=bindparam("new_roles"),
        areas=bindparam("new_areas"),
        language=bindparam("new_language"),
        reads=bindparam("new_reads"),
        on_duty=bindparam("new_on_duty"),
        practised=bindparam("new_practised"),
    )
)
_INVITE = Statement(insert(invite))
_USE = Statement(
    update(invite)
    .where(
        invite.c.tag == bindparam("invited"),
        invite.c.used == 0,
        invite.c.expires > bindparam("now"),
    )
    .values(used=1)
    .returning(invite)
)
_LOOK = Statement(
    select(invite).where(
        invite.c.tag == bindparam("invited"),
        invite.c.used == 0,
        invite.c.expires > bindparam("now"),
    )
)
_OPEN = Statement(
    select(invite)
    .where(
        invite.c.organisation == bindparam("of"),
        invite.c.used == 0,
        invite.c.expires > bindparam("now"),
        invite.c.id.is_not(None),
    )
    .order_by(invite.c.expires, invite.c.id)
)
_WITHDRAW = Statement(
    delete(invite)
    .where(
        invite.c.id == bindparam("row"),
        invite.c.organisation == bindparam("of"),
        invite.c.used == 0,
    )
    .returning(invite.c.id)
)
_LIVES = Statement(
    select(func.count().label("n")).where(
        func.substr(invite.c.tag, 1, 2) == bindparam("stamp", type_=invite.c.tag.type),
        invite.c.used == 0,
        invite.c.expires > bindparam("now"),
    )
)

_FORGET_INVITES = Statement(delete(invite).where(invite.c.expires <= bindparam("now")))


def _joined(values: frozenset[str]) -> str:
    return "|".join(sorted(values))


def _parted(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _moderators(rows: Sequence[Row]) -> Sequence[Moderator]:
    groups = [list(group) for _, group in groupby(rows, key=lambda row: bytes(row["id"]))]
    return [_moderator(group[0], [r["recused"] for r in group if r["recused"]]) for group in groups]


def _moderator(row: Row, recused: Sequence[bytes]) -> Moderator:
    return Moderator(
        id=ModeratorId(bytes(row["id"])),
        organisation=OrganisationId(row["organisation"]),
        pseudonym=row["pseudonym"],
        roles=frozenset(Role(r) for r in _parted(row["roles"])),
        areas=frozenset(AreaId(a) for a in _parted(row["areas"])),
        language=Lang(row["language"]),
        reads=frozenset(Lang(lang) for lang in _parted(row["reads"])),
        on_duty=bool(row["on_duty"]),
        practised=bool(row["practised"]),
        recused=frozenset(ConcernId(bytes(concern)) for concern in recused),
    )


def sought(tag: bytes) -> Asked[Moderator | None]:
    return Asked(_FIND, {"tag": tag}, lambda rows: next(iter(_moderators(rows)), None))


async def find(tx: Tx, tag: bytes) -> Moderator | None:
    (found,) = await tx.answers(sought(tag))
    return found


async def get(tx: Tx, moderator_id: ModeratorId) -> Moderator | None:
    return next(iter(_moderators(await tx.rows(_GET, id=moderator_id))), None)


async def of(tx: Tx, organisation: OrganisationId) -> Sequence[Moderator]:
    return _moderators(await tx.rows(_OF, of=organisation))


async def count(tx: Tx, organisation: OrganisationId) -> int:
    """Of everybody who ever was one, so that the next number was nobody's."""
    row = await tx.row(_COUNT, of=organisation)
    return int(row["n"]) if row else 0


async def name_of(tx: Tx, moderator_id: ModeratorId) -> str | None:
    """The pseudonym, also of a former colleague."""
    row = await tx.row(_NAME, row=moderator_id)
    return row["pseudonym"] if row else None


async def called(tx: Tx, pseudonym: str) -> Sequence[Moderator]:
    """Colleagues of that pseudonym, of any organisation."""
    return _moderators(await tx.rows(_CALLED, name=pseudonym))


async def remove(tx: Tx, moderator_id: ModeratorId) -> None:
    """Address and tag are gone, also from what a restore would bring back; the pseudonym stays."""
    await tx.run(_KEEP_NAME, row=moderator_id)
    await _REMOVE.run(tx, row=moderator_id)


async def address(tx: Tx, moderator_id: ModeratorId) -> bytes | None:
    row = await tx.row(_SEALED, id=moderator_id)
    return bytes(row["sealed"]) if row else None


async def add(tx: Tx, value: Moderator, *, tag: bytes, sealed: bytes) -> None:
    await tx.run(
        _INSERT,
        id=value.id,
        tag=tag,
        sealed=sealed,
        organisation=value.organisation,
        pseudonym=value.pseudonym,
        roles=_joined(frozenset(value.roles)),
        areas=_joined(frozenset(value.areas)),
        language=value.language.value,
        reads=_joined(frozenset(value.reads)),
        on_duty=int(value.on_duty),
        practised=int(value.practised),
    )


async def save(tx: Tx, value: Moderator) -> None:
    await tx.run(
        _SAVE,
        row=value.id,
        new_roles=_joined(frozenset(value.roles)),
        new_areas=_joined(frozenset(value.areas)),
        new_language=value.language.value,
        new_reads=_joined(frozenset(value.reads)),
        new_on_duty=int(value.on_duty),
        new_practised=int(value.practised),
    )


async def add_invite(tx: Tx, value: Invite, tag: bytes) -> None:
    await tx.run(
        _INVITE,
        tag=tag,
        organisation=value.organisation,
        roles=_joined(frozenset(value.roles)),
        areas=_joined(frozenset(value.areas)),
        expires=value.expires,
        used=0,
        id=value.id,
        practised=int(value.practised),
    )


def _invite(row: Row) -> Invite:
    return Invite(
        id=InviteId(bytes(row["id"] or b"")),
        organisation=OrganisationId(row["organisation"]),
        roles=frozenset(Role(r) for r in _parted(row["roles"])),
        areas=frozenset(AreaId(a) for a in _parted(row["areas"])),
        expires=row["expires"],
        practised=bool(row["practised"]),
    )


async def find_invite(tx: Tx, tag: bytes, *, now: int) -> Invite | None:
    """One that can be used; looking does not use it."""
    row = await tx.row(_LOOK, invited=tag, now=now)
    return _invite(row) if row else None


async def open_invites(tx: Tx, organisation: OrganisationId, *, now: int) -> Sequence[Invite]:
    """Those that can still be used, the first to end first."""
    return [_invite(row) for row in await tx.rows(_OPEN, of=organisation, now=now)]


async def withdraw_invite(tx: Tx, invite_id: InviteId, organisation: OrganisationId) -> bool:
    """False when it was used, withdrawn, or is another organisation's."""
    return await tx.changed(_WITHDRAW, row=invite_id, of=organisation)


async def use_invite(tx: Tx, tag: bytes, *, now: int) -> Invite:
    """Raises InviteInvalid unless it exists, is unused and unexpired; then it is used."""
    row = await tx.row(_USE, invited=tag, now=now)
    if row is None:
        raise InviteInvalid
    return _invite(row)


async def forget_invites(tx: Tx, *, now: int) -> None:
    """Invitations that can no longer be used."""
    await tx.run(_FORGET_INVITES, now=now)


async def has_invites(tx: Tx, *, stamp: bytes, now: int) -> bool:
    """Whether an invitation can still be used whose tag has this stamp."""
    row = await tx.row(_LIVES, stamp=stamp, now=now)
    return bool(row and row["n"])
