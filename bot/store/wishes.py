"""The columns of a profile that say how news reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam

from bot.domain.ids import TopicId
from bot.domain.preferences import LOUDNESS, Preferences
from bot.store.db import Row
from bot.store.schema import profile

KEPT = tuple(
    profile.c[name]
    for name in ("urgent", "in_full", "least", "quiet_from", "quiet_to", "muted", "asked")
)
changed: Mapping[str, BindParameter[Any]] = {
    column.name: bindparam(f"new_{column.name}", type_=column.type) for column in KEPT
}
"""Of an update; see `changes`."""
_BY_LOUDNESS = {loudness: priority for priority, loudness in LOUDNESS.items()}


def pattern(topic: str | None) -> str:
    """What the column `muted` is like where this topic is muted; nothing is like that of none."""
    return f"%|{topic or ''}|%"


def columns(value: Preferences) -> dict[str, Any]:
    begins, ends = value.quiet or (None, None)
    return {
        "urgent": int(value.urgent),
        "in_full": int(value.in_full),
        "least": LOUDNESS[value.least],
        "quiet_from": begins,
        "quiet_to": ends,
        "muted": f"|{'|'.join(sorted(value.muted))}|" if value.muted else "",
        "asked": int(value.asked),
    }


def changes(value: Preferences) -> dict[str, Any]:
    return {f"new_{name}": kept for name, kept in columns(value).items()}


def of(row: Row) -> Preferences:
    begins, ends = row["quiet_from"], row["quiet_to"]
    return Preferences(
        urgent=bool(row["urgent"]),
        in_full=bool(row["in_full"]),
        least=_BY_LOUDNESS[row["least"]],
        quiet=None if begins is None or ends is None else (begins, ends),
        muted=frozenset(TopicId(topic) for topic in row["muted"].split("|") if topic),
        asked=bool(row["asked"]),
    )
