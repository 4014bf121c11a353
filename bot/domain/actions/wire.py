"""Button data: typed, versioned, at most 64 bytes on the wire.

An action is written `1:<name>:<field>:<field>`. A version or name unknown today is an old
button, never an error.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
from collections.abc import Callable
from enum import Enum
from typing import Any, ClassVar, TypeVar, get_type_hints

from bot.domain.errors import ButtonTooOld
from bot.domain.ids import (
    ID_BYTES,
    AppealId,
    BulletinId,
    ConcernId,
    FindingId,
    HandoverId,
    InitiativeId,
    InviteId,
    ModeratorId,
    PictureId,
    PulseId,
    ThemeId,
)

__all__ = ["KNOWN", "VERSION", "WIRE_LIMIT", "Action", "decode"]

VERSION = "1"
WIRE_LIMIT = 64
_DIGITS = 12
"""Enough for the largest number a button carries, a moment in seconds."""


class Action:
    """Base of all buttons. A subclass is a frozen dataclass of str, int, bytes and enums."""

    name: ClassVar[str]
    fields: ClassVar[tuple[tuple[str, Any], ...]]

    def encode(self) -> str:
        """The callback data. Raises ValueError beyond Telegram's 64 bytes."""
        parts = [written(getattr(self, name)) for name, _ in self.fields]
        wire = ":".join([VERSION, self.name, *parts])
        if len(wire.encode()) > WIRE_LIMIT:
            raise ValueError(f"button data of {self.name} is longer than {WIRE_LIMIT} bytes")
        return wire


A = TypeVar("A", bound=type[Action])
KNOWN: dict[str, type[Action]] = {}


def action(name: str) -> Callable[[A], A]:
    def register(cls: A) -> A:
        hints = get_type_hints(cls)
        cls.name = name
        cls.fields = tuple(
            (f.name, hints[f.name])
            for f in dataclasses.fields(cls)  # type: ignore[arg-type] # every action is a dataclass
        )
        if name in KNOWN:
            raise ValueError(f"two actions are called {name}")
        KNOWN[name] = cls
        return cls

    return register


def decode(wire: str) -> Action:
    """The action of a pressed button. Raises ButtonTooOld for anything that is not one."""
    version, _, rest = wire.partition(":")
    name, *parts = rest.split(":")
    known = KNOWN.get(name)
    if version != VERSION or known is None or len(parts) != len(known.fields):
        raise ButtonTooOld
    try:
        values = {n: read(part, kind) for part, (n, kind) in zip(parts, known.fields, strict=True)}
    except (ValueError, binascii.Error):
        raise ButtonTooOld from None
    return known(**values)


def written(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    if isinstance(value, Enum):
        return str(value.value)
    if value is None:
        return ""
    return str(value)


_IDS = (
    ConcernId,
    BulletinId,
    AppealId,
    PictureId,
    ModeratorId,
    InviteId,
    HandoverId,
    ThemeId,
    FindingId,
    InitiativeId,
    PulseId,
)


def read(part: str, kind: Any) -> Any:
    if kind in _IDS:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        if len(raw) != ID_BYTES:
            raise ValueError("an id has sixteen bytes")
        return raw
    if kind is int:
        return _number(part)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(part)
    if part == "" and type(None) in getattr(kind, "__args__", ()):
        return None
    if args := [a for a in getattr(kind, "__args__", ()) if a is not type(None)]:
        return read(part, args[0])
    return part


def _number(part: str) -> int:
    """What `_written` makes of a count or a version; a forged one must not reach a statement."""
    if not (part.isascii() and part.isdigit() and len(part) <= _DIGITS):
        raise ValueError("a number has one to twelve digits")
    return int(part)
