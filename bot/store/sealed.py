"""Rows that hold what the keyring made, whatever they are about: read in pages, moved one by one.

The only module that speaks of several tables, so that a rotation treats them all alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from bot.store.db import Row, Statement, Tx
from bot.store.schema import (
    address,
    appeal,
    concern,
    delivery,
    dialogue,
    digest,
    finding,
    happening,
    moderator,
    outbox,
    picture,
    profile,
    progress,
    receipt,
    receipt_work,
    shown,
    signup,
    staff_group,
    theme,
    translation,
)

Values = Mapping[str, Any]


class SealedRows:
    """The rows of one table.

    made: columns the keyring made. tag: the one of them that a person's chat leads to. others:
    columns needed to make them anew. only: the rows that count.
    """

    def __init__(
        self,
        table: Table,
        *made: str,
        tag: str = "",
        others: Sequence[str] = (),
        only: ColumnElement[bool] | None = None,
    ) -> None:
        keys = list(table.primary_key.columns)
        self.name, self.made, self.tag = table.name, made, tag
        self._keys = [key.name for key in keys]
        columns = dict.fromkeys([*self._keys, *made, *others])
        rows = select(*(table.c[name] for name in columns)).where(true() if only is None else only)
        self._page = Statement(
            rows.where(_behind(keys)).order_by(*keys).limit(bindparam("limit", type_=Integer))
        )
        self._first = tuple(b"" if key.type.python_type is bytes else 0 for key in keys)
        self._move = Statement(
            update(table)
            .where(and_(*(_stands(table.c[name]) for name in dict.fromkeys([*self._keys, *made]))))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in made})
        )
        self._under = cache(lambda tags: _under(rows.order_by(*keys), table.c[tag], tags))

    async def page(self, tx: Tx, after: Any, limit: int) -> Sequence[Row]:
        """In the order of keys, behind one of them; None: from the first."""
        behind = self._first if after is None else after
        keys = {f"after_{name}": key for name, key in zip(self._keys, behind, strict=True)}
        return await tx.rows(self._page, **keys, limit=limit)

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """What `page` goes on behind."""
        return tuple(row[name] for name in self._keys)

    async def under(self, tx: Tx, tags: Sequence[bytes]) -> Sequence[Row]:
        """The rows under any of these tags."""
        found = self._under(len(tags))
        return await tx.rows(found, **{f"t{n}": tag for n, tag in enumerate(tags)})

    async def move(self, tx: Tx, row: Row, new: Values) -> None:
        """Unless the row was changed or has gone since it was read."""
        was = {f"was_{name}": row[name] for name in {*self._keys, *self.made}}
        await tx.run(self._move, **was, **{f"new_{name}": value for name, value in new.items()})


def _behind(keys: Sequence[Column[Any]]) -> ColumnElement[bool]:
    after = [bindparam(f"after_{key.name}", type_=key.type) for key in keys]
    return keys[0] > after[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*after)


def _under(rows: Select[Any], column: Column[Any], tags: int) -> Statement:
    return Statement(rows.where(or_(*(column == bindparam(f"t{n}") for n in range(tags)))))


def _stands(column: Column[Any]) -> ColumnElement[bool]:
    """As it was read."""
    was = bindparam(f"was_{column.name}", type_=column.type)
    return column == was if not column.nullable else column.is_not_distinct_from(was)


ADDRESSES = SealedRows(address, "slot_tag", "wrapped_key", tag="slot_tag", others=["sealed"])
BODIES = SealedRows(concern, "body_key")
PROFILES = SealedRows(profile, "tag", "sealed", tag="tag")
MODERATORS = SealedRows(moderator, "tag", "sealed", tag="tag")
DIALOGUES = SealedRows(dialogue, "tag", "sealed", tag="tag")
SHOWN = SealedRows(shown, "tag", "sealed", tag="tag")
RECEIPTS = SealedRows(receipt, "tag", "sealed")
RECEIPT_WORK = SealedRows(receipt_work, "sealed")
TRANSLATIONS = SealedRows(translation, "sealed")
APPEALS = SealedRows(appeal, "wrapped_key")
THEMES = SealedRows(theme, "sealed")
DRAFT_PICTURES = SealedRows(picture, "sealed", only=picture.c.concern.is_(None))
"""Pictures of a case are sealed under the key of the case."""
DIGESTS = SealedRows(digest, "sealed")
GROUPS = SealedRows(staff_group, "sealed")
DELIVERIES = SealedRows(delivery, "message", only=delivery.c.message.is_not(None))
PROGRESS = SealedRows(progress, "sealed")
SIGNUPS = SealedRows(signup, "tag", "sealed", others=["event"])
HAPPENINGS = SealedRows(happening, "sealed", only=happening.c.sealed.is_not(None))
FINDINGS = SealedRows(finding, "sealed")
OUTBOX = SealedRows(
    outbox, "stream", "body", tag="stream", others=["target", "lane"], only=outbox.c.dead == 0
)
