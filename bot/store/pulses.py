"""Rounds of pulse questions, answers while a round is open, and what is left of them: counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update

from bot.domain.ids import AnswerId, AreaId, OrganisationId, PulseId, QuestionId
from bot.domain.pulse import Round
from bot.store.db import Row, Statement, Tx, upsert
from bot.store.schema import pulse, pulse_answer, pulse_count

Counts = Mapping[AreaId, Mapping[AnswerId, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    tag: bytes
    pulse: PulseId
    sealed: bytes


_ADD = Statement(insert(pulse))
_GET = Statement(select(pulse).where(pulse.c.id == bindparam("id")))
_OF_ORGANISATION = Statement(
    select(pulse)
    .where(pulse.c.organisation == bindparam("of"))
    .order_by(pulse.c.opens.desc(), pulse.c.id)
    .limit(bindparam("limit", type_=Integer))
)
_BEFORE = Statement(
    select(pulse)
    .where(
        pulse.c.organisation == bindparam("of"),
        pulse.c.question == bindparam("asked"),
        pulse.c.closed == 1,
        pulse.c.opens < bindparam("opens"),
    )
    .order_by(pulse.c.opens.desc(), pulse.c.id)
)
_OPEN = Statement(select(pulse).where(pulse.c.closed == 0).order_by(pulse.c.closes, pulse.c.id))
_DUE = Statement(
    select(pulse)
    .where(pulse.c.closed == 0, pulse.c.closes <= bindparam("hour"))
    .order_by(pulse.c.id)
)
_CLOSED = Statement(update(pulse).where(pulse.c.id == bindparam("row")).values(closed=1))
_HOLD = Statement(update(pulse).where(pulse.c.id == bindparam("row")).values(closed=pulse.c.closed))
_DROP = Statement(delete(pulse).where(pulse.c.id == bindparam("row")))
_PUT = upsert(pulse_answer, "tag")
_FIND = Statement(select(pulse_answer).where(pulse_answer.c.tag == bindparam("of")))
_REMOVE = Statement(delete(pulse_answer).where(pulse_answer.c.tag == bindparam("of")))
_ANSWERS = Statement(select(pulse_answer).where(pulse_answer.c.pulse == bindparam("of")))
_FORGET = Statement(delete(pulse_answer).where(pulse_answer.c.pulse == bindparam("of")))
_COUNT = Statement(insert(pulse_count))
_COUNTS = Statement(select(pulse_count).where(pulse_count.c.pulse == bindparam("of")))
_TAGS = Statement(
    select(func.count().label("n")).where(
        func.substr(pulse_answer.c.tag, 1, 2) == bindparam("stamp", type_=pulse_answer.c.tag.type)
    )
)
_SEALED = Statement(
    select(func.count().label("n")).where(
        func.substr(pulse_answer.c.sealed, 1, 2)
        == bindparam("stamp", type_=pulse_answer.c.sealed.type)
    )
)


def _round(row: Row) -> Round:
    return Round(
        id=PulseId(bytes(row["id"])),
        question=QuestionId(row["question"]),
        organisation=OrganisationId(row["organisation"]),
        areas=frozenset(AreaId(area) for area in row["areas"].split()),
        opens=row["opens"],
        closes=row["closes"],
        closed=bool(row["closed"]),
    )


def _answer(row: Row) -> SealedAnswer:
    return SealedAnswer(
        tag=bytes(row["tag"]), pulse=PulseId(bytes(row["pulse"])), sealed=bytes(row["sealed"])
    )


async def add(tx: Tx, value: Round) -> None:
    await tx.run(
        _ADD,
        id=value.id,
        question=value.question,
        organisation=value.organisation,
        areas=" ".join(sorted(value.areas)),
        opens=value.opens,
        closes=value.closes,
        closed=int(value.closed),
    )


async def find(tx: Tx, pulse_id: PulseId) -> Round | None:
    row = await tx.row(_GET, id=pulse_id)
    return _round(row) if row else None


async def of_organisation(tx: Tx, organisation: OrganisationId, *, limit: int) -> Sequence[Round]:
    """Newest first."""
    rows = await tx.rows(_OF_ORGANISATION, of=organisation, limit=limit)
    return [_round(row) for row in rows]


async def before(tx: Tx, value: Round) -> Sequence[Round]:
    """Closed rounds of the same question that opened earlier, newest first."""
    rows = await tx.rows(_BEFORE, of=value.organisation, asked=value.question, opens=value.opens)
    return [_round(row) for row in rows]


async def opened(tx: Tx) -> Sequence[Round]:
    """Those that are not counted yet, the one that closes first first."""
    return [_round(row) for row in await tx.rows(_OPEN)]


async def due(tx: Tx, *, hour: int) -> Sequence[Round]:
    """Those whose time is over and that are not counted yet."""
    return [_round(row) for row in await tx.rows(_DUE, hour=hour)]


async def put(tx: Tx, value: SealedAnswer) -> None:
    """Takes the place of another under the same tag."""
    await tx.run(_PUT, tag=value.tag, pulse=value.pulse, sealed=value.sealed)


async def answer(tx: Tx, tags: Sequence[bytes]) -> SealedAnswer | None:
    """The one under any of these tags."""
    for tag in tags:
        if row := await tx.row(_FIND, of=tag):
            return _answer(row)
    return None


async def remove(tx: Tx, tags: Sequence[bytes]) -> None:
    for tag in tags:
        await tx.run(_REMOVE, of=tag)


async def answers(tx: Tx, pulse_id: PulseId) -> Sequence[SealedAnswer]:
    return [_answer(row) for row in await tx.rows(_ANSWERS, of=pulse_id)]


async def close(tx: Tx, pulse_id: PulseId, counts: Counts) -> None:
    """Keeps the counts and nothing else of the answers."""
    for area, by_answer in sorted(counts.items()):
        for answer_id, n in sorted(by_answer.items()):
            await tx.run(_COUNT, pulse=pulse_id, area=area, answer=answer_id, n=n)
    await tx.run(_FORGET, of=pulse_id)
    await tx.run(_CLOSED, row=pulse_id)


async def hold(tx: Tx, pulse_id: PulseId) -> None:
    """Until the commit nobody ends it, also on another host: no answer is left behind it."""
    await tx.run(_HOLD, row=pulse_id)


async def drop(tx: Tx, pulse_id: PulseId) -> None:
    """The round and its answers. It goes first, so that who holds it is waited for."""
    await tx.run(_DROP, row=pulse_id)
    await tx.run(_FORGET, of=pulse_id)


async def counts(tx: Tx, pulse_id: PulseId) -> Counts:
    found: dict[AreaId, dict[AnswerId, int]] = {}
    for row in await tx.rows(_COUNTS, of=pulse_id):
        found.setdefault(AreaId(row["area"]), {})[AnswerId(row["answer"])] = int(row["n"])
    return found


async def has_tags(tx: Tx, *, stamp: bytes, now: int) -> bool:
    """Whether an answer is kept whose tag has this stamp."""
    row = await tx.row(_TAGS, stamp=stamp)
    return bool(row and row["n"])


async def has_answers(tx: Tx, *, stamp: bytes, now: int) -> bool:
    """Whether an answer is kept whose seal has this stamp."""
    row = await tx.row(_SEALED, stamp=stamp)
    return bool(row and row["n"])
