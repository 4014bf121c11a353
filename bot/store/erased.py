"""Erasing for good: what goes leaves its random id here, until the ledger's file holds it.

The note is written in the transaction that deletes, so a kill loses neither or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Table,
    bindparam,
    case,
    delete,
    literal,
    null,
    select,
    update,
)

from bot.domain.concerns import Status
from bot.domain.erasure import Erased, What
from bot.store.db import Statement, Tx, per_dialect
from bot.store.schema import (
    address,
    concern,
    erased,
    former_moderator,
    metadata,
    moderator,
    profile,
    receipt,
    signup,
)

_AT_ONCE = 500


class Erasure:
    """Deletes rows and notes their ids. The only way rows of these tables may be deleted.

    ids: the column that holds the ids, of the table to delete from. by: another statement that
    makes the ids of these rows nobody's.
    """

    def __init__(
        self,
        what: What,
        ids: Column[bytes],
        where: ColumnElement[bool],
        by: ClauseElement | None = None,
    ) -> None:
        found = select(literal(what.value), ids).where(where)
        self._note = per_dialect(
            erased, lambda into: into.from_select(["what", "id"], found).on_conflict_do_nothing()
        )
        self._delete = Statement(delete(ids.table).where(where) if by is None else by)

    async def run(self, tx: Tx, **values: Any) -> None:
        await tx.run(self._note, **values)
        await tx.run(self._delete, **values)

    async def changed(self, tx: Tx, **values: Any) -> bool:
        """The same; whether a statement that returns what it changed has changed anything."""
        await tx.run(self._note, **values)
        return await tx.changed(self._delete, **values)


_ALL = Statement(select(erased))
_FORGET = Statement(
    delete(erased).where(erased.c.what == bindparam("of"), erased.c.id == bindparam("gone"))
)


async def noted(tx: Tx) -> Sequence[Erased]:
    """What no ledger holds yet, in an order that tells nothing."""
    return sorted(Erased(What(r["what"]), bytes(r["id"])) for r in await tx.rows(_ALL))


async def forget(tx: Tx, held: Iterable[Erased]) -> None:
    """The ledger's file holds these."""
    for one in held:
        await tx.run(_FORGET, of=one.what.value, gone=one.id)


# --- after a restore -----------------------------------------------------------------------


def _parts(name: str, whole: Table) -> Sequence[Statement]:
    """Deletes a row and all that belongs to it: every table with a column of its name."""
    parts = [t.c[name] for t in metadata.sorted_tables if name in t.c and t is not whole]
    return [_gone(column) for column in (*parts, whole.c.id)]


def _gone(column: Column[Any]) -> Statement:
    return Statement(delete(column.table).where(column == bindparam("gone", type_=column.type)))


_OF_COLLEAGUE = select(moderator.c.id, moderator.c.organisation, moderator.c.pseudonym).where(
    moderator.c.id == bindparam("gone", type_=moderator.c.id.type)
)
_NAME_STAYS = per_dialect(
    former_moderator,
    lambda into: into.from_select(
        ["id", "organisation", "pseudonym"], _OF_COLLEAGUE
    ).on_conflict_do_nothing(),
)
_LET_GO = Statement(
    update(concern)
    .where(concern.c.claimed_by == bindparam("gone", type_=concern.c.claimed_by.type))
    .values(
        claimed_by=null(),
        held_since=null(),
        chased=0,
        status=case(
            (concern.c.status == Status.CLAIMED.value, Status.NEW.value), else_=concern.c.status
        ),
        version=concern.c.version + 1,
    )
)
_GONE: Mapping[What, Sequence[Statement]] = {
    What.ADDRESS: [_gone(address.c.concern), _gone(receipt.c.concern)],
    What.CONCERN: _parts("concern", concern),
    What.PROFILE: _parts("profile", profile),
    What.COLLEAGUE: [_NAME_STAYS, _LET_GO, _gone(moderator.c.id)],
    What.SIGNUP: [_gone(signup.c.id)],
}


async def again(tx: Tx, ledger: Iterable[Erased]) -> None:
    """Erases once more what a restore brought back."""
    for number, one in enumerate(ledger, 1):
        for statement in _GONE[one.what]:
            await tx.run(statement, gone=one.id)
        if number % _AT_ONCE == 0:
            await tx.flush()
