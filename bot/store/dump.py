"""Every row that a backup holds, a page at a time, and the way back into an empty database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    bindparam,
    column,
    func,
    insert,
    select,
    table,
    true,
    tuple_,
)

from bot.store.db import Row, Statement, Tx
from bot.store.schema import bulletin, meta, metadata, picture

KEPT = (
    "meta",
    "dead_letter",
    "concern",
    "entry",
    "address",
    "profile",
    "subscription",
    "moderator",
    "counter",
    "audit",
    "bulletin",
    "bulletin_area",
    "illustration",
    "receipt",
    "picture",
    "mute",
    "mute_proposal",
    "appeal",
    "recusal",
    "former_moderator",
    "handover",
    "theme",
    "staff_group",
    "happening",
    "signup",
    "finding",
    "pulse",
    "pulse_count",
    "initiative",
)
LEFT_OUT: Mapping[str, str] = {
    "handled": "Telegram gives out again what a lost database had taken in and not confirmed",
    "dialogue": "what is being typed lives an hour, and must not live on in a backup",
    "outbox": "words on their way are erased once sent; sent again, days later, they confuse",
    "shown": "who talked with the bot on a day is nobody's business once the window has closed",
    "invite": "a used link would be good again",
    "delivery": "news twice are worse than a gap",
    "broadcast": "the same",
    "progress": "the message it stands in belongs to a sending that does not go on",
    "receipt_work": "a code that is being hashed lives for seconds, or is typed again",
    "translation": "whoever asked for it asks again",
    "rate": "counts of one day, under a key that is gone the next",
    "writing": "who is writing lives ten minutes",
    "pulse_answer": "lives while its question is open; whoever answered can answer again",
    "erased": "the ledger is never in a backup",
    "digest": "made anew from the words, so that a backup holds them once",
}
"""Every other table, and why. A test asks for a decision about a new one."""

_LOCAL = frozenset({"ledger", "backup_verified_at", "digests", "health"})
"""Names in `meta` that tell of this database alone."""
_FIXED: Mapping[str, Mapping[str, Any]] = {bulletin.name: {bulletin.c.reported.name: "yes"}}
"""Nothing is known any more of how a sending went on, so nothing is reported."""
_ONLY: Mapping[str, ColumnElement[bool]] = {picture.name: picture.c.concern.is_not(None)}
"""Pictures of drafts go as drafts do."""
_PAGE_BYTES = 1 << 18
_PAGE_ROWS = 512


def columns(name: str) -> Sequence[str]:
    return [c.name for c in metadata.tables[name].c]


@cache
def _first(name: str) -> Statement:
    found = metadata.tables[name]
    return Statement(_kept(found).order_by(*found.primary_key).limit(_limit()))


@cache
def _next(name: str) -> Statement:
    found = metadata.tables[name]
    key = list(found.primary_key)
    after = (bindparam(f"after_{c.name}", type_=c.type) for c in key)
    behind = tuple_(*key) > tuple_(*after)
    return Statement(_kept(found).where(behind).order_by(*key).limit(_limit()))


def _kept(found: Table) -> Select[Any]:
    return select(found).where(_ONLY.get(found.name, true()))


def _limit() -> Any:
    return bindparam("limit", type_=Integer)


@cache
def _count(name: str) -> Statement:
    return Statement(select(func.count().label("n")).select_from(metadata.tables[name]))


async def count(tx: Tx, name: str) -> int:
    row = await tx.row(_count(name))
    return int(row["n"]) if row else 0


async def pages(tx: Tx, name: str) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """The rows of a table in the order of their keys; a page holds about as many bytes as the next.

    Values stand in the order of `columns`.
    """
    found, limit = metadata.tables[name], 8
    rows = await tx.rows(_first(name), limit=limit)
    while rows:
        values = [_values(found, row) for row in rows]
        yield [v for v in values if not (found is meta and v[0] in _LOCAL)]
        largest = max(size(v) for v in values)
        limit = max(1, min(limit * 2, _PAGE_BYTES // largest, _PAGE_ROWS))
        after = {f"after_{c.name}": rows[-1][c.name] for c in found.primary_key}
        rows = await tx.rows(_next(name), **after, limit=limit)


def _values(found: Table, row: Row) -> list[Any]:
    fixed = _FIXED.get(found.name, {})
    return [_plain(fixed.get(c.name, row[c.name])) for c in found.c]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def size(values: Iterable[Any]) -> int:
    """About how many bytes a row is."""
    return 64 + sum(len(v) for v in values if isinstance(v, bytes | str))


async def is_empty(tx: Tx) -> bool:
    """Whether no table holds a row, but for what the database knows of itself."""
    return not any([await count(tx, name) for name in metadata.tables if name != meta.name])


@cache
def into(name: str, names: tuple[str, ...]) -> Statement:
    """Puts a row of a backup back. The table may be one of an older revision."""
    old = table(name, *(column(n) for n in names))
    return Statement(insert(old).values({n: bindparam(n) for n in names}))


_CLEAR_META = Statement(meta.delete())


async def clear_meta(tx: Tx) -> None:
    """A database that was set up and never used knows only of itself."""
    await tx.run(_CLEAR_META)
