"""Buttons of publishers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.bulletins import Priority
from bot.domain.ids import (
    AreaId,
    BulletinId,
    OrganisationId,
    TopicId,
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
    TOPIC = "t"
    PRIORITY = "r"
    PICTURE = "i"


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


# --- what it is about, how loud, to whom ---------------------------------------------------


@action("bgm")
@dataclass(frozen=True, slots=True)
class BulletinAreas(Action):
    """All areas of a municipality that may be written to; None: all there are. Or none of them."""

    organisation: OrganisationId | None


@action("bto")
@dataclass(frozen=True, slots=True)
class BulletinTopic(Action):
    """None: no topic."""

    topic: TopicId | None


@action("bpr")
@dataclass(frozen=True, slots=True)
class BulletinPriority(Action):
    priority: Priority


@action("bnp")
@dataclass(frozen=True, slots=True)
class NoBulletinPicture(Action):
    """The picture of the draft is forgotten."""


@action("bmk")
@dataclass(frozen=True, slots=True)
class MaskNews(Action):
    """Mask what could tell who somebody is, in all texts."""


@action("bkc")
@dataclass(frozen=True, slots=True)
class KeepClues(Action):
    """It belongs there; the preview of this very version was shown."""

    version: int


@action("bsi")
@dataclass(frozen=True, slots=True)
class WriteToSilent(Action):
    """A draft to the areas that had no news for long."""


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
