"""Concerns and their entries. Words and guided answers are sealed before they come here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    and_,
    bindparam,
    case,
    delete,
    desc,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.codes import CaseCode
from bot.domain.concerns import Author, Concern, EntryKind, Outcome, Status, Urgency, hour_of
from bot.domain.erasure import What
from bot.domain.errors import ChangedMeanwhile, NotFound
from bot.domain.filters import RANKS, Filters, Place, rank
from bot.domain.ids import (
    AreaId,
    BulletinId,
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
from bot.store.narrowing import (
    FILTERS,
    filters_of,
)
from bot.store.schema import (
    concern,
    digest,
    entry,
    handover,
    picture,
    recusal,
    writing,
)
from bot.store.scope import (
    RECUSED,
    SCOPE,
    scope_of,
)


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
        "bulletin": value.bulletin,
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
        bulletin=BulletinId(row["bulletin"]) if row["bulletin"] else None,
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


_REMOVE_ENTRY = Statement(
    delete(entry).where(entry.c.concern == bindparam("of"), entry.c.position == bindparam("at"))
)
_TURN_INTO = Statement(
    update(entry)
    .where(entry.c.concern == bindparam("of"), entry.c.position == bindparam("at"))
    .values(kind=bindparam("new_kind"))
)
_MOVE_PICTURES = Statement(
    update(picture)
    .where(picture.c.concern == bindparam("of"), picture.c.position == bindparam("at"))
    .values(position=bindparam("new_position", type_=picture.c.position.type))
)


async def move_entry(tx: Tx, sealed: SealedEntry, *, was: int) -> None:
    """An entry that stood elsewhere stands at the place it is sealed for, with its pictures."""
    await tx.run(_REMOVE_ENTRY, of=sealed.concern, at=was)
    await add_entry(tx, sealed)
    await tx.run(_MOVE_PICTURES, of=sealed.concern, at=was, new_position=sealed.position)


async def turn_into(tx: Tx, concern_id: ConcernId, position: int, kind: EntryKind) -> None:
    await tx.run(_TURN_INTO, of=concern_id, at=position, new_kind=kind.value)


_UNOPENED = and_(
    entry.c.concern == bindparam("of"),
    entry.c.position == bindparam("at"),
    entry.c.author == Author.RESIDENT.value,
    entry.c.moderator.is_(None),
)
_FIRST_OPENED = Statement(
    update(entry)
    .where(_UNOPENED)
    .values(moderator=bindparam("by", type_=entry.c.moderator.type))
    .returning(entry.c.position)
)
_TAKE_BACK = Statement(delete(entry).where(_UNOPENED).returning(entry.c.position))


async def open_first(tx: Tx, concern_id: ConcernId, position: int, by: ModeratorId) -> bool:
    """Whether nobody had opened this entry of a resident's before; from now on somebody has."""
    return bool(await tx.changed(_FIRST_OPENED, of=concern_id, at=position, by=by))


async def take_back(tx: Tx, concern_id: ConcernId, position: int) -> bool:
    """Deletes an entry of a resident's that nobody has opened; False when somebody has."""
    return bool(await tx.changed(_TAKE_BACK, of=concern_id, at=position))


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
_FORGET_DIGEST = Statement(delete(digest).where(digest.c.concern == bindparam("row")))
_FORGET_PICTURES = Statement(delete(picture).where(picture.c.concern == bindparam("row")))
_FORGET_RECUSALS = Statement(delete(recusal).where(recusal.c.concern == bindparam("row")))
_FORGET_WRITING = Statement(delete(writing).where(writing.c.concern == bindparam("row")))
_FORGET_HANDOVERS = Statement(delete(handover).where(handover.c.concern == bindparam("row")))


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


_WANTING_READER = Statement(
    select(concern)
    .where(concern.c.reader_since.is_not(None), concern.c.status != Status.CLOSED.value)
    .order_by(concern.c.reader_since, concern.c.id)
)


async def wanting_reader(tx: Tx) -> Sequence[Concern]:
    """Open cases for which a reader of their language is wanted, longest first."""
    return [_concern(row) for row in await tx.rows(_WANTING_READER)]


async def forget(tx: Tx, concern_id: ConcernId) -> None:
    """The case, its words, pictures and hand-overs, and the key that could open them are gone."""
    await tx.run(_FORGET_HANDOVERS, row=concern_id)
    await tx.run(_FORGET_DIGEST, row=concern_id)
    await tx.run(_FORGET_PICTURES, row=concern_id)
    await tx.run(_FORGET_ENTRIES, row=concern_id)
    await tx.run(_FORGET_RECUSALS, row=concern_id)
    await tx.run(_FORGET_WRITING, row=concern_id)
    await _FORGET.run(tx, row=concern_id)


# --- the clocks of staff's work ------------------------------------------------------------------

_LIMIT = bindparam("limit", type_=Integer)
_BEGIN = Statement(
    update(concern)
    .where(concern.c.status == bindparam("of"), concern.c.held_since.is_(None))
    .values(held_since=concern.c.touched_hour * 3600)
)
_RESTING = Statement(
    select(concern)
    .where(
        concern.c.status == bindparam("of"),
        concern.c.held_since <= bindparam("before"),
        or_(
            concern.c.held_since > bindparam("since"),
            and_(concern.c.held_since == bindparam("since"), concern.c.id > bindparam("row")),
        ),
        or_(concern.c.chased == 0, concern.c.claimed_by.is_not(None)),
    )
    .order_by(concern.c.held_since, concern.c.id)
    .limit(_LIMIT)
)


def _within(column: Column[int]) -> Statement:
    """Cases of which that moment lies in a span, in its order, behind (moment, id)."""
    behind = or_(
        column > bindparam("after"),
        and_(column == bindparam("after"), concern.c.id > bindparam("row")),
    )
    found = select(concern).where(column <= bindparam("until"), behind)
    return Statement(found.order_by(column, concern.c.id).limit(_LIMIT))


_REPORT_DUE = _within(concern.c.report_due)
_FOLLOW_UP = _within(concern.c.follow_up)
_NEGLECTED = Statement(
    select(concern)
    .where(
        or_(
            and_(concern.c.status != Status.CLOSED.value, concern.c.due < bindparam("now")),
            and_(concern.c.chased == 1, concern.c.claimed_by.is_(None)),
            concern.c.report_due < bindparam("now"),
        )
    )
    .order_by(concern.c.opened_hour, concern.c.id)
)
LAST = b"\xff" * 17
"""An id behind every other."""


async def begin_clocks(tx: Tx, status: Status) -> None:
    """Cases of this state whose clock never began, as after an upgrade: from their last act."""
    await tx.run(_BEGIN, of=status.value)


async def resting(
    tx: Tx, status: Status, *, before: int, after: tuple[int, bytes], limit: int
) -> Sequence[Concern]:
    """Cases of this state in which staff have done nothing since then, behind (held_since, id).

    Not those of which the team was told already that nobody takes them.
    """
    since, row_id = after
    values = {"of": status.value, "before": before, "since": since, "row": row_id}
    return [_concern(row) for row in await tx.rows(_RESTING, **values, limit=limit)]


async def report_due(
    tx: Tx, *, until: int, after: tuple[int, bytes], limit: int
) -> Sequence[Concern]:
    """Cases whose duty to notify must be weighed by then, behind (report_due, id)."""
    moment, row_id = after
    rows = await tx.rows(_REPORT_DUE, until=until, after=moment, row=row_id, limit=limit)
    return [_concern(row) for row in rows]


async def follow_up(
    tx: Tx, *, until: int, after: tuple[int, bytes], limit: int
) -> Sequence[Concern]:
    """Cases to be looked at again by then, behind (follow_up, id)."""
    moment, row_id = after
    rows = await tx.rows(_FOLLOW_UP, until=until, after=moment, row=row_id, limit=limit)
    return [_concern(row) for row in rows]


async def neglected(tx: Tx, *, now: int) -> Sequence[Concern]:
    """Cases that are late, that nobody takes, or that should have been weighed; oldest first."""
    return [_concern(row) for row in await tx.rows(_NEGLECTED, now=now)]


# --- the queue -----------------------------------------------------------------------------

_OPEN = or_(
    *(concern.c.status == status.value for status in Status if status is not Status.CLOSED),
    concern.c.report_due.is_not(None),
)
"""Said by what it is, so that indexes find the few open cases among many closed. Closed ones stand
there too while the duty to notify about a child is not weighed."""
_NEW = and_(_OPEN, concern.c.claimed_by.is_(None))
_MINE = and_(_OPEN, concern.c.claimed_by == bindparam("me"))
_LATE = and_(_OPEN, or_(concern.c.due < bindparam("now"), concern.c.report_due < bindparam("now")))
_FOLLOW = and_(_MINE, concern.c.follow_up <= bindparam("now"))
LISTS: dict[str, ColumnElement[bool]] = {
    "new": _NEW,
    "mine": _MINE,
    "late": _LATE,
    "all": _OPEN,
    "follow": _FOLLOW,
}
"""Lists of open cases; they are counted too."""
CLOSED_LATELY = timedelta(days=14)
_CLOSED = and_(
    concern.c.status == Status.CLOSED.value,
    concern.c.touched_hour >= bindparam("closed_from", type_=BigInteger),
)

_RANK = case(
    *((concern.c.urgency == urgency.value, place) for place, urgency in enumerate(RANKS)),
    else_=len(RANKS),
)
_PRESSING_FIRST = (_RANK, concern.c.opened_hour, concern.c.id)
_NEWEST_FIRST = (concern.c.touched_hour, concern.c.id)
_PLACE = (
    bindparam("at_rank", type_=BigInteger),
    bindparam("at_hour", type_=BigInteger),
    bindparam("at_id", type_=LargeBinary),
)


@cache
def _page(which: str, *, begun: bool, back: bool) -> Statement:
    """begun: from a place on. back: what stands before it, nearest first."""
    newest_first = which == "closed"
    order = _NEWEST_FIRST if newest_first else _PRESSING_FIRST
    falling = newest_first is not back
    wanted = [SCOPE, FILTERS, _CLOSED if newest_first else LISTS[which]]
    if begun:
        here, there = tuple_(*order), tuple_(*_PLACE[-len(order) :])
        wanted.append(here < there if falling else here > there)
    by = [desc(column) if falling else column for column in order]
    limit = bindparam("limit", type_=Integer)
    return Statement(select(concern).where(*wanted).order_by(*by).limit(limit))


_COUNTS = Statement(
    select(
        *(
            func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
            for name, condition in LISTS.items()
        )
    ).where(SCOPE, FILTERS, _OPEN)
)


async def page(
    tx: Tx,
    colleague: Moderator,
    which: str,
    filters: Filters,
    *,
    now: datetime,
    place: Place | None = None,
    limit: int,
) -> Sequence[Concern]:
    """One page of a list in the colleague's scope; urgent first, then oldest.

    Of those closed lately the newest come first. The page follows the place, or ends before it;
    where it lies is told by what the list is ordered by, so cases that come and go move nothing.
    """
    statement = _page(which, begun=place is not None, back=bool(place and place.back))
    values = {
        **scope_of(colleague),
        **filters_of(filters, now),
        "now": int(now.timestamp()),
        "closed_from": hour_of(now - CLOSED_LATELY),
        "limit": limit,
    }
    if place:
        behind = place.back is (which == "closed")
        at_id = place.behind if behind else place.id
        values |= {"at_rank": place.rank, "at_hour": place.hour, "at_id": at_id}
    rows = [_concern(row) for row in await tx.rows(statement, **values)]
    return rows[::-1] if place and place.back else rows


def place_of(value: Concern, which: str, *, back: bool = False) -> Place:
    """Where a case stands in a list."""
    if which == "closed":
        return Place(0, value.touched_hour, value.id, back)
    return Place(rank(value), value.opened_hour, value.id, back)


async def counts(
    tx: Tx, colleague: Moderator, filters: Filters, *, now: datetime
) -> dict[str, int]:
    """How long each list of open cases is in the colleague's scope."""
    asked = {**scope_of(colleague), **filters_of(filters, now)}
    row = await tx.row(_COUNTS, **asked, now=int(now.timestamp()))
    return {name: int(row[name]) if row else 0 for name in LISTS}


_DIGEST: dict[str, ColumnElement[bool]] = {
    **LISTS,
    "urgent": and_(_OPEN, concern.c.urgency != Urgency.NORMAL.value),
    "words": and_(_MINE, concern.c.unread == 1),
    "follow": and_(_MINE, concern.c.follow_up < bindparam("day_ends")),
}
_DIGESTED = Statement(
    select(
        *(
            func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
            for name, condition in _DIGEST.items()
        )
    ).where(SCOPE, _OPEN)
)


async def tally(tx: Tx, colleague: Moderator, *, now: int, day_ends: int) -> dict[str, int]:
    """How long each list is, and how many are urgent, have new words, are looked at today."""
    values = {**scope_of(colleague), "now": now, "day_ends": day_ends}
    row = await tx.row(_DIGESTED, **values)
    return {name: int(row[name]) if row else 0 for name in _DIGEST}


_HELD_BY = Statement(
    select(concern)
    .where(_OPEN, concern.c.claimed_by == bindparam("me"))
    .order_by(concern.c.opened_hour, concern.c.id)
)
_LOADS = Statement(
    select(concern.c.claimed_by, func.count().label("n"))
    .where(_OPEN, concern.c.claimed_by.is_not(None), concern.c.id.not_in(RECUSED))
    .where(concern.c.organisation == bindparam("organisation"))
    .group_by(concern.c.claimed_by)
)


async def held_by(tx: Tx, colleague: Moderator) -> Sequence[Concern]:
    """Every open case that a colleague has, oldest first."""
    return [_concern(row) for row in await tx.rows(_HELD_BY, me=colleague.id)]


async def loads(tx: Tx, colleague: Moderator) -> Mapping[ModeratorId, int]:
    """How many open cases each of the organisation has, without those `colleague` may not see."""
    rows = await tx.rows(_LOADS, organisation=colleague.organisation, me=colleague.id)
    return {ModeratorId(bytes(row["claimed_by"])): int(row["n"]) for row in rows}


_TAKEN_BY = Statement(
    select(concern).where(concern.c.claimed_by == bindparam("holder")).order_by(concern.c.id)
)


async def taken_by(tx: Tx, holder: ModeratorId) -> Sequence[Concern]:
    """Everything a colleague has taken, closed cases too: one may be opened again."""
    return [_concern(row) for row in await tx.rows(_TAKEN_BY, holder=holder)]


_ABOUT = Statement(
    select(concern)
    .where(concern.c.bulletin == bindparam("bulletin"))
    .order_by(concern.c.opened_hour, concern.c.language, concern.c.id)
)


async def about(tx: Tx, bulletin: BulletinId) -> Sequence[Concern]:
    """Questions about news, in whatever state; oldest first."""
    return [_concern(row) for row in await tx.rows(_ABOUT, bulletin=bulletin)]


_OF_THEME = Statement(
    select(concern).where(SCOPE, concern.c.theme == bindparam("theme")).order_by(*_PRESSING_FIRST)
)


async def of_theme(tx: Tx, colleague: Moderator, theme: ThemeId) -> Sequence[Concern]:
    """The cases of a theme in the colleague's scope; urgent first, then oldest."""
    rows = await tx.rows(_OF_THEME, **scope_of(colleague), theme=theme)
    return [_concern(row) for row in rows]


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
