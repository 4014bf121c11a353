"""Filters of a list or a search as conditions of a statement; what is not asked for is any."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, case, or_
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.concerns import Status
from bot.domain.filters import Filters, State, hours
from bot.store.schema import concern


def _any_or(name: str) -> ColumnElement[bool]:
    wanted = bindparam(f"only_{name}", type_=Text)
    return or_(wanted == "", concern.c[name] == wanted)


_STATE = bindparam("only_state", type_=Text)
_STANDS = case(
    (concern.c.status == Status.CLOSED.value, State.CLOSED.value), else_=State.OPEN.value
)
FILTERS = and_(
    *(_any_or(name) for name in ("area", "category", "urgency", "language")),
    concern.c.opened_hour >= bindparam("from_hour", type_=BigInteger),
    concern.c.opened_hour < bindparam("before_hour", type_=BigInteger),
    or_(_STATE == "", _STANDS == _STATE),
)


def filters_of(filters: Filters, now: datetime) -> dict[str, Any]:
    """What `FILTERS` asks for."""
    begin, end = hours(filters.age, now)
    return {
        "only_area": filters.area or "",
        "only_category": filters.category or "",
        "only_urgency": filters.urgency or "",
        "only_language": filters.language or "",
        "only_state": filters.state or "",
        "from_hour": begin,
        "before_hour": end,
    }
