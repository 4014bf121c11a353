"""Buttons of publishers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.bulletins import (
    Priority,
    Validity,
    Why,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
    OrganisationId,
    ThemeId,
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
    TIME = "t"
    DAYS = "y"
    DISCARD = "d"
    TOPIC = "k"
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


# --- after it has left ---------------------------------------------------------------------


@action("bco")
@dataclass(frozen=True, slots=True)
class CorrectBulletin(Action):
    bulletin: BulletinId


@action("bpl")
@dataclass(frozen=True, slots=True)
class ProlongBulletin(Action):
    bulletin: BulletinId


@action("bwh")
@dataclass(frozen=True, slots=True)
class AskRetract(Action):
    """Asks why news that has left is to be withdrawn."""

    bulletin: BulletinId


@action("bre")
@dataclass(frozen=True, slots=True)
class RetractBulletin(Action):
    bulletin: BulletinId
    why: Why


@action("bva")
@dataclass(frozen=True, slots=True)
class AskValidity(Action):
    """How long the news that is being written is valid."""


@action("bvs")
@dataclass(frozen=True, slots=True)
class SetValidity(Action):
    validity: Validity


# --- questions about news ------------------------------------------------------------------


@action("bqs")
@dataclass(frozen=True, slots=True)
class ShowQuestions(Action):
    """What residents ask about news."""

    bulletin: BulletinId


@action("bqa")
@dataclass(frozen=True, slots=True)
class AnswerQuestions(Action):
    """Answer all of them with one text, which everybody gets."""

    bulletin: BulletinId


@action("bsl")
@dataclass(frozen=True, slots=True)
class SignLate(Action):
    """Sign though its time has passed: it leaves at once. digest: as in SignBulletin."""

    bulletin: BulletinId
    digest: str


@action("bgb")
@dataclass(frozen=True, slots=True)
class GiveBackBulletin(Action):
    """Return it with the words whose preview had this version."""

    version: int


@action("bwd")
@dataclass(frozen=True, slots=True)
class WithdrawBulletin(Action):
    """Its author takes it back before it leaves."""

    bulletin: BulletinId


@action("bal")
@dataclass(frozen=True, slots=True)
class AskAlone(Action):
    """Sign alone what is urgent; first, why. version: of the draft that was previewed."""

    version: int


@action("bas")
@dataclass(frozen=True, slots=True)
class SignAlone(Action):
    """The reason in this very version was shown."""

    version: int


@action("brw")
@dataclass(frozen=True, slots=True)
class ReviewBulletin(Action):
    """See what somebody signed alone."""

    bulletin: BulletinId


@action("brd")
@dataclass(frozen=True, slots=True)
class BulletinReviewed(Action):
    bulletin: BulletinId


class BulletinList(Enum):
    WAITING = "w"
    REVIEW = "r"
    SIGNED = "d"
    MINE = "m"
    SENT = "s"


@action("bls")
@dataclass(frozen=True, slots=True)
class BulletinsOf(Action):
    which: BulletinList


# --- when it leaves ------------------------------------------------------------------------


@action("bdy")
@dataclass(frozen=True, slots=True)
class LeavesOn(Action):
    """Its hours. day: as `date.toordinal` counts."""

    day: int


@action("bdu")
@dataclass(frozen=True, slots=True)
class LeavesAt(Action):
    """due: epoch second at which it leaves; None: as soon as it is signed."""

    due: int | None


# --- a sending under way -------------------------------------------------------------------


@action("bsp")
@dataclass(frozen=True, slots=True)
class AskStop(Action):
    bulletin: BulletinId


@action("bst")
@dataclass(frozen=True, slots=True)
class StopBulletin(Action):
    """It was asked whether to."""

    bulletin: BulletinId


# --- from a template -------------------------------------------------------------------------


class IncidentPage(Enum):
    LIST = "l"
    BACK = "b"
    READY = "r"


@action("ip")
@dataclass(frozen=True, slots=True)
class ShowIncident(Action):
    """The templates; one answer back; or the texts that the answers make."""

    page: IncidentPage


@action("it")
@dataclass(frozen=True, slots=True)
class ChooseTemplate(Action):
    template: str


@action("iw")
@dataclass(frozen=True, slots=True)
class IncidentWithin(Action):
    """See the places of an area."""

    area: AreaId


@action("ia")
@dataclass(frozen=True, slots=True)
class AnswerIncident(Action):
    """option: of that slot; a place is `area.landmark`, or `area.` as a whole."""

    slot: str
    option: str


@action("ir")
@dataclass(frozen=True, slots=True)
class IncidentArea(Action):
    """It goes to this area too, or does not."""

    area: AreaId


@action("btb")
@dataclass(frozen=True, slots=True)
class TellBack(Action):
    """Begin "you said, we did" about a theme."""

    theme: ThemeId
