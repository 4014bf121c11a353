"""Concerns and their entries. Words and guided answers are sealed before they come here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.codes import CaseCode
from bot.domain.concerns import Author, Concern, EntryKind, Outcome, Status, Urgency
from bot.domain.erasure import What
from bot.domain.errors import ChangedMeanwhile, NotFound
from bot.domain.ids import (
    AreaId,
    CategoryId,
    ConcernId,
    DeskId,
    ModeratorId,
    OrganisationId,
    ThemeId,
)
from bot.domain.people import Lang, Moderator
from bot.store.db import Row, Statement, Tx
from bot.store.erased import Erasure
from bot.store.schema import concern, entry, picture


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEntry:
    concern: ConcernId
    position: int
    author: Author
    kind: EntryKind
    hour: int
    by: ModeratorId | None
    words: bytes
    masks: bytes | None = None


@dataclass(frozen=True, slots=True)
class Seals:
    """What belongs to a concern's words: the wrapped key and the sealed guided answers."""

    body_key: bytes
    details: bytes


_INSERT = Statement(insert(concern))
_GET = Statement(select(concern).where(concern.c.id == bindparam("id")))
_FIND = Statement(select(concern).where(concern.c.code == bindparam("code")))
_SEALS = Statement(
    select(concern.c.body_key, concern.c.details).where(concern.c.id == bindparam("id"))
)
_MUTABLE = (
    "area", "organisation", "category", "urgency", "status", "claimed_by", "touched_hour", "due",
    "entries", "news", "unread", "outcome", "warned", "held_since", "follow_up", "report_due",
    "reader_since", "chased", "theme", "rated", "version",
)  # fmt: skip
_SAVE = Statement(
    update(concern)
    .where(concern.c.id == bindparam("row"), concern.c.version == bindparam("expected"))
    .values({name: bindparam(f"new_{name}", type_=concern.c[name].type) for name in _MUTABLE})
    .returning(concern.c.version)
)
_ADD_ENTRY = Statement(insert(entry))
_ENTRIES = Statement(
    select(entry).where(entry.c.concern == bindparam("concern")).order_by(entry.c.position)
)


def _values(value: Concern) -> dict[str, Any]:
    return {
        "id": value.id,
        "code": value.code,
        "area": value.area,
        "organisation": value.organisation,
        "category": value.category,
        "language": value.language.value,
        "urgency": value.urgency.value,
        "status": value.status.value,
        "claimed_by": value.claimed_by,
        "opened_hour": value.opened_hour,
        "touched_hour": value.touched_hour,
        "due": value.due,
        "entries": value.entries,
        "news": int(value.news),
        "unread": int(value.unread),
        "outcome": value.outcome.value if value.outcome else None,
        "warned": int(value.warned),
        "code_only": int(value.code_only),
        "held_since": value.held_since,
        "follow_up": value.follow_up,
        "report_due": value.report_due,
        "reader_since": value.reader_since,
        "chased": int(value.chased),
        "desk": value.desk,
        "theme": value.theme,
        "rated": int(value.rated),
        "version": value.version,
    }


def _concern(row: Row) -> Concern:
    return Concern(
        id=ConcernId(row["id"]),
        code=CaseCode(row["code"]),
        area=AreaId(row["area"]),
        organisation=OrganisationId(row["organisation"]),
        category=CategoryId(row["category"]),
        language=Lang(row["language"]),
        urgency=Urgency(row["urgency"]),
        status=Status(row["status"]),
        claimed_by=ModeratorId(row["claimed_by"]) if row["claimed_by"] else None,
        opened_hour=row["opened_hour"],
        touched_hour=row["touched_hour"],
        due=row["due"],
        entries=row["entries"],
        news=bool(row["news"]),
        unread=bool(row["unread"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        warned=bool(row["warned"]),
        code_only=bool(row["code_only"]),
        held_since=row["held_since"],
        follow_up=row["follow_up"],
        report_due=row["report_due"],
        reader_since=row["reader_since"],
        chased=bool(row["chased"]),
        desk=DeskId(row["desk"]) if row["desk"] else None,
        theme=ThemeId(row["theme"]) if row["theme"] else None,
        rated=bool(row["rated"]),
        version=row["version"],
    )


async def add(tx: Tx, value: Concern, seals: Seals) -> None:
    await tx.run(_INSERT, **_values(value), body_key=seals.body_key, details=seals.details)


async def get(tx: Tx, concern_id: ConcernId) -> Concern:
    """Raises NotFound."""
    found = await find_id(tx, concern_id)
    if found is None:
        raise NotFound
    return found


async def find_id(tx: Tx, concern_id: ConcernId) -> Concern | None:
    row = await tx.row(_GET, id=concern_id)
    return _concern(row) if row else None


async def find(tx: Tx, code: CaseCode) -> Concern | None:
    row = await tx.row(_FIND, code=code)
    return _concern(row) if row else None


async def seals(tx: Tx, concern_id: ConcernId) -> Seals:
    """Raises NotFound."""
    row = await tx.row(_SEALS, id=concern_id)
    if row is None:
        raise NotFound
    return Seals(row["body_key"], row["details"])


async def save(tx: Tx, value: Concern, *, expected: int) -> None:
    """Raises ChangedMeanwhile when the row no longer has the expected version."""
    new = {f"new_{name}": v for name, v in _values(value).items() if name in _MUTABLE}
    if not await tx.changed(_SAVE, row=value.id, expected=expected, **new):
        raise ChangedMeanwhile


async def add_entry(tx: Tx, sealed: SealedEntry) -> None:
    await tx.run(
        _ADD_ENTRY,
        concern=sealed.concern,
        position=sealed.position,
        author=sealed.author.value,
        kind=sealed.kind.value,
        hour=sealed.hour,
        moderator=sealed.by,
        words=sealed.words,
        masks=sealed.masks,
    )


async def entries(tx: Tx, concern_id: ConcernId) -> Sequence[SealedEntry]:
    rows = await tx.rows(_ENTRIES, concern=concern_id)
    return [
        SealedEntry(
            concern=concern_id,
            position=row["position"],
            author=Author(row["author"]),
            kind=EntryKind(row["kind"]),
            hour=row["hour"],
            by=ModeratorId(row["moderator"]) if row["moderator"] else None,
            words=row["words"],
            masks=row["masks"],
        )
        for row in rows
    ]


_RESEAL = Statement(
    update(entry)
    .where(entry.c.concern == bindparam("of"), entry.c.position == bindparam("at"))
    .values(words=bindparam("new_words"), masks=bindparam("new_masks", type_=entry.c.masks.type))
)


async def reseal_entry(tx: Tx, sealed: SealedEntry) -> None:
    """Other words or masks for an entry that exists; what stood there is overwritten."""
    await tx.run(
        _RESEAL,
        of=sealed.concern,
        at=sealed.position,
        new_words=sealed.words,
        new_masks=sealed.masks,
    )


_IDS = Statement(
    select(concern.c.id)
    .where(concern.c.id > bindparam("after"))
    .order_by(concern.c.id)
    .limit(bindparam("limit", type_=Integer))
)


async def page_of_ids(tx: Tx, *, after: bytes, limit: int) -> Sequence[ConcernId]:
    """In the order of their ids, behind one of them."""
    return [ConcernId(row["id"]) for row in await tx.rows(_IDS, after=after, limit=limit)]


FIRST = (-1, b"")
"""A place before every case, to begin reading from."""

_RESTED = Statement(
    select(concern)
    .where(
        concern.c.touched_hour < bindparam("before"),
        or_(
            concern.c.touched_hour > bindparam("hour"),
            and_(concern.c.touched_hour == bindparam("hour"), concern.c.id > bindparam("row")),
        ),
    )
    .order_by(concern.c.touched_hour, concern.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_UNREAD = Statement(
    select(concern)
    .where(
        concern.c.unread == 1,
        concern.c.status != Status.CLOSED.value,
        concern.c.touched_hour < bindparam("before"),
    )
    .order_by(concern.c.touched_hour, concern.c.id)
)
_FORGET = Erasure(What.CONCERN, concern.c.id, concern.c.id == bindparam("row"))
_FORGET_ENTRIES = Statement(delete(entry).where(entry.c.concern == bindparam("row")))
_FORGET_PICTURES = Statement(delete(picture).where(picture.c.concern == bindparam("row")))


async def rested(
    tx: Tx, *, before_hour: int, after: tuple[int, bytes], limit: int
) -> Sequence[Concern]:
    """Cases without an act since that hour, longest rested first, behind (hour, id)."""
    hour, row_id = after
    rows = await tx.rows(_RESTED, before=before_hour, hour=hour, row=row_id, limit=limit)
    return [_concern(row) for row in rows]


async def unread(tx: Tx, *, before_hour: int) -> Sequence[Concern]:
    """Open cases whose newest words staff have not opened since before that hour, oldest first."""
    return [_concern(row) for row in await tx.rows(_UNREAD, before=before_hour)]


async def forget(tx: Tx, concern_id: ConcernId) -> None:
    """The case, its words, its pictures and the key that could open them are gone."""
    await tx.run(_FORGET_PICTURES, row=concern_id)
    await tx.run(_FORGET_ENTRIES, row=concern_id)
    await _FORGET.run(tx, row=concern_id)


# --- the queue -----------------------------------------------------------------------------

_OPEN = concern.c.status != Status.CLOSED.value
_NEW = and_(_OPEN, concern.c.claimed_by.is_(None))
_MINE = and_(_OPEN, concern.c.claimed_by == bindparam("me"))
_LATE = and_(_OPEN, concern.c.due < bindparam("now"))
LISTS: dict[str, ColumnElement[bool]] = {"new": _NEW, "mine": _MINE, "late": _LATE, "all": _OPEN}

_AREAS = bindparam("areas", type_=Text)
_SCOPE = and_(
    concern.c.organisation == bindparam("organisation"),
    or_(_AREAS == "", _AREAS.like("%|" + concern.c.area + "|%")),
)
"""A colleague's areas arrive as one text "|a|b|", so that the statement needs no expanding list."""

_URGENT_FIRST = case(
    (concern.c.urgency == Urgency.DANGER.value, 0),
    (concern.c.urgency == Urgency.CHILD.value, 1),
    else_=2,
)
_PAGES = {
    name: Statement(
        select(concern)
        .where(_SCOPE, condition)
        .order_by(_URGENT_FIRST, concern.c.opened_hour, concern.c.id)
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
    )
    for name, condition in LISTS.items()
}
_COUNTS = Statement(
    select(
        *(
            func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
            for name, condition in LISTS.items()
        )
    ).where(_SCOPE)
)


def _scope(colleague: Moderator) -> dict[str, Any]:
    areas = "".join(f"|{area}" for area in sorted(colleague.areas))
    return {"organisation": colleague.organisation, "areas": areas and f"{areas}|"}


async def page(
    tx: Tx, colleague: Moderator, which: str, *, now: int, offset: int, limit: int
) -> Sequence[Concern]:
    """One page of a list in the colleague's scope; urgent first, then oldest."""
    values = {**_scope(colleague), "limit": limit, "offset": offset}
    if which == "mine":
        values["me"] = colleague.id
    if which == "late":
        values["now"] = now
    return [_concern(row) for row in await tx.rows(_PAGES[which], **values)]


async def counts(tx: Tx, colleague: Moderator, *, now: int) -> dict[str, int]:
    """How long each list is in the colleague's scope."""
    row = await tx.row(_COUNTS, **_scope(colleague), me=colleague.id, now=now)
    return {name: int(row[name]) if row else 0 for name in LISTS}


_URGENT = Statement(
    select(func.count().label("n")).where(
        concern.c.organisation == bindparam("of"),
        _OPEN,
        concern.c.urgency != Urgency.NORMAL.value,
    )
)


async def urgent(tx: Tx, organisation: OrganisationId) -> int:
    """Open cases of danger or of a child at risk."""
    row = await tx.row(_URGENT, of=organisation)
    return int(row["n"]) if row else 0
