"""Buttons of publishers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.ids import (
    AreaId,
    BulletinId,
    ThemeId,
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
class ProposeBulletin(Action):
    """The preview of this very version was shown; version: of the draft."""

    version: int


@action("br")
@dataclass(frozen=True, slots=True)
class BulletinReport(Action):
    bulletin: BulletinId


# --- four eyes -----------------------------------------------------------------------------


@action("bts")
@dataclass(frozen=True, slots=True)
class ToSign(Action):
    """See what somebody else proposes to send."""

    bulletin: BulletinId


@action("bsg")
@dataclass(frozen=True, slots=True)
class SignBulletin(Action):
    """digest: the first digits of that of the content that was shown."""

    bulletin: BulletinId
    digest: str


@action("brt")
@dataclass(frozen=True, slots=True)
class ReturnBulletin(Action):
    bulletin: BulletinId


@action("btu")
@dataclass(frozen=True, slots=True)
class TakeUpBulletin(Action):
    """Its author writes on at it."""

    bulletin: BulletinId


@action("btb")
@dataclass(frozen=True, slots=True)
class TellBack(Action):
    """Begin "you said, we did" about a theme."""

    theme: ThemeId
