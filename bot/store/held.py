"""What is held: for each kind of row how many, and the oldest. No id and no value leaves here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.sql.expression import FromClause

from bot.domain.concerns import Status
from bot.domain.retention import Kind
from bot.store.db import Statement, Tx
from bot.store.schema import (
    address,
    appeal,
    audit,
    bulletin,
    concern,
    counter,
    dead_letter,
    delivery,
    dialogue,
    digest,
    entry,
    erased,
    finding,
    former_moderator,
    handled,
    handover,
    happening,
    illustration,
    initiative,
    invite,
    moderator,
    mute,
    mute_proposal,
    outbox,
    picture,
    profile,
    progress,
    pulse,
    pulse_answer,
    pulse_count,
    rate,
    receipt,
    receipt_work,
    recusal,
    shown,
    signup,
    staff_group,
    subscription,
    theme,
    translation,
    writing,
)


@dataclass(frozen=True, slots=True)
class Held:
    """oldest: hours since 1970 of the oldest row, or of what it is counted from; None: undated."""

    rows: int
    oldest: int | None


def _of(
    table: FromClause,
    column: ColumnElement[int] | None = None,
    *,
    a_hour: int = 1,
    where: ColumnElement[bool] | None = None,
) -> tuple[Statement, int]:
    """a_hour: how many of the column's units are an hour."""
    oldest = func.min(column) if column is not None else func.min(None)
    counted = select(func.count().label("n"), oldest.label("oldest")).select_from(table)
    return Statement(counted.where(where if where is not None else true())), a_hour


_CLOSED = concern.c.status == Status.CLOSED.value
_ANSWERED = concern.c.status == Status.WAITING_RESIDENT.value
_WITH_CASE = address.join(concern, concern.c.id == address.c.concern)
_LOST_ADDRESS = address.outerjoin(concern, concern.c.id == address.c.concern)
_LOST_ENTRY = entry.outerjoin(concern, concern.c.id == entry.c.concern)
_LOST_PICTURE = picture.outerjoin(concern, concern.c.id == picture.c.concern)
_LOST_DIGEST = digest.outerjoin(concern, concern.c.id == digest.c.concern)
_WITH_CODE = receipt.join(concern, concern.c.id == receipt.c.concern)
_LOST_HANDOVER = handover.outerjoin(concern, concern.c.id == handover.c.concern)
_COMING = signup.join(happening, happening.c.id == signup.c.event)
_ANSWERED_ROUND = pulse_answer.join(pulse, pulse.c.id == pulse_answer.c.pulse)
_SENT = delivery.join(bulletin, bulletin.c.id == delivery.c.bulletin)

_HELD: Mapping[Kind, tuple[Statement, int]] = {
    Kind.DRAFT: _of(dialogue, dialogue.c.expires),
    Kind.MESSAGE: _of(shown, shown.c.expires, a_hour=3600),
    Kind.UPDATE: _of(handled, handled.c.hour),
    Kind.CASE_UNANSWERED: _of(concern, concern.c.touched_hour, where=and_(~_CLOSED, ~_ANSWERED)),
    Kind.CASE_ANSWERED: _of(concern, concern.c.touched_hour, where=_ANSWERED),
    Kind.CASE_CLOSED: _of(concern, concern.c.touched_hour, where=_CLOSED),
    Kind.ADDRESS_OPEN: _of(_WITH_CASE, concern.c.touched_hour, where=~_CLOSED),
    Kind.ADDRESS_CLOSED: _of(_WITH_CASE, concern.c.touched_hour, where=_CLOSED),
    Kind.LOST: _of(_LOST_ADDRESS, where=concern.c.id.is_(None)),
    Kind.LOST_WORDS: _of(_LOST_ENTRY, where=concern.c.id.is_(None)),
    Kind.PICTURE: _of(picture, where=picture.c.concern.is_not(None)),
    Kind.PICTURE_DRAFT: _of(picture, picture.c.expires, where=picture.c.concern.is_(None)),
    Kind.LOST_PICTURE: _of(
        _LOST_PICTURE, where=and_(picture.c.concern.is_not(None), concern.c.id.is_(None))
    ),
    Kind.RECEIPT_OPEN: _of(_WITH_CODE, where=~_CLOSED),
    Kind.RECEIPT_CLOSED: _of(_WITH_CODE, concern.c.touched_hour, where=_CLOSED),
    Kind.RECEIPT_WORK: _of(receipt_work),
    Kind.TRANSLATION: _of(translation, translation.c.expires),
    Kind.RATE: _of(rate, rate.c.window),
    Kind.MUTE: _of(mute, mute.c.until),
    Kind.MUTE_PROPOSAL: _of(mute_proposal, mute_proposal.c.hour),
    Kind.APPEAL: _of(appeal, appeal.c.until),
    Kind.HANDOVER: _of(handover),
    Kind.LOST_HANDOVER: _of(_LOST_HANDOVER, where=concern.c.id.is_(None)),
    Kind.THEME: _of(theme),
    Kind.PROFILE: _of(profile),
    Kind.SUBSCRIPTION: _of(subscription),
    Kind.DELIVERY: _of(_SENT, bulletin.c.hour),
    Kind.BULLETIN: _of(bulletin, bulletin.c.hour),
    Kind.ILLUSTRATION: _of(illustration),
    Kind.WAITING: _of(outbox, outbox.c.due, a_hour=3_600_000, where=outbox.c.dead == 0),
    Kind.REFUSED: _of(outbox, outbox.c.due, a_hour=3_600_000, where=outbox.c.dead == 1),
    Kind.DEAD_LETTER: _of(dead_letter, dead_letter.c.hour),
    Kind.INVITE: _of(invite, invite.c.expires, a_hour=3600),
    Kind.STAFF_ACT: _of(audit, audit.c.at, a_hour=3600),
    Kind.COLLEAGUE: _of(moderator),
    Kind.FORMER_COLLEAGUE: _of(former_moderator),
    Kind.GROUP: _of(staff_group, where=staff_group.c.linked == 1),
    Kind.PROGRESS: _of(progress),
    Kind.INITIATIVE: _of(initiative),
    Kind.PULSE: _of(pulse),
    Kind.PULSE_ANSWER: _of(_ANSWERED_ROUND, pulse.c.closes),
    Kind.PULSE_COUNT: _of(pulse_count),
    Kind.COUNTER: _of(counter),
    Kind.ERASED: _of(erased),
    Kind.DIGEST: _of(digest),
    Kind.LOST_DIGEST: _of(_LOST_DIGEST, where=concern.c.id.is_(None)),
    Kind.RECUSAL: _of(recusal),
    Kind.WRITING: _of(writing, writing.c.until, a_hour=3600),
    Kind.EVENT: _of(happening),
    Kind.SIGNUP: _of(_COMING, happening.c.ends, a_hour=3600),
    Kind.FINDING: _of(finding),
}


async def count(tx: Tx) -> Mapping[Kind, Held]:
    """Every kind, also those of which nothing is held."""
    found = {}
    for kind, (statement, a_hour) in _HELD.items():
        row = await tx.row(statement)
        oldest = row["oldest"] if row else None
        hour = None if oldest is None else int(oldest) // a_hour
        found[kind] = Held(int(row["n"]) if row else 0, hour)
    return found
