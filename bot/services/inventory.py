"""What is held, since when, and when it goes; told in steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.retention import OF_STAFF, Kind, deadlines
from bot.store import held
from bot.store.db import Tx
from bot.turn import House

SLACK_HOURS = 2
"""Ticks look once an hour, and rows are dated by the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind. rows: how many, as may be told. oldest, goes: hours since 1970, None: not told."""

    kind: Kind
    rows: str
    oldest: int | None
    goes: int | None
    rule: str
    overdue: bool


async def report(tx: Tx, house: House, *, hour: int) -> Sequence[Line]:
    """Residents' rows are told in steps, and below the first step not at all.

    So neither one report nor the difference of two tells of one person's act.
    """
    rules = deadlines(house.defaults.retention, house.defaults.address_grace)
    step, lines = house.defaults.small_number, []
    for kind, found in (await held.count(tx)).items():
        life = rules[kind].life
        hours = None if life is None else int(life.total_seconds()) // 3600
        dated = hours is not None and found.oldest is not None
        goes = (found.oldest or 0) + (hours or 0) if dated else None
        lost = hours == 0 and found.oldest is None and found.rows > 0
        told = kind in OF_STAFF or found.rows >= step
        lines.append(
            Line(
                kind=kind,
                rows=_told(found.rows, step, exact=kind in OF_STAFF),
                oldest=found.oldest if told else None,
                goes=goes if told else None,
                rule=rules[kind].rule,
                overdue=lost or (goes is not None and goes + SLACK_HOURS < hour),
            )
        )
    return lines


def _told(rows: int, step: int, *, exact: bool) -> str:
    if exact:
        return str(rows)
    return f"<{step}" if rows < step else f"{rows - rows % step}+"
