"""The chain of staff acts: appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, delete, insert, or_, select

from bot.domain.acts import Act, Link
from bot.domain.codes import CaseCode
from bot.store.db import Row, Statement, Tx
from bot.store.schema import audit

_LAST = Statement(select(audit).order_by(audit.c.number.desc()).limit(1))
_ADD = Statement(insert(audit))
_PAGE = Statement(
    select(audit)
    .where(audit.c.number > bindparam("after"))
    .order_by(audit.c.number)
    .limit(bindparam("limit", type_=Integer))
)

_LAST_BEFORE = Statement(
    select(audit).where(audit.c.at < bindparam("before")).order_by(audit.c.number.desc()).limit(1)
)
_DROP = Statement(delete(audit).where(audit.c.number <= bindparam("upto")))


def _link(row: Row) -> Link:
    return Link(
        number=row["number"],
        at=row["at"],
        who=row["who"],
        act=Act(row["act"]),
        about=CaseCode(row["about"]),
        seal=bytes(row["seal"]),
    )


async def last(tx: Tx) -> Link | None:
    row = await tx.row(_LAST)
    return _link(row) if row else None


async def add(tx: Tx, link: Link) -> None:
    """Raises the driver's integrity error when another process added this number meanwhile."""
    await tx.run(
        _ADD,
        number=link.number,
        at=link.at,
        who=link.who,
        act=link.act.value,
        about=link.about,
        seal=link.seal,
    )


async def page(tx: Tx, *, after: int, limit: int = 1000) -> Sequence[Link]:
    """Links in order, beginning behind a number."""
    return [_link(row) for row in await tx.rows(_PAGE, after=after, limit=limit)]


async def last_before(tx: Tx, at: int) -> Link | None:
    """The newest link older than this second."""
    row = await tx.row(_LAST_BEFORE, before=at)
    return _link(row) if row else None


async def drop(tx: Tx, *, upto: int) -> None:
    """Links up to and with this number."""
    await tx.run(_DROP, upto=upto)


_READERS = Statement(
    select(audit.c.who)
    .where(
        or_(audit.c.act == Act.READ.value, audit.c.act == Act.SHARE_READ.value),
        audit.c.about == bindparam("about"),
    )
    .distinct()
)


async def readers(tx: Tx, about: CaseCode) -> frozenset[str]:
    """Pseudonyms of everybody who has opened the case, or what was shared of it."""
    return frozenset(row["who"] for row in await tx.rows(_READERS, about=about))


_NEWEST_OF = Statement(
    select(audit.c.who)
    .where(audit.c.act == bindparam("what"), audit.c.about == bindparam("about"))
    .order_by(audit.c.number.desc())
    .limit(1)
)


async def newest_of(tx: Tx, act: Act, about: CaseCode) -> str | None:
    """Pseudonym of whoever did this to the case last."""
    row = await tx.row(_NEWEST_OF, what=act.value, about=about)
    return str(row["who"]) if row else None
