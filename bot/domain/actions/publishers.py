"""Buttons of publishers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.ids import (
    AreaId,
    BulletinId,
)
from bot.domain.people import Lang


@action("bl")
@dataclass(frozen=True, slots=True)
class BulletinLanguage(Action):
    """Write or rewrite the text in this language."""

    language: Lang


@action("bf")
@dataclass(frozen=True, slots=True)
class BulletinFallback(Action):
    """Send Danish, labelled, to readers of this language; or take that choice back."""

    language: Lang


@action("ba")
@dataclass(frozen=True, slots=True)
class BulletinArea(Action):
    area: AreaId


class BulletinPage(Enum):
    EDIT = "e"
    AREAS = "a"
    PREVIEW = "p"
    DISCARD = "d"


@action("bp")
@dataclass(frozen=True, slots=True)
class ShowBulletinDraft(Action):
    page: BulletinPage


@action("bs")
@dataclass(frozen=True, slots=True)
class SendBulletin(Action):
    version: int


@action("br")
@dataclass(frozen=True, slots=True)
class BulletinReport(Action):
    bulletin: BulletinId
